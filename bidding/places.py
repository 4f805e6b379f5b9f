"""Where bidders are at work, as far as the public may know it."""

from __future__ import annotations

from collections.abc import Iterable

from accounts import reach
from accounts.models import Party
from bidding import timing
from bidding.models import Registration


def of_bidder(party: Party) -> Iterable[reach.Place]:
    """Return the places of the deals that a party bid in; who bids in one that is still open is nobody's to know."""
    found = Registration.objects.filter(party=party).exclude(lot__phase__in=timing.BEFORE_THE_OPENING)
    return found.values_list("lot__deal__region", "lot__deal__sector").distinct()
