"""What the form by which an auction is scheduled asks for, of a lot and of the others of its deal that are auctioned alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from bidding import timing
from bidding.actions.auctioning import entering, scheduling, turning
from bidding.auctions import lawful
from bidding.models import Auction
from foundation import clock
from foundation.errors import Conflict
from foundation.text import Text
from portal import timeline
from portal.auctions import ruling, standing
from trading.law.auction_rules import AuctionRule
from trading.models import Lot


@dataclass(frozen=True)
class Asked:
    """What the form asks for."""

    lot: Lot
    name: Text
    form: str
    forms: Sequence[tuple[str, Text]]
    fields: Sequence[ruling.Field]
    announced: Mapping[str, Any]
    terms: lawful.Terms
    law: Any

    @property
    def open(self) -> frozenset[str]:
        """What is typed, for neither the announcement nor the law says it."""
        return frozenset(one.name for one in self.fields if not one.is_fixed)


def of(lot: Lot, rule: AuctionRule, form: str) -> Asked:
    """
    Return what is asked of a lot for an auction of a form, or of the first that was announced.

    :raises Http404: for a form that is not held of it, or where none is.
    """
    terms = scheduling.terms(lot, rule)
    forms = ruling.forms(terms, scheduling.forms(lot, rule))
    if not forms or (form and form not in forms):
        raise Http404
    form = form or forms[0]
    announced = scheduling.announced(lot, rule, form)
    if form == "reverse_rounds":
        announced |= {"opened": turning.opened(lot, clock.now())}
    return Asked(
        lot, timeline.name_of(lot), form, [(one, standing.FORMS[one]) for one in forms],
        ruling.fields(form, terms, announced, _claims(lot, terms)), announced, terms, rule.law,
    )  # fmt: skip


def _claims(lot: Lot, terms: lawful.Terms) -> dict[str, str]:
    """Return the rights of those who were admitted with one, by their numbers; nothing while those are a secret."""
    if not terms.has_holders or timing.is_secret(lot, clock.now()):
        return {}
    return dict(entering.admitted(lot).exclude(claims="").order_by("alias").values_list("alias", "claims"))


def alike(asked: Asked) -> list[Asked]:
    """
    Return the same of the other lots of the deal that await an auction, of which the same is typed; in the order of their numbers.

    None where it is said of bidders who has a right: others compete for the others.
    """
    found: list[Asked] = []
    if asked.terms.has_holders:
        return found
    waiting = asked.lot.deal.lots.exclude(id=asked.lot.id).exclude(
        id__in=Auction.objects.exclude(status="withdrawn").values("lot")
    )
    for lot in waiting.select_related("deal").prefetch_related("outcomes").order_by("number", "round"):
        try:
            other = of(lot, scheduling.awaited(lot), asked.form)
        except (Conflict, Http404):
            continue
        if other.open == asked.open:
            found.append(other)
    return found
