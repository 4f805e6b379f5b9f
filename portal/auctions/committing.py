"""What a bidder's page needs to give a price that nobody else reads: whether to commit now or to show, and what is its own so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bidding import auction_rooms
from bidding.actions.auctioning import rounds
from bidding.auctions import judging
from bidding.models import Auction
from foundation.money import parse_amount
from toolkit.auctions.showing import WINDOWS

KINDS: Final = frozenset({"commit", "show"})
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Committing:
    """
    A page of whoever takes part under a number: `step` is `commit` while prices are committed to, `show` while they are shown, empty
    otherwise.

    `commitment` is the reader's own in this window, or empty; `is_shown` that its price is known. A price is from `least` to `most`, where
    there are bounds. `place` is what the script writes into a commitment, beside the price.
    """

    step: str
    place: Mapping[str, str]
    commitment: str = ""
    is_shown: bool = False
    least: Decimal | None = None
    most: Decimal | None = None


def of(row: Auction, shows: Mapping[str, Any], own: str, at: datetime) -> Committing | None:
    """Return the same for who takes part under a number; None where prices are no secret, or to whoever only watches."""
    rules = rounds.rules_of(row)
    if not rules.show_s or not own:
        return None
    phase = shows["phase"]
    step = "commit" if phase in WINDOWS else "show" if phase == "showing" else ""
    mine = auction_rooms.committed(row, own, at) if step else None
    least, most = _bounds(rules, shows)
    return Committing(
        step, {"auction": row.lot_id, "bidder": own}, mine.commitment if mine else "", mine is not None and mine.quote is not None,
        least, most,
    )  # fmt: skip


def fields_of(given: Mapping[str, str]) -> dict[str, Any]:
    """Return a move of the format from what the page's script sent."""
    kind = given.get("kind", "")
    if kind == "commit":
        return {"kind": kind, "commitment": given.get("commitment", "")}
    return {"kind": kind, "price": given.get("price", ""), "salt": given.get("salt", "")}


def expected(given: Mapping[str, str]) -> judging.Expected:
    """Return against which price a commitment was made: what is shown was given before, against that one."""
    if given.get("kind") != "commit":
        return None
    stood = given.get("expected", "")
    return parse_amount(stood, places=2) if stood else ""


def _bounds(rules: Any, shows: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    if rules.form == "listing":
        return rules.cap, rules.beyond.written_most or rules.cap
    if rules.form == "descending_clock":
        return Decimal(shows["price"] or 0) + _CENT, None
    return (Decimal(shows["least"]) if shows["least"] else None), None
