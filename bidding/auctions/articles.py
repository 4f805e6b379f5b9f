"""The article behind each form, outcome and refusal, for the pages that show why an auction ended as it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trading.law.citations import Law
from trading.law.statutes import (
    AUCTION,
    CIVIL_CODE,
    COMPANY,
    FRAMEWORK_110,
    LAND_ORDER_39,
    PRACTICE,
    PROPERTY_ORDER_32,
)

_NETWORK: Final = PROPERTY_ORDER_32.article("22")
FORMS: Final[Mapping[str, Law]] = {
    "called_auction": AUCTION.article("51"),
    "descending_clock": _NETWORK,
    "dynamic_quotation": _NETWORK,
    "listing": LAND_ORDER_39.article("17"),
    "multi_round": _NETWORK,
    "open_rounds": _NETWORK,
    "reverse_open": FRAMEWORK_110.article("34"),
    "reverse_rounds": FRAMEWORK_110.article("34"),
    "share_auction": _NETWORK,
    "single_quote": _NETWORK,
    "weighted_quotation": _NETWORK,
}

_LISTING: Final = LAND_ORDER_39.article("19")
_OWN: Final[Mapping[str, Mapping[str, Law]]] = {
    "listing": {
        "best": _LISTING,
        "nobody_bid": _LISTING,
        "reserve_missed": _LISTING,
        "reserve_sealed": LAND_ORDER_39.article("10"),
        "reserve_untold": PRACTICE.article(""),
        "did_not_ask": _LISTING,
        "increment_fixed": LAND_ORDER_39.article("18"),
    },
    "called_auction": {
        "best": AUCTION.article("51"),
        "nobody_bid": AUCTION.article("51"),
        "not_called_out": PRACTICE.article(""),
        "reserve_missed": AUCTION.article("50"),
        "reserve_sealed": AUCTION.article("28"),
        "reserve_untold": PRACTICE.article(""),
        "leads_already": AUCTION.article("36"),
    },
}
# 39号令第十五条、第十六条：土地拍卖的叫价、落槌、底价和增价幅度
_OF_LAND: Final[Mapping[str, Mapping[str, Law]]] = {
    "called_auction": {
        "best": LAND_ORDER_39.article("15"),
        "not_called_out": LAND_ORDER_39.article("15"),
        "reserve_missed": LAND_ORDER_39.article("16"),
        "reserve_sealed": LAND_ORDER_39.article("10"),
        "increment_fixed": LAND_ORDER_39.article("16"),
    }
}
_SHARED: Final[Mapping[str, Law]] = {"only_bidder": PROPERTY_ORDER_32.article("22")}

RIGHTS: Final[Mapping[str, Law]] = {
    "co_owner": CIVIL_CODE.article("305"),
    "shareholder": COMPANY.article("84"),
    "tenant": CIVIL_CODE.article("726"),
    "other": PRACTICE.article(""),
}
"""The article that gives a priority right (优先购买权)."""


def law_of(form: str, code: str, kind: str = "") -> Law:
    """Return the article behind an outcome or a refusal: its own in a deal of that kind, its own, or that of the form."""
    of_kind = _OF_LAND.get(form, {}).get(code) if kind == "land" else None
    return of_kind or _OWN.get(form, {}).get(code) or _SHARED.get(code) or FORMS[form]


def right_of(right: str, *, leases: bool = False) -> Law:
    """Return the article that gives a prior right: a tenant's to buy, or to go on leasing."""
    return CIVIL_CODE.article("734") if leases and right == "tenant" else RIGHTS[right]
