"""Worked cases that others computed, from `../shared/cases`."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.auctions.rooms import (
    COMMON,
    PRICED,
    SALT,
    START,
    by,
    codes,
    detail,
    host,
    result,
    rules,
    won,
)
from toolkit.auctions import commitments
from toolkit.auctions.forms import (
    descending_clock,
    dynamic_quotation,
    listing,
    open_rounds,
    reverse_rounds,
)
from toolkit.auctions.forms.reverse_rounds import Opened

D = Decimal
CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")


def read(name: str) -> Any:
    # Numbers as they are written, not as binary fractions.
    return json.loads((CASES / name).read_text(), parse_float=Decimal)


def peer(name: str) -> Any:
    return next(one for one in read("peer_cases.json")["cases"] if one["id"] == name)


def in_turns(*opened: Opened, **more: Any) -> reverse_rounds.Rules:
    given = {"increment": D(10), "first_pause_s": 300, "pause_s": 120, "turn_s": 120, "closing_s": 120} | more
    bidders = tuple(one.bidder for one in opened)
    return reverse_rounds.Rules(**COMMON | {"bidders": bidders} | given, opened=opened)


def instant(text: str) -> int:
    if len(text) == 5:
        text = f"2026-03-02T{text}:00+08:00"
    return int(datetime.fromisoformat(text).timestamp() * 1000)


class TestReverseRounds:
    def test_schedule(self) -> None:
        case = peer("PZ-SCHED-2")
        minutes = {key: value * 60 for key, value in case["input"].items()}
        given = in_turns(
            *(Opened(bidder=name, price=D(100), at=1) for name in "AB"), rounds=case["input"]["rounds"],
            first_pause_s=minutes["first_pause_min"], pause_s=minutes["later_pause_min"], turn_s=minutes["turn_min"],
        )  # fmt: skip
        names = {
            "pause": "pause",
            "turn": "bids",
            "closing": "pre_announcement",
            "announcement": "announcement",
        }
        found = [[names[one.phase], (one.opens - START) // 60_000] for one in reverse_rounds.schedule(given)]
        assert found == case["expected"]["stages_minutes_from_start"]

    def test_turns(self) -> None:
        case = peer("PZ-ORDER-1")
        opened = [
            Opened(bidder=one["id"], price=D(one["price"]), at=instant(one["time"]))
            for one in case["input"]["bids"]
        ]
        given = in_turns(*opened)
        assert list(reverse_rounds.turns(given, (), 1)) == case["expected"]["turn_order"]
        found = result(given, at=3600)
        assert [one.bidder for one in found.ranking] == case["expected"]["rank_best_first"]

    def test_equal_prices_of_several_days(self) -> None:
        case = peer("PZ-ORDER-2")
        opened = [
            Opened(bidder=one["id"], price=D(one["amount"]), at=instant(one["time"]))
            for one in case["input"]["bids"]
        ]
        assert list(reverse_rounds.turns(in_turns(*opened), (), 1)) == case["expected"]["order"]

    def test_order_is_by_value_and_not_by_price(self) -> None:
        # The peer's defect: it orders such auctions by the raw price.
        case = peer("PZ-BUG-MIXED")
        opened = [
            Opened(
                bidder=one["id"], price=D(one["price"]), at=instant(one["time"]),
                coefficient=D(1), addition=D(one["weighted"] - one["price"]),
            )
            for one in case["input"]["bids"]
        ]  # fmt: skip
        assert (
            list(reverse_rounds.turns(in_turns(*opened), (), 1))
            == case["expected"]["correct_worst_first_by_weighted"]
        )

    def test_value_with_life_cycle_costs(self) -> None:
        case = peer("PZ-MIXED-FORMULA")
        opened = [
            Opened(
                bidder=str(number), price=D(one["price"]), at=1, addition=D(one["addition"]),
                coefficient=D(one["denominator"]).quantize(D("0.000001")),
            )
            for number, one in enumerate(case["input"])
        ]  # fmt: skip
        found = result(in_turns(*opened), at=3600)
        assert {one.bidder: one.value for one in found.ranking} == dict(
            zip("01", case["expected"]["weighted"], strict=True)
        )
        assert found.leader == str(case["expected"]["winner_index"])

    @pytest.mark.parametrize("name", ["PZ-STEP-DEF", "PZ-STEP-MEAT"])
    def test_step_is_from_the_own_price(self, name: str) -> None:
        case = peer(name)["input"]
        own = case.get("own_previous_bid") or case["amount_features"] * case["coefficient"]
        opened = [
            Opened(
                bidder="A", price=own.quantize(D("0.01")), at=1, coefficient=case.get("coefficient", D(1))
            ),
            Opened(bidder="B", price=D(1), at=2),
        ]
        most = D(
            str(peer(name)["expected"].get("max_allowed") or peer(name)["expected"]["max_allowed_price"])
        )
        price = str(case.get("new_bid") or case["new_price"])
        given = in_turns(*opened, increment=case["min_step"])
        found = result(
            given, by(301, "quote", "A", str(most + D("0.01"))), by(302, "quote", "A", price), at=400
        )
        assert codes(found) == {1: "misses_own_step"}
        assert D(detail(found, 1)["least"]) == most

    def test_zero_is_no_price_and_a_quote_may_be_cancelled(self) -> None:
        assert not peer("PZ-STEP-ZERO")["expected"]["accepted"]
        given = in_turns(Opened(bidder="A", price=D(100), at=1), Opened(bidder="B", price=D(90), at=2))
        found = result(
            given, by(301, "quote", "A", "0.0"), by(302, "quote", "A", "50"), by(303, "cancel", "A"), by(304, "cancel", "A"), at=3600
        )  # fmt: skip
        assert codes(found) == {1: "misses_own_step", 4: "nothing_to_cancel"}
        assert won(found)[0] == ("B", "90")


class TestDescendingClock:
    def test_step(self) -> None:
        case = peer("PZ-DUTCH-STEP")
        found = [
            descending_clock.next_price(D(one["initial"]), D("0.01"), D(one["current"]))
            for one in case["input"]
        ]
        assert [str(one) for one in found] == case["expected"]["next"]

    def test_schedule(self) -> None:
        case = peer("PZ-DUTCH-SCHED")
        minutes, after = case["expected"]["minutes_per_step"], case["expected"]["after"]
        steps = case["input"]["dutch_rounds"] - 1
        given = self.rules(
            case["input"]["initial"], minutes * 60, steps, first_pause_s=after["first_pause_s"]
        )
        for step, price in case["expected"]["price_at_step"].items():
            assert descending_clock.price_at(given, int(step)) == price
            begins = after["first_pause_s"] + int(step) * minutes * 60
            assert result(given, at=begins).price == price
        whole = result(given, at=0).ends_at, result(given, at=case["input"]["dutch_minutes"] * 60 + 30)
        assert whole[1].outcome == "no_deal"
        assert whole[1].ends_at - whole[0] == case["input"]["dutch_minutes"] * 60_000

    def test_winner(self) -> None:
        case = peer("PZ-DUTCH-RULES")["input"]
        expected = peer("PZ-DUTCH-RULES")["expected"]
        given = self.rules(500000, 300, 80, sealed_pause_s=20, sealed_s=600, best_pause_s=20, best_s=300)
        taken = 40 * 300
        sealed = [by(taken + 21, "quote", one["id"], str(one["bid"])) for one in case["sealed"]]
        best = [by(taken + 641, "quote", one["id"], str(one["bid"])) for one in case["best_bid"]]
        found = result(
            given, by(taken, "take", case["dutch_stop_by"], f"{case['dutch_price']}.00"), *sealed, *best, at=taken + 940
        )  # fmt: skip
        refused = codes(found)
        asked = {one["id"]: number for number, one in enumerate(case["sealed"], 2)}
        assert {name: number not in refused for name, number in asked.items()} == expected["sealed_accept"]
        asked = {one["id"]: number for number, one in enumerate(case["best_bid"], 5)}
        assert {name: number not in refused for name, number in asked.items()} == expected["best_accept"]
        assert expected["winner"] == "{} at {}".format(*won(found)[0])

    @staticmethod
    def rules(initial: int, step_s: int, steps: int, **more: int) -> descending_clock.Rules:
        return descending_clock.Rules(
            **COMMON | {"bidders": ("A", "B", "C")}, start_price=D(initial), drop_share=D("0.01"), step_s=step_s, steps=steps,
            **more,
        )  # fmt: skip


class TestOpenRounds:
    def test_prices(self) -> None:
        case = peer("PZ-TEXAS-VALID")
        price, step = case["input"]["round_price"], case["input"]["min_step"]
        given = open_rounds.Rules(
            **COMMON | {"start_price": D(price), "increment": D(step)}, pause_s=10, round_s=180, latest_s=9999
        )
        prices = case["input"]["bids"]
        found = result(given, *(by(11, "raise", "1", str(one)) for one in prices), at=12)
        accepted = [number not in codes(found) for number in range(1, len(prices) + 1)]
        assert accepted == case["expected"]["accepted"]
        assert codes(found) == {1: "misses_start", 2: "off_grid"}

    def test_schedule(self) -> None:
        case = peer("PZ-TEXAS-ROUND")
        given, expected = case["input"], case["expected"]
        first = given["start_price"] + given["min_step"]
        room = open_rounds.Rules(
            **COMMON | {"start_price": D(first), "increment": D(given["min_step"])},
            pause_s=given["pause_s"], round_s=given["round_s"], latest_s=6 * 3600,
        )  # fmt: skip
        opens = expected["round_starts_after_s"]
        assert result(room, at=0).ends_at == START + opens * 1000
        shown = result(room, at=opens)
        assert (shown.least, shown.ends_at) == (
            expected["first_round_price"],
            START + expected["planned_end_after_s"] * 1000,
        )
        raised = result(room, by(50, "raise", "1", str(first)), at=60)
        assert (raised.phase, raised.least) == ("round", first + given["min_step"])
        assert result(room, at=expected["planned_end_after_s"]).outcome == "no_deal"


class TestListing:
    def test_countdown(self) -> None:
        case = peer("CN-LIST-3MIN")
        given, expected = case["input"], case["expected"]
        step, high = given["increment"], given["current_high"]
        room = listing.Rules(
            **PRICED | {"start_price": D(high), "increment": D(step)}, listing_s=600, inquiry_s=given["inquiry_s"],
            countdown_s=given["countdown_s"], reserve=commitments.reserve("a", D(given["reserve"]), SALT),
        )  # fmt: skip
        begins = 600 + given["inquiry_s"]
        at = [begins + one for one in given["bid_times_s_after_start"]]
        steps = [
            by(1, "raise", "1", str(high)), by(610, "ask", "2"), by(611, "ask", "1"),
            by(at[0], "raise", "2", str(expected["first_bidding_price"])),
            by(at[1], "raise", "1", str(expected["closing_price"])),
        ]  # fmt: skip
        closes = begins + expected["close_at_s"]
        assert result(room, *steps, at=closes - 0.001).phase == "limited"
        closed = result(room, *steps, at=closes)
        assert (closed.ends_at, closed.price) == (START + closes * 1000, expected["closing_price"])
        reveal = host(closes + 60, "reveal", price=str(given["reserve"]), salt=SALT)
        assert result(room, *steps, reveal, at=closes + 60).outcome == "deal"

    def test_grid_and_cap(self) -> None:
        case = read("rule_vectors.json")["land"]
        wan = D(10_000)
        start, step = case["start_wan"] * wan, case["step"] * wan
        for number, price in enumerate(case["accept"]):
            before = [by(1, "raise", "1", f"{start:.2f}")] if number else []
            room = rules("listing", start_price=f"{start:.2f}", increment=f"{step:.2f}")
            found = result(room, *before, by(2, "raise", "2", f"{price * wan:.2f}"), at=3)
            assert codes(found) == {}
        cap = case["cap15"] * wan
        given = rules("listing", start_price=f"{start:.2f}", increment=f"{step:.2f}", cap=f"{cap:.2f}")
        rejected = [by(2, "raise", "2", f"{one * wan:.2f}") for one in case["reject"]]
        last = start + (cap - start) // step * step
        found = result(
            given, by(1, "raise", "1", f"{start:.2f}"), *rejected, by(3, "raise", "2", f"{last:.2f}"),
            by(4, "raise", "1", f"{cap + 1:.2f}"), by(5, "raise", "1", f"{cap - 1:.2f}"), by(6, "raise", "1", f"{cap:.2f}"), at=600,
        )  # fmt: skip
        assert codes(found) == {2: "misses_step", 4: "above_cap", 5: "misses_step"}
        assert won(found) == [("1", f"{cap:.2f}")]


def test_equal_prices_go_to_the_earlier_upward_too() -> None:
    # The peer's other defect: in a maximising auction the later of two equal bids came out best.
    case = peer("PZ-ORDER-1")["input"]["bids"]
    equal = [one["id"] for one in case if one["price"] == 100]
    room = rules("single_quote", bidders=tuple(equal), ties="earliest", tie_rounds=0, start_price="100")
    found = result(room, *(by(number, "quote", one, "100") for number, one in enumerate(equal, 1)), at=700)
    assert won(found) == [(equal[0], "100")]
    assert dynamic_quotation.Rules.up
