"""
The reserve price of a land tender: committed to with the notice, told with its salt when it is decided whether there is a deal.

In a listing and an auction it is revealed in the auction's own log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from foundation.text import Text
from toolkit.auctions import commitments
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Refusal
from trading.law.guards import no_winner
from trading.law.labels import Amount, Label, MaxLen
from trading.law.statutes import LAND_ORDER_39

LAW = LAND_ORDER_39.article("10")


@dataclass(frozen=True, kw_only=True)
class ReserveRevealed:
    """The reserve price in yuan with the salt of its commitment; neither where there is none, or where it decides nothing."""

    reserve_price: Annotated[Amount | None, Label("底价（元）", "Reserve price (yuan)", law=LAW)] = None
    reserve_salt: Annotated[
        str, MaxLen(64), Label("底价承诺的随机数", "Salt of the reserve's commitment", law=LAW)
    ] = ""


def _revealed(facts: Facts) -> Refusal | None:
    """Return why what is handed in is not the reserve price that was committed to."""
    said = facts.data
    if not facts.lot.has_reserve:
        if said is None or (said.reserve_price is None and not said.reserve_salt):
            return None
        return Refusal(
            "no_reserve", Text("没有设底价，不填底价和随机数", "There is no reserve price to reveal"), LAW
        )
    if said is None or said.reserve_price is None:
        words = Text(
            "设有底价，须先揭示底价和随机数", "There is a reserve price, to be revealed with its salt"
        )
        return Refusal("reserve_sealed", words, LAW)
    if (
        commitments.reserve(facts.lot_id, said.reserve_price, said.reserve_salt)
        != facts.lot.reserve_commitment
    ):
        words = Text(
            "底价或者随机数与公告的承诺值不符", "The reserve price is not the one that was committed to"
        )
        return Refusal("reserve_mismatch", words, LAW)
    return None


def _is_missed(facts: Facts) -> bool:
    return bool(
        facts.data is not None
        and facts.data.reserve_price is not None
        and facts.price is not None
        and facts.price < facts.data.reserve_price
    )


def _reached(facts: Facts) -> Refusal | None:
    if (wrong := _revealed(facts)) is not None:
        return wrong
    if _is_missed(facts):
        return Refusal(
            "reserve_missed", Text("中选报价低于底价，不成交", "The price is below the reserve price"), LAW
        )
    return None


the_reserve_is_reached = Guard(
    "reserve_missed",
    Text(
        "设有底价的，已揭示底价且中选报价不低于底价",
        "where there is a reserve price it is revealed, and the price is not below it",
    ),
    _reached,
    LAW,
)


def nobody_reaches_the_reserve(law: Law) -> Guard:
    """Require that there is no winner, or that the reserve price is revealed and the winner's price lies below it."""
    without = no_winner(law)

    def test(facts: Facts) -> Refusal | None:
        found = without(facts)
        if found is None or not facts.lot.has_reserve or not facts.has_winner:
            return found
        return _revealed(facts) or (None if _is_missed(facts) else found)

    title = Text(
        "未产生中选人，或者中选报价低于已揭示的底价",
        "the competition ended without a winner, or below the revealed reserve price",
    )
    return Guard(without.name, title, test, law)
