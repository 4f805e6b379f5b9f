"""
What a bank would have paid on deposits meanwhile (银行同期存款利息), where the law gives it back with them.

Counted by days from the ledger, at the rates that the centre gave; nothing is stored, so a rate that was corrected counts at
once. What was forfeited or became part of the price goes back to nobody, and neither does interest on it. A guarantee is no
money: a bank pays nothing on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bidding.models import DepositEntry, DepositRate, Registration
from bidding.refunds import Refund
from foundation.clock import local_date
from foundation.codes import is_within
from foundation.money import Money
from trading.law.grammar import Law

_PER_CENT = Decimal(100)
Kind, Form = DepositEntry.Kind, DepositEntry.Form


@dataclass(frozen=True, slots=True)
class Span:
    """Days `[since, until)` on which one principal lay at one rate; `rate` is None where the centre gave none for them."""

    since: date
    until: date
    principal: Decimal
    rate: DepositRate | None

    @property
    def days(self) -> int:
        """How many days it lay there: the first counts, the day on which it goes back does not."""
        return (self.until - self.since).days

    @property
    def exact(self) -> Decimal:
        """What it brought, before it is rounded."""
        if self.rate is None:
            return Decimal(0)
        yearly = self.principal * self.rate.annual_percent / _PER_CENT
        return yearly * self.days / self.rate.days_in_year


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest on one deposit; without `law` none is owed, or nothing says yet that it will be."""

    law: Law | None = None
    spans: Sequence[Span] = ()
    paid: Decimal = Decimal(0)

    @property
    def is_complete(self) -> bool:
        """Whether a rate is known for every day."""
        return all(span.rate is not None for span in self.spans)

    @property
    def accrued(self) -> Decimal:
        """What it comes to, rounded once, to the cent."""
        return Money.rounded(sum((span.exact for span in self.spans), Decimal(0))).amount

    @property
    def owed(self) -> Decimal:
        """What is still to be paid."""
        return max(self.accrued - self.paid, Decimal(0))


def of(found: Sequence[Refund], on: date) -> list[Interest]:
    """Return the interest on each deposit as it stands at the beginning of a day. Two queries, however many they are."""
    entries: dict[str, list[DepositEntry]] = {refund.registration.id: [] for refund in found}
    for entry in DepositEntry.objects.filter(registration__in=entries).order_by("at", "id"):
        entries[entry.registration_id].append(entry)
    rates = list(DepositRate.objects.order_by("since_on", "id"))
    return [_of(refund, entries[refund.registration.id], rates, on) for refund in found]


def accrue(entries: Iterable[DepositEntry], rates: Sequence[DepositRate], until: date) -> Iterator[Span]:
    """
    Return the spans in which money lay there, oldest first, up to the day `until`, which is not counted.

    `rates` are those of one place, ordered by their day; of two for one day the later given counts.
    """
    moved = [entry for entry in entries if entry.kind != Kind.INTEREST and entry.form != Form.GUARANTEE]
    kept = sum(
        (entry.amount for entry in moved if entry.kind in (Kind.FORFEITED, Kind.CONVERTED)), Decimal(0)
    )
    flows = [entry for entry in moved if entry.kind in (Kind.PAID, Kind.REFUNDED)]
    cuts = {local_date(entry.at) for entry in flows} | {rate.since_on for rate in rates} | {until}
    first = min((local_date(entry.at) for entry in flows), default=until)
    days = sorted(day for day in cuts if first <= day <= until)
    for since, end in pairwise(days):
        lay = sum((entry.amount for entry in flows if local_date(entry.at) <= since), kept)
        if lay > 0:
            known = [rate for rate in rates if rate.since_on <= since]
            yield Span(since, end, lay, known[-1] if known else None)


def rates_for(region: str, rates: Sequence[DepositRate]) -> list[DepositRate]:
    """Return those of some rates that hold in a region: given for the smallest place around it that has any."""
    around = [rate for rate in rates if not rate.region or is_within(region, rate.region)]
    nearest = max((len(rate.region.rstrip("0")) for rate in around), default=0)
    return [rate for rate in around if len(rate.region.rstrip("0")) == nearest]


def _of(refund: Refund, entries: Sequence[DepositEntry], rates: Sequence[DepositRate], on: date) -> Interest:
    if not refund.interest or refund.law is None:
        return Interest()
    registration: Registration = refund.registration
    spans = accrue(entries, rates_for(registration.lot.deal.region, rates), on)
    paid = sum((entry.amount for entry in entries if entry.kind == Kind.INTEREST), Decimal(0))
    return Interest(refund.law, list(spans), paid)
