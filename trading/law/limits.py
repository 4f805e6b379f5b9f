"""Limits: the periods that the law sets, each beside its article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foundation.days import Count, Unit
from foundation.text import Text
from trading.law.citations import Law


class Bound(StrEnum):
    """Which way a limit binds."""

    FLOOR = "floor"  # 不得少于: the period may be longer
    CEILING = "ceiling"  # 之内: the act must come before the end


@dataclass(frozen=True, slots=True)
class Limit:
    """
    A named period that the law sets.

    Give exactly one of `at_least` (floor) and `at_most` (ceiling), in `unit`. `of` names another period: the limit is
    counted from the end of that one, or, if `back`, backwards from it. `chosen` names the field of the deal in which the
    organiser may ask for more than a floor that opens by itself. `stops` says that the period does not run while the lot
    is on hold. `practice` marks a default that no law fixes.
    """

    name: str
    title: Text
    law: Law
    unit: Unit
    at_least: int | None = None
    at_most: int | None = None
    back: bool = False
    of: str = ""
    chosen: str = ""
    count: Count = Count.EXCLUDE_FIRST
    stops: bool = False
    practice: bool = False

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"limit {self.name}: give at_least or at_most, not both")
        if self.back and not self.of:
            raise ValueError(f"limit {self.name}: a backward limit names the period it is measured from")
        if self.chosen and self.at_least is None:
            raise ValueError(f"limit {self.name}: only a floor leaves room to choose")

    @property
    def bound(self) -> Bound:
        """FLOOR or CEILING."""
        return Bound.FLOOR if self.at_least is not None else Bound.CEILING

    @property
    def length(self) -> int:
        """The number of units."""
        return self.at_least if self.at_least is not None else (self.at_most or 0)
