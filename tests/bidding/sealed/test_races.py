"""Bidders at the deadline, all at once, on real transactions; and freezing, which waits for their tickets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actor import Actor
from bidding.actions import ends, filings, freezing, receipts, settling
from bidding.models import Filing, FreezeList, Receipt
from bidding.sealed import custody
from foundation import clock
from foundation.errors import DomainError
from foundation.models import LogEntry
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.sealed.scene import Scene
from tests.bidding.test_races import at_once, refusals
from toolkit import cms
from toolkit import filings as sealed
from toolkit.filings import HEADER, Folder
from toolkit.log import leaves
from toolkit.objects import End
from toolkit.objects import Receipt as Content
from toolkit.proceedings import Freeze
from toolkit.sealing import Before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BY = Actor.clock()
CROWD = ("bai", "cui", "deng", "fang", "gao", "han")


@pytest.fixture
def crowd(transactional_db: None, scene: Scene) -> Scene:
    scene.register(*CROWD[2:])
    return scene


def ticket(scene: Scene, who: str, names: dict[str, str]) -> Callable[[], Filing]:
    return partial(
        filings.reserve, lot_id=scene.made.lot, header=names[HEADER], files=names, by=scene.world.actor(who)
    )


class TestTheDeadline:
    def test_gives_each_of_thirty_a_ticket_or_a_clear_refusal(self, crowd: Scene, tmp_path: Path) -> None:
        """A14: every receipt has its leaf, its place on the list and its opened bid, and nothing else has."""
        bids = [(who, crowd.upload(crowd.seal(who), who)) for who in CROWD for _ in range(5)]
        early, late = bids[:15:5], [one for one in bids if one not in bids[:15:5]]
        # However slow the crowd's tickets are, there are bids to open.
        results: list[object] = [ticket(crowd, *one)() for one in early]
        clock.shift_to(crowd.deadline - timedelta(seconds=0.4))
        results += at_once(*[ticket(crowd, *one) for one in late])
        taken = [one for one in results if isinstance(one, Filing)]
        assert len(taken) >= len(early)
        assert set(refusals(results)) <= {"deadline_passed", "filing_in_progress"}
        assert len(taken) + len(refusals(results)) == 30
        deadline = custody.milliseconds(crowd.deadline)
        assert all(custody.milliseconds(one.received_at) < deadline for one in taken)
        assert len({one.registration_id for one in taken}) == len(taken)
        logged = {bytes(one) for one in LogEntry.objects.values_list("content", flat=True)}
        assert {leaves.filed(bytes(one.salt).hex(), one.header) for one in taken} <= logged
        for one in taken:
            settling.settle(filing_id=one.id, by=BY)
            receipts.issue(filing=Filing.objects.get(id=one.id), about=receipts.FILING)
        hall = Hall(crowd, tmp_path / "hall")
        assert hall.begin().status == "collecting"
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        filed = {one.header for one in taken}
        listed = Freeze.from_bytes(bytes(hall.row.content or b"")).bids
        promised = [Content.from_bytes(bytes(one.content)).header for one in Receipt.objects.all()]
        assert sorted(promised) == sorted(one.header for one in listed) == sorted(filed)
        assert outcomes(hall) == {one: ["opened"] for one in filed}

    def test_freezing_waits_for_tickets_in_flight(self, crowd: Scene) -> None:
        names = crowd.upload(crowd.seal("bai"))
        clock.shift_to(crowd.deadline - timedelta(seconds=60))
        taken, may_commit = threading.Event(), threading.Event()

        def slow() -> None:
            try:
                with transaction.atomic():
                    ticket(crowd, "bai", names)()
                    taken.set()
                    may_commit.wait(120)
            finally:
                connection.close()

        def freezes() -> FreezeList | None:
            try:
                return freezing.close_tickets(lot_id=crowd.made.lot, by=BY)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(slow)
            assert taken.wait(120)
            clock.shift_to(crowd.deadline + timedelta(seconds=1))
            second = pool.submit(freezes)
            with pytest.raises(TimeoutError):
                second.result(timeout=1)
            assert not Filing.objects.exists()  # not committed, and the list is not begun
            may_commit.set()
            first.result(120)
            row = second.result(120)
        assert row is not None and Filing.objects.count() == 1
        crowd.grow()
        issued = freezing.freeze(lot_id=crowd.made.lot, at=clock.now(), by=BY)
        assert issued is not None and issued.content is not None
        assert len(Freeze.from_bytes(bytes(issued.content)).bids) == 1

    def test_tickets_do_not_wait_for_each_other_nor_for_other_actions(self, crowd: Scene) -> None:
        one, two = (crowd.upload(crowd.seal(who), who) for who in ("bai", "cui"))
        with transaction.atomic():
            ticket(crowd, "bai", one)()

            def other() -> Filing:
                try:
                    return ticket(crowd, "cui", two)()
                finally:
                    connection.close()

            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(other).result(120).status == "reserved"


class TestOneBidder:
    def withdrawal(self, scene: Scene, filing: sealed.Filing) -> Callable[[], Filing]:
        core = filing.core
        end = End(
            deal=core.deal, lot=core.lot, bid=core.bid, seq=core.seq, header=filing.name, replaced_by=""
        ).to_bytes()
        signature = cms.sign(scene.signer("bai"), end, at=clock.now())
        return partial(
            ends.withdraw, lot_id=scene.made.lot, header=filing.name, content=end, signature=signature,
            by=scene.world.actor("bai"),
        )  # fmt: skip

    def test_who_replaces_and_withdraws_at_once_gets_one_of_them(self, crowd: Scene) -> None:
        first, _ = crowd.filed("bai")
        folder = crowd.seal("bai", before=Before(first.core.bid, 1, first.name))
        names = crowd.upload(folder)

        def replace() -> Any:
            made = ticket(crowd, "bai", names)()
            return settling.settle(filing_id=made.id, by=BY)

        results = at_once(replace, self.withdrawal(crowd, first))
        second = sealed.load(Folder(folder)).name
        by_name = dict(Filing.objects.values_list("header", "status"))
        assert by_name[first.name] == "ended"
        withdrawn = not isinstance(results[1], DomainError)
        # Withdrawn first, the other is a new bid after it; replaced first, there is nothing left to withdraw.
        assert set(refusals(results)) <= {"withdrawal_unknown", "filing_in_progress"}
        assert by_name.get(second) == "accepted"
        assert Filing.objects.get(header=second).replaces is None or not withdrawn
        ended = leaves.ended(first.name)
        assert [bytes(one) for one in LogEntry.objects.values_list("content", flat=True)].count(ended) == 1

    def test_who_files_the_same_many_times_has_one_filing(self, crowd: Scene) -> None:
        names = crowd.upload(crowd.seal("bai"))
        results = at_once(*[ticket(crowd, "bai", names)] * 8)
        assert {one.id for one in results} == {Filing.objects.get().id}

    def test_who_settles_twice_at_once_is_accepted_once(self, crowd: Scene) -> None:
        made = ticket(crowd, "bai", crowd.upload(crowd.seal("bai")))()
        results = at_once(*[partial(settling.settle, filing_id=made.id, by=BY)] * 4)
        assert {one.status for one in results} == {"accepted"}
        settled = Filing.objects.get()
        at_once(*[partial(receipts.issue, filing=settled, about=receipts.FILING)] * 4)
        assert Receipt.objects.count() == 1
