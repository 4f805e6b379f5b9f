"""Units that only a committee reads: wrapped to the evaluation process with the record, read by whoever may, each time noted first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import ca, demo
from accounts.actions.certificates import revoke_certificate
from accounts.models import Certificate
from accounts.pki.profiles import PROFILES, Holder
from bidding import audit
from bidding.actions import openings
from bidding.models import CustodyPolicy, Filing, OpenedUnit, Opening, Reading, WrappedUnit
from bidding.sealed import custody, evaluation_key, keys, rings, store, wrapping
from foundation import clock, journal
from foundation.models import Event
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import ENVELOPES, PLAN, expert, name, opened, read, replaced, told
from tests.bidding.sealed.scene import PASSPHRASE, Scene
from tests.factories.accounts import CertificateFactory, MemberFactory
from tests.security.superuser import as_superuser
from tests.toolkit import openssl
from toolkit import capsules, certificates, dealing, keeping
from toolkit.objects import Manifest
from toolkit.refusals import Refused
from toolkit.sealing import KEPT
from toolkit.signers import KeyAgreement

pytestmark = pytest.mark.django_db


class TestTheRecord:
    def test_leaves_part_keys_for_the_evaluation_process_and_no_others(
        self, two: Hall, filed: str, recorded: Opening, tmp_path: Path
    ) -> None:
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

    def test_tells_in_the_journal_to_whom(self, two: Hall, filed: str, recorded: Opening) -> None:
        event = Event.objects.get(type="bidding.opening.recorded")
        wrapped = WrappedUnit.objects.filter(unit__opening=recorded).order_by("unit")
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

    def test_goes_to_whom_the_policy_names_whatever_lies_beside(self, two: Hall, filed: str) -> None:
        """Who administers the machine shows another certificate before the record, or none at all."""
        honest = keys.certificate(keys.EVALUATION)
        shown = keys.folder() / "evaluation.pem"
        own = KeyAgreement(ca.new_key(), honest)
        theirs = ca.issue(Holder("评标 Evaluation"), own.key.public_key(), "custody", clock.now())
        shown.write_bytes(theirs.public_bytes(forms.Encoding.PEM))
        opened(two)
        rows = WrappedUnit.objects.all()
        assert {one.certificate for one in rows} == {certificates.fingerprint(honest)} and len(rows) == 3
        for row in rows:
            with pytest.raises(Refused, match="capsule_"):
                capsules.open_(bytes(row.message), replace(own, certificate=theirs))
        event = Event.objects.get(type="bidding.opening.recorded")
        assert event.data["evaluation"] == certificates.fingerprint(honest)
        assert filed and list(audit.findings()) == []

    def test_waits_under_a_policy_that_was_exchanged_in_the_database(self, two: Hall, filed: str) -> None:
        two.begin()
        two.posted([1, 2, 3])
        row = CustodyPolicy.objects.get()
        stranger = ca.issue(Holder("x"), ca.new_key().public_key(), "custody", clock.now())
        said = custody.policy_of(row).model_copy(update={"evaluation_cert": certificates.to_base64(stranger)})
        with as_superuser(
            f"UPDATE bidding_custodypolicy SET content = '\\x{said.to_bytes().hex()}' WHERE id = '{row.id}'"
        ):
            assert two.record().status != "recorded"
        assert two.record().status == "recorded" and filed

    def test_waits_for_a_certificate_that_was_revoked_and_says_so_once(self, two: Hall, filed: str) -> None:
        """Recorded all the same they would go to nobody knows whom; not wrapped they would be closed for ever."""
        two.begin()
        two.posted([1, 2, 3])
        named = keys.certificate(keys.EVALUATION)
        lost = CertificateFactory.create(
            serial=f"{named.serial_number:x}", not_after=named.not_valid_after_utc, is_local=True, revoked_at=clock.now()
        )  # fmt: skip
        assert [two.record().status for _ in range(2)] == ["settling"] * 2 and filed
        told = Event.objects.filter(type="bidding.opening.awaits_readers")
        assert [(one.subject, one.data["cause"]) for one in told] == [(two.lot, "certificate_revoked")]
        lost.delete()  # it was not that one
        assert two.record().status == "recorded" and WrappedUnit.objects.count() == 3

    def test_uses_a_certificate_that_has_expired_since(self, two: Hall) -> None:
        row = CustodyPolicy.objects.get()
        policy = custody.policy_of(row)
        named = keys.certificate(keys.EVALUATION)
        for days in (0, 400):
            at = named.not_valid_after_utc + timedelta(days=days)
            found = evaluation_key.certificate(policy, at, published_at=row.published_at)
            assert found == named and two.lot

    def test_is_not_promised_by_a_policy_where_nobody_could_read(self, bare_road: Scene) -> None:
        restricted: dict[str, Any] = {"units": list(ENVELOPES), "committee_quorum": 2}
        honest = bare_road.policy(**restricted)
        stranger = ca.issue(Holder("x"), ca.new_key().public_key(), "custody", clock.now())
        answer = bare_road.publish(
            honest.model_copy(update={"evaluation_cert": certificates.to_base64(stranger)})
        )
        assert (answer.body["code"], set(answer.body["fields"])) == ("policy_not_ours", {"evaluation_cert"})
        (keys.folder() / "evaluation.pem").unlink()
        assert bare_road.publish(bare_road.policy(**restricted)).body["code"] == "policy_evaluation"
        assert bare_road.publish(honest).body["code"] == "policy_not_ours"
        assert not CustodyPolicy.objects.exists()

    def test_is_not_promised_through_a_certificate_that_ends_before_it(
        self, bare_road: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        restricted: dict[str, Any] = {"units": list(ENVELOPES), "committee_quorum": 2}
        shown, left = keys.folder() / "evaluation.pem", bare_road.deadline - clock.now()
        for days, code in ((left.days, "certificate_expired"), (left.days + 2, None)):
            short = replace(PROFILES["custody"], days=days)
            monkeypatch.setitem(PROFILES, "custody", short)
            made = ca.issue(Holder("x"), ca.new_key().public_key(), "custody", clock.now())
            monkeypatch.undo()
            shown.write_bytes(made.public_bytes(forms.Encoding.PEM))
            answer = bare_road.publish(bare_road.policy(**restricted))
            assert answer.body.get("code") == code, answer.body


class TestReading:
    def test_gives_the_committee_what_was_sealed_and_notes_it_first(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
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

    def test_is_noted_even_if_nothing_is_fetched(self, two: Hall, filed: str, recorded: Opening) -> None:
        """Whoever breaks off after the first byte has read all the same; whoever was never answered may have."""
        name(two, expert(two, "yan"))
        answer = two.scene.world.stage._client.build_request(
            "POST", f"/api/v1/lots/{two.lot}/opening/readings/",
            json={"header": filed, "unit": "tech", "part": "f0001", "reason": "评审"},
            headers={"Authorization": f"Bearer {demo.token_of('yan')}"},
        )  # fmt: skip
        stream = two.scene.world.stage._client.send(answer, stream=True)
        stream.close()
        assert told(two) == Reading.objects.count() == 1

    def test_is_for_the_supervisor_too_and_for_nobody_else(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        name(two, expert(two, "yan"))
        assert read(two, "tang", filed).text == PLAN
        others = (None, "sun", "bai", "cui", "chen", "ding", "kang", "guan", "yao", "su")
        assert {who: read(two, who, filed).status_code for who in others} == dict.fromkeys(others, 403)
        assert told(two) == 1

    def test_is_for_no_supervisor_with_a_part_in_the_lot(
        self, two: Hall, filed: str, recorded: Opening, settings: Any
    ) -> None:
        """Neither who acts for a party to it nor who runs the platform, under another membership; nor whose house does."""
        cast = two.scene.world.cast.members
        path = f"/api/v1/lots/{two.lot}/opening/readings/"
        for who, role in (("sun", "organiser"), ("cui", "expert"), ("chen", "auditor")):
            joined = MemberFactory.create(user=cast["tang"].user, party=cast[who].party, role=role)
            settings.OPERATORS = (cast["chen"].party.code,)
            assert read(two, "tang", filed).status_code == 403, who
            assert two.scene.world.stage.get("tang", path)["results"] == []
            joined.status, joined.revoked_at = "revoked", joined.created_at
            joined.save()
        assert read(two, "tang", filed).text == PLAN
        settings.OPERATORS = (cast["tang"].party.code,)
        assert read(two, "tang", filed).status_code == 403
        assert told(two) == 1

    def test_is_refused_before_the_record(self, two: Hall, filed: str) -> None:
        two.begin()
        two.posted([1, 2, 3])
        name(two, expert(two, "yan"))
        assert [read(two, who, filed).status_code for who in ("yan", "tang")] == [404, 404]
        assert told(two) == 0

    @pytest.mark.parametrize("header", ["another", "form", "f0002", "none"])
    def test_is_refused_of_what_is_not_restricted_or_not_there(
        self, two: Hall, filed: str, recorded: Opening, header: str
    ) -> None:
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

    def test_ends_for_an_expert_who_is_one_no_more(self, two: Hall, filed: str, recorded: Opening) -> None:
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
        assert replaced(two, expert(two, "yao")).body["number"] == 2
        assert read(two, "yan", filed).status_code == 403
        assert replaced(two, yan).body["number"] == 3
        row = Certificate.objects.get(fingerprint=certificates.fingerprint(yan.certificate))
        revoke_certificate(certificate_id=row.id, by=two.scene.world.actor("guan"))
        assert read(two, "yan", filed).status_code == 403

    def test_stands_still_with_the_lot_but_not_for_the_supervisor(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        name(two, expert(two, "yan"))
        hold = {"reason": "投诉调查", "law": "招标投标法实施条例 第六十二条"}
        two.scene.world.tell("tang", f"/api/v1/lots/{two.lot}/holds/", hold)
        assert read(two, "yan", filed).json()["code"] == "reading_over"
        assert read(two, "tang", filed).status_code == 200

    def test_outlives_the_opening_key(self, two: Hall, filed: str, recorded: Opening, settings: Any) -> None:
        """The opening key ends with its last lot; what was wrapped is of another key."""
        name(two, expert(two, "yan"))
        Path(settings.OPENING_KEY_PATH).unlink()
        settings.OPENING_KEY_PATH = None
        assert read(two, "yan", filed).text == PLAN

    def test_needs_the_evaluation_process(
        self, two: Hall, filed: str, recorded: Opening, settings: Any
    ) -> None:
        """The web, which has no such key, gives nothing and notes nothing."""
        name(two, expert(two, "yan"))
        settings.EVALUATION_KEY_PATH = None
        for who in ("yan", "tang"):
            answer = read(two, who, filed)
            assert (answer.status_code, answer.json()["code"]) == (503, "platform_key_missing")
        assert read(two, "cui", filed).status_code == 403
        assert told(two) == 0

    def test_is_the_only_thing_that_process_does(
        self, two: Hall, filed: str, recorded: Opening, settings: Any
    ) -> None:
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

    def test_is_refused_with_an_idempotency_key_left_alone(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        """What was read is kept in no table of answers."""
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
    def test_a_message_in_anothers_place_opens_nothing(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        """Somebody with the database swaps two bids' wrapped keys; the reading is noted, and gives nothing."""
        row = WrappedUnit.objects.get(unit__filing__header=filed)
        other = WrappedUnit.objects.exclude(unit=row.unit).first()
        assert other is not None
        with as_superuser(
            f"UPDATE bidding_wrappedunit SET message = (SELECT message FROM bidding_wrappedunit WHERE unit_id = {other.unit_id})"
            f" WHERE unit_id = {row.unit_id}"
        ):
            assert read(two, "tang", filed).json()["code"] == "restricted_part_unreadable"
            assert "wrapped_changed" in {one.code for one in audit.findings()}

    def test_a_wrong_key_of_the_right_name_opens_nothing(
        self, two: Hall, filed: str, recorded: Opening
    ) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        (holder,) = evaluation_key.ring().values()
        false = {certificates.fingerprint(holder.certificate): KeyAgreement(key, holder.certificate)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(evaluation_key, "_ring", lambda _: false)
            assert read(two, "tang", filed).json()["code"] == "restricted_part_unreadable"

    def test_rows_are_neither_changed_nor_removed(self, two: Hall, filed: str, recorded: Opening) -> None:
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
            (
                "UPDATE foundation_event SET data = jsonb_set(data, '{evaluation}', '\"0\"') WHERE type = 'bidding.opening.recorded'",
                "wrapped_elsewhere",
            ),
        ):
            with as_superuser(statement):
                assert code in {one.code for one in audit.findings()}, statement

    def test_a_reading_of_another_lot_is_refused(self, two: Hall, filed: str, recorded: Opening) -> None:
        """The committee of one lot reads nothing of another, nor through another's address."""
        name(two, expert(two, "yan"))
        other = two.scene.world.announced()
        assert read(two, "yan", filed, lot=other.lot).status_code == 403
        assert read(two, "su", filed, lot=other.lot).status_code == 404  # whose own lot it is
        assert told(two) == 0

    @pytest.mark.parametrize("reason", ["", "x", "好" * 501])
    def test_a_reading_without_a_reason_is_refused(
        self, two: Hall, filed: str, recorded: Opening, reason: str
    ) -> None:
        assert read(two, "tang", filed, reason=reason).status_code == 422
        assert told(two) == 0


class TestTheKeys:
    def test_are_several_and_older_ones_read_what_was_wrapped_to_them(
        self, two: Hall, filed: str, recorded: Opening, settings: Any, tmp_path: Path
    ) -> None:
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
