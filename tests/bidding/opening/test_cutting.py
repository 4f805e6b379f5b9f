"""Neither witnesses nor the timestamp authority saw the log in the deadline's minute: the lot waits for its supervisor, and goes on."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bidding import audit
from bidding.actions import receipts
from bidding.models import Filing, FreezeList, Receipt, SupervisedCut
from bidding.sealed import cases, custody, keys, stamping
from bidding.tasks import settle
from config.demo.stage import StoryFailed
from foundation import clock, transparency
from foundation.errors import Unavailable
from foundation.models import Event
from foundation.statements import Trip
from foundation.text import Text
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.opening.test_contests import objects
from tests.bidding.opening.test_standing_still import ORDER
from tests.bidding.sealed.scene import Scene
from tests.bidding.sealed.test_freezing import checked
from toolkit import cms, supervising, timestamps
from toolkit.filings import Filing as Sealed
from toolkit.log.checkpoint import Head, cosign, read_head
from toolkit.proceedings import Cut
from toolkit.refusals import Refused
from toolkit.sealing import Before
from trading.actions import ticking
from trading.models import Deal

pytestmark = pytest.mark.django_db
BIDDERS = ("bai", "cui", "deng")


def down(_: bytes) -> bytes:
    raise Unavailable("timestamp_unavailable", Text("不", "no"))


@pytest.fixture
def dark(hall: Hall, three: object, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Three bids came; at the deadline the platform's house lost its line, for four minutes."""
    blackout(hall, monkeypatch)
    return hall


