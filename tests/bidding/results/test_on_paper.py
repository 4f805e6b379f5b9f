"""What the platform puts together from an opening, without a database: the file, and what people did to a bid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bidding.evaluation import assembling, outcome
from bidding.models import BidAnswer, BidQuestion, Motion
from tests.bidding.results.on_paper import (
    AT,
    BY_PRICE,
    NOTHING,
    PRICES,
    disagreements,
    file_of,
    filing,
    opened,
    tenders,
    unit,
)
from tests.toolkit.scoring import stranger
from tests.toolkit.scoring.lots import with_rule
from tests.trading.procedures.construction_cases import facts as construction_facts
from toolkit.scoring import rules
from toolkit.scoring.inputs import Given
from toolkit.scoring.publishing import Evaluation
from trading.law import construction_award_guards as award_guards
from trading.law import procurement_guards
from trading.law.statutes import ORDER_87
from trading.law.tender_document import BRAND, CLAIMS, SMALL_SHARE, TOTAL

D = Decimal
EVERY = 200
"""Of the real tenders each two-hundredth; all of them are `python -m bench.ranking`."""
FIRST, SECOND, THIRD = (filing(number).id for number in range(3))
RULE = with_rule(
    "lowest_price",
    preferences=rules.Preferences(small=D("0.1")),
    low_prices=rules.LowPrices(of_mean=D("0.5"), reply_minutes=30),
    corrections=("words",),
    at_least=1,
)


@pytest.mark.skipif(not PRICES.is_file(), reason="needs ../shared/data")
def test_real_tenders_are_ranked_as_follows_from_their_published_files() -> None:
    read = enumerate(tenders(EVERY))
    found = {tender: disagreements(prices, asks_stranger=at % 8 == 0) for at, (tender, prices) in read}
    assert {tender: differing for tender, differing in found.items() if differing} == {}
    assert len(found) > 40


def question(kind: str, answered: datetime | None = AT, stand: str = "", **figures: str) -> BidQuestion:
    """Return what the first bidder was asked, half an hour to answer, and its answer."""
    made = BidQuestion(filing_id=FIRST, kind=kind, figures=figures, at=AT, due_at=AT + timedelta(minutes=30))
    made._state.fields_cache["answer"] = None
    if answered:
        BidAnswer(question=made, stand=stand, at=answered)
    return made


def correction(words: str, stand: str = "confirmed", **more: Any) -> BidQuestion:
    return question("correction", stand=stand, statement="100.00", words=words, **more)


def motion(kind: str, about: str, **figures: str) -> Motion:
    return Motion(kind=kind, about=about, figures=figures, words="提请")


def published(
    prices: Sequence[str], questions: Sequence[BidQuestion] = (), carried: Sequence[Motion] = (), **more: Any
) -> Evaluation:
    """Return the file of a lot, which a stranger finds to follow."""
    found = assembling.Found(failures={}, grounds={}, carried=carried, scores={})
    content = file_of(RULE, opened(prices, questions=questions, **more), found)
    file = Evaluation.from_bytes(content)
    assert stranger.result_of(content) == file.result.model_dump(mode="json")
    return file


def told(file: Evaluation, bid: str = FIRST) -> tuple[int, list[str]]:
    """Return where a bid stands, and the codes of why."""
    [placing] = [one for one in file.result.placings if one.bid == bid]
    return placing.rank, [one.code for one in placing.reasons]


class TestACorrection:
    PRICES = ("100.00", "95.00", "97.00")

    def test_changes_a_price_where_the_committee_stands_behind_it_and_the_bidder_confirms(self) -> None:
        asked = correction("90.00")
        rank, codes = told(published(self.PRICES, [asked], [motion("asked", asked.id)]))
        assert rank == 1 and "corrected_words" in codes
        rank, codes = told(published(self.PRICES, [asked]))
        assert rank == 3 and "corrected_words" not in codes

    @pytest.mark.parametrize(
        "asked", [correction("90.00", stand="declined"), correction("90.00", answered=None)]
    )
    def test_takes_a_bid_out_that_does_not_confirm_in_time(self, asked: BidQuestion) -> None:
        rank, codes = told(published(self.PRICES, [asked], [motion("asked", asked.id)]))
        assert rank == 0 and codes[-1] == "correction_declined"

    def test_is_the_last_that_the_committee_stands_behind(self) -> None:
        asked = [correction("90.00"), correction("96.00"), correction("80.00")]
        file = published(self.PRICES, asked, [motion("asked", one.id) for one in asked[:2]])
        assert [one.words for one in file.inputs.corrections] == [D("96.00")]
        assert told(file)[0] == 2


class TestALowPrice:
    PRICES = ("30.00", "95.00", "97.00")

    @pytest.mark.parametrize(
        ("answered", "convinced", "last"),
        [
            (AT + timedelta(minutes=29), True, ""),
            (AT + timedelta(minutes=29), False, "low_price_unjustified"),
            (AT + timedelta(minutes=30), True, "low_price_unanswered"),
            (None, False, "low_price_unanswered"),
        ],
    )
    def test_stays_only_if_answered_in_time_and_found_reasonable(
        self, answered: datetime | None, convinced: bool, last: str
    ) -> None:
        asked = question("low_price", answered)
        carried = [motion("asked", asked.id), *([motion("low_price", asked.id)] if convinced else [])]
        rank, codes = told(published(self.PRICES, [asked], carried))
        assert (rank, codes[-1]) == (0, last) if last else (rank == 1 and "low_price_justified" in codes)

    def test_of_which_nobody_asked_lets_nothing_follow(self) -> None:
        asked = question("low_price")
        for questions in ([], [asked]):
            with pytest.raises(Exception, match="review_missing"):
                published(self.PRICES, questions)


class TestAClaim:
    def units(self, **fields: Any) -> dict[str, Any]:
        return {FIRST: [unit(filing(0), {TOTAL: "100.00"} | fields)]}

    def test_counts_as_its_bidder_wrote_it_unless_the_committee_does_not_grant_it(self) -> None:
        units = self.units(**{CLAIMS: "小微企业、监狱企业；别的", SMALL_SHARE: "40", BRAND: " 某\x07牌 "})
        file = published(("100.00", "95.00", "97.00"), units=units)
        [own] = [one for one in file.inputs.bids if one.id == FIRST]
        assert (own.claims, own.small_share, own.brand) == (("small", "prison"), D("0.4"), "某 牌")
        assert told(file)[0] == 1
        refused = [motion("claim", FIRST, claim="small"), motion("claim", SECOND, claim="prison")]
        again = published(("100.00", "95.00", "97.00"), carried=refused, units=units)
        assert [one.claims for one in again.inputs.bids if one.id == FIRST] == [("prison",)]
        refused.append(motion("claim", FIRST, claim="prison"))
        assert told(published(("100.00", "95.00", "97.00"), carried=refused, units=units))[0] == 3

    def test_or_price_that_a_bidder_wrote_in_two_ways_is_none(self) -> None:
        twice = {
            FIRST: [
                unit(filing(0), {TOTAL: price, CLAIMS: claim})
                for price, claim in (("1", "分包"), ("2", "联合体"))
            ]
        }
        inputs = assembling.assembled(opened(("1", "95.00", "97.00"), units=twice), RULE, NOTHING, Given())
        [own] = [one for one in inputs.bids if one.id == FIRST]
        assert (own.quotes, own.claims) == ((), ())


class TestADeviation:
    def test_is_of_bids_that_are_evaluated(self) -> None:
        carried = [motion("adjustment", one, name="付款", amount="6.00") for one in (SECOND, "fil_999")]
        found = assembling.Found(failures={}, grounds={}, carried=carried, scores={})
        content = file_of(BY_PRICE["lowest_evaluated"], opened(("100.00", "95.00", "97.00")), found)
        file = Evaluation.from_bytes(content)
        assert [one.bid for one in file.inputs.adjustments] == [SECOND]
        assert [told(file, one)[0] for one in (FIRST, SECOND, THIRD)] == [2, 3, 1]


class TestQualityFirst:
    def test_admits_the_best_and_eliminates_whom_the_rule_says_whatever_the_price(self) -> None:
        rule = with_rule("quality_first")
        code = rule.criteria[0].code
        points = dict(zip((FIRST, SECOND, THIRD), ("60", "90", "75"), strict=True))
        scores = {bid: {1: {code: D(one)}, 2: {code: D(one) + 2}} for bid, one in points.items()}
        found = assembling.Found(failures={}, grounds={}, carried=(), scores=scores)
        content = file_of(rule, opened(("10.00", "97.00", "95.00")), found)
        file = Evaluation.from_bytes(content)
        assert stranger.result_of(content) == file.result.model_dump(mode="json")
        assert len(file.inputs.sheets) == 6
        assert [told(file, one)[0] for one in (SECOND, THIRD, FIRST)] == [1, 2, 3]
        assert "eliminated" in told(file, THIRD)[1] and file.result.candidates == (SECOND,)


def rejected(*bids: str) -> assembling.Found:
    """Return that the committee found these not to comply."""
    return assembling.Found(
        failures={bid: [(1, "licence")] for bid in bids},
        grounds={"licence": "营业执照"},
        carried=(),
        scores={},
    )


class TestWhereNobodyIsLeft:
    """Too few bids are no rejection of all, and each has its own way out."""

    @pytest.mark.parametrize(
        ("out", "carried", "valid", "is_rejected"),
        [
            ((), (), 3, False),
            ((FIRST,), (), 2, False),  # three are needed
            ((FIRST, SECOND), (), 1, False),
            ((FIRST, SECOND, THIRD), (), 0, True),
            ((FIRST,), (Motion(kind="reject_all", words="均明显缺乏竞争"),), 0, True),
        ],
    )
    def test_is_a_rejection_of_all_where_no_bid_stands_any_more(
        self, out: Sequence[str], carried: Sequence[Motion], valid: int, *, is_rejected: bool
    ) -> None:
        found = replace(rejected(*out), carried=carried)
        rule = RULE.model_copy(update={"at_least": 3, "low_prices": rules.LowPrices()})
        file = Evaluation.from_bytes(file_of(rule, opened(["300.00", "310.00", "320.00"]), found))
        named = [{"price": "300.00"} for _ in file.result.candidates]
        values = outcome.values_of(file, named)
        assert (values["bids_valid"], outcome.are_all_rejected(file)) == (valid, is_rejected)
        known = construction_facts(**values, rejected_all=is_rejected)
        assert (award_guards.all_rejected(known) is None) == (valid < 3 or is_rejected)
        few = procurement_guards.fewer_valid_than(3, ORDER_87.article("43"))
        assert (few(known) is None) == (valid < 3)

    def test_is_none_where_nobody_came(self) -> None:
        file = Evaluation.from_bytes(file_of(RULE, opened([])))
        assert not outcome.are_all_rejected(file)
