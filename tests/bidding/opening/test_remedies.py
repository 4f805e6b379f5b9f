"""The platform fails while only bidders' own keys can open: nobody's time runs out unseen, and two persons say how it goes on."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest

from bidding import faults
from bidding.actions import remedies
from bidding.models import Opening, ProposedRemedy, Remedy
from bidding.sealed.custody import milliseconds
from foundation import clock, transparency_audit
from foundation.models import Event
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.opening.silence import alone, send, silent
from tests.bidding.sealed.scene import signer_of
from toolkit import cms
from toolkit.filings import Filing as Sealed
from toolkit.proceedings import Remedy as Signed

__all__ = ["alone", "silent"]
pytestmark = pytest.mark.django_db


def said(hall: Hall, until: datetime, **changed: Any) -> bytes:
    """Return a remedy for a fault in the time for keys as it stands."""
    row, at = Opening.objects.filter(freeze=hall.lot).first(), clock.now()
    since = to = at
    if row is not None and (standing := faults.rescue(hall.scene.lot, row, at)) is not None:
        since, to = standing.since, standing.ends
    values = {
        "deal": hall.scene.made.deal, "lot": hall.lot, "stage": 1, "freeze": hall.row.sha256,
        "n": Remedy.objects.count() + 1, "since": milliseconds(since), "to": milliseconds(to), "until": milliseconds(until),
        "reason": "机房断电",
    }  # fmt: skip
    return Signed(**(values | changed)).to_bytes()


def remedy(
    hall: Hall, until: datetime, *, who: str = "sun", persons: int = 2, alone: bool = False, **changed: Any
) -> Any:
    """Have one person propose a remedy and another bring both signatures, or bring both `alone`; return the answer."""
    content = said(hall, until, **changed)
    signers = [hall.scene.signer("sun", 1), hall.scene.signer("sun", persons)]
    signatures = [cms.sign(one, content, at=clock.now()) for one in signers]
    if not alone:
        hall.tell("sun", "remedies/proposals", content=content, signature=signatures[0])
    if who == "sun" and not alone:
        return hall.tell_as(hall.scene.colleague("sun"), "remedies", content=content, signatures=signatures)
    return hall.tell(who, "remedies", content=content, signatures=signatures)


def ends() -> datetime:
    found = Opening.objects.get().rescue_until
    assert found is not None
    return found


class TestProposals:
    """What one person signed is kept for the second, and changes nothing by itself."""

    def propose(
        self, hall: Hall, until: datetime, *, who: str = "sun", signer: str = "sun", **changed: Any
    ) -> Any:
        content = said(hall, until, **changed)
        signature = cms.sign(hall.scene.signer(signer, 1), content, at=clock.now())
        return hall.tell(who, "remedies/proposals", content=content, signature=signature)

    def listed(self, hall: Hall, who: str | None) -> Any:
        return hall.scene.world.stage.get(who, f"/api/v1/lots/{hall.lot}/opening/remedies/proposals/")

    def test_wait_for_a_second_person_who_signs_the_same(
        self, alone: Hall, silent: dict[str, Sealed]
    ) -> None:
        before = ends()
        made = self.propose(alone, before + timedelta(hours=1))
        assert (made.status, made.body["reason"]) == (201, "机房断电")
        assert (ends(), Remedy.objects.count()) == (before, 0)
        for who in (None, "bai", "chen", "su", "song"):
            assert self.listed(alone, who) == []
        (found,) = self.listed(alone, "sun")
        content = base64.b64decode(found["content"])
        other = cms.sign(alone.scene.signer("sun", 2), content, at=clock.now())
        both = {"content": content, "signatures": [base64.b64decode(found["signature"]), other]}
        assert alone.tell("sun", "remedies", **both).body["code"] == "remedy_not_proposed"
        assert alone.tell_as(alone.scene.colleague("sun"), "remedies", **both).status == 201
        assert (Remedy.objects.count(), self.listed(alone, "sun")) == (1, [])

    def test_are_refused_for_what_the_remedy_would_be(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        later = ends() + timedelta(hours=1)
        assert self.propose(alone, later, who="bai").status == 403
        assert self.propose(alone, later, signer="bai").body["code"] == "remedy_signers"
        assert self.propose(alone, later, n=2).body["code"] == "remedy_context"
        assert self.propose(alone, later + timedelta(days=7)).body["code"] == "remedy_time"
        assert self.listed(alone, "sun") == []

    def test_are_taken_once_and_the_newest_counts(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        later = ends() + timedelta(hours=1)
        for reason in ("机房断电", "机房断电", "网络中断"):
            assert self.propose(alone, later, reason=reason).status == 201
        assert [one["reason"] for one in self.listed(alone, "sun")] == ["网络中断", "机房断电"]

    def test_are_not_kept_without_end(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        later = ends() + timedelta(hours=1)
        for number in range(remedies.MOST_PROPOSED):
            assert self.propose(alone, later, reason=f"第{number}次").status == 201
        assert self.propose(alone, later, reason="又一次").body["code"] == "remedies_too_many"
        assert self.propose(alone, later, reason=f"第{number}次").status == 201  # the newest again
        assert ProposedRemedy.objects.count() == remedies.MOST_PROPOSED


class TestRemedies:
    def test_keep_the_time_from_running_out_unseen(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        alone.later(seconds=901)  # nothing was witnessed in between
        row = alone.record()
        assert (row.status, row.fault_seen_at is not None) == ("settling", True)
        assert alone.record().status == "settling"
        assert Event.objects.filter(type="bidding.opening.fault_seen").count() == 1
        assert alone.bids() == []
        assert alone.status()["stages"][0]["fault_seen_at"] is not None
        assert send(alone, silent, "cui").body["code"] == "keys_over"

        later = clock.now() + timedelta(hours=1)
        assert remedy(alone, later, who="bai").status == 403
        assert remedy(alone, later, persons=1).body["code"] == "remedy_signers"
        assert remedy(alone, later, n=2).body["code"] == "remedy_context"
        assert remedy(alone, later, freeze="0" * 64).body["code"] == "remedy_context"
        early = ends() - timedelta(seconds=1)
        assert remedy(alone, early, to=milliseconds(early)).body["code"] == "remedy_time"
        assert remedy(alone, later + timedelta(days=7)).body["code"] == "remedy_time"
        assert remedy(alone, later).status == 201
        (made,) = Remedy.objects.all()
        both = [bytes(made.first_signature), bytes(made.second_signature)]
        again = alone.tell("sun", "remedies", content=bytes(made.content), signatures=both)
        assert again.body["number"] == 1
        assert send(alone, silent, "cui").status == 201
        assert alone.record().status == "settling"
        alone.living(seconds=3601)
        assert alone.record().status == "recorded"
        opened = {silent[who].name: ["opened"] for who in ("bai", "cui")}
        assert outcomes(alone) == opened | {silent["deng"].name: ["revoked key_not_sent"]}
        assert alone.verified().holds
        assert list(transparency_audit.findings()) == []
        shown = {
            file.name for file in (alone.folder / str(alone.fetched) / "lots" / alone.lot).glob("remedy.*")
        }
        assert shown == {"remedy.1.1.json", "remedy.1.1.1.p7s", "remedy.1.1.2.p7s"}

    def test_take_two_accounts_and_two_persons(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        """One person with two certificates, or with two keys and one account, signs nothing alone."""
        later = ends() + timedelta(hours=1)
        assert remedy(alone, later, alone=True).body["code"] == "remedy_not_proposed"
        honest = {name: alone.scene.signer("sun", number) for number, name in ((1, "sun-1"), (2, "sun-2"))}
        alone.scene.signers["sun-2"] = alone.scene.issued(alone.scene.world.cast.members["sun"])
        assert remedy(alone, later).body["code"] == "remedy_signers"
        for name in honest:
            alone.scene.signers[name] = signer_of(f"孙{name}", alone.scene.custody.policy.organiser)
        assert remedy(alone, later).body["code"] == "signer_unbound"
        alone.scene.signers |= honest
        assert not Remedy.objects.exists()
        assert remedy(alone, later).status == 201

    def test_are_for_a_fault_in_the_time_for_keys(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        """The platform was away an hour before keys were asked for, and there all the time since."""
        alone.living(seconds=901)
        over, since = ends(), milliseconds(ends()) - 900_000
        later = over + timedelta(seconds=1)
        cases: list[tuple[datetime, dict[str, Any]]] = [
            (over, {"since": since - 60_000}),
            (later, {"to": milliseconds(later)}),
        ]
        for until, changed in cases:
            answer = remedy(alone, until, **changed)
            assert (answer.status, answer.body["code"]) == (422, "remedy_time")
        assert remedy(alone, over, to=since).body["code"] == "remedy_interval"
        assert not Remedy.objects.exists()

    def test_may_come_to_no_more_time_and_nobody_is_to_blame(
        self, alone: Hall, silent: dict[str, Sealed]
    ) -> None:
        alone.later(seconds=901)
        assert alone.record().status == "settling"
        assert remedy(alone, ends()).status == 201
        assert alone.record().status == "recorded"
        assert outcomes(alone) == {silent["bai"].name: ["opened"]} | {
            silent[who].name: ["withdrawn platform_fault"] for who in ("cui", "deng")
        }
        assert alone.verified().holds

    def test_are_needed_again_where_it_failed_again(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        alone.later(seconds=901)
        alone.record()
        assert remedy(alone, clock.now() + timedelta(hours=1)).status == 201
        alone.later(seconds=3601)
        assert alone.record().status == "settling"
        assert remedy(alone, clock.now() + timedelta(hours=1)).status == 201
        for who in ("cui", "deng"):
            assert send(alone, silent, who).status == 201
        # All keys are there: whatever failed, nobody has to wait.
        assert alone.record().status == "recorded"
        assert set(map(tuple, outcomes(alone).values())) == {("opened",)}

    def test_are_for_openings_that_await_keys(self, alone: Hall) -> None:
        for who in ("bai", "cui", "deng"):
            alone.scene.filed(who)
        alone.freeze()
        early = remedy(alone, clock.now() + timedelta(hours=1))
        assert (early.status, early.body["code"]) == (409, "no_keys_awaited")

    def test_are_not_needed_where_the_platform_was_there(
        self, alone: Hall, silent: dict[str, Sealed]
    ) -> None:
        alone.living(seconds=901)
        assert alone.record().status == "recorded"
        assert outcomes(alone)[silent["cui"].name] == ["revoked key_not_sent"]

    def test_let_nobody_off_where_the_platform_was_there(
        self, alone: Hall, silent: dict[str, Sealed]
    ) -> None:
        """An organiser and a bidder that would rather not open its bid: any remedy was as good as a fault."""
        alone.living(seconds=901)
        refused = remedy(alone, ends())
        assert (refused.status, refused.body["code"]) == (422, "remedy_fault")
        assert not Remedy.objects.exists()
        assert alone.record().status == "recorded"
        assert set(map(tuple, outcomes(alone).values())) == {("opened",), ("revoked key_not_sent",)}
