"""How much was announced and awarded, month by month: counted from what everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from archive.models import Award
from foundation.clock import ZONE
from trading.models import Deal

Month = tuple[int, int]
"""A year and a month in the platform's zone."""


@dataclass(frozen=True, slots=True)
class Figures:
    """
    What came of a month, of a family in it, or of several together.

    `amount` is in yuan; awards in other currencies are counted and not added. `paid` and `asked` are what was paid and what was budgeted,
    or what the price began with, for the lots that have both and one winner. `bids` came for `told` lots, of which it is known how many.
    """

    announced: int = 0
    awarded: int = 0
    amount: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    asked: Decimal = Decimal(0)
    bids: int = 0
    told: int = 0

    def __add__(self, other: Figures) -> Self:
        """Return both together."""
        return type(self)(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def bidders(self) -> Decimal | None:
        """How many bid for a lot on average, to a tenth."""
        return _rounded(Decimal(self.bids) / self.told, "0.1") if self.told else None

    @property
    def share(self) -> Decimal | None:
        """What was paid in per cent of what was budgeted, or of what the price began with, to a tenth."""
        return _rounded(100 * self.paid / self.asked, "0.1") if self.asked else None


def by_month(since: datetime, until: datetime) -> Mapping[tuple[Month, str], Figures]:
    """Return the figures of each month and family from `since` to before `until` that has any. Three queries."""
    deals = Deal.objects.filter(announced_at__gte=since, announced_at__lt=until)
    awards = Award.objects.filter(at__gte=since, at__lt=until)
    both = awards.filter(currency="CNY", amount__gt=0, expected__gt=0)
    counted = (
        _months(deals, "announced_at", "kind").annotate(announced=Count("id")),
        _months(awards, "at", "family").annotate(
            awarded=Count("process", distinct=True), amount=Sum("amount", filter=Q(currency="CNY"), default=Decimal(0)),
            bids=Sum("bidders", default=0), told=Count("bidders"),
        ),
        _months(both, "at", "family").annotate(paid=Sum("amount"), asked=Sum("expected")),
    )  # fmt: skip
    found: dict[tuple[Month, str], Figures] = {}
    for rows in counted:
        for row in rows:
            month, family, says = row.pop("month"), row.pop("of"), Figures(**row)
            key = (month.year, month.month), family
            found[key] = found.get(key, Figures()) + says
    return found


def _months(rows: QuerySet[Any], instant: str, family: str) -> QuerySet[Any, Any]:
    return (
        rows.order_by().annotate(month=TruncMonth(instant, tzinfo=ZONE), of=F(family)).values("month", "of")
    )


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to), ROUND_HALF_UP)
