"""
How procedures are told in the Open Contracting Data Standard 1.1.5: its closed codes, and which fields hold what it asks for.

Which code fits a Chinese method is a reading of the codelists' own definitions (docs/decisions/0041-ocds.md), not of a statute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Method(StrEnum):
    """The codelist `method`; UNSAID where nobody knows."""

    OPEN = "open"  # whoever is interested may bid
    SELECTIVE = "selective"  # whoever qualified, or was found among those who might
    LIMITED = "limited"  # those whom the organiser chose
    DIRECT = "direct"  # one alone
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """The fields of a lot in which another system reports who won it, several names parted by `；`."""

    winner: str
    code: str
    amount: str
    on: str


@dataclass(frozen=True, slots=True)
class OcdsTerms:
    """
    What of a procedure the standard wants to know beyond its tables.

    `category` is its code of `procurementCategory`; where the deal says it, `categories` has one for each value of its field `by`.
    What is sold for money has none. `value` is the lot's field of what it is thought to cost, `least` of that below which nothing is
    sold. `called_off` are the states of failure in which it was ended by somebody's will. `frameworks` says that everybody who is admitted
    wins, `framework` is the deal's field that names the lot of the framework which it calls off from.
    """

    method: Method = Method.UNSAID
    category: str = ""
    by: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    least: str = ""
    called_off: tuple[str, ...] = ("terminated", "cancelled", "void")
    frameworks: bool = False
    framework: str = ""
    reported: Reported | None = None

    def of(self, method: Method) -> OcdsTerms:
        """Return these terms for another method."""
        return replace(self, method=method)

    def admitting(self) -> OcdsTerms:
        """Return these terms where everybody who is admitted wins."""
        return replace(self, frameworks=True)


WORKS, GOODS, SERVICES = "works", "goods", "services"
CONSTRUCTION = OcdsTerms(
    by="work_type",
    categories={
        "works": WORKS,
        "general_contract": WORKS,
        "goods": GOODS,
        "survey": SERVICES,
        "design": SERVICES,
        "supervision": SERVICES,
        "services": SERVICES,
    },
    value="estimated_price",
)
PROCUREMENT = OcdsTerms(
    by="category", categories={one: one for one in (WORKS, GOODS, SERVICES)}, value="budget"
)
SALE = OcdsTerms(method=Method.OPEN, least="floor_price")
CAPITAL = OcdsTerms(method=Method.OPEN)
AGREEMENT = OcdsTerms(method=Method.DIRECT)
LAND = OcdsTerms(method=Method.OPEN, least="start_price")
ELSEWHERE = OcdsTerms(
    value="budget", reported=Reported("winner", "winner_code", "award_amount", "awarded_on")
)
CALL_OFF = replace(PROCUREMENT, method=Method.LIMITED, framework="framework_lot")
