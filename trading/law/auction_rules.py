"""Which live auctions a procedure knows: when one may be scheduled, and what of its rules was announced already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from trading.law.citations import Law
from trading.law.rules import HoldNotices

NOT_SAID: Final = object()
"""What was announced of a field where nothing was: the host chooses, within the law."""


@dataclass(frozen=True, slots=True)
class Same:
    """
    A field of an auction's rules, by its dotted name, that was announced: `of` reads what it has to be from the particulars of the deal
    and of the lot. What is not set (zero, an empty text) is compared as none; `NOT_SAID`, and in the forms `but`, as nothing.
    """

    field: str
    of: Callable[[Any, Any], object]
    but: frozenset[str] = frozenset()


def of_lot(field: str, name: str) -> Same:
    """Return the field that says the same as a field of the lot's particulars."""
    return Same(field, lambda deal, lot: getattr(lot, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionRule:
    """
    How a live auction of a lot stands to what was announced of it: while a lot is in one of `states`, one may be scheduled, to begin once
    the limit `begins_after` is over, if there is one; it runs on in the states `goes_on`, and in no other.

    `forms` are those that may be held, by what the deal's field `chosen` says; where it names none, by the empty text. `same` are
    the fields that were announced; `step` is the lot's field of the increment, `lowest` that below which nothing is sold, `reserve` that
    of the commitment to a secret price, each where there is one; `holders` tells whether holders of a prior right take part. `notices` are
    the kinds by which everybody learns that an auction stands, and that it goes on, `scheduled` that by which it learns when one begins.
    """

    law: Law
    states: tuple[str, ...]
    goes_on: tuple[str, ...] = ()
    forms: Mapping[str, frozenset[str]] = field(hash=False)
    same: tuple[Same, ...]
    notices: HoldNotices
    scheduled: str
    lowest: str = ""
    step: str = ""
    chosen: str = ""
    reserve: str = ""
    begins_after: str = ""
    holders: Callable[[Any], bool] = lambda lot: False

    @property
    def runs_in(self) -> frozenset[str]:
        """The states of a lot in which its auction runs: once it has left them, the lot is sold in this way no more."""
        return frozenset((*self.states, *self.goes_on))

    def forms_of(self, deal: Any) -> frozenset[str]:
        """Return the forms that were announced."""
        return self.forms.get(str(getattr(deal, self.chosen)) if self.chosen else "", frozenset())
