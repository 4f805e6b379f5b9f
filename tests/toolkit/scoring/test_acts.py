"""What is done to a price before it is compared: corrections, reviews, brands, preferences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.toolkit.scoring.lots import (
    COMPREHENSIVE,
    RULES,
    bid,
    code_of,
    figure,
    figures,
    order,
    placing,
    rank_of,
    reasons,
)
from toolkit.scoring import rules
from toolkit.scoring.corrections import corrected
from toolkit.scoring.inputs import Correction, Given, PricedLine, Review
from toolkit.scoring.low_prices import marked
from toolkit.scoring.numbers import mean

D = Decimal
ALL: tuple[rules.Step, ...] = ("statement", "words", "point", "sum")
LOWEST = RULES["lowest_price"].model_copy(update={"corrections": ALL})
BC = (bid("B", "1000.00"), bid("C", "1001.00"))


def line(quantity: str, unit_price: str, amount: str, slipped: Any = "") -> PricedLine:
    return PricedLine(quantity=D(quantity), unit_price=D(unit_price), amount=D(amount), slipped=slipped)


def correction(statement: str, **more: Any) -> Correction:
    return Correction(bid="A", statement=D(statement), answer=more.pop("answer", "confirmed"), **more)


class TestCorrection:
    @pytest.mark.parametrize(
        ("sheet", "price", "codes"),
        [
            (correction("100", body=D("110")), "100", ["corrected_statement"]),
            (correction("100", words=D("1000")), "1000", ["corrected_words"]),
            (correction("100", lines=(line("2", "50.00", "100"),)), "100", []),
            # Twenty by mistake: the sum by unit prices stands.
            (correction("100", lines=(line("2", "20", "100"),)), "40.00", ["corrected_sum"]),
            # A point evidently misplaced: the total stands, and the unit price is changed.
            (correction("100", lines=(line("2", "5", "100", "slipped"),)), "100", ["corrected_point"]),
            # In the order of the law: the words beat the digits, and then the unit prices the words.
            (
                correction("100", body=D("1"), words=D("90"), lines=(line("3", "31.00", "90"),)),
                "93.00",
                ["corrected_statement", "corrected_words", "corrected_sum"],
            ),
            # A third has no exact unit price; its amount stands.
            (correction("100", lines=(line("3", "3", "100", "slipped"),)), "100", ["corrected_point"]),
        ],
    )
    def test_follows_the_law(self, sheet: Correction, price: str, codes: list[str]) -> None:
        found, steps = corrected(sheet, ALL)
        assert (found, [one.code for one in steps]) == (D(price), codes)

    def test_follows_the_order_that_applies(self) -> None:
        sheet = correction("100", body=D("1"), words=D("90"), lines=(line("3", "31.00", "90"),))
        assert corrected(sheet, ("words", "point", "sum"))[0] == D("93.00")
        assert corrected(sheet, ("sum", "words"))[0] == D("90")
        assert corrected(sheet, ()) == (D("100"), [])

    def test_counts_once_it_is_confirmed(self) -> None:
        sheet = correction("990.00", words=D("1002"))
        found = rank_of(LOWEST, bid("A", "990.00"), *BC, corrections=(sheet,))
        assert (order(found), figure(found, "opened_price", of="A")) == ("BCA", "990.00")
        declined = sheet.model_copy(update={"answer": "declined"})
        rule = LOWEST.model_copy(update={"at_least": 2})
        found = rank_of(rule, bid("A", "990.00"), *BC, corrections=(declined,))
        assert (order(found), reasons(found, "A")) == ("BC", ["corrected_words", "correction_declined"])

    def test_waits_for_the_bidder(self) -> None:
        sheet = correction("990.00", words=D("1002"), answer="")
        assert code_of(LOWEST, bid("A", "990.00"), *BC, corrections=(sheet,)) == "correction_unanswered"

    def test_is_of_the_price_that_was_opened_and_made_once(self) -> None:
        sheet = correction("991.00", words=D("1002"))
        assert code_of(LOWEST, bid("A", "990.00"), *BC, corrections=(sheet,)) == "correction_mismatch"
        assert code_of(LOWEST, bid("A", "991.00"), *BC, corrections=(sheet, sheet)) == "correction_repeated"


class TestLowPrice:
    RULE = rules.LowPrices(of_mean=D("0.50"), of_next=D("0.50"), of_ceiling=D("0.45"), reply_minutes=30)
    LOT = (bid("A", "45"), bid("B", "94"), bid("C", "96"), bid("D", "100"))

    def review(self, minutes: int = 30, answered: int = 1, finding: Any = "justified") -> Review:
        return Review(
            bid="A", asked_at=1000, due_at=1000 + minutes * 60_000, answered_at=answered, finding=finding
        )

    @pytest.mark.parametrize(
        ("price", "others", "ceiling", "codes"),
        [
            # The mean of 45, 94, 96 and 100 is 83.75; half of the next lowest is 47.
            ("45", ("94", "96", "100"), "100", ["low_of_next"]),
            ("44.99", ("94", "96", "100"), "100", ["low_of_next", "low_of_ceiling"]),
            ("47", ("94", "96", "100"), "100", []),
            ("46.99", ("94", "96", "100"), "100", ["low_of_next"]),
            ("20", ("40", "100", "100"), "100", ["low_of_mean", "low_of_ceiling"]),
            ("94", ("45", "96", "100"), "100", []),
            ("10", (), None, []),
        ],
    )
    def test_is_marked(
        self, price: str, others: tuple[str, ...], ceiling: str | None, codes: list[str]
    ) -> None:
        known = [D(one) for one in others]
        found = marked(
            self.RULE,
            D(price),
            average=mean([D(price), *known]) if known else None,
            next_lowest=min(known, default=None),
            ceiling=D(ceiling) if ceiling else None,
        )
        assert found == codes

    def test_may_be_marked_at_its_bound(self) -> None:
        rule = rules.LowPrices(of_next=D("0.5"), bound="at_or_below")
        assert marked(rule, D("47"), next_lowest=D("94")) == ["low_of_next"]

    @pytest.mark.parametrize(
        ("review", "first", "code"),
        [
            ({"answered": 1000}, "A", "low_price_justified"),
            ({"answered": 1000 + 30 * 60_000 - 1}, "A", "low_price_justified"),
            ({"answered": 1000 + 30 * 60_000}, "B", "low_price_unanswered"),
            ({"answered": 0}, "B", "low_price_unanswered"),
            ({"answered": 2000, "finding": "unjustified"}, "B", "low_price_unjustified"),
        ],
    )
    def test_is_reviewed(self, review: dict[str, Any], first: str, code: str) -> None:
        rule = RULES["lowest_price"].model_copy(update={"low_prices": self.RULE})
        found = rank_of(rule, *self.LOT, reviews=(self.review(**review),))
        assert (order(found)[0], reasons(found, "A")[:2]) == (first, ["low_of_next", code])

    @pytest.mark.parametrize(
        ("reviews", "code"),
        [((), "review_missing"), ((29,), "review_too_short"), ((30, 30), "review_repeated")],
    )
    def test_is_not_passed_over(self, reviews: tuple[int, ...], code: str) -> None:
        rule = RULES["lowest_price"].model_copy(update={"low_prices": self.RULE})
        assert code_of(rule, *self.LOT, reviews=tuple(map(self.review, reviews))) == code

    @pytest.mark.parametrize("field", ["asked_at", "due_at"])
    def test_is_reviewed_only_when_somebody_was_asked(self, field: str) -> None:
        fields = {"bid": "A", "asked_at": 1, "due_at": 9, "answered_at": 0, "finding": "justified"}
        assert Review.model_validate(fields)
        with pytest.raises(ValidationError):
            Review.model_validate(fields | {field: 0})

    def test_may_be_asked_about_without_a_mark(self) -> None:
        found = rank_of(
            RULES["lowest_price"], *self.LOT, reviews=(self.review(finding="unjustified", answered=2000),)
        )
        assert order(found) == "BCD"


class TestBrand:
    def test_at_the_lowest_price_one_takes_part(self) -> None:
        bids = (
            bid("A", "10", brand="甲"),
            bid("B", "11", brand="甲"),
            bid("C", "12"),
            bid("D", "13", brand="乙"),
        )
        found = rank_of(RULES["lowest_price"], *bids)
        assert (order(found), reasons(found, "B")) == ("ACD", ["same_brand"])

    def test_with_scores_all_are_scored_and_count_as_one(self) -> None:
        bids = (bid("A", "100", brand="甲"), bid("B", "50", brand="甲"), bid("C", "100"), bid("D", "100"))
        points = {"A": "70", "B": "40", "C": "60", "D": "50"}
        found = rank_of(RULES["comprehensive_score"], *bids, points=points)
        # The price of the one that goes still was the lowest: 30 x 50 / 100.
        assert (order(found), figures(found, "total")) == ("ACD", ["85.00", "70.00", "75.00", "65.00"])
        assert placing(found, "B").reasons[0].details[0].value == "A"
        assert (
            rank_of(
                RULES["comprehensive_score"], *bids[:3], points=points | {"D": "0"}, bids=bids[:3], sheets=()
            ).outcome
            == "too_few"
        )

    @pytest.mark.parametrize("method", ["lowest_price", "comprehensive_score"])
    def test_is_drawn_among_equals(self, method: str) -> None:
        bids = (bid("A", "10", brand="甲"), bid("B", "10", brand="甲"), bid("C", "12"), bid("D", "13"))
        points = None if method == "lowest_price" else dict.fromkeys("ABCD", "7")
        assert code_of(RULES[method], *bids, points=points) == "brand_undecided"
        found = rank_of(RULES[method], *bids, points=points, given=Given(drawn=(("B", "A"),)))
        assert order(found) == "BCD"

    def test_draws_within_brands_decide_nothing_between_them(self) -> None:
        pairs = (("A", "甲"), ("B", "甲"), ("C", "乙"), ("D", "乙"), ("E", ""))
        bids = tuple(bid(name, "10", brand=brand) for name, brand in pairs)
        points, drawn = dict.fromkeys("ABCDE", "7") | {"E": "1"}, (("B", "A"), ("C", "D"))
        rule = RULES["comprehensive_score"]
        found = rank_of(rule, *bids, points=points, given=Given(drawn=drawn))
        assert (order(found), found.undecided) == ("B=CE", (("B", "C"),))
        found = rank_of(rule, *bids, points=points, given=Given(drawn=(*drawn, ("C", "B"))))
        assert (order(found), found.undecided) == ("CBE", ())

    def test_an_equal_price_decides_nothing_among_equal_scores(self) -> None:
        # 30 + 63 and 27 + 66: equal scores at different prices.
        bids = (bid("A", "90", brand="甲"), bid("B", "100", brand="甲"), bid("C", "200"), bid("D", "200"))
        points = {"A": "63", "B": "66", "C": "0", "D": "0"}
        assert code_of(RULES["comprehensive_score"], *bids, points=points) == "brand_undecided"


class TestPreferences:
    RULE = rules.Preferences(small=D("0.15"), joint=D("0.05"), joint_from=D("0.30"), domestic=D("0.20"))

    def evaluated(self, price: str, foreign: bool = True, **more: Any) -> str:
        rule = RULES["lowest_price"].model_copy(update={"preferences": self.RULE})
        others = [bid(name, "900", claims=() if foreign else ("domestic",)) for name in "BC"]
        return figure(rank_of(rule, bid("A", price, **more), *others), "evaluated_price", of="A")

    @pytest.mark.parametrize(
        ("claims", "share", "expected"),
        [
            ((), "0", "1000.00"),
            (("small",), "0", "850.00"),
            (("prison",), "0", "850.00"),
            (("small", "welfare", "prison"), "0", "850.00"),
            (("joint",), "0.30", "950.00"),
            (("subcontract",), "0.2999", "1000.00"),
            (("joint", "small"), "0.30", "850.00"),
            (("domestic",), "0", "800.00"),
            (("domestic", "small"), "0", "650.00"),
        ],
    )
    def test_are_shares_of_the_original_price(self, claims: Any, share: str, expected: str) -> None:
        assert self.evaluated("1000.00", claims=claims, small_share=D(share)) == expected

    def test_of_domestic_products_only_where_others_compete(self) -> None:
        assert self.evaluated("1000.00", foreign=False, claims=("domestic",)) == "1000.00"

    def test_round_each_deduction_to_the_cent(self) -> None:
        # 0.15 x 33.30 = 4.995; 0.20 x 33.33 = 6.666.
        assert self.evaluated("33.30", claims=("small",)) == "28.30"
        assert self.evaluated("33.33", claims=("small", "domestic")) == "21.66"

    def test_leave_the_price_of_the_contract_alone(self) -> None:
        rule = RULES["lowest_price"].model_copy(update={"preferences": self.RULE})
        found = rank_of(rule, bid("A", "1000", claims=("small",)), bid("B", "900"), bid("C", "901"))
        assert (order(found), figure(found, "price", of="A")) == ("ABC", "1000")

    def test_may_be_a_bonus_on_the_points_instead(self) -> None:
        preferences = rules.Preferences(small=D("0.05"), given_as="bonus")
        rule = COMPREHENSIVE.model_copy(update={"benchmark": rules.Benchmark(), "preferences": preferences})
        bids = (bid("A", "100", claims=("small",)), bid("B", "100"), bid("C", "100"))
        found = rank_of(rule, *bids, points=dict.fromkeys("ABC", "0"))
        assert figures(found, "price_score") == ["63.00", "60.00", "60.00"]
        assert figure(found, "score_before_bonus", of="A") == "60.00"

    def test_leave_something(self) -> None:
        rule = RULES["lowest_price"].model_copy(update={"preferences": rules.Preferences(small=D(1))})
        assert code_of(rule, bid("A", "5", claims=("small",)), *BC) == "preference_too_large"
