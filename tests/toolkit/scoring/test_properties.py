"""What holds of every lot."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit.scoring.lots import PRICE_ONLY, RULES, SCORED, bid, given_for, lot, order, placing, ranks
from toolkit.scoring import rules
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Adjustment, Exclusion
from toolkit.scoring.publishing import Evaluation, first_difference, publish
from toolkit.scoring.results import Result
from toolkit.scoring.unfit import Unfit

D = Decimal
NAMES = "ABCDEF"
# Few prices and few points, so that there are ties.
PRICE = st.integers(100, 130).map(lambda cents: D(cents).scaleb(-2)) | st.integers(1, 10**12).map(
    lambda cents: D(cents).scaleb(-2)
)
METHOD = st.sampled_from(sorted(RULES))
RATIO = ("comprehensive_score", "consultation", "weighted_quote")
BY_TURN = ("rotation", "direct_selection")
"""The methods in which no figure of a bid decides."""
CHEAP = examples(30)


@st.composite
def lots(draw: st.DrawFn, method: str, least: int = 3) -> Inputs:
    """Any lot for a method, with scores where it has any."""
    prices = draw(st.lists(PRICE, min_size=least, max_size=6))
    bids = [
        bid(name, str(price), claims=draw(st.sampled_from([(), ("small",), ("domestic",), ("small", "domestic")])))
        for name, price in zip(NAMES, prices, strict=False)
    ]  # fmt: skip
    points = None
    if most := SCORED.get(method):
        experts = draw(st.integers(1, 3))
        score = st.integers(0, most).map(str)
        points = {one.id: draw(st.lists(score, min_size=experts, max_size=experts)) for one in bids}
    return lot(*bids, points=points, **given_for(method))


@st.composite
def worked(draw: st.DrawFn, method: str) -> Inputs:
    """Any lot for a method of which the committee has taken bids out, and found deviations where prices bear them."""
    inputs = draw(lots(method))
    names = [one.id for one in inputs.bids]
    out = draw(st.sets(st.sampled_from(names), max_size=len(names) - 3)) if len(names) > 3 else set()
    deviates = ("payment", "term") if method == "lowest_evaluated" else ()
    return inputs.model_copy(
        update={
            "exclusions": tuple(Exclusion(bid=one, ground="unfit") for one in sorted(out)),
            "sheets": tuple(one for one in inputs.sheets if one.bid not in out),
            "adjustments": tuple(
                Adjustment(bid=one, name=name, amount=D(draw(st.integers(0, 9)))) for one in names for name in deviates
            ),
        }
    )  # fmt: skip


def ruled(data: st.DataObject, method: str) -> Any:
    """Return the rule of a method, with preferences for those who claim them or without."""
    rule, small, domestic = RULES[method], *data.draw(st.sampled_from([("0", "0"), ("0.1", "0.2")]))
    if isinstance(rule, rules.Rule):
        return rule.model_copy(
            update={"preferences": rules.Preferences(small=D(small), domestic=D(domestic))}
        )
    return rule


def outcome(rule: Any, inputs: Inputs) -> Result | str:
    """Return the result, or why there is none: that must not depend on an order either."""
    try:
        return evaluate(rule, inputs)
    except Unfit as refused:
        return refused.code


class TestRanking:
    @CHEAP
    @given(st.data(), METHOD, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_in_a_file(
        self, data: st.DataObject, method: str, random: Any
    ) -> None:
        inputs, rule = data.draw(worked(method)), ruled(data, method)
        found = outcome(rule, inputs)
        shuffled = {
            name: list(getattr(inputs, name)) for name in ("bids", "sheets", "exclusions", "adjustments")
        }
        for listed in shuffled.values():
            random.shuffle(listed)
        assert outcome(rule, inputs.model_copy(update={k: tuple(v) for k, v in shuffled.items()})) == found

    @CHEAP
    @given(st.data(), METHOD)
    def test_is_the_same_from_the_published_file(self, data: st.DataObject, method: str) -> None:
        inputs, rule = data.draw(lots(method)), ruled(data, method)
        if not isinstance(outcome(rule, inputs), Result):
            return
        published = publish(rule, inputs)
        content = published.to_bytes()
        with decimal.localcontext(prec=3, rounding=decimal.ROUND_UP):
            again = Evaluation.from_bytes(content)
            assert publish(again.rule, again.inputs).to_bytes() == content
            assert first_difference(again) is None

    @CHEAP
    @given(st.data(), METHOD)
    def test_places_every_bid_once_and_resolves_or_reports_each_tie(
        self, data: st.DataObject, method: str
    ) -> None:
        inputs, rule = data.draw(lots(method)), ruled(data, method)
        found = outcome(rule, inputs)
        if not isinstance(found, Result):
            return
        assert sorted(one.bid for one in found.placings) == sorted(one.id for one in inputs.bids)
        ranked = [one for one in found.placings if one.rank]
        for number, one in enumerate(ranked):
            equal = [other.bid for other in ranked if other.rank == one.rank]
            assert (
                one.rank
                == 1 + next(i for i, other in enumerate(ranked) if other.rank == one.rank)
                <= number + 1
            )
            assert (one.reasons[-1].code == "tied") is (len(equal) > 1)
            if len(equal) > 1 and one.bid in found.candidates:
                assert tuple(equal) in found.undecided
        for one in found.placings:
            assert one.reasons
        # The draw that the law asks for next leaves no tie; where people vote, no draw does.
        groups = {tuple(one.bid for one in ranked if one.rank == rank) for rank in ranks(found).values()}
        draws = tuple(sorted(group for group in groups if len(group) > 1))
        drawn = inputs.given.model_copy(update={"drawn": draws})
        resolved = outcome(rule, inputs.model_copy(update={"given": drawn}))
        assert isinstance(resolved, Result)
        if method == "separate_award":
            assert resolved == found
            return
        assert resolved.undecided == ()
        if not found.undecided and len({one.rank for one in ranked}) == len(ranked):
            assert order(resolved) == order(found)

    @CHEAP
    @given(st.data(), st.sampled_from(PRICE_ONLY), st.integers(1, 50))
    def test_by_price_alone_is_no_worse_for_a_lower_price(
        self, data: st.DataObject, method: str, cents: int
    ) -> None:
        inputs, rule = data.draw(lots(method)), ruled(data, method)
        one = data.draw(st.sampled_from(inputs.bids))
        # Who has no rank stands behind everybody who has one.
        before, after = (
            ranks(evaluate(rule, of))[one.id] or len(NAMES) + 1
            for of in (inputs, cheaper(inputs, one.id, cents))
        )
        assert after <= before

    @CHEAP
    @given(st.data(), st.sampled_from(RATIO), st.integers(2, 10**6))
    def test_by_ratio_does_not_change_with_the_unit_of_money(
        self, data: st.DataObject, method: str, factor: int
    ) -> None:
        inputs = data.draw(lots(method))
        scaled = tuple(
            one.model_copy(update={"quotes": tuple(D(int(quote * 100) * factor).scaleb(-2) for quote in one.quotes)})
            for one in inputs.bids
        )  # fmt: skip
        found, again = (
            evaluate(RULES[method], of) for of in (inputs, inputs.model_copy(update={"bids": scaled}))
        )
        assert ranks(found) == ranks(again)

    @CHEAP
    @given(st.data(), METHOD)
    def test_is_of_printed_figures_alone(self, data: st.DataObject, method: str) -> None:
        """No digit that nobody sees decides: who has the same figures as another shares its rank, and stays with it or goes with it."""
        inputs, rule = data.draw(lots(method)), ruled(data, method)
        found = outcome(rule, inputs)
        if not isinstance(found, Result) or method in BY_TURN:
            return
        seen: dict[tuple[Any, ...], set[int]] = {}
        for one in found.placings:
            seen.setdefault((*((figure.name, str(figure.value)) for figure in one.figures),), set()).add(
                one.rank
            )
        assert [figures for figures, of in seen.items() if len(of) > 1] == []


def cheaper(inputs: Inputs, name: str, cents: int) -> Inputs:
    """Return the lot with a lower price of one bid, a cent at least."""
    bids = tuple(
        one.model_copy(update={"quotes": (max(one.quotes[0] - D(cents).scaleb(-2), D("0.01")),)})
        if one.id == name else one
        for one in inputs.bids
    )  # fmt: skip
    return inputs.model_copy(update={"bids": bids})


def points_of(result: Result, name: str, bids: Sequence[str]) -> list[Decimal]:
    return [one.value for bid in bids for one in placing(result, bid).figures if one.name == name]


class TestScores:
    @CHEAP
    @given(st.data(), st.sampled_from(("comprehensive_score", "consultation")), st.integers(1, 50))
    def test_of_a_ratio_never_fall_with_the_price(self, data: st.DataObject, method: str, cents: int) -> None:
        inputs = data.draw(lots(method))
        one = data.draw(st.sampled_from(inputs.bids)).id
        before, after = (evaluate(RULES[method], of) for of in (inputs, cheaper(inputs, one, cents)))
        assert points_of(after, "price_score", [one]) >= points_of(before, "price_score", [one])

    @CHEAP
    @given(st.data(), st.sampled_from(sorted(SCORED.keys() | {"reasonable_low"})))
    def test_lie_within_their_bounds(self, data: st.DataObject, method: str) -> None:
        inputs = data.draw(lots(method))
        found = outcome(RULES[method], inputs)
        if not isinstance(found, Result):
            return
        most = SCORED.get(method, 0)
        for one in found.placings:
            for figure in one.figures:
                if figure.name in ("quality", "technical", "business"):
                    assert 0 <= figure.value <= most
                if figure.name == "price_score":
                    assert 0 <= figure.value <= 100 - most
                if figure.name == "total":
                    assert 0 <= figure.value <= 100
            named = {figure.name: figure.value for figure in one.figures}
            if "total" in named:
                assert named["total"] == named["price_score"] + named["quality"]
                assert named["quality"] == named["technical"] + named["business"]

    @CHEAP
    @given(PRICE, st.integers(0, 200), st.integers(0, 200))
    def test_preferences_never_compound(self, price: Decimal, small: int, domestic: int) -> None:
        shares = D(small).scaleb(-3), D(domestic).scaleb(-3)
        rule = RULES["lowest_price"].model_copy(
            update={"preferences": rules.Preferences(small=shares[0], domestic=shares[1])}
        )
        bids = (bid("A", str(price), claims=("small", "domestic")), bid("B", "1"), bid("C", "2"))
        found = {one.name: one.value for one in placing(evaluate(rule, lot(*bids)), "A").figures}
        taken = Fraction(price) - Fraction(found["evaluated_price"])
        # Each of the two was rounded, by half a cent at most.
        assert abs(taken - Fraction(price) * sum(map(Fraction, shares))) <= Fraction(1, 100)
        assert taken == sum(
            Fraction(found.get(name, D(0))) for name in ("small_deduction", "domestic_deduction")
        )