def blackout(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(stamping, "stamp", down)
        hall.scene.walk_to_deadline(seconds=2)
        hall.scene.log.step()
        settle()
        hall.scene.walk_to_deadline(minutes=4)
        settle()


def shown(hall: Hall, who: str | None = None) -> Any:
    return hall.scene.world.stage._send(who, "GET", f"/api/v1/lots/{hall.lot}/freeze/cut/", None)


def said(hall: Hall, **changed: Any) -> bytes:
    awaited = shown(hall).body
    values = {
        "deal": awaited["deal"], "lot": awaited["lot"], "policy": awaited["policy"], "change_n": awaited["change_n"],
        "deadline": awaited["deadline"], "cut": awaited["checkpoint"], "seen": awaited["seen"], "reason": "机房断电",
    }  # fmt: skip
    return Cut(**(values | changed)).to_bytes()


def sign(
    hall: Hall, content: bytes, *, who: str = "su", by: tuple[tuple[str, int], ...] = (("su", 1), ("su", 2))
) -> Any:
    signatures = [cms.sign(hall.scene.signer(*one), content, at=clock.now()) for one in by]
    body = {
        "content": base64.b64encode(content).decode(),
        "signatures": [base64.b64encode(one).decode() for one in signatures],
    }
    return hall.scene.world.stage._send(who, "POST", f"/api/v1/lots/{hall.lot}/freeze/cut/", body)


def stamped_late(scene: Scene, *, minutes: int) -> Callable[[Sequence[bytes]], Iterator[bytes]]:
    """Let the authority stamp so long after the deadline."""
    at = scene.deadline + timedelta(minutes=minutes)

    def stamps(contents: Sequence[bytes]) -> Iterator[bytes]:
        for one in contents:
            yield timestamps.grant(
                timestamps.ask(one, 7), keys.signer(keys.TSA), at=at, serial=1, policy=stamping.POLICY
            )

    return stamps


def said_in(content: bytes) -> Cut:
    return Cut.from_bytes(content)


def standing(*bids: Sealed) -> list[str]:
    """Return what became of bids, in their order."""
    return [Filing.objects.get(header=one.name).status for one in bids]


def listed(hall: Hall) -> FreezeList:
    """Let the list be made and witnessed, and the clock close the bidding."""
    hall.scene.grow()
    settle()
    hall.scene.grow()
    ticking.tick()
    return hall.row


class TestSupervisedCut:
    def test_is_awaited_of_the_supervisor_that_the_policy_names(self, dark: Hall) -> None:
        assert FreezeList.objects.get().issued_at is None
        su = dark.scene.world.cast.members["su"]
        assert custody.policy_of(FreezeList.objects.get().policy).supervisor == su.party.code
        found = shown(dark).body
        assert (found["supervisor"], found["checkpoint"], found["signed_at"]) == (su.party.code, "", None)
        assert sign(dark, said(dark, cut="x", seen="x")).body["code"] == "cut_not_awaited"
        dark.scene.grow()
        assert shown(dark).body["checkpoint"]
        assert Event.objects.filter(type="bidding.freeze.cut_missed").count() == 1

    def test_lets_the_opening_go_on(self, dark: Hall) -> None:
        dark.scene.grow()
        content = said(dark)
        made = sign(dark, content)
        assert made.status == 201, made.body
        assert sign(dark, content).status == 201
        assert SupervisedCut.objects.count() == 1
        row = listed(dark)
        assert len(cases.freeze_of(row).bids) == 3
        dark.later(seconds=601)
        dark.opener().turn()
        dark.posted([1, 2, 3])
        assert dark.record().status == "recorded"
        assert set(map(tuple, outcomes(dark).values())) == {("opened",)}
        report = dark.verified()
        assert report.holds, report.findings
        assert shown(dark).body["sha256"] == SupervisedCut.objects.get().sha256
        assert [one.code for one in audit.findings()] == []

    def test_is_not_anothers_to_sign(self, dark: Hall) -> None:
        dark.scene.grow()
        content = said(dark)
        for who in ("sun", "chen", "tang", "bai", "kang"):
            assert sign(dark, content, who=who).status == 403, who
        for by in (
            (("su", 1), ("su", 1)), (("sun", 1), ("sun", 2)), (("su", 1), ("sun", 1)), (("chen", 1), ("chen", 2)),
        ):  # fmt: skip
            assert sign(dark, content, by=by).body["code"] == "cut_signers", by
        assert not SupervisedCut.objects.exists()

    def test_is_of_two_natural_persons(self, dark: Hall) -> None:
        """One person with two certificates under two names signs twice."""
        dark.scene.grow()
        member = dark.scene.world.cast.members["su"]
        dark.scene.signers["su-9"] = dark.scene.issued(member)
        dark.scene.signer("su", 1)
        answer = sign(dark, said(dark), by=(("su", 1), ("su", 9)))
        assert answer.body["code"] == "cut_signers"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"deadline": 1}, "cut_context"),
            ({"policy": "0" * 64}, "cut_context"),
            ({"change_n": 1}, "cut_context"),
            ({"lot": "lot_x"}, "cut_context"),
            ({"cut": "x"}, "note_malformed"),
        ],
    )
    def test_is_of_this_lot_alone(self, dark: Hall, changed: dict[str, Any], code: str) -> None:
        dark.scene.grow()
        assert sign(dark, said(dark, **changed)).body["code"] == code

    def test_is_not_later_than_it_must_be(self, dark: Hall) -> None:
        dark.scene.grow()
        first = said(dark)
        dark.scene.grow()
        later = (dark.scene.log_folder / "witnessed").read_text()
        assert sign(dark, said(dark, cut=later)).body["code"] == "cut_needless"
        assert sign(dark, first).status == 201
        assert sign(dark, said(dark, cut=later, seen=later, reason="再来一份")).body["code"] == "cut_signed"

    def test_is_not_taken_where_its_own_text_says_that_witnesses_saw_the_minute(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every verifier would refuse it; which cosignatures stand in it, two persons choose."""
        for who in BIDDERS:
            hall.scene.filed(who)
        hall.scene.grow()
        blackout(hall, monkeypatch)
        hall.scene.grow()
        seen = read_head(shown(hall).body["seen"])
        within = int((hall.scene.deadline + timedelta(seconds=5)).timestamp())
        kept = cosign(Head(seen.checkpoint, seen.signatures[:1]), hall.scene.witness, within)
        assert sign(hall, said(hall, seen=kept.to_text())).body["code"] == "cut_needless"
        assert sign(hall, said(hall)).status == 201

    def test_waits_while_nobody_can_tell_what_receipts_show(
        self, dark: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dark.scene.grow()
        content, trust = said(dark), custody.trust
        monkeypatch.setattr(custody, "trust", lambda at: replace(trust(at), lists=(), answers=()))
        with pytest.raises(StoryFailed, match=r"503 .*revocation_unknown"):
            shown(dark)
        with pytest.raises(StoryFailed, match=r"503 .*revocation_unknown"):
            sign(dark, content)

    def test_is_not_needed_where_a_timestamp_came(self, hall: Hall) -> None:
        hall.scene.filed("bai")
        hall.scene.walk_to_deadline(seconds=2)
        hall.scene.log.step()
        settle()
        hall.scene.walk_to_deadline(minutes=4)
        settle()
        assert hall.row.token_of_cut
        assert shown(hall).status == 404

    def test_stays_as_it_was_signed(self, dark: Hall) -> None:
        dark.scene.grow()
        assert sign(dark, said(dark)).status == 201
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisedCut.objects.update(reason="别的")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE bidding_supervisedcut DISABLE TRIGGER USER")
        SupervisedCut.objects.update(content=b"{}")
        assert "cut_changed" in [one.code for one in audit.findings()]


class TestOtherWays:
    """Whether or not a supervisor is named: the tender may be ended or put on hold, and no deadline moves any more."""

    def test_two_of_the_organisers_side_may_end_it(self, dark: Hall) -> None:
        stage, made = dark.scene.world.stage, dark.scene.made
        Deal.objects.filter(id=made.deal).update(agency=dark.scene.world.cast.members["an"].party)
        path = f"/api/v1/deals/{made.deal}/proposals/steps/terminate/"
        proposed = stage.attempt("sun", path, {"data": {"reason": "平台故障，另行招标"}})
        assert proposed.status == 201, proposed.body
        assert stage.attempt("an", f"/api/v1/proposals/{proposed.body['id']}/approval/", {}).status == 200
        assert (dark.scene.lot.state, shown(dark).status) == ("terminated", 404)
        dark.scene.grow()
        settle()
        assert (FreezeList.objects.get().issued_at, dark.bids()) == (None, [])

    def test_a_hold_stops_nothing_for_good(self, dark: Hall) -> None:
        assert dark.scene.world.stage.attempt("su", f"/api/v1/lots/{dark.lot}/holds/", ORDER).status == 201
        dark.scene.grow()
        assert sign(dark, said(dark)).status == 201
        dark.scene.grow()
        settle()
        assert dark.row.issued_at is not None


class TestWhatNobodySaw:
    def test_is_named_and_stops_nobody(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        """The last bid came when the line was gone already: no witness, and its receipt was stamped minutes later."""
        for who in BIDDERS[:2]:
            hall.scene.filed(who)
        hall.scene.grow()
        hall.scene.walk_to_deadline(seconds=-40)
        with monkeypatch.context() as patch:
            patch.setattr(stamping, "stamps", stamped_late(hall.scene, minutes=3))
            last, _ = hall.scene.filed("deng")
        blackout(hall, monkeypatch)
        hall.scene.grow()
        assert sign(hall, said(hall)).status == 201
        found = cases.freeze_of(listed(hall))
        assert last.name not in {one.header for one in found.bids}
        assert [one.cause for one in found.refused] == ["freeze_unseen"]

    def test_is_told_by_a_cosignature_that_comes_late(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A witness saw the log in the minute and could not say so: what lies below its head came in time, and needs no supervisor."""
        scene = hall.scene
        first, _ = scene.filed("bai")
        scene.grow()
        scene.walk_to_deadline(seconds=-40)
        with monkeypatch.context() as patch:
            patch.setattr(stamping, "stamps", stamped_late(scene, minutes=3))
            second, _ = scene.filed("deng")
            scene.log.step()
            seen = read_head((scene.log_folder / "checkpoint").read_text())
            last, _ = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
            withdrawn, _ = scene.filed("cui")
            scene.desk("cui").withdraw(withdrawn, scene.signer("cui"), clock.now())
        blackout(hall, monkeypatch)
        scene.grow()
        settle()
        assert (hall.row.issued_at, shown(hall).status) == (None, 200)
        within = int((scene.deadline + timedelta(seconds=5)).timestamp())
        transparency.take_cosignature(cosign(seen, scene.witness, within).to_text())
        settle()
        assert hall.row.issued_at is not None and shown(hall).status == 404
        found = checked(scene, hall.row)
        assert read_head(found.cut).checkpoint == seen.checkpoint
        assert [one.header for one in found.bids] == sorted([first.name, second.name])
        assert [one.cause for one in found.refused] == ["freeze_unseen"]
        assert standing(first, last, withdrawn) == ["accepted", "refused", "ended"]

    def test_leaves_the_bid_before_it(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A bid is replaced in the last seconds. What two persons signed stands, whatever a witness says afterwards; and so does the
        bid before, for everybody.
        """
        scene = hall.scene
        first, _ = scene.filed("bai")
        for who in BIDDERS[1:]:
            scene.filed(who)
        scene.grow()
        scene.walk_to_deadline(seconds=-40)
        with monkeypatch.context() as patch:
            patch.setattr(stamping, "stamps", stamped_late(scene, minutes=3))
            last, _ = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
            kept = scene.desk("bai").fetch(last).issued
        blackout(hall, monkeypatch)
        unsigned = read_head((scene.log_folder / "checkpoint").read_text())
        scene.grow()
        signed = said(hall)
        assert sign(hall, said(hall, seen=said_in(signed).cut)).body["code"] == "cut_seen"
        assert sign(hall, signed).status == 201
        within = int((scene.deadline + timedelta(seconds=5)).timestamp())
        transparency.take_cosignature(cosign(unsigned, scene.witness, within).to_text())
        found = cases.freeze_of(listed(hall))
        scene.log.open()  # proofs are written anew, to the head that came late
        assert found.cut == said_in(signed).cut
        assert ({first.name} <= {one.header for one in found.bids}, len(found.bids)) == (True, 3)
        assert [one.cause for one in found.refused] == ["freeze_unseen"]
        assert standing(first, last) == ["accepted", "refused"]
        told = [scene.platform("bai").ask(hall.lot, one.name) for one in (first, last)]
        assert [(one.state, [why["code"] for why in one.reasons]) for one in told] == [
            ("accepted", []),
            ("refused", ["freeze_unseen"]),
        ]
        with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
            Filing.objects.filter(header=first.name).update(status="refused", reasons=["freeze_unseen"])
        late = said_in(signed).cut  # a head of the log that its bidder brings, which shows nothing
        assert objects(hall, "bai", last, kept=kept, head=late).status == 201
        hall.later(seconds=601)
        hall.opener().turn()
        case = hall.fetch().case(hall.lot)
        assert [one.head and one.head.to_text() for one in case.objections] == [late]
        agreed = hall.client(1).check(case, 1, at=clock.now())
        assert agreed.restored == [first.name]
        assert [one.code for one in agreed.dismissed.values()] == ["freeze_unseen"]
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert outcomes(hall)[first.name] == ["opened"]
        assert hall.verified().holds
        shown = hall.folder / str(hall.fetched) / "lots" / hall.lot / "filings" / last.name
        assert sorted(one.name for one in shown.iterdir()) == ["core.json", "header.json", "header.p7s"]
        assert [one.code for one in audit.findings()] == []

    def test_is_shown_by_the_timestamp_of_its_receipt(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for who in BIDDERS[:2]:
            hall.scene.filed(who)
        hall.scene.grow()
        hall.scene.walk_to_deadline(seconds=-40)
        last, _ = hall.scene.filed("deng")
        blackout(hall, monkeypatch)
        hall.scene.grow()
        assert sign(hall, said(hall)).status == 201
        found = cases.freeze_of(listed(hall))
        assert last.name in {one.header for one in found.bids}
        hall.later(seconds=601)
        hall.opener().turn()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds

    def test_is_waited_for_while_a_receipt_is_on_its_way(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The receipt was stamped in time by a process that has not written it yet: the list is not made without it."""
        for who in BIDDERS[:2]:
            hall.scene.filed(who)
        hall.scene.grow()
        hall.scene.walk_to_deadline(seconds=-40)
        kept: list[Receipt] = []
        with monkeypatch.context() as patch:
            patch.setattr(receipts, "issue_all", lambda filings: 0)
            assert hall.scene.file(hall.scene.seal("deng"), "deng").body["state"] == "verifying"
            last = Filing.objects.get(awaits_receipt=True)
            patch.setattr(Trip, "insert", lambda self, made, **more: kept.extend(made))
            with pytest.raises(Receipt.DoesNotExist):
                receipts.issue(filing=last, about=receipts.FILING)
        with monkeypatch.context() as patch:
            patch.setattr(receipts, "missing", lambda limit: [])
            blackout(hall, monkeypatch)
            hall.scene.grow()
            assert sign(hall, said(hall)).status == 201
            assert listed(hall).issued_at is None
        Receipt.objects.bulk_create(kept)
        receipts.issue_all(filings=[last])
        found = cases.freeze_of(listed(hall))
        assert last.header in {one.header for one in found.bids}


class TestTheCommand:
    def test_makes_and_sends_it(self, dark: Hall) -> None:
        """Fetched, checked and signed on the supervisor's own machine, by two, and sent."""
        dark.scene.grow()
        bundle = dark.fetch("su")
        pins = cases.pins(bundle.custody, clock.now())
        said = supervising.draft(
            bundle, dark.lot, dark.platform(None).awaited_cut(dark.lot), "机房断电", pins, clock.now()
        )
        content = said.to_bytes()
        signatures = [cms.sign(dark.scene.signer("su", n), content, at=clock.now()) for n in (1, 2)]
        dark.platform("su").sign_cut(dark.lot, content, signatures)
        assert bytes(SupervisedCut.objects.get().content) == content
        with pytest.raises(Refused, match="cut_needless"):
            dark.platform(None).awaited_cut(dark.lot)

    def test_refuses_a_head_of_another_log_and_a_second_cut(self, dark: Hall) -> None:
        dark.scene.grow()
        shown, bundle = dark.platform(None).awaited_cut(dark.lot), dark.fetch("su")
        pins = cases.pins(bundle.custody, clock.now())
        head = read_head(shown[0])
        bare = Head(head.checkpoint, head.signatures[:1])
        with pytest.raises(Refused, match="freeze_cut"):
            supervising.draft(bundle, dark.lot, (bare.to_text(), shown[1]), "理由", pins, clock.now())
        with pytest.raises(Refused, match="cut_seen"):
            supervising.draft(bundle, dark.lot, (shown[0], shown[0]), "理由", pins, clock.now())
        within = int((dark.scene.deadline + timedelta(seconds=5)).timestamp())
        own = cosign(bare, dark.scene.witness, within)
        with pytest.raises(Refused, match="cut_seen"):
            supervising.draft(bundle, dark.lot, shown, "理由", pins, clock.now(), [own])
        dark.scene.grow()  # witnesses are ahead of the folder
        own = read_head((dark.scene.log_folder / "witnessed").read_text())
        with pytest.raises(Refused, match="checkpoint_stale"):
            supervising.draft(bundle, dark.lot, shown, "理由", pins, clock.now(), [own])
        assert (
            sign(
                dark, supervising.draft(bundle, dark.lot, shown, "理由", pins, clock.now()).to_bytes()
            ).status
            == 201
        )
        dark.scene.grow()
        with pytest.raises(Refused, match="cut_needless"):
            supervising.draft(dark.fetch("su"), dark.lot, shown, "理由", pins, clock.now())
