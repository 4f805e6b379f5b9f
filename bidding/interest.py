"""
What a deposit brings while it lies there, and what it costs to keep it too long.

Interest (银行同期存款利息) goes back with it where the law says so; a refund that comes too late costs more where the law gives a
rate for it (超期资金占用费). Both are counted by days from the ledger, form by form and never on more than lay there, at the
rates that the centre gave; nothing is stored, so a rate that was corrected counts at once. What was forfeited or became part
of the price goes back to nobody, and neither does anything on it. A guarantee is no money: a bank pays nothing on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bidding.models import DepositEntry, DepositRate
from bidding.refunds import Refund
from foundation.clock import local_date
from foundation.codes import is_within, region_prefix
from foundation.money import Money
from foundation.text import Text
from trading.law.grammar import Law

_PER_CENT = Decimal(100)
_NOTHING = Decimal(0)
Kind, Form = DepositEntry.Kind, DepositEntry.Form
INTEREST = Text("银行同期存款利息", "Interest that the bank paid meanwhile")
LATE = Text("超期资金占用费", "What the late refund costs")


@dataclass(frozen=True, slots=True)
class Span:
    """
    Days `[since, until)` on which what was paid in one form lay at one rate, raised by `uplift`; `rate` is None where the centre
    gave none for them.
    """

    since: date
    until: date
    form: DepositEntry.Form
    principal: Decimal
    rate: DepositRate | None
    uplift: Decimal = _NOTHING

    @property
    def days(self) -> int:
        """How many days it lay there: the first counts, the day on which it goes back does not."""
        return (self.until - self.since).days

    @property
    def exact(self) -> Decimal:
        """What it brought, before it is rounded."""
        if self.rate is None:
            return _NOTHING
        yearly = self.principal * self.rate.annual_percent * (1 + self.uplift) / _PER_CENT
        return yearly * self.days / self.rate.days_in_year


@dataclass(frozen=True, slots=True)
class Interest:
    """What came up on one deposit; without `law` nothing is owed, or nothing says yet that it will be."""

    law: Law | None = None
    spans: Sequence[Span] = ()
    paid: Decimal = _NOTHING

    @property
    def is_complete(self) -> bool:
        """Whether a rate is known for every day."""
        return all(span.rate is not None for span in self.spans)

    @property
    def accrued(self) -> Decimal:
        """What it comes to, rounded once, to the cent."""
        return Money.rounded(sum((span.exact for span in self.spans), _NOTHING)).amount

    @property
    def owed(self) -> Decimal:
        """What is still to be paid."""
        return max(self.accrued - self.paid, _NOTHING)


@dataclass(frozen=True, slots=True)
class Besides:
    """What goes back besides a deposit: what it brought, and what it costs that it was late."""

    interest: Interest = Interest()
    late: Interest = Interest()

    def of(self, kind: str) -> Interest:
        """Return what is paid by entries of a kind."""
        return self.interest if kind == Kind.INTEREST else self.late


def of(found: Sequence[Refund], on: date) -> list[Besides]:
    """Return what goes back besides each deposit as it stands at the beginning of a day. Two queries, however many they are."""
    entries: dict[str, list[DepositEntry]] = {refund.registration.id: [] for refund in found}
    for entry in DepositEntry.objects.filter(registration__in=entries).order_by("at", "id"):
        entries[entry.registration_id].append(entry)
    rates = list(DepositRate.objects.order_by("since_on", "id"))
    return [_of(refund, entries[refund.registration.id], rates, on) for refund in found]


def said(found: Interest) -> Text:
    """Return what came up, in both languages."""
    if found.law is None:
        return Text("目前没有应付的金额", "Nothing is owed now")
    if not found.is_complete:
        return Text(
            "部分日期尚无利率，金额不完整",
            "For some days no rate was given; the amount is not complete",
        )
    return Text(
        f"计息{found.accrued:,.2f}元，已付{found.paid:,.2f}元，应付{found.owed:,.2f}元（{found.law}）",
        f"{found.accrued:,.2f} yuan came up, {found.paid:,.2f} were paid, {found.owed:,.2f} are owed ({found.law})",
    )


def accrue(
    entries: Iterable[DepositEntry], rates: Sequence[DepositRate], until: date, *, begin: date | None = None,
    uplift: Decimal = _NOTHING,
) -> Iterator[Span]:  # fmt: skip
    """
    Return the spans in which money lay there, form by form, oldest first, from `begin` up to the day `until`, which is not counted.

    `rates` are those that hold around one place, ordered by their day and then as they were given.
    """
    moved = [entry for entry in entries if entry.kind not in DepositEntry.BESIDE]
    for form in dict.fromkeys(Form(entry.form) for entry in moved):
        if form != Form.GUARANTEE:
            for span in _joined(_spans(form, moved, rates, begin, until)):
                yield replace(span, uplift=uplift)


def rates_for(
    region: str, rates: Sequence[DepositRate], kind: str = DepositRate.Kind.DEPOSIT
) -> list[DepositRate]:
    """Return those of some rates that hold in a region: given for it, for a place that it lies in, or for everywhere."""
    return [
        rate for rate in rates if rate.kind == kind and (not rate.region or is_within(region, rate.region))
    ]


def rate_on(day: date, rates: Sequence[DepositRate]) -> DepositRate | None:
    """
    Return which of the rates around a place holds on a day: of those that had begun, the newest of the smallest place.

    What a district gave says nothing of the days before it: the city's holds then. Of two for one day the later given counts.
    """
    begun = [rate for rate in reversed(rates) if rate.since_on <= day]
    return max(begun, key=lambda rate: (_nearness(rate), rate.since_on), default=None)


def _nearness(rate: DepositRate) -> int:
    return len(region_prefix(rate.region)) if rate.region else 0


def _spans(
    form: DepositEntry.Form, entries: Sequence[DepositEntry], rates: Sequence[DepositRate], begin: date | None,
    until: date,
) -> Iterator[Span]:  # fmt: skip
    moves = {local_date(entry.at) for entry in entries}
    first = max(min(moves, default=until), begin or date.min)
    cuts = moves | {rate.since_on for rate in rates} | {first, until}
    for since, end in pairwise(sorted(day for day in cuts if first <= day <= until)):
        if lay := _lying(entries, since).get(form):
            yield Span(since, end, form, lay, rate_on(since, rates))


def _lying(entries: Sequence[DepositEntry], day: date) -> Mapping[str, Decimal]:
    """
    Return what lay there on a day and goes back, form by form; what is never given back counts on no day.

    Together it is never more than was there: in a ledger in which money left in another form than it came, it ends with the
    money, in the form that came last first.
    """
    there: dict[str, Decimal] = defaultdict(Decimal)
    counts: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        has_moved = local_date(entry.at) <= day
        if has_moved:
            there[entry.form] += entry.amount
        if has_moved or entry.kind in (Kind.FORFEITED, Kind.CONVERTED):
            counts[entry.form] += entry.amount
    guaranteed = there.pop(Form.GUARANTEE, _NOTHING)
    left = sum(there.values(), min(guaranteed, _NOTHING))
    lying: dict[str, Decimal] = {}
    for form, amount in counts.items():
        if form != Form.GUARANTEE:
            lying[form] = max(min(amount, left), _NOTHING)
            left -= lying[form]
    return lying


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that follow each other and differ in nothing: a rate of another place began between them."""
    last: Span | None = None
    for span in spans:
        if last and (last.until, last.principal, last.rate) == (span.since, span.principal, span.rate):
            last = replace(last, until=span.until)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _of(refund: Refund, entries: Sequence[DepositEntry], rates: Sequence[DepositRate], on: date) -> Besides:
    region = refund.registration.lot.deal.region
    interest = late = Interest()
    if refund.interest and refund.law is not None:
        spans = accrue(entries, rates_for(region, rates), on)
        interest = Interest(refund.law, list(spans), _paid(entries, Kind.INTEREST))
    rule = refund.late
    if rule is not None and rule.uplift is not None and (times := _late_times(refund, on)):
        lending = rates_for(region, rates, DepositRate.Kind.LENDING)
        found = [
            span
            for begin, end in times
            for span in accrue(entries, lending, end, begin=begin, uplift=rule.uplift)
        ]
        late = Interest(rule.law, found, _paid(entries, Kind.LATE))
    return Besides(interest, late)


def _late_times(refund: Refund, on: date) -> list[tuple[date, date]]:
    """
    Return the days on which a deposit was late, up to a day that is not counted, none of them twice: what came up before an
    award was set aside is owed all the same.
    """
    times = [(local_date(since), local_date(until)) for since, until in refund.was_late]
    if refund.due_at is not None:
        times.append((local_date(refund.due_at), on))
    found: list[tuple[date, date]] = []
    for begin, end in sorted(times):
        since = max(begin, found[-1][1]) if found else begin
        if not found or since < end:
            found.append((since, min(end, on)))
    return found


def _paid(entries: Iterable[DepositEntry], kind: str) -> Decimal:
    return sum((entry.amount for entry in entries if entry.kind == kind), _NOTHING)
