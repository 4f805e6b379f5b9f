"""The page of an organisation: what it let, and what it won. Only what is public of it makes it known at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from accounts.actor import Actor
from accounts.models import Party
from accounts.models.parties import PartyKind
from archive.models import Award
from foundation import codes
from foundation.text import Text
from portal.pages import Page, page
from trading import queries
from trading.models import Deal

SHOWN = 10


@dataclass(frozen=True)
class OrganisationPage:
    """The page; `party` is the id under which its deals are listed, empty where it let none."""

    code: str
    name: str
    region: Text | None
    party: str
    deals: Sequence[Deal]
    count_of_deals: int
    awards: Page
    count_of_awards: int
    amount: Decimal


def of(code: str, actor: Actor, query: QueryDict) -> OrganisationPage | None:
    """
    Return the page of the organisation with a social credit code, None where nothing of it is public.

    That somebody registered here, or bid, is told by nothing: who is in no public deal and won nothing has no page. Five queries.
    """
    # Of persons nothing is listed by who they are, whatever is in public about each deal.
    party = Party.objects.filter(code=code, kind=PartyKind.ORGANISATION).first()
    let = _let(party, actor) if party else Deal.objects.none()
    won = Award.objects.filter(code=code)
    sums = won.aggregate(
        count=Count("process", distinct=True), amount=Sum("amount", filter=Q(currency="CNY"))
    )
    awards = page(won.select_related("deal__organiser", "process__lot"), "at", query)
    deals = list(let.order_by("-announced_at", "-id")[:SHOWN])
    if not deals and not sums["count"]:
        return None
    names = [party.name] if party else [one.name for one in awards.rows] or [won.order_by("-at")[0].name]
    region = party.region if party else ""
    return OrganisationPage(
        code=code,
        name=names[0],
        region=codes.region_name(region) if region in codes.REGIONS else None,
        party=party.id if party and deals else "",
        deals=deals,
        count_of_deals=let.count() if deals else 0,
        awards=awards,
        count_of_awards=sums["count"],
        amount=sums["amount"] or Decimal(0),
    )


def _let(party: Party, actor: Actor) -> QuerySet[Deal]:
    public = queries.deals(actor).filter(announced_at__isnull=False)
    return public.filter(organiser=party)
