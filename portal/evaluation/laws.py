"""The articles that the pages of an evaluation name beside what they ask: those that bind the committee of the deal at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trading.law.citations import Law, Statute
from trading.law.procurement_limits import recalled_74, recalled_214
from trading.law.statutes import (
    COMMITTEE,
    CONSULTATION_214,
    LAND_ORDER_39,
    ORDER_87,
    PRACTICE,
    PROCUREMENT,
    PROCUREMENT_RULES,
    TENDERING,
    TENDERING_RULES,
)
from trading.models import Lot

_PRACTICE: Final = PRACTICE.article("")
_TENDERS: Final[Mapping[str, Law]] = {
    "avoidance": TENDERING_RULES.article("46"),
    "own_scores": TENDERING.article("44"),
    "by_the_document": TENDERING_RULES.article("49"),
    "dissent": TENDERING_RULES.article("53"),
    "questions": TENDERING_RULES.article("52"),
    "corrections": COMMITTEE.article("19"),
    "replacing": TENDERING_RULES.article("48"),
    "chair": COMMITTEE.article("9"),
}
# The Tendering Law binds every tender (art. 2); its regulations on committees, and Order 12, those that must be held.
_LAND: Final[Mapping[str, Law]] = {
    "avoidance": TENDERING.article("37"),
    "own_scores": TENDERING.article("44"),
    "by_the_document": TENDERING.article("40"),
    "dissent": TENDERING_RULES.article("53"),
    "questions": TENDERING.article("39"),
    "replacing": TENDERING.article("37"),
}
_PROCUREMENT: Final[dict[str, Law]] = {
    "avoidance": PROCUREMENT_RULES.article("9"),
    "own_scores": PROCUREMENT_RULES.article("41"),
    "by_the_document": PROCUREMENT_RULES.article("41"),
    "dissent": PROCUREMENT_RULES.article("41"),
}
_OF_COMMITTEES: Final[Mapping[Statute, Mapping[str, Law]]] = {
    TENDERING: _TENDERS,
    LAND_ORDER_39: _LAND,
    ORDER_87: _PROCUREMENT
    | {
        "by_the_document": ORDER_87.article("52"),
        "majority": ORDER_87.article("61"),
        "dissent": ORDER_87.article("61"),
        "questions": ORDER_87.article("51"),
        "corrections": ORDER_87.article("59"),
        "reopening": ORDER_87.article("64"),
        "replacing": ORDER_87.article("49"),
        "chair": ORDER_87.article("45"),
    },
    PROCUREMENT: _PROCUREMENT
    | {
        "questions": recalled_74("16"),
        "reopening": recalled_74("21"),
        "final_offers": PROCUREMENT.article("38"),
    },
    CONSULTATION_214: _PROCUREMENT
    | {
        "questions": recalled_214("18"),
        "reopening": recalled_214("32"),
        "final_offers": recalled_214("21"),
    },
}
"""By the statute under which a committee sits."""
NAMES: Final = (
    "avoidance", "own_scores", "by_the_document", "majority", "dissent", "questions", "corrections", "final_offers", "reopening",
    "replacing", "chair",
)  # fmt: skip
"""What the pages ask an article for; where a statute has none, practice holds."""


def of(lot: Lot) -> dict[str, str]:
    """Return the articles of a lot in words, by what they are about."""
    rule = lot.procedure.committee
    own = _OF_COMMITTEES.get(rule.law.statute, {}) if rule is not None else {}
    return {name: str(own.get(name, _PRACTICE)) for name in NAMES}
