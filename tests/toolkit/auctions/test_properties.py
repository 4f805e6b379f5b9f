"""What holds of every auction, whatever anybody does in it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit.auctions.logs import moved, ruled
from tests.toolkit.auctions.rooms import RULES, START
from toolkit.auctions.concluding import conclude, replay, told
from toolkit.auctions.moves import AFTER_THE_END, Beat, Claim, Pause, Raise, Resume
from toolkit.auctions.results import Result
from toolkit.auctions.running import begin, seen, step

SEED = st.integers(0, 2**32)
FORMS = pytest.mark.parametrize("form", sorted(RULES))
cheap = examples(15)


def auction(seed: int, form: str) -> tuple[Any, tuple[Any, ...], int]:
    """Return rules, a log, and an instant some time after it."""
    room = ruled(seed, form)
    log = moved(seed, form, room)
    return room, log, (log[-1].at if log else START) + seed % 400_000


def effective(result: Result, log: tuple[Any, ...]) -> list[Any]:
    """Return the moves that were accepted."""
    refused = {one.number for one in result.turned}
    return [one for one in log if one.number not in refused]


def renumbered(log: list[Any]) -> list[Any]:
    return [one.model_copy(update={"number": number}) for number, one in enumerate(log, 1)]


@FORMS
class TestEveryAuction:
    @given(seed=SEED)
    @cheap
    def test_is_the_same_live_and_replayed(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        run, turned = begin(room), []
        for move in log:
            # Whoever only looks changes nothing: neither what is said now nor what comes later.
            seen(room, run, move.at)
            run, refused = step(room, run, move)
            turned += [told(move.number, refused)] if refused else []
            if move.number % 6 == 0:
                prefix = replay(room, log[: move.number], move.at)
                assert prefix == conclude(room, run, move.at, tuple(turned))
        assert replay(room, log, at) == conclude(room, run, at, tuple(turned))

    @given(seed=SEED)
    @cheap
    def test_accepts_nothing_after_the_close(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        result, run = replay(room, log, at), begin(room)
        closed = None
        for move in log:
            over = bool(run.ended_at or run.withdrawn)
            run, refused = step(room, run, move)
            if over:
                assert refused or isinstance(move, (*AFTER_THE_END, Beat))
                assert closed in (None, run.form) or room.form == "weighted_quotation"
                closed = run.form
        for move in effective(result, log):
            if result.phase == "closed" and not isinstance(move, (*AFTER_THE_END, Beat)):
                # The very move that ends an auction is at its end: the hammer, whoever stops a clock, the last per cent.
                assert move.at <= result.ends_at

    @given(seed=SEED)
    @cheap
    def test_has_one_winner_or_the_shares_offered(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        result = replay(room, log, at)
        assert (result.outcome == "deal") == bool(result.awards)
        if form == "share_auction":
            assert sum(one.quantity for one in result.awards) <= room.quantity
            assert len({one.bidder for one in result.awards}) == len(result.awards)
        else:
            assert len(result.awards) <= 1
        assert {one.bidder for one in result.awards} <= set(room.bidders)

    @given(seed=SEED)
    @cheap
    def test_does_not_know_refused_moves(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        room = room.model_copy(update={"silence_s": 0})  # a refused move, too, shows that the platform lives
        whole = replay(room, log, at)
        kept = replay(room, renumbered(effective(whole, log)), at)
        assert kept == whole.model_copy(update={"turned": ()})

    @given(seed=SEED)
    @cheap
    def test_does_not_mind_the_order_of_refused_moves(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        whole = replay(room, log, at)
        refused = {one.number for one in whole.turned}
        swapped = list(log)
        for number in range(len(log) - 1):
            first, second = swapped[number], swapped[number + 1]
            if {first.number, second.number} <= refused:
                swapped[number : number + 2] = [
                    second.model_copy(update={"at": first.at}),
                    first.model_copy(update={"at": first.at}),
                ]
                break
        else:
            return
        if len({one.at for one in log[number : number + 2]}) == 1:
            other = replay(room, renumbered(swapped), at)
            assert other.model_copy(update={"turned": ()}) == whole.model_copy(update={"turned": ()})

    @given(seed=SEED, pause_ms=st.integers(0, 10**7))
    @cheap
    def test_keeps_what_remains_through_a_pause(self, form: str, seed: int, pause_ms: int) -> None:
        room, log, at = auction(seed, form)
        room = room.model_copy(update={"silence_s": 0})
        before = replay(room, log, at)
        if before.outcome != "open" or before.phase == "paused":
            return
        number = len(log) + 1
        log = (*log, Pause(number=number, at=at, reason="停电"))
        paused = replay(room, log, at + pause_ms)
        assert (paused.phase, paused.outcome, paused.ends_at) == ("paused", "open", 0)
        log = (*log, Resume(number=number + 1, at=at + pause_ms, reason="恢复"))
        again = at + pause_ms + room.notice_s * 1000
        if room.notice_s:
            noticed = replay(room, log, again - 1)
            assert (noticed.phase, noticed.price, noticed.ends_at) == ("resuming", before.price, again)
        resumed = replay(room, log, again)
        assert before.remaining_ms == paused.remaining_ms
        phase = "raising" if before.phase == "called" else before.phase  # what was called is called again
        assert (resumed.phase, resumed.price, resumed.least) == (phase, before.price, before.least)
        left_ms = max(before.remaining_ms, room.least_left_s * 1000) if before.ends_at else 0
        assert resumed.remaining_ms == left_ms
        assert resumed.ends_at == (again + left_ms if before.ends_at else 0)


class TestOpenPrices:
    @pytest.mark.parametrize(
        "form", ["called_auction", "dynamic_quotation", "listing", "open_rounds", "reverse_open"]
    )
    @given(seed=SEED)
    @cheap
    def test_strictly_improve(self, form: str, seed: int) -> None:
        room, log, at = auction(seed, form)
        stands: Fraction | None = None
        for move in effective(replay(room, log, at), log):
            if isinstance(move, Raise):
                price = Fraction(move.price)
                assert stands is None or (price > stands if room.up else price < stands)
                assert price >= room.start_price if room.up else price <= room.start_price
                stands = price
            if isinstance(move, Claim):
                assert stands == Fraction(move.price)


class TestSilence:
    @given(seed=SEED, quiet=st.integers(90_001, 10**7))
    @cheap
    def test_never_sells(self, seed: int, quiet: int) -> None:
        room, log, _ = auction(seed, "dynamic_quotation")
        room = room.model_copy(update={"silence_s": 90, "fewest": 1})
        last = max(log[-1].at if log else START, START)
        known, later = replay(room, log, last), replay(room, log, last + quiet)
        if known.outcome == "open":
            assert (later.phase, later.outcome) == ("paused", "open")
        else:
            assert later == known
