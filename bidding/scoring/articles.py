"""The article behind each method and each reason, for the pages that show why a bid stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trading.law.citations import Law, Verified
from trading.law.statutes import (
    COMMITTEE,
    CONSULTATION_214,
    FRAMEWORK_110,
    LOW_PRICE_2,
    ORDER_74,
    ORDER_87,
    PRACTICE,
    PROCUREMENT,
    ROAD_TENDER,
    TENDERING,
    TENDERING_RULES,
    WORKS_SUPERVISION_11,
)

MEMORY: Final = Verified.MEMORY
METHODS: Final[Mapping[str, Law]] = {
    "comprehensive": TENDERING.article("41"),
    "comprehensive_score": ORDER_87.article("55"),
    "consultation": CONSULTATION_214.article("24"),
    "direct_selection": FRAMEWORK_110.article("33"),
    "inquiry": PROCUREMENT.article("40"),
    "lowest_evaluated": TENDERING.article("41"),
    "lowest_price": ORDER_87.article("54"),
    "negotiation": PROCUREMENT.article("38"),
    "price_first": FRAMEWORK_110.article("25"),
    "quality_first": FRAMEWORK_110.article("25"),
    "reasonable_low": ROAD_TENDER.article("44"),
    "rotation": FRAMEWORK_110.article("35"),
    "second_competition": FRAMEWORK_110.article("34"),
    "separate_award": WORKS_SUPERVISION_11.article(""),
    "technical_then_price": ROAD_TENDER.article("44"),
    "two_envelopes": ROAD_TENDER.article("42"),
    "weighted_quote": PRACTICE.article(""),
}

ORDERS: Final[Mapping[str, Law]] = {
    "comprehensive_score": ORDER_87.article("57"),
    "consultation": CONSULTATION_214.article("25", verified=MEMORY),
    "inquiry": ORDER_74.article("48", verified=MEMORY),
    "lowest_price": ORDER_87.article("56"),
    "negotiation": ORDER_74.article("36", verified=MEMORY),
}
"""The articles on the order of bids, where another than that of the method has it."""

PLACES: Final = frozenset({"best", "behind", "tied", "drawn"})
"""The reasons that say why a ranked bid stands where it stands."""

_PROCUREMENT: Final[Mapping[str, Law]] = {
    "drawn": ORDER_87.article("68"),
    "tied": ORDER_87.article("68"),
    "too_few_bids": ORDER_87.article("43"),
    "above_ceiling": ORDER_87.article("63"),
    "same_brand": ORDER_87.article("31"),
    "corrected_statement": ORDER_87.article("59"),
    "corrected_words": ORDER_87.article("59"),
    "corrected_point": ORDER_87.article("59"),
    "corrected_sum": ORDER_87.article("59"),
    "correction_declined": ORDER_87.article("59"),
    "low_of_mean": LOW_PRICE_2.article(""),
    "low_of_next": LOW_PRICE_2.article(""),
    "low_of_ceiling": LOW_PRICE_2.article(""),
    "low_price_unanswered": ORDER_87.article("60"),
    "low_price_unjustified": ORDER_87.article("60"),
    "low_price_justified": ORDER_87.article("60"),
}
_TENDER_CORRECTION: Final = COMMITTEE.article("19")
_CONSTRUCTION: Final[Mapping[str, Law]] = {
    "above_ceiling": TENDERING_RULES.article("51"),
    "not_compliant": TENDERING_RULES.article("51"),
    "corrected_words": _TENDER_CORRECTION,
    "corrected_point": _TENDER_CORRECTION,
    "corrected_sum": _TENDER_CORRECTION,
    "correction_declined": _TENDER_CORRECTION,
    "low_of_mean": COMMITTEE.article("21"),
    "low_of_next": COMMITTEE.article("21"),
    "low_of_ceiling": COMMITTEE.article("21"),
    "low_price_unanswered": COMMITTEE.article("21"),
    "low_price_unjustified": COMMITTEE.article("21"),
    "low_price_justified": COMMITTEE.article("21"),
    "quote_of_zero": TENDERING_RULES.article("51"),
}
CONSTRUCTION: Final = frozenset(
    {
        "comprehensive", "lowest_evaluated", "reasonable_low", "separate_award", "technical_then_price", "two_envelopes",
    }
)  # fmt: skip
"""The methods under 招标投标法."""


def law_of(method: str, code: str) -> Law:
    """Return the article behind a reason: its own, that on the order of bids, or that of the method."""
    own = _CONSTRUCTION if method in CONSTRUCTION else _PROCUREMENT
    if method != "weighted_quote" and code in own:
        return own[code]
    return ORDERS.get(method, METHODS[method]) if code in PLACES else METHODS[method]
