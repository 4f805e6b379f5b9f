"""What a bidder declares in the fields of its opened bid beside the price: preferences that it claims, its brand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bidding.models import OpenedUnit
from toolkit.scoring.inputs import Claim
from trading.law.tender_document import CLAIMS, SMALL_SHARE

_APART = re.compile(r"[\s,，、;；/]+")
_WORDS: Final[Mapping[str, Claim]] = {
    "small": "small", "小微企业": "small", "小型企业": "small", "微型企业": "small", "小型、微型企业": "small",
    "prison": "prison", "监狱企业": "prison",
    "welfare": "welfare", "残疾人福利性单位": "welfare",
    "joint": "joint", "联合体": "joint",
    "subcontract": "subcontract", "分包": "subcontract",
    "domestic": "domestic", "本国产品": "domestic",
}  # fmt: skip
_PERCENT = re.compile(r"(\d{1,3})(\.\d{1,4})?", re.ASCII)


def field_of(units: Sequence[OpenedUnit], code: str) -> str:
    """Return what a bidder wrote into a field; empty if nothing, or different things in several units."""
    said = {
        str(unit.offer.fields[code]).strip() for unit in units if unit.offer and code in unit.offer.fields
    }
    return said.pop() if len(said) == 1 else ""


def claims_of(units: Sequence[OpenedUnit]) -> list[Claim]:
    """Return the preferences that a bidder claims, each once, in the order of the list; other words claim nothing."""
    said = set(_APART.split(field_of(units, CLAIMS)))
    return list(dict.fromkeys(claim for word, claim in _WORDS.items() if word in said))


def small_share_of(units: Sequence[OpenedUnit]) -> Decimal:
    """Return which share of the contract small firms get, written in per cent; zero where nothing is said."""
    said = field_of(units, SMALL_SHARE)
    share = Decimal(said) / 100 if _PERCENT.fullmatch(said) else Decimal(0)
    return share if share <= 1 else Decimal(0)
