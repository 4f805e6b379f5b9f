"""
What a kind of notice is, and what the law asks it to say. Each family lists its own kinds as `NOTICE_KINDS` beside its shared steps.

What is asked reads as the statute does: its own words, and beside them where the notice takes that from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.text import Text
from trading.law.grammar import Law
from trading.law.statutes import AUCTION

if TYPE_CHECKING:
    from trading.law.facts import Facts

KNOWN = frozenset({
    "organiser", "agency", "title", "number", "candidates", "committed", "evaluation", "winner", "price", "contractor",
    "contract_price", "signed_on", "documents", "clarification", "decision", "auctioned", "auction_form", "auction_begins", "auction_place",
    "auction_rules",
})  # fmt: skip
"""What the platform writes into a notice from its own rows, by name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a law asks a notice to say, in its own words, and the places from which the notice takes it.

    A place is `deal.<field>` or `lot.<field>` of the particulars, `step.<field>` of what is handed in with the step,
    `period.<limit>`, or `known.<name>` of `KNOWN`. `of` is the class of the particulars (of the deal, or of the lot) to which it
    speaks, where a kind serves several; `when` tells of which deals it is asked at all.
    """

    words: str
    law: Law
    places: tuple[str, ...]
    of: type | None = None
    when: Callable[[Facts], bool] | None = None

    def concerns(self, *classes: type) -> bool:
        """Tell whether it is asked of deals and lots of these classes."""
        return self.of is None or any(issubclass(cls, self.of) for cls in classes)


def asked(
    words: str, law: Law, *places: str, of: type | None = None, when: Callable[[Facts], bool] | None = None
) -> Asked:
    """Return what a law asks for in these words, and the places where it stands."""
    return Asked(words, law, places, of, when)


def with_an_agency(facts: Facts) -> bool:
    """Tell whether an agency acts for the organiser."""
    return facts.has_agency


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: the name that steps use, its printed title, the law that calls for it, and what is asked of it."""

    name: str
    title: Text
    law: Law
    contents: tuple[Asked, ...] = ()


AUCTION_SCHEDULE = (
    asked("拍卖的时间、地点", AUCTION.article("46"), "known.auction_begins", "known.auction_place"),
    asked("拍卖标的", AUCTION.article("46"), "known.auctioned"),
    asked("参与竞买应当办理的手续", AUCTION.article("46"), "known.auction_form", "known.auction_rules"),
)
"""Where land or property is auctioned; where it is seen stands in the announcement, and again in the schedule of those that ask for it."""


def by_name(*kinds: NoticeKind) -> dict[str, NoticeKind]:
    """Return the kinds by name."""
    return {kind.name: kind for kind in kinds}
