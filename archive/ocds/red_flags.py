"""
Settings with which the red flags of the Open Contracting Partnership's Cardinal are computed on this feed, derived from the procedures.

Two things would flag what the law allows: a period for bids that the law lets be shorter than the flag's fifteen days, and sales, in which
the highest price wins. Nothing here is typed: a procedure that is added or amended is told of in the next answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from archive.ocds.values import Json
from foundation.days import Count, Unit
from trading.law.limits import Limit
from trading.law.ocds import OcdsTerms
from trading.law.procedure import Procedure

FLAGS: Final = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
"""All that Cardinal computes; one is computed where the settings name it."""
_CLASS_SIGNS: Final = 3  # of a class of the platforms' data standard, all of which are told
_IN_DAYS: Final = frozenset({Unit.DAYS, Unit.WORKING_DAYS})


def settings(procedures: Iterable[Procedure]) -> Json:
    """
    Return the settings: what Cardinal reads, and under `procedures` which limit each period comes from.

    A title that two procedures share gets the shorter period: releases tell them apart by nothing else.
    """
    everything = sorted(procedures, key=lambda one: (one.title.zh, one.key))
    bidding = [one for one in everything if one.bidding]
    periods: dict[str, int] = {}
    for one in bidding:
        days = least_days(one.bidding)  # type: ignore[arg-type]
        periods[one.title.zh] = min(days, periods.get(one.title.zh, days))
    sales = list(dict.fromkeys(one.title.zh for one in everything if is_sale(one.ocds)))
    return {
        "currency": "CNY",
        "no_price_comparison_procurement_methods": sales,
        **{flag: {} for flag in FLAGS},
        "R003": {"procurement_method_details": periods},
        "R048": {"digits": _CLASS_SIGNS},
        "procedures": [_told(one, one.bidding) for one in bidding if one.bidding],
    }


def least_days(limit: Limit) -> int:
    """
    Return the fewest whole days of 24 hours that a period may have which keeps a floor.

    The law counts days of the calendar, and lets the period end at any hour of the last; of working days there may be as many without a
    holiday between them. Counted from the evening of one day to the morning of another, that is one day less, and two where the first
    day counts as well.
    """
    if limit.unit not in _IN_DAYS:
        return 0
    return max(0, limit.length - (2 if limit.count is Count.INCLUDE_FIRST else 1))


def is_sale(terms: OcdsTerms) -> bool:
    """Tell whether something is sold, so that the highest price wins: what is sold for money has no category of procurement."""
    return not (terms.category or terms.by or terms.reported)


def _told(one: Procedure, limit: Limit) -> Json:
    return {
        "procedure": one.key,
        "procurementMethodDetails": one.title.zh,
        "title": one.title.en,
        "limit": limit.name,
        "at_least": limit.length,
        "unit": limit.unit.value,
        "law": str(limit.law),
        "days": least_days(limit),
        "sale": is_sale(one.ocds),
    }
