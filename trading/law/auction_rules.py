"""Which live auctions a procedure knows: when one may be scheduled, and what of its rules was announced already."""

from __future__ import annotations

from dataclasses import dataclass

from trading.law.citations import Law
from trading.law.rules import HoldNotices


@dataclass(frozen=True, slots=True)
class AuctionRule:
    """
    How a live auction of a lot stands to what was announced of it: while a lot is in one of `states`, one may be scheduled.

    `same` pairs fields of the auction's rules with fields of the lot's particulars that say the same, where these say anything; `lowest`
    is the field below which nothing is sold, `reserve` that of the commitment to a secret price, where there may be one. `notices` are the
    kinds by which everybody learns that an auction stands, and that it goes on.
    """

    law: Law
    states: tuple[str, ...]
    same: tuple[tuple[str, str], ...]
    lowest: str
    notices: HoldNotices
    reserve: str = ""
