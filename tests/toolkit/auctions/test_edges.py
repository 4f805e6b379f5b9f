"""The last moments of auctions, and of those who have a right in them: each a log that once came to something else."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.toolkit.auctions.rooms import (
    HOLDERS,
    SEEDS,
    START,
    WEIGHTED,
    by,
    codes,
    detail,
    host,
    made,
    result,
    rules,
    secrets,
    won,
)
from toolkit.auctions.forms import reverse_rounds
from toolkit.auctions.refusing import Unfit
from toolkit.auctions.running import begin, step

HELD = {"holders": [one.model_dump() for one in HOLDERS]}
SEEDED = {"seeds": [one.model_dump() for one in SEEDS]}
# From the start: ten seconds between rounds, then a round of 180; no price from 3600 on.
LAST = [
    *(by(150 * n, "raise", "12"[n % 2], f"{950 + 50 * n}") for n in range(1, 24)),
    by(3599.999, "raise", "1", "2150"),
]


class TestHoldersInOpenRounds:
    def test_may_claim_between_rounds(self) -> None:
        found = result(
            rules("open_rounds", **HELD), by(11, "raise", "1", "1000"), by(12, "claim", "3", "1000"), at=300
        )
        assert (codes(found), won(found)) == ({}, [("3", "1000")])

    def test_have_a_round_more_after_the_last_moment(self) -> None:
        room = rules("open_rounds", **HELD)
        waiting = result(room, *LAST, at=3600)
        assert (waiting.phase, waiting.least, waiting.ends_at) == ("priority", None, START + 3_780_000)
        late = [
            by(3700, "raise", "2", "2200"),
            by(3779.999, "claim", "4", "2150"),
            by(3780, "claim", "3", "2150"),
        ]
        found = result(room, *LAST, *late, at=3780)
        assert codes(found) == {25: "between_rounds", 27: "closed"}
        assert (won(found), found.ends_at) == ([("4", "2150")], START + 3_780_000)

    def test_keep_nobody_waiting_where_there_are_none_or_nothing_stands(self) -> None:
        assert result(rules("open_rounds"), *LAST, at=3600).ends_at == START + 3_600_000
        short = rules("open_rounds", latest_s=60, **HELD)
        assert (result(short, at=60).reason, result(short, at=60).ends_at) == ("nobody_bid", START + 60_000)


class TestHoldersOfSealedPrices:
    def test_who_waived_are_as_good_as_anybody(self) -> None:
        room = rules("single_quote", priority_s=60, tie_rounds=0, ties="earliest", **HELD)
        equal = [by(1, "quote", "1", "1100"), by(2, "quote", "3", "1100")]
        assert won(result(room, *equal, at=700)) == [("3", "1100")]
        waived = [*equal, by(610, "waive", "3")]
        assert won(result(room, *waived, at=700)) == [("1", "1100")]
        assert won(result(room, *waived, by(611, "claim", "4", "1100"), at=700)) == [("4", "1100")]


class TestExperts:
    QUOTES = (by(1, "quote", "1", "1000"), by(2, "quote", "2", "1200"))

    def test_all_score_before_there_is_a_deal(self) -> None:
        first = [by(601 + n, "score", who, expert=1, scores=["40"]) for n, who in enumerate("12")]
        second = [
            by(611 + n, "score", who, expert=2, scores=["0" if who == "2" else "40"])
            for n, who in enumerate("12")
        ]
        for count in range(4):
            found = result(rules("weighted_quotation"), *self.QUOTES, *[*first, *second][:count], at=700)
            assert (found.outcome, found.reason) == ("undecided", "scores_missing")
        whole = result(rules("weighted_quotation"), *self.QUOTES, *first, *second, at=700)
        assert won(whole) == [("1", "1000")]

    def test_beyond_their_number_are_refused(self) -> None:
        found = result(
            rules("weighted_quotation"), *self.QUOTES, by(601, "score", "1", expert=3, scores=["40"]), at=700
        )
        assert (codes(found), detail(found, 3)) == ({3: "expert_unknown"}, {"expert": "3"})

    def test_are_not_asked_of_too_few_prices(self) -> None:
        assert result(rules("weighted_quotation"), *self.QUOTES[:1], at=700).reason == "too_few_bids"


class TestTheEnd:
    def test_is_the_move_that_ends_an_auction_while_an_extension_holds_the_clock(self) -> None:
        calls = [host(1 + n, "call", count=n, price="1000") for n in (1, 2, 3)]
        found = result(
            rules("called_auction"), by(1, "raise", "1", "1000"), *calls, host(5, "extend", seconds=300), host(10, "hammer"), at=10,
        )  # fmt: skip
        assert (codes(found), found.phase, found.ends_at) == ({}, "closed", START + 10_000)

    def test_leaves_equals_to_the_organiser_where_the_rules_say_so(self) -> None:
        equal = [by(1, "quote", "1", "1100"), by(2, "quote", "2", "1100")]
        room = rules("single_quote", tie_rounds=0, ties="open", **SEEDED)
        found = result(room, *equal, *secrets(700), at=700)
        assert (found.outcome, found.reason, found.tied) == ("undecided", "tied", ("1", "2"))

    def test_is_not_put_off_by_a_sign_of_life_from_the_future(self) -> None:
        beat = made(host(5, "beat", since=START + 5001))[0]
        room = rules("dynamic_quotation", silence_s=60)
        with pytest.raises(Unfit) as refused:
            step(room, begin(room), beat)
        assert refused.value.code == "moves_out_of_order"
        assert step(room, begin(room), beat.model_copy(update={"since": beat.at}))[1] is None


@pytest.mark.parametrize(
    ("form", "changed", "field"),
    [
        ("descending_clock", {"floor": "1000.01"}, "floor"),
        ("single_quote", HELD, "holders"),
        ("weighted_quotation", {"scoring": WEIGHTED.model_dump() | {"trim": 1}}, "experts"),
    ],
)
def test_no_auction_begins_that_could_not_end_well(form: str, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as refused:
        begin(rules(form, **changed))
    assert refused.value.detail == {"field": field}


def test_a_long_reverse_auction_is_judged_at_once() -> None:
    opened = [
        {"bidder": f"b{n}", "price": "1000", "at": START - n - 1, "coefficient": "1", "addition": "0"} for n in range(1000)
    ]  # fmt: skip
    room = rules("reverse_rounds", bidders=[one["bidder"] for one in opened], opened=opened, rounds=100)
    assert len(reverse_rounds.schedule(room)) == 100 * 1001 + 2
    began, run = time.process_time(), begin(room)
    for move in made(*(by(301 + n, "quote", "b1", "900") for n in range(20))):
        run, refused = step(room, run, move)
        assert refused is not None
        assert refused.code == "not_your_turn"
    # A schedule made anew for each look at the clock took more than twice as long.
    assert time.process_time() - began < 5


class TestSilence:
    """A dynamic quotation of 600 + 180 seconds that stands when nothing was heard for ten."""

    room = rules("dynamic_quotation", silence_s=10)

    def test_is_not_broken_by_whoever_leads(self) -> None:
        """The leader alone gets in and tries something every nine seconds: nothing is sold to it."""
        tries = [by(9 * n, "raise", "1", "2000") for n in range(1, 100)]
        found = result(self.room, by(0, "raise", "1", "1000"), *tries, at=900)
        assert (found.phase, found.outcome, {*codes(found).values()}) == (
            "paused",
            "open",
            {"leads_already", "paused"},
        )

    def test_lets_the_clock_stand_from_the_last_move_if_that_is_later(self) -> None:
        found = result(
            self.room, by(5, "raise", "1", "1000"), host(100, "beat", since=START + 50_000), at=100
        )
        assert (found.phase, found.remaining_ms) == ("paused", 595_000)

    def test_refuses_whatever_comes_when_time_is_up_and_nobody_has_said_it_yet(self) -> None:
        late = [
            by(780, "raise", "2", "1050"),
            host(780, "pause", reason="因故"),
            host(781, "extend", seconds=60),
        ]
        steps = [by(1, "raise", "1", "1000"), host(779, "beat", since=START), *late]
        assert result(self.room, *steps, at=782).phase == "ending"
        found = result(self.room, *steps, host(782, "beat", since=START), at=782)
        assert (codes(found), won(found)) == ({3: "closed", 4: "closed", 5: "closed"}, [("1", "1000")])
        assert found.ends_at == START + 780_000


class TestResume:
    def test_leaves_time_to_come_back_and_a_countdown(self) -> None:
        """Paused a second before the end; ten minutes' notice, then five minutes in which everybody may bid."""
        room = rules("dynamic_quotation", notice_s=600, least_left_s=300)
        steps = [
            by(1, "raise", "1", "1000"), host(779, "pause", reason="因故"), host(1000, "resume", reason="恢复"),
            by(1599.999, "raise", "2", "1050"), by(1600, "raise", "2", "1050"),
        ]  # fmt: skip
        resuming = result(room, *steps[:3], at=1001)
        assert (resuming.phase, resuming.ends_at, resuming.remaining_ms) == (
            "resuming",
            START + 1_600_000,
            599_000,
        )
        going = result(room, *steps[:3], at=1600)
        assert (going.phase, going.remaining_ms) == ("timed", 300_000)
        found = result(room, *steps, at=1600)
        assert (codes(found), found.leader) == ({4: "resuming"}, "2")

    def test_of_which_another_pause_keeps_no_notice(self) -> None:
        room = rules("dynamic_quotation", notice_s=600)
        twice = [
            host(at, kind, reason="因故")
            for at, kind in ((10, "pause"), (20, "resume"), (30, "pause"), (40, "resume"))
        ]
        assert result(room, *twice, at=640).remaining_ms == 590_000

    def test_begins_the_calls_anew(self) -> None:
        calls = [host(10 * n, "call", count=n, price="1000") for n in (1, 2, 3)]
        stopped = [host(31, "pause", reason="因故"), host(32, "resume", reason="恢复"), host(32, "hammer")]
        found = result(rules("called_auction"), by(1, "raise", "1", "1000"), *calls, *stopped, at=40)
        assert codes(found) == {7: "not_called_out"}


