"""Where bidders are at work: as far as the public may know it, and whether one takes part in a lot."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from accounts import reach
from accounts.models import Party
from bidding import facts, timing
from bidding.models import JointMember, Registration
from trading.models import Lot


def of_bidder(party: Party) -> Iterable[reach.Place]:
    """Return the places of the deals that a party bid in; who bids in one that is still open is nobody's to know."""
    found = Registration.objects.filter(party=party).exclude(lot__phase__in=timing.BEFORE_THE_OPENING)
    return found.values_list("lot__deal__region", "lot__deal__sector").distinct()


def takes_part(lot: Lot, party_id: str) -> bool:
    """Tell whether a party takes part in a lot, by a standing registration of its own or as a member of a joint bid."""
    own = Registration.objects.filter(lot=lot, party=party_id, status__in=("applied", "qualified"))
    if own.exists():
        return True
    named = JointMember.objects.filter(lot=lot, party=party_id, stands=True, agreed_at__isnull=False)
    return named.exists()


def may_buy(lot: Lot, party_id: str) -> bool:
    """Tell whether a party qualified for a lot by its own registration, and the deposit that this owes is there."""
    own = Registration.objects.filter(lot=lot, party=party_id, status="qualified").annotate(
        balance=facts.BALANCE
    )
    return own.filter(balance__gte=F("deposit_due")).exists()
