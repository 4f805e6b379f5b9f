"""Units that only a committee reads: wrapped to the evaluation process with the record, read by whoever may, each time noted first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import demo
from accounts.actions.certificates import issue_certificate, revoke_certificate
from accounts.models import Certificate
from bidding import audit
from bidding.actions import openings
from bidding.models import Committee, CustodyPolicy, Filing, OpenedUnit, Opening, Reading, WrappedUnit
from bidding.sealed import evaluation_key, keys, rings, store, wrapping
from config.demo import moves
from config.demo.stage import StoryFailed
from foundation import journal
from foundation.models import Event
from tests.accounts.keys import new_key, request_for
from tests.bidding.opening import test_contests
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.scene import PASSPHRASE, Scene
from tests.factories.accounts import MemberFactory
from tests.security.superuser import as_superuser
from tests.toolkit import openssl
from toolkit import certificates, dealing, keeping
from toolkit.objects import Manifest, PolicyUnit
from toolkit.sealing import KEPT
from toolkit.signers import KeyAgreement, KeySigner

pytestmark = pytest.mark.django_db
ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"), PolicyUnit(unit="tech", stage=1, audience="experts"),
)  # fmt: skip
PLAN = "方案 73219.47-白鲸 " * 3000


@pytest.fixture
def two(bare_road: Scene, tmp_path: Path) -> Hall:
    bare_road.under_custody(units=list(ENVELOPES), committee_quorum=2)
    bare_road.register("deng")
    return Hall(bare_road, tmp_path / "hall")


@pytest.fixture
def filed(two: Hall, tmp_path: Path) -> str:
    """Three bids; return the header of the one with a file in its technical envelope."""
    plan = tmp_path / "施工组织设计.txt"
    plan.write_text(PLAN)
    planted, _ = two.scene.filed("bai", plans={plan.name: plan})
    for who in ("cui", "deng"):
        two.scene.filed(who)
    return planted.name


def opened(hall: Hall, *, after_seconds: int = 0) -> Opening:
    hall.begin()
    hall.posted([1, 2, 3])
    row = hall.record()
    if after_seconds:
        hall.later(seconds=after_seconds)
        row = hall.record()
    assert row.status == "recorded"
    return row


def expert(hall: Hall, who: str) -> KeySigner:
    """Return a person with a certificate that the platform knows."""
    key, person = new_key(), hall.scene.world.actor(who)
    row = issue_certificate(
        party_id=str(person.party_id), csr_pem=request_for(key), member_id=person.member_id,
        by=hall.scene.world.actor("guan"),
    )  # fmt: skip
    return KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())


def name(hall: Hall, *those: KeySigner, by: str = "sun", lot: str = "") -> Any:
    fingerprints = [certificates.fingerprint(one.certificate) for one in those]
    path = f"/api/v1/lots/{lot or hall.lot}/committee/"
    return hall.scene.world.stage._send(by, "POST", path, {"certificates": fingerprints})


def read(
    hall: Hall, who: str | None, header: str, part: str = "f0001", *, unit: str = "tech", lot: str = "", reason: str = "评审技术方案"
) -> httpx.Response:  # fmt: skip
    path = f"/api/v1/lots/{lot or hall.lot}/opening/readings/"
    tokens = hall.scene.world.stage._tokens
    headers = {"Authorization": f"Bearer {tokens.get(who) or demo.token_of(who)}"} if who else {}
    body = {"header": header, "unit": unit, "part": part, "reason": reason}
    found: httpx.Response = hall.scene.world.stage._client.post(path, json=body, headers=headers)
    return found


def told(hall: Hall) -> int:
    return Event.objects.filter(type="bidding.restricted.read", subject=hall.lot).count()


class TestTheRecord:
    def test_leaves_part_keys_for_the_evaluation_process_and_no_others(
        self, two: Hall, filed: str, tmp_path: Path
    ) -> None:
        opened(two)
        assert (
            WrappedUnit.objects.count()
            == OpenedUnit.objects.filter(unit="tech", outcome="opened").count()
            == 3
        )
        row = WrappedUnit.objects.get(unit__filing__header=filed)
        ring = evaluation_key.ring()
        (holder,) = ring.values()
        assert row.certificate == certificates.fingerprint(holder.certificate)
        filing = two.fetch(None).filings(two.lot)[filed]
        found = wrapping.unwrap(bytes(row.message), filing, "tech", holder)
        kept = keeping.unlock((two.scene.folder / "bai-1" / KEPT).read_bytes(), PASSPHRASE)
        key, place = kept.key("tech"), filing.place("tech")
        assert found == {part: dealing.part_key(place, key, part) for part in ("manifest", "f0001")}
        # And the tool that we did not write reads the message, in which the unit's own key is not.
        assert isinstance(holder, KeyAgreement)
        own = openssl.pem(tmp_path, "own.pem", holder.certificate, holder.key)
        (tmp_path / "keys.p7m").write_bytes(bytes(row.message))
        words = ("cms", "-decrypt", "-inform", "DER", "-in", "keys.p7m", "-recip", own, "-inkey", own)
        done = openssl.run(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert found["f0001"].hex().encode() in done.stdout and key.hex().encode() not in done.stdout

    def test_tells_in_the_journal_to_whom(self, two: Hall, filed: str) -> None:
        row = opened(two)
        event = Event.objects.get(type="bidding.opening.recorded")
        wrapped = WrappedUnit.objects.filter(unit__opening=row).order_by("unit")
        assert event.data["wrapped"] == openings.digest_of_wrapped(wrapped) != ""
        assert filed and list(audit.findings()) == []

    def test_is_whole_or_not_there(self, two: Hall, filed: str, monkeypatch: pytest.MonkeyPatch) -> None:
        two.begin()
        two.posted([1, 2, 3])
        honest, calls = journal.append, []

        def dies(*given: Any, **named: Any) -> Any:
            calls.append(given)
            if given[0] == "bidding.opening.recorded":
                raise KeyboardInterrupt
            return honest(*given, **named)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(journal, "append", dies)
            two.opener().turn()
        assert calls and not WrappedUnit.objects.exists() and not OpenedUnit.objects.exists()
        assert two.record().status == "recorded" and WrappedUnit.objects.count() == 3
        assert filed

    def test_waits_where_nobody_could_read_them(self, two: Hall, filed: str) -> None:
        """Recorded all the same they would be closed for ever, once the opening key is destroyed."""
        two.begin()
        two.posted([1, 2, 3])
        shown = keys.folder() / "evaluation.pem"
        content = shown.read_bytes()
        shown.unlink()
        assert two.record().status == "settling" and filed
        signing = two.scene.signer("bai").certificate  # a certificate that agrees on no key
        shown.write_bytes(signing.public_bytes(forms.Encoding.PEM))
        assert two.record().status == "settling"
        shown.write_bytes(content)
        assert two.record().status == "recorded"

    def test_is_not_promised_by_a_policy_where_nobody_could_read(self, bare_road: Scene) -> None:
        (keys.folder() / "evaluation.pem").unlink()
        with pytest.raises(StoryFailed, match=r"503 .*platform_key_missing"):
            bare_road.publish(bare_road.policy(units=list(ENVELOPES), committee_quorum=2))
        assert not CustodyPolicy.objects.exists()


class TestReading:
    def test_gives_the_committee_what_was_sealed_and_notes_it_first(self, two: Hall, filed: str) -> None:
        opened(two)
        assert name(two, expert(two, "yan"), expert(two, "yao")).status == 201
        answer = read(two, "yan", filed)
        assert (answer.status_code, answer.text) == (200, PLAN)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%96%BD")
        assert answer.headers["Cache-Control"] == "no-store"
        offer = Manifest.from_bytes(read(two, "yan", filed, "manifest", reason="核对文件清单").content)
        assert offer.fields == {"plan": "方案 bai"} and [one.part for one in offer.files] == ["f0001"]
        listed = two.scene.world.stage.get("tang", f"/api/v1/lots/{two.lot}/opening/readings/")["results"]
        yan = two.scene.world.cast.members["yan"].id
        assert [(one["part"], one["reason"], one["by"]) for one in listed] == [
            ("manifest", "核对文件清单", yan),
            ("f0001", "评审技术方案", yan),
        ]
        event = Event.objects.filter(type="bidding.restricted.read").order_by("id")[0]
        assert (event.actor, event.data["header"], event.data["unit"], event.data["part"]) == (
            yan,
            filed,
            "tech",
            "f0001",
        )
        assert "评审" not in str(event.data)
        assert list(audit.findings()) == []

    def test_is_noted_even_if_nothing_is_fetched(self, two: Hall, filed: str) -> None:
        """Whoever breaks off after the first byte has read all the same; whoever was never answered may have."""
        opened(two)
        name(two, expert(two, "yan"))
        answer = two.scene.world.stage._client.build_request(
            "POST", f"/api/v1/lots/{two.lot}/opening/readings/",
            json={"header": filed, "unit": "tech", "part": "f0001", "reason": "评审"},
            headers={"Authorization": f"Bearer {demo.token_of('yan')}"},
        )  # fmt: skip
        stream = two.scene.world.stage._client.send(answer, stream=True)
        stream.close()
        assert told(two) == Reading.objects.count() == 1

    def test_is_for_the_supervisor_too_and_for_nobody_else(self, two: Hall, filed: str) -> None:
        opened(two)
        name(two, expert(two, "yan"))
        assert read(two, "tang", filed).text == PLAN
        others = (None, "sun", "bai", "cui", "chen", "ding", "kang", "guan", "yao", "su")
        assert {who: read(two, who, filed).status_code for who in others} == dict.fromkeys(others, 403)
        assert told(two) == 1

    def test_is_refused_before_the_record(self, two: Hall, filed: str) -> None:
        two.begin()
        two.posted([1, 2, 3])
        name(two, expert(two, "yan"))
        assert [read(two, who, filed).status_code for who in ("yan", "tang")] == [404, 404]
        assert told(two) == 0

    @pytest.mark.parametrize("header", ["another", "form", "f0002", "none"])
    def test_is_refused_of_what_is_not_restricted_or_not_there(
        self, two: Hall, filed: str, header: str
    ) -> None:
        opened(two)
        given = {
            "another": {"header": "0" * 64},
            "form": {"header": filed, "unit": "form", "part": "manifest"},
            "f0002": {"header": filed, "part": "f0002"},
            "none": {"header": filed, "unit": "nothing"},
        }[header]
        assert read(two, "tang", **given).json()["code"] == "no_restricted_part"
        assert told(two) == 0

    def test_is_refused_of_a_bid_that_did_not_open(self, two: Hall, filed: str) -> None:
        row = Filing.objects.get(header=filed)
        store.path(row.files["tech.f0001.sealed"]).write_bytes(b"changed")
        opened(two, after_seconds=901)  # its bidder may send it again meanwhile
        assert OpenedUnit.objects.get(filing=row, unit="tech").outcome == "withdrawn"
        assert not WrappedUnit.objects.filter(unit__filing=row).exists()
        assert read(two, "tang", filed).status_code == 404

    def test_ends_for_an_expert_who_is_one_no_more(self, two: Hall, filed: str) -> None:
        opened(two)
        yan = expert(two, "yan")
        name(two, yan, expert(two, "yao"))
        assert read(two, "yan", filed).status_code == 200
        # Who joins a bidder's house, loses the certificate, or is replaced.
        user = two.scene.world.cast.members["yan"].user
        bidder = two.scene.world.cast.members["cui"].party
        joined = MemberFactory.create(user=user, party=bidder, role="organiser")
        assert read(two, "yan", filed).status_code == 403
        joined.status, joined.revoked_at = "revoked", joined.created_at
        joined.save()
        assert read(two, "yan", filed).status_code == 200
        assert name(two, expert(two, "yao")).body["number"] == 2
        assert read(two, "yan", filed).status_code == 403
        assert name(two, yan).body["number"] == 3
        row = Certificate.objects.get(fingerprint=certificates.fingerprint(yan.certificate))
        revoke_certificate(certificate_id=row.id, by=two.scene.world.actor("guan"))
        assert read(two, "yan", filed).status_code == 403

    def test_stands_still_with_the_lot_but_not_for_the_supervisor(self, two: Hall, filed: str) -> None:
        opened(two)
        name(two, expert(two, "yan"))
        hold = {"reason": "投诉调查", "law": "招标投标法实施条例 第六十二条"}
        two.scene.world.tell("tang", f"/api/v1/lots/{two.lot}/holds/", hold)
        assert read(two, "yan", filed).json()["code"] == "reading_over"
        assert read(two, "tang", filed).status_code == 200

    def test_outlives_the_opening_key(self, two: Hall, filed: str, settings: Any) -> None:
        """The opening key ends with its last lot; what was wrapped is of another key."""
        opened(two)
        name(two, expert(two, "yan"))
        Path(settings.OPENING_KEY_PATH).unlink()
        settings.OPENING_KEY_PATH = None
        assert read(two, "yan", filed).text == PLAN

    def test_needs_the_evaluation_process(self, two: Hall, filed: str, settings: Any) -> None:
        """The web, which has no such key, gives nothing and notes nothing."""
        opened(two)
        name(two, expert(two, "yan"))
        settings.EVALUATION_KEY_PATH = None
        for who in ("yan", "tang"):
            answer = read(two, who, filed)
            assert (answer.status_code, answer.json()["code"]) == (503, "platform_key_missing")
        assert read(two, "cui", filed).status_code == 403
        assert told(two) == 0

    def test_is_the_only_thing_that_process_does(self, two: Hall, filed: str, settings: Any) -> None:
        opened(two)
        settings.ROOT_URLCONF = "config.evaluation_urls"
        assert read(two, "tang", filed).text == PLAN
        for path in (
            "/",
            "/api/v1/clock/",
            "/api/v1/deals/",
            f"/api/v1/lots/{two.lot}/opening/",
            "/accounts/login/",
        ):
            assert two.scene.world.stage._client.get(path).status_code == 404, path

    def test_is_refused_with_an_idempotency_key_left_alone(self, two: Hall, filed: str) -> None:
        """What was read is kept in no table of answers."""
        opened(two)
        name(two, expert(two, "yan"))
        headers = {"Authorization": f"Bearer {demo.token_of('yan')}", "Idempotency-Key": "again"}
        body = {"header": filed, "unit": "tech", "part": "manifest", "reason": "评审"}
        path = f"/api/v1/lots/{two.lot}/opening/readings/"
        for _ in range(2):
            assert two.scene.world.stage._client.post(path, json=body, headers=headers).status_code == 200
        assert told(two) == 2
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM foundation_rememberedanswer t WHERE t::text LIKE '%again%'")
            assert cursor.fetchone()[0] == 0


class TestAttacks:
    def test_a_message_in_anothers_place_opens_nothing(self, two: Hall, filed: str) -> None:
        """Somebody with the database swaps two bids' wrapped keys; the reading is noted, and gives nothing."""
        opened(two)
        row = WrappedUnit.objects.get(unit__filing__header=filed)
        other = WrappedUnit.objects.exclude(unit=row.unit).first()
        assert other is not None
        with as_superuser(
            f"UPDATE bidding_wrappedunit SET message = (SELECT message FROM bidding_wrappedunit WHERE unit_id = {other.unit_id})"
            f" WHERE unit_id = {row.unit_id}"
        ):
            assert read(two, "tang", filed).json()["code"] == "restricted_part_unreadable"
            assert "wrapped_changed" in {one.code for one in audit.findings()}

    def test_a_wrong_key_of_the_right_name_opens_nothing(self, two: Hall, filed: str) -> None:
        opened(two)
        key = ec.generate_private_key(ec.SECP256R1())
        (holder,) = evaluation_key.ring().values()
        false = {certificates.fingerprint(holder.certificate): KeyAgreement(key, holder.certificate)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(evaluation_key, "_ring", lambda _: false)
            assert read(two, "tang", filed).json()["code"] == "restricted_part_unreadable"

    def test_rows_are_neither_changed_nor_removed(self, two: Hall, filed: str) -> None:
        opened(two)
        name(two, expert(two, "yan"))
        assert read(two, "tang", filed).status_code == 200
        for table in ("wrappedunit", "committee", "reading"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM bidding_{table}")
        for statement, code in (
            ("DELETE FROM bidding_reading", "reading_removed"),
            ("UPDATE bidding_reading SET reason = '别的'", "reading_changed"),
            ("UPDATE bidding_reading SET \"by\" = 'mem_x'", "reading_changed"),
            ("DELETE FROM bidding_committee", "committee_removed"),
            ("UPDATE bidding_committee SET certificates = '[]'", "committee_changed"),
            ("DELETE FROM bidding_wrappedunit", "wrapped_changed"),
        ):
            with as_superuser(statement):
                assert code in {one.code for one in audit.findings()}, statement

    def test_a_reading_of_another_lot_is_refused(self, two: Hall, filed: str) -> None:
        """The committee of one lot reads nothing of another, nor through another's address."""
        opened(two)
        name(two, expert(two, "yan"))
        other = two.scene.world.announced()
        assert read(two, "yan", filed, lot=other.lot).status_code == 403
        assert read(two, "su", filed, lot=other.lot).status_code == 404  # whose own lot it is
        assert told(two) == 0

    @pytest.mark.parametrize("reason", ["", "x", "好" * 501])
    def test_a_reading_without_a_reason_is_refused(self, two: Hall, filed: str, reason: str) -> None:
        opened(two)
        assert read(two, "tang", filed, reason=reason).status_code == 422
        assert told(two) == 0


class TestACommittee:
    def test_is_named_by_the_organiser_after_the_deadline(self, two: Hall, filed: str) -> None:
        yan, yao = expert(two, "yan"), expert(two, "yao")
        assert name(two, yan, yao).body["code"] == "not_frozen"
        two.begin()
        assert name(two, yan, by="chen").status == 403
        assert name(two, yan, by="cui").status == 403
        assert name(two, yan, yan).body["code"] == "stage_committee"
        assert name(two, expert(two, "bai")).body["code"] == "stage_committee"
        assert name(two, two.scene.signer("sun")).body["code"] == "stage_committee"
        first = name(two, yan, yao)
        assert first.status == 201 and set(first.body) == {"number", "at"}
        assert name(two, yao, yan).body["number"] == 1
        assert Committee.objects.count() == 1 and filed

    def test_that_released_the_second_envelope_reads_where_none_was_named(
        self, two: Hall, filed: str
    ) -> None:
        opened(two)
        envelope = test_contests.TestTheSecondEnvelope()
        envelope.step(two, "chen", "record_first_opening")
        moves.record(two.scene.made, "first_envelope", first_envelope_passed=2)
        envelope.step(two, "sun", "open_second_envelope")
        assert read(two, "yan", filed).status_code == 403
        assert envelope.release(two, sorted(Opening.objects.get().bids)[:2]).status == 201
        assert read(two, "yan", filed).text == PLAN


class TestTheKeys:
    def test_are_several_and_older_ones_read_what_was_wrapped_to_them(
        self, two: Hall, filed: str, settings: Any, tmp_path: Path
    ) -> None:
        opened(two)
        folder = tmp_path / "of evaluation"
        folder.mkdir()
        (folder / "first.p12").write_bytes(Path(settings.EVALUATION_KEY_PATH).read_bytes())
        (folder / "second.p12").write_bytes(keys.make(keys.EVALUATION, settings.EVALUATION_KEY_PASSWORD))
        settings.EVALUATION_KEY_PATH = folder
        assert len(evaluation_key.ring()) == 2
        assert read(two, "tang", filed).text == PLAN
        (folder / "first.p12").unlink()
        evaluation_key._ring.cache_clear()
        assert read(two, "tang", filed).json()["code"] == "platform_key_missing"

    def test_are_none_of_the_opening_process(self, two: Hall, settings: Any) -> None:
        assert two.lot and not set(rings.ring(rings.shelf(keys.OPENING))) & set(evaluation_key.ring())
        settings.EVALUATION_KEY_PATH = None
        call_command("open_bids", "--once")  # which needs the certificate alone