class TestCalls:
    def test_leave_time_for_another_price(self) -> None:
        room = rules("called_auction", call_s=5)
        steps = [
            by(1, "raise", "1", "1000"), host(5.999, "call", count=1, price="1000"), host(6, "call", count=1, price="1000"),
            host(11, "call", count=2, price="1000"), host(16, "call", count=3, price="1000"), host(20.999, "hammer"), host(21, "hammer"),
        ]  # fmt: skip
        found = result(room, *steps, at=21)
        assert (codes(found), won(found)) == ({2: "called_too_soon", 6: "called_too_soon"}, [("1", "1000")])

    def test_begin_anew_with_another_increment_which_is_bounded(self) -> None:
        room = rules("called_auction", largest_increment="100")
        steps = [
            by(1, "raise", "1", "1000"),
            host(2, "call", count=1, price="1000"),
            host(3, "step", increment="100.01"),
        ]
        found = result(
            room, *steps, host(4, "step", increment="100"), host(5, "call", count=2, price="1000"), at=6
        )
        assert (codes(found), detail(found, 3)) == (
            {3: "increment_too_large", 5: "called_otherwise"},
            {"most": "100"},
        )


class TestWaiting:
    def test_for_bidders_lasts_as_long_as_the_listing_and_looks_like_one(self) -> None:
        room = rules("listing", bidders=("1",), fewest=2)
        stopped = [host(100, "pause", reason="因故"), host(200, "resume", reason="恢复")]
        waiting = result(room, *stopped, by(300, "raise", "1", "1000"), at=400)
        assert (waiting.phase, waiting.ends_at, codes(waiting)) == (
            "listing",
            START + 700_000,
            {3: "not_begun"},
        )
        assert result(room, *stopped, at=700).reason == "too_few_bidders"
        assert result(rules("listing"), *stopped, at=400).ends_at == waiting.ends_at
