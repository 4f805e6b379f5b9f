"""Worked auctions with sealed prices, clocks and turns, and what holds of every form: each rule by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.auctions.rooms import (
    HOLDERS,
    RULES,
    SALT,
    SECRETS,
    SEEDS,
    START,
    WEIGHTED,
    D,
    by,
    codes,
    host,
    made,
    result,
    rules,
    secrets,
    won,
)
from toolkit.auctions import commitments
from toolkit.auctions.concluding import replay
from toolkit.auctions.refusing import Unfit
from toolkit.auctions.running import begin, step

HELD = {"holders": [one.model_dump() for one in HOLDERS]}
SEEDED = {"seeds": [one.model_dump() for one in SEEDS]}
RESERVE = {"reserve": commitments.reserve("a", D("1090"), SALT)}


class TestSealedPrices:
    def test_go_to_the_highest_that_reaches_the_start(self) -> None:
        steps = [
            by(1, "quote", "1", "999.99"),
            by(2, "quote", "1", "1000"),
            by(3, "quote", "1", "1200"),
            by(4, "quote", "2", "1100"),
            by(600, "quote", "3", "2000"),
        ]
        found = result(rules("single_quote"), *steps, at=700)
        assert codes(found) == {1: "misses_start", 3: "quoted_already", 5: "closed"}
        assert won(found) == [("2", "1100")]
        assert result(rules("single_quote"), *steps[:4], at=500).price is None

    def test_that_are_equal_meet_again(self) -> None:
        # Round 1 until 600, round 2 among equals from 660 to 1260, round 3 from 1320 to 1920.
        equal = [by(1, "quote", "1", "1100"), by(2, "quote", "2", "1100.00"), by(3, "quote", "3", "1050")]
        again = [
            by(620, "quote", "1", "1200"), by(661, "quote", "3", "1200"), by(662, "quote", "1", "1100"), by(663, "quote", "1", "1150"),
            by(664, "quote", "2", "1150"), by(1321, "quote", "2", "1150.01"),
        ]  # fmt: skip
        found = result(rules("single_quote"), *equal, *again, at=1920)
        assert codes(found) == {4: "between_rounds", 5: "not_among_equals", 6: "misses_step"}
        assert won(found) == [("2", "1150.01")]
        silent = result(rules("single_quote"), *equal, at=1260)
        assert (silent.reason, silent.tied) == ("tied", ("1", "2"))
        assert won(result(rules("single_quote", ties="earliest"), *equal, at=1260)) == [("1", "1100")]
        drawn = result(rules("single_quote", ties="draw", **SEEDED), *equal, *secrets(1300), at=1300)
        assert won(drawn) == [(commitments.drawn("a", "12", SECRETS)[0], "1100")]

    def test_may_be_taken_by_a_holder_in_its_window(self) -> None:
        room = rules("single_quote", priority_s=60, tie_rounds=0, **HELD)
        steps = [
            by(1, "quote", "1", "1100"),
            by(2, "claim", "4", "1100"),
            by(601, "claim", "4", "1100"),
            by(602, "claim", "3", "1100"),
        ]
        found = result(room, *steps, at=700)
        assert (codes(found), won(found)) == ({2: "window_not_open"}, [("3", "1100")])
        assert won(result(room, *steps[:1], by(2, "quote", "4", "1100"), at=700)) == [("4", "1100")]

    def test_rise_from_round_to_round(self) -> None:
        steps = [
            by(1, "quote", "1", "1100"),
            by(2, "quote", "2", "1000"),
            by(91, "quote", "2", "1149"),
            by(92, "quote", "2", "1150"),
            by(181, "quote", "1", "1300"),
        ]
        found = result(rules("multi_round"), *steps, at=240)
        assert (codes(found), won(found)) == ({3: "misses_step"}, [("1", "1300")])
        early = result(rules("multi_round"), *steps[:2], at=150)
        assert (won(early), early.ends_at) == ([("1", "1100")], START + 150_000)


class TestWeightedQuotation:
    def test_goes_by_the_total(self) -> None:
        # 1: 1000 / 1200 × 60 = 50.00 + 40 = 90.00; 2: 60.00 + 25 = 85.00
        quotes = [
            by(1, "quote", "1", "1000"),
            by(2, "quote", "2", "1200"),
            by(3, "score", "1", expert=1, scores=["1"]),
        ]
        scores = [
            by(601, "score", "1", expert=1, scores=["40"]),
            by(602, "score", "1", expert=1, scores=["30"]),
            by(603, "score", "2", expert=1, scores=["41"]),
            by(604, "score", "3", expert=1, scores=["40"]),
            by(605, "score", "2", expert=1, scores=["25"]),
        ]
        found = result(rules("weighted_quotation", experts=1), *quotes, *scores, at=700)
        assert codes(found) == {3: "not_closed", 5: "scored_already", 6: "score_outside", 7: "nothing_quoted"}
        assert [(one.bidder, str(one.value)) for one in found.ranking] == [("1", "90.00"), ("2", "85.00")]
        assert won(found) == [("1", "1000")]
        assert (
            result(rules("weighted_quotation", experts=1), *quotes, *scores[:2], at=700).reason
            == "scores_missing"
        )


class TestShareAuction:
    @pytest.mark.parametrize(
        ("pricing", "paid"), [("own", ["12", "11", "10"]), ("uniform", ["10", "10", "10"])]
    )
    def test_gives_out_what_there_is(self, pricing: str, paid: list[str]) -> None:
        steps = [
            by(1, "quote", "1", "11", quantity=50, least=30),
            by(2, "quote", "2", "12", quantity=60, least=60),
            by(3, "quote", "3", "11", quantity=30, least=20),
            by(4, "quote", "4", "10", quantity=40, least=5),
            by(5, "quote", "4", "20", quantity=1, least=1),
        ]
        # 60 to 2, the other 40 to 1, who would take 30; nothing is left for 3 and 4.
        found = result(rules("share_auction", pricing=pricing, quantity=100), *steps, at=600)
        assert codes(found) == {5: "quoted_already"}
        assert [(one.bidder, one.quantity) for one in found.awards] == [("2", 60), ("1", 40)]
        # Of 85: 60 to 2, not 25 to 1, but to 3, who would take 20; nothing for 4. Of 95 the last 5 go to 4.
        more = result(rules("share_auction", pricing=pricing, quantity=85), *steps, at=600)
        assert [(one.bidder, one.quantity) for one in more.awards] == [("2", 60), ("3", 25)]
        other = [
            *steps[:1],
            by(2, "quote", "2", "12", quantity=60, least=1),
            by(3, "quote", "4", "10", quantity=90, least=5),
        ]
        found = result(rules("share_auction", pricing=pricing, quantity=115), *other, at=600)
        assert [str(one.price) for one in found.awards] == paid
        assert [one.quantity for one in found.awards] == [60, 50, 5]


class TestDescendingClock:
    def test_goes_to_the_first_who_takes_what_it_shows(self) -> None:
        # 30 s of pause, then 1000 for 10 s, 990 for 10 s …
        steps = [
            by(29, "take", "1", "1000"),
            by(40, "take", "1", "989.99"),
            by(49.999, "take", "2", "990"),
            by(50, "take", "1", "980"),
        ]
        found = result(rules("descending_clock", sealed_s=0), *steps, at=60)
        assert codes(found) == {1: "between_rounds", 2: "price_moved", 4: "closed"}
        assert won(found) == [("2", "990.00")]

    def test_goes_at_what_it_shows_to_whoever_would_have_paid_more(self) -> None:
        """To look, to tick and to send takes a person longer than a step: only programs would buy."""
        slow = by(50.5, "take", "1", "1000")
        found = result(rules("descending_clock", sealed_s=0), slow, by(50.6, "take", "2", "1000"), at=60)
        assert (codes(found), won(found)) == ({2: "closed"}, [("1", "980.00")])

    def test_never_shows_less_than_its_floor(self) -> None:
        assert str(result(rules("descending_clock", floor="985"), at=530).price) == "985.00"

    def test_lets_the_taker_answer_the_best_sealed_price(self) -> None:
        # Taken at 40; sealed from 60 to 120; best from 140 to 200.
        steps = [
            by(40, "take", "1", "990.00"),
            by(61, "quote", "2", "1000"),
            by(62, "quote", "3", "1000"),
            by(141, "quote", "1", "1000"),
            by(142, "quote", "1", "1000.01"),
        ]
        found = result(rules("descending_clock"), *steps, at=200)
        assert (codes(found), won(found)) == ({4: "not_above"}, [("1", "1000.01")])
        assert won(result(rules("descending_clock"), *steps[:4], at=200)) == [("2", "1000")]


class TestReverseRounds:
    def test_go_worst_first_by_what_stood_when_the_round_began(self) -> None:
        # Opened: 4 at 1010, 3 and 1 at 1000 (3 later), 2 at 990. Turns from 300: 4, 3, 1, 2.
        steps = [
            by(301, "quote", "3", "900"), by(302, "quote", "4", "1001"), by(303, "quote", "4", "1000"), by(304, "quote", "4", "950"),
            by(421, "quote", "3", "980"), by(422, "cancel", "3"), by(541, "quote", "1", "990"),
        ]  # fmt: skip
        found = result(rules("reverse_rounds"), *steps, at=800)
        assert codes(found) == {1: "not_your_turn", 2: "misses_own_step"}
        assert (found.phase, str(found.price), found.leader) == ("pause", "950", "4")
        hidden = result(rules("reverse_rounds"), *steps[:4], at=305)
        assert (str(hidden.price), hidden.leader) == ("990", "2")
        # Round 2 from 780 + 120: 3 at 1000, 1 at 990 (later than 2), 2 at 990, 4 at 950.
        turns = [by(901 + 120 * n, "quote", who, "10") for n, who in enumerate("3124")]
        assert codes(result(rules("reverse_rounds"), *steps, *turns, at=1500)).keys() == {1, 2}


class TestEveryForm:
    @pytest.mark.parametrize("form", sorted(RULES))
    def test_ends_with_too_few_bidders_when_nobody_may_come_any_more(self, form: str) -> None:
        few = rules(form, fewest=5)
        over = getattr(few, "listing_s", 0)
        assert result(few, at=over - 1).outcome == "open"
        found = result(few, at=over)
        assert (found.outcome, found.reason, found.phase) == ("no_deal", "too_few_bidders", "closed")
        alone = (
            rules(form, bidders=["1"], fewest=2, if_fewer="agreement") if form != "reverse_rounds" else None
        )
        if alone is not None:
            found = result(alone, at=over)
            assert (found.outcome, found.tied) == ("agreement", ("1",))

    @pytest.mark.parametrize("form", sorted(RULES))
    def test_waits_and_can_be_withdrawn(self, form: str) -> None:
        assert result(rules(form), at=-1).phase == "waiting"
        found = result(
            rules(form), host(1, "withdraw", reason="委托人撤回"), host(2, "resume", reason="恢复"), at=9999
        )
        assert (found.outcome, found.ends_at, codes(found)) == ("withdrawn", START + 1000, {2: "closed"})


class TestClock:
    def test_stands_while_paused_and_gives_more_time(self) -> None:
        steps = [
            by(1, "raise", "1", "1000"),
            host(700, "pause", reason="停电"),
            by(701, "raise", "2", "1050"),
            host(5000, "resume", reason="恢复"),
            host(5010, "extend", seconds=60),
            host(5011, "resume", reason="恢复"),
        ]
        found = result(rules("dynamic_quotation"), *steps, at=5020)
        # 80 s were left at 700; 10 ran, 60 more were given.
        assert codes(found) == {3: "paused", 6: "not_paused"}
        assert (found.ends_at, found.remaining_ms) == (START + 5_140_000, 120_000)

    def test_sells_nothing_while_the_platform_is_silent(self) -> None:
        room = rules("dynamic_quotation", silence_s=30)
        bid, alive = by(1, "raise", "1", "1000"), host(750, "beat", since=START)
        assert result(room, bid, alive, at=779.999).phase == "timed"
        assert result(room, bid, alive, at=780).phase == "ending"
        dead = result(room, bid, alive, at=780.001)
        assert (dead.phase, dead.outcome, dead.remaining_ms) == ("paused", "open", 30_000)
        late = [
            by(900, "raise", "2", "1050"),
            host(901, "resume", reason="恢复"),
            by(902, "raise", "2", "1050"),
        ]
        found = result(room, bid, alive, *late, at=905)
        assert (codes(found), found.ends_at) == ({3: "paused"}, START + 902_000 + 180_000)
        sold = result(room, bid, alive, host(780, "beat", since=START), at=10_000)
        assert (won(sold), sold.ends_at) == ([("1", "1000")], START + 780_000)


class TestLogs:
    def test_out_of_order_are_no_logs(self) -> None:
        first, second = made(by(2, "raise", "1", "1000"), by(1, "raise", "2", "1050"))
        for log in ((first, second), (second,)):
            with pytest.raises(Unfit) as refused:
                replay(rules("dynamic_quotation"), log, START + 9000)
            assert refused.value.code == "moves_out_of_order"

    def test_are_judged_in_time_that_does_not_grow(self) -> None:
        room = rules("dynamic_quotation", grid="least", increment="0.01")
        run = begin(room)
        for move in made(
            *(by(1 + n / 1000, "raise", "12"[n % 2], f"{1000 + n / 100:.2f}") for n in range(500))
        ):
            run, refused = step(room, run, move)
            assert refused is None
        assert not hasattr(run, "moves")

    @pytest.mark.parametrize(
        ("form", "changed", "field"),
        [
            ("listing", {"bidders": ["1", "1"]}, "bidders"),
            ("listing", {"cap": "999"}, "cap"),
            ("dynamic_quotation", {"cap": "2000"}, "cap"),
            ("listing", {"increment": "0"}, "increment"),
            ("listing", {"start_price": "0"}, "start_price"),
            ("listing", {"seeds": [SEEDS[0].model_dump()]}, "seeds"),
            ("reverse_open", HELD, "holders"),
            (
                "listing",
                {
                    "beyond": RULES["listing"].beyond.model_dump() | {"way": "draw", "window_s": 9},
                    "cap": "2000",
                },
                "beyond",
            ),
            ("single_quote", {"ties": "draw"}, "ties"),
            ("weighted_quotation", {"scoring": WEIGHTED.model_dump() | {"price_weight": "0.5"}}, "scoring"),
            ("share_auction", RESERVE, "reserve"),
            ("reverse_rounds", {"bidders": ["1"]}, "opened"),
        ],
    )
    def test_of_rules_that_contradict_themselves_are_none(self, form: str, changed: Any, field: str) -> None:
        with pytest.raises(Unfit) as refused:
            begin(rules(form, **changed))
        assert (refused.value.code, refused.value.detail) == ("rules_malformed", {"field": field})
