"""The articles that the pages of an evaluation name beside what they ask: those of tenders first, then those of procurement."""

from __future__ import annotations

from trading.law.citations import Law
from trading.law.statutes import ORDER_87, PROCUREMENT, PROCUREMENT_RULES, TENDERING, TENDERING_RULES


def _together(*laws: Law) -> str:
    return "、".join(map(str, laws))


LAWS = {
    "avoidance": _together(
        TENDERING.article("37"), TENDERING_RULES.article("46"), PROCUREMENT_RULES.article("9")
    ),
    "own_scores": _together(TENDERING.article("44"), ORDER_87.article("62")),
    "by_the_document": _together(TENDERING_RULES.article("49"), ORDER_87.article("52")),
    "majority": _together(ORDER_87.article("61")),
    "dissent": _together(TENDERING_RULES.article("53"), ORDER_87.article("61")),
    "questions": _together(TENDERING_RULES.article("52"), ORDER_87.article("51")),
    "corrections": _together(ORDER_87.article("59")),
    "final_offers": _together(PROCUREMENT.article("38")),
    "low_price": _together(ORDER_87.article("60")),
    "reopening": _together(ORDER_87.article("64")),
    "replacing": _together(TENDERING_RULES.article("48"), ORDER_87.article("49")),
    "chair": _together(ORDER_87.article("45")),
}
