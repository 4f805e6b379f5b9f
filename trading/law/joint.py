"""Joint bids (联合体): the article by which they are accepted or not, and by which a party is in one bid alone."""

from __future__ import annotations

from trading.law.grammar import Law
from trading.law.statutes import ORDER_87, PROCUREMENT_RULES, TENDERING_RULES

ACCEPTED = "consortium_allowed"
"""The field of a deal's or a lot's particulars that says whether joint bids are accepted."""
MOST_MEMBERS = 9
"""How many may stand beside the lead; the laws set no number, and an address takes no list without an end."""


def once(accepted: str) -> Law:
    """Return the article by which a party that bids jointly bids in no other way; `accepted` is the one of the field above."""
    is_procurement = accepted == str(ORDER_87.article("19"))
    return PROCUREMENT_RULES.article("22") if is_procurement else TENDERING_RULES.article("37")
