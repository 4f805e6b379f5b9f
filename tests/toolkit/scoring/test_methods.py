"""Each method on a lot small enough to compute by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.scoring.lots import (
    ABC,
    RULES,
    adjusted,
    bid,
    code_of,
    figure,
    figures,
    order,
    placing,
    rank_of,
    ranks,
    reasons,
    with_rule,
)
from toolkit.scoring import rules
from toolkit.scoring.evaluating import METHODS
from toolkit.scoring.inputs import Correction, Exclusion, Given, PricedLine

D = Decimal


class TestPriceOnly:
    @pytest.mark.parametrize("method", ["lowest_price", "inquiry", "negotiation", "lowest_evaluated"])
    def test_ranks_the_lowest_first(self, method: str) -> None:
        found = rank_of(RULES[method], *ABC)
        assert (order(found), found.candidates, found.undecided) == ("BCA", ("B", "C", "A"), ())
        assert reasons(found, "B") == ["best"]
        behind = placing(found, "A").reasons[-1]
        assert [(one.name, one.value) for one in behind.details] == [
            ("than", "C"), ("by", "evaluated_price"), ("own", "100.00"), ("other", "95.00"),
        ]  # fmt: skip

    def test_leaves_equal_prices_equal_until_they_are_drawn(self) -> None:
        bids = (bid("A", "90"), bid("B", "90.00"), bid("C", "95"))
        found = rank_of(RULES["lowest_price"], *bids)
        assert (ranks(found), found.undecided) == ({"A": 1, "B": 1, "C": 3}, (("A", "B"),))
        found = rank_of(RULES["lowest_price"], *bids, given=Given(drawn=(("B", "A"),)))
        assert (order(found), found.undecided, reasons(found, "A")) == ("BAC", (), ["drawn"])

    def test_lets_documents_add_a_criterion(self) -> None:
        bids = (
            bid("A", "90", submitted_at=7),
            bid("B", "90", submitted_at=5),
            bid("C", "95", submitted_at=9),
        )
        assert order(rank_of(with_rule("lowest_price", ties=("submitted_at",)), *bids)) == "BAC"

    def test_lets_no_time_decide_that_is_not_given(self) -> None:
        bids = (bid("A", "90", submitted_at=7), bid("B", "90"), bid("C", "95", submitted_at=8))
        rule = with_rule("lowest_price", ties=("submitted_at",))
        assert code_of(rule, *bids) == "submitted_at_missing"
        # It decides nothing of a bid that is out.
        out = (Exclusion(bid="B", ground="form"),)
        assert order(rank_of(rule.model_copy(update={"at_least": 2}), *bids, exclusions=out)) == "AC"

    def test_proposes_nobody_of_a_tie_that_crosses_the_line(self) -> None:
        bids = tuple(bid(name, price) for name, price in zip("ABCD", ("1", "2", "3", "3"), strict=True))
        found = rank_of(RULES["lowest_price"], *bids)
        assert (found.candidates, found.undecided) == (("A", "B"), (("C", "D"),))

    def test_ranks_nothing_with_too_few(self) -> None:
        found = rank_of(RULES["lowest_price"], *ABC, exclusions=(Exclusion(bid="A", ground="qualification"),))
        assert (found.outcome, order(found), found.candidates) == ("too_few", "", ())
        assert (reasons(found, "A"), reasons(found, "B")) == (["not_compliant"], ["too_few_bids"])

    def test_takes_one_quote_but_where_bids_are_negotiated(self) -> None:
        bids = (*ABC[1:], bid("A", "100.00", "80.00"))
        found = rank_of(RULES["negotiation"], *bids)
        assert (order(found), figure(found, "first_quote", of="A")) == ("ABC", "100.00")
        for method in ("inquiry", "lowest_price"):
            assert code_of(RULES[method], *bids) == "quote_repeated"

    def test_takes_out_who_gave_no_final_offer(self) -> None:
        found = rank_of(with_rule("negotiation", at_least=2), *ABC[:2], bid("C"))
        assert (order(found), reasons(found, "C")) == ("BA", ["no_quote"])

    def test_knows_a_ceiling(self) -> None:
        found = rank_of(with_rule("lowest_price", ceiling_price=D("95"), at_least=2), *ABC)
        assert (order(found), reasons(found, "A")) == ("BC", ["above_ceiling"])

    def test_adjusts_no_price_but_where_the_method_does(self) -> None:
        assert (
            code_of(RULES["lowest_price"], *ABC, adjustments=(adjusted("A", "-50"),))
            == "adjustment_not_allowed"
        )
        found = rank_of(
            RULES["lowest_evaluated"], *ABC, adjustments=(adjusted("A", "-5"), adjusted("C", "0.01"))
        )
        assert figures(found, "evaluated_price") == ["95.00", "90.00", "95.01"]
        # 90, 95 and 95.01: and of equal evaluated prices the lower price is first.
        assert order(found) == "BAC"
        found = rank_of(RULES["lowest_evaluated"], *ABC, adjustments=(adjusted("A", "-5"),))
        assert order(found) == "BCA"


class TestFramework:
    BIDS = tuple(bid(name, str(100 + number)) for number, name in enumerate("ABCDEF"))

    @pytest.mark.parametrize(
        ("valid", "admitted"), [(2, "A"), (3, "AB"), (4, "ABC"), (5, "ABCD"), (6, "ABCD")]
    )
    def test_eliminates_a_share_and_one_at_least(self, valid: int, admitted: str) -> None:
        found = rank_of(RULES["price_first"], *self.BIDS[:valid])
        assert "".join(found.candidates) == admitted
        assert reasons(found, "ABCDEF"[valid - 1]) == ["eliminated", "behind"]

    def test_admits_no_more_than_announced(self) -> None:
        assert rank_of(with_rule("price_first", most=2), *self.BIDS).candidates == ("A", "B")

    def test_ranks_by_quality(self) -> None:
        points = {name: str(number) for number, name in enumerate("ABCDEF")}
        found = rank_of(RULES["quality_first"], *self.BIDS, points=points)
        # 40 % of six, rounded up, are three.
        assert (order(found), found.candidates) == ("FEDCBA", ("F", "E", "D"))

    def test_lets_the_price_tell_equal_quality_apart_where_announced(self) -> None:
        bids, points = (bid("A", "2"), bid("B", "1"), bid("C", "3")), {"A": "90", "B": "90", "C": "80"}
        assert order(rank_of(RULES["quality_first"], *bids, points=points)) == "A=BC"
        assert order(rank_of(with_rule("quality_first", ties=("price",)), *bids, points=points)) == "BAC"

    def test_admits_none_of_a_tie_at_the_line(self) -> None:
        bids = (bid("A", "1"), bid("B", "2"), bid("C", "2"))
        found = rank_of(RULES["price_first"], *bids)
        assert (found.candidates, found.undecided) == (("A",), (("B", "C"),))

    def test_ranks_nobody_alone(self) -> None:
        assert rank_of(RULES["price_first"], self.BIDS[0]).outcome == "too_few"


class TestLargeNumbers:
    HUGE = "9999999999999999"

    def test_of_equal_bids_fit_on_a_line(self) -> None:
        bids = [bid(f"{number:048}", "90") for number in range(32)]
        found = rank_of(RULES["direct_selection"], *bids)
        assert {one.reasons[-1].details[0].value for one in found.placings} == {"32"}
        assert len(found.undecided[0]) == 32

    @pytest.mark.parametrize("answer", ["confirmed", "declined"])
    def test_of_a_priced_line_are_refused(self, answer: Any) -> None:
        line = PricedLine(quantity=D(self.HUGE), unit_price=D(self.HUGE), amount=D(1))
        sheet = Correction(bid="A", statement=D("100.00"), lines=(line,), answer=answer)
        rule = with_rule("lowest_price", corrections=("sum",), at_least=2)
        assert code_of(rule, *ABC, corrections=(sheet,)) == "figure_too_large"

    def test_of_a_unit_price_are_refused(self) -> None:
        line = PricedLine(quantity=D("0.000001"), unit_price=D(1), amount=D(self.HUGE), slipped="slipped")
        sheet = Correction(bid="A", statement=D("100.00"), lines=(line,), answer="confirmed")
        rule = with_rule("lowest_price", corrections=("point",))
        assert code_of(rule, *ABC, corrections=(sheet,)) == "figure_too_large"

    @pytest.mark.parametrize(
        ("amounts", "code"),
        [((HUGE, "1"), "figure_too_large"), (("-" + HUGE, "-1"), "adjustment_too_large")],
    )
    def test_of_adjustments_are_refused(self, amounts: tuple[str, ...], code: str) -> None:
        adjustments = tuple(adjusted("A", one) for one in amounts)
        assert code_of(RULES["lowest_evaluated"], *ABC, adjustments=adjustments) == code

    def test_of_a_deviation_are_refused(self) -> None:
        rule = with_rule("reasonable_low", benchmark=rules.Benchmark(of="lowest"))
        bids = (bid("A", self.HUGE), bid("B", "0.01"), bid("C", "1"))
        assert code_of(rule, *bids) == "figure_too_large"

    def test_that_are_the_largest_are_written(self) -> None:
        bids = (bid("A", f"{self.HUGE}.999999"), bid("B", "0.000001"), bid("C", "1"))
        assert figure(rank_of(RULES["inquiry"], *bids), "price", of="A") == f"{self.HUGE}.999999"


class TestCallOff:
    def test_is_chosen(self) -> None:
        assert rank_of(RULES["direct_selection"], *ABC).undecided == (("A", "B", "C"),)
        found = rank_of(RULES["direct_selection"], *ABC, given=Given(chosen="C"))
        assert (order(found), found.candidates, reasons(found, "A")) == ("C", ("C",), ["not_chosen"])

    def test_is_not_awarded_to_who_is_out(self) -> None:
        out = (Exclusion(bid="C", ground="left_the_framework"),)
        assert (
            code_of(RULES["direct_selection"], *ABC, exclusions=out, given=Given(chosen="C"))
            == "chosen_is_out"
        )

    def test_competes_below_the_agreed_price(self) -> None:
        bids = (bid("A", "80", agreed_price=D("79.99")), bid("B", "90", agreed_price=D("90")), bid("C", "95"))
        found = rank_of(RULES["second_competition"], *bids)
        assert (order(found), found.candidates, reasons(found, "A")) == ("BC", ("B",), ["above_agreed"])

    @pytest.mark.parametrize(
        ("served", "declined", "expected"),
        [("", (), "CBA"), ("C", (), "BAC"), ("A", (), "CBA"), ("D", ("C",), "BA"), ("B", ("A",), "CB")],
    )
    def test_goes_around(self, served: str, declined: tuple[str, ...], expected: str) -> None:
        bids = (*ABC, bid("D", "1"))
        out = (Exclusion(bid="D", ground="left_the_framework"),)
        given = Given(served=served, declined=declined)
        assert order(rank_of(RULES["rotation"], *bids, exclusions=out, given=given)) == expected

    @pytest.mark.parametrize(("served", "expected"), [("", "ABC"), ("A", "BCA"), ("D", "BCA"), ("E", "ABC")])
    def test_goes_on_after_who_was_served_and_has_left(self, served: str, expected: str) -> None:
        rule = with_rule("rotation", order=tuple("ADBCE"))
        assert order(rank_of(rule, *ABC, given=Given(served=served))) == expected

    def test_goes_on_after_nobody_who_never_had_a_turn(self) -> None:
        assert code_of(RULES["rotation"], *ABC, given=Given(served="X")) == "bid_unknown"
        assert code_of(RULES["rotation"], *ABC, given=Given(chosen="D")) == "bid_unknown"
        assert code_of(RULES["direct_selection"], *ABC, given=Given(served="D")) == "bid_unknown"

    def test_serves_nobody_who_is_not_in_the_order(self) -> None:
        assert (
            code_of(RULES["rotation"].model_copy(update={"order": ("A", "B")}), *ABC) == "rotation_malformed"
        )


class TestMethods:
    def test_are_all_here(self) -> None:
        assert METHODS.keys() == RULES.keys()

    @pytest.mark.parametrize(
        ("method", "changed", "code"),
        [
            ("lowest_price", {"ties": ("quality",)}, "figure_missing"),
            ("lowest_price", {"same_brand": "best"}, "brand_rule_unknown"),
            ("lowest_price", {"preferences": rules.Preferences(given_as="bonus")}, "bonus_not_allowed"),
        ],
    )
    def test_refuse_what_they_would_pass_over(self, method: str, changed: dict[str, Any], code: str) -> None:
        assert code_of(with_rule(method, **changed), *ABC) == code

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"exclusions": (Exclusion(bid="X", ground="x"),)}, "bid_unknown"),
            ({"given": Given(drawn=(("X", "A"),))}, "bid_unknown"),
            ({"given": Given(ballots=(("X",),))}, "bid_unknown"),
            ({"bids": (*ABC, ABC[0])}, "bid_repeated"),
        ],
    )
    def test_refuse_what_is_said_of_others(self, more: dict[str, Any], code: str) -> None:
        assert code_of(RULES["lowest_price"], *ABC, **more) == code
