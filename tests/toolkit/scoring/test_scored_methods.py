"""Methods that score or draw, each on a lot small enough to compute by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.scoring.lots import (
    ABC,
    COMPREHENSIVE,
    RULES,
    TECHNICAL,
    bid,
    code_of,
    criterion,
    figure,
    figures,
    lot,
    order,
    placing,
    rank_of,
    ranks,
    reasons,
    with_rule,
)
from toolkit.scoring import rules
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.inputs import Exclusion, Given
from toolkit.scoring.methods import separate_award, two_envelopes
from toolkit.scoring.unfit import Unfit

D = Decimal


class TestScored:
    def test_comprehensive_score_breaks_a_tie_by_the_price(self) -> None:
        # 30 + 60 = 90; 27 + 63 = 90.
        found = rank_of(
            RULES["comprehensive_score"],
            bid("A", "100"), bid("B", "90"), bid("C", "180"),
            points={"A": "63", "B": "60", "C": "70"},
        )  # fmt: skip
        assert figures(found, "total") == ["90.00", "90.00", "85.00"]
        assert order(found) == "BAC"
        assert placing(found, "A").reasons[-1].details[1].value == "price"

    def test_consultation_breaks_it_by_the_technical_part_as_well(self) -> None:
        criteria = (criterion("50"), criterion("30", code="service", part="business"))
        rule = with_rule("consultation", criteria=criteria)
        sheets = [
            {"bid": name, "expert": 1, "scores": scores}
            for name, scores in (("A", ("40", "30")), ("B", ("45", "25")), ("C", ("0", "0")))
        ]
        found = evaluate(rule, lot(bid("A", "80"), bid("B", "80"), bid("C", "80"), sheets=sheets))
        assert (order(found), placing(found, "A").reasons[-1].details[1].value) == ("BAC", "technical")
        assert figure(found, "quality", of="A") == "70.00"

    def test_a_criterion_is_the_mean_of_the_experts(self) -> None:
        points = {"A": ("60", "61", "61"), "B": ("70", "70", "70"), "C": ("0", "70", "35")}
        found = rank_of(RULES["comprehensive_score"], *ABC, points=points)
        assert placing(found, "A").criteria == (D("60.6667"),)
        assert figures(found, "quality") == ["60.67", "70.00", "35.00"]

    def test_a_trim_leaves_out_scores(self) -> None:
        points = {"A": ("0", "30", "40"), "B": ("40", "40", "40"), "C": ("0", "0", "40")}
        rule = COMPREHENSIVE.model_copy(
            update={"trim": 1, "benchmark": rules.Benchmark(), "criteria": (criterion("40"),)}
        )
        assert figures(rank_of(rule, *ABC, points=points), "quality") == ["30.00", "40.00", "0.00"]
        assert code_of(rule, *ABC, points=dict.fromkeys("ABC", ("1", "1"))) == "too_few_experts"

    def test_weights_of_a_criterion_and_its_scale_may_differ(self) -> None:
        rule = with_rule("comprehensive_score", criteria=(criterion("70", highest=D(5)),))
        found = rank_of(rule, *ABC, points={"A": "5", "B": "2.5", "C": "1"})
        assert figures(found, "quality") == ["70.00", "35.00", "14.00"]

    @pytest.mark.parametrize(
        ("changed", "points", "code"),
        [
            ({}, {"A": "71", "B": "1", "C": "1"}, "score_out_of_bounds"),
            ({"step": D("0.5")}, {"A": "0.25", "B": "1", "C": "1"}, "score_out_of_bounds"),
            ({"lowest": D("10")}, {"A": "9", "B": "10", "C": "10"}, "score_out_of_bounds"),
            ({"judgement": "objective"}, {"A": ("1", "2"), "B": ("1", "1"), "C": ("1", "1")}, "objective_differs"),
            ({}, {"A": ("1", "2"), "B": ("1",), "C": ("1", "1")}, "sheet_missing"),
            ({}, {"A": "1", "B": "1"}, "sheet_missing"),
            ({}, {}, "too_few_experts"),
            ({"weight": D("69")}, {"A": "1", "B": "1", "C": "1"}, "criteria_malformed"),
        ],
    )  # fmt: skip
    def test_refuses_scores_from_which_nothing_follows(
        self, changed: dict[str, Any], points: dict[str, Any], code: str
    ) -> None:
        criteria = (criterion("70").model_copy(update=changed),)
        assert code_of(with_rule("comprehensive_score", criteria=criteria), *ABC, points=points) == code

    def test_refuses_a_sheet_of_another_length(self) -> None:
        sheets = [{"bid": name, "expert": 1, "scores": ("1", "1")} for name in "ABC"]
        assert code_of(RULES["comprehensive_score"], *ABC, sheets=sheets) == "sheet_malformed"

    def test_refuses_two_sheets_of_one_expert(self) -> None:
        sheets = [{"bid": "A", "expert": 1, "scores": ("1",)}] * 2
        assert code_of(RULES["comprehensive_score"], *ABC, sheets=sheets) == "sheet_repeated"

    def test_counts_steps_from_the_lowest_score(self) -> None:
        criteria = (criterion("70", lowest=D("0.25"), step=D("0.5")),)
        rule = with_rule("comprehensive_score", criteria=criteria)
        assert figures(rank_of(rule, *ABC, points={"A": "0.25", "B": "1.75", "C": "69.75"}), "quality")
        assert code_of(rule, *ABC, points={"A": "0.5", "B": "1.75", "C": "69.75"}) == "score_out_of_bounds"

    def test_needs_no_score_of_a_bid_that_is_out(self) -> None:
        rule = with_rule("comprehensive_score", at_least=2, ceiling_price=D("95"))
        assert order(rank_of(rule, *ABC, points={"B": "1", "C": "1"})) == "BC"

    def test_refuses_scores_where_nothing_is_scored(self) -> None:
        assert code_of(RULES["inquiry"], *ABC, points={"A": "1"}) == "sheet_not_allowed"

    def test_scores_no_price_where_prices_are_fixed(self) -> None:
        rule = with_rule("comprehensive_score", price_weight=D(0), criteria=(criterion("100"),))
        found = rank_of(rule, *ABC, points={"A": "99", "B": "1", "C": "2"})
        assert (order(found), figures(found, "price_score")) == ("ACB", ["0.00"] * 3)


class TestTechnicalThenPrice:
    POINTS = {"A": "95", "B": "60", "C": "90", "D": "90", "E": "80"}
    BIDS = (*ABC, bid("D", "94"), bid("E", "10"))

    def test_compares_prices_among_the_best(self) -> None:
        rule = TECHNICAL.model_copy(update={"shortlist": 2, "passing": D(70)})
        found = rank_of(rule, *self.BIDS, points=self.POINTS)
        # C and D are equal in the second place, so both are on the list.
        assert (order(found), reasons(found, "B"), reasons(found, "E")) == (
            "DCA", ["below_passing"], ["not_shortlisted"],
        )  # fmt: skip

    def test_breaks_a_tie_by_quality(self) -> None:
        found = rank_of(
            TECHNICAL, bid("A", "90"), bid("B", "90"), bid("C", "99"), points={"A": "1", "B": "2", "C": "3"}
        )
        assert order(found) == "BAC"


class TestTwoEnvelopes:
    def test_leaves_the_second_closed_below_the_mark(self) -> None:
        rule = two_envelopes.Rule(
            passing=D(24),
            then=COMPREHENSIVE.model_copy(update={"benchmark": rules.Benchmark(), "at_least": 2}),
        )
        points = {"A": "30", "B": "40", "C": "20"}
        found = rank_of(rule, *ABC[:2], bid("C"), points=points)
        assert (order(found), reasons(found, "C")) == ("BA", ["below_passing"])
        assert code_of(rule, *ABC, points=points) == "second_envelope_opened"

    def test_opens_at_the_mark(self) -> None:
        rule = two_envelopes.Rule(passing=D(30), then=TECHNICAL)
        assert order(rank_of(rule, *ABC, points={"A": "30", "B": "30.00", "C": "31"})) == "BCA"

    def test_shortlists_before_prices_are_known(self) -> None:
        rule = two_envelopes.Rule(then=TECHNICAL.model_copy(update={"shortlist": 2}))
        points = {"A": "95", "B": "60", "C": "90"}
        found = rank_of(rule, bid("A", "100"), bid("B"), bid("C", "95"), points=points)
        assert (order(found), reasons(found, "B")) == ("CA", ["not_shortlisted"])

    def test_opens_nothing_with_too_few(self) -> None:
        rule = two_envelopes.Rule(then=with_rule("reasonable_low", benchmark=rules.Benchmark()))
        out = (Exclusion(bid="A", ground="compliance"),)
        closed = [bid(name) for name in "ABC"]
        assert rank_of(rule, *closed, exclusions=out).outcome == "too_few"
        assert code_of(rule, *closed[:2], ABC[2], exclusions=out) == "second_envelope_opened"

    def test_takes_out_at_the_second_stage_whose_price_is_known(self) -> None:
        rule = two_envelopes.Rule(then=with_rule("reasonable_low", benchmark=rules.Benchmark()))
        second = (Exclusion(bid="A", ground="quote_unsigned", stage="second"),)
        found = rank_of(rule, *ABC, exclusions=second)
        # Three passed the first envelope, which were enough; the mean is of the two that are left.
        assert (order(found), reasons(found, "A")) == ("BC", ["not_compliant"])
        assert figure(found, "mean") == "92.50"
        everybody = tuple(second[0].model_copy(update={"bid": name}) for name in "ABC")
        assert rank_of(rule, *ABC, exclusions=everybody).outcome == "too_few"

    def test_finds_no_fault_in_what_must_stay_closed(self) -> None:
        rule = two_envelopes.Rule(then=RULES["lowest_evaluated"].model_copy(update={"at_least": 2}))
        both = tuple(Exclusion(bid="A", ground="x", stage=stage) for stage in ("first", "second"))
        assert code_of(rule, bid("A"), *ABC[1:], exclusions=both) == "second_envelope_opened"
        # Nobody's price is read where too few have passed.
        assert code_of(rule, bid("A"), exclusions=both[1:]) == "second_envelope_opened"

    def test_has_stages_and_marks_alone(self) -> None:
        second = (Exclusion(bid="A", ground="x", stage="second"),)
        assert code_of(RULES["lowest_price"], *ABC, exclusions=second) == "stage_not_allowed"
        rule = two_envelopes.Rule(passing=D(60), then=RULES["lowest_evaluated"])
        assert code_of(rule, *ABC) == "passing_not_allowed"
        inside = separate_award.Rule(shortlist=rule, award="vote")
        assert code_of(inside, *ABC) == "passing_not_allowed"

    def test_passes_or_fails_where_nothing_is_scored(self) -> None:
        rule = two_envelopes.Rule(then=RULES["lowest_evaluated"].model_copy(update={"at_least": 2}))
        out = (Exclusion(bid="B", ground="compliance"),)
        assert order(rank_of(rule, ABC[0], bid("B"), ABC[2], exclusions=out)) == "CA"


class TestWeightedQuote:
    def test_prefers_the_highest_above_the_floor(self) -> None:
        rule = with_rule("weighted_quote", start_price=D("95"))
        bids = (bid("A", "95.00"), bid("B", "90.00"), bid("C", "100.00"))
        found = rank_of(rule, *bids, points={"A": "3.5", "B": "30", "C": "0"})
        # 66.5 + 3.5 and 70 + 0: equal, and the higher price is first.
        assert figures(found, "total") == ["70.00", "70.00"]
        assert (order(found), reasons(found, "B")) == ("CA", ["below_start_price"])


class TestSeparateAward:
    POINTS = {"A": "40", "B": "10", "C": "30", "D": "0"}
    BIDS = (*ABC, bid("D", "97"))
    SHORTLIST = COMPREHENSIVE.model_copy(update={"benchmark": rules.Benchmark(), "candidates": 3})

    def found(self, award: str, **given: Any) -> Any:
        rule = separate_award.Rule.model_validate({"shortlist": self.SHORTLIST, "award": award})
        return rank_of(rule, *self.BIDS, points=self.POINTS, given=Given(**given))

    def test_leaves_candidates_without_rank(self) -> None:
        found = self.found("vote")
        assert (ranks(found), found.undecided) == ({"A": 1, "B": 1, "C": 1, "D": 0}, (("A", "B", "C"),))
        assert reasons(found, "D") == ["not_proposed"]

    def test_counts_votes_and_votes_again_among_equals(self) -> None:
        first = ("A", "B", "B", "A", "C")
        assert ranks(self.found("vote", ballots=(first,)))["A"] == 1
        found = self.found("vote", ballots=(first, ("B", "B", "B", "A", "A")))
        assert (order(found), found.candidates) == ("BAC", ("B",))
        assert figure(found, "votes_2", of="B") == "3"

    def test_counts_no_vote_for_others(self) -> None:
        with pytest.raises(Unfit) as refused:
            self.found("vote", ballots=(("D",),))
        assert refused.value.code == "ballot_unknown"

    def test_may_go_by_price_or_draw(self) -> None:
        assert order(self.found("price")) == "BCA"
        assert order(self.found("draw", drawn=(("C", "A", "B"),))) == "CAB"
        assert self.found("draw", drawn=(("C", "A"),)).undecided == (("A", "B", "C"),)

    def test_awards_nothing_by_the_draw_for_a_place_on_the_shortlist(self) -> None:
        bids = tuple(bid(name, "90") for name in "CDE")
        line, points = ("D", "C", "E"), dict.fromkeys("CDE", "9")
        shortlist = self.SHORTLIST.model_copy(update={"candidates": 2})

        def found(award: str, *ballots: tuple[str, ...], drawn: tuple[tuple[str, ...], ...] = (line,)) -> Any:
            rule = separate_award.Rule.model_validate({"shortlist": shortlist, "award": award})
            return rank_of(rule, *bids, points=points, given=Given(drawn=drawn, ballots=ballots))

        # Nobody has voted, the votes are equal, and so are the prices.
        for undecided in (found("vote"), found("vote", ("C", "D")), found("price"), found("draw")):
            assert (order(undecided), undecided.undecided) == ("C=D", (("C", "D"),))
        assert order(found("vote", ("C", "D"), ("C",))) == "CD"
        # Even a draw among just these two was for something else, unless the award is a draw.
        assert order(found("vote", ("C", "D"), drawn=(line, ("D", "C")))) == "C=D"
        assert order(found("draw", drawn=(line, ("C", "D")))) == "CD"

    def test_leaves_an_equal_vote_open_where_one_of_the_equals_was_drawn_before(self) -> None:
        shortlist = self.SHORTLIST.model_copy(update={"candidates": 2})
        rule = separate_award.Rule(shortlist=shortlist, award="vote")
        bids, points = [bid(name, "90") for name in "ACD"], {"A": "40", "C": "9", "D": "9"}
        given = Given(drawn=(("C", "D"),), ballots=(("A", "C"),))
        assert rank_of(rule, *bids, points=points, given=given).undecided == (("A", "C"),)

    def test_does_not_choose_between_equals_for_the_last_place(self) -> None:
        rule = separate_award.Rule(
            shortlist=self.SHORTLIST.model_copy(update={"candidates": 1}), award="vote"
        )
        bids = (bid("A", "90"), bid("B", "90"), bid("C", "90"))
        assert code_of(rule, *bids, points={"A": "9", "B": "9", "C": "1"}) == "shortlist_undecided"
