"""
When deposits go back: what the procedure's rule says of each that is still held.

Nothing here tells who takes part in a lot whose bidding is open, but for those who withdrew: their money must go back before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.facts import BALANCE
from bidding.models import Registration
from foundation.models import Event
from trading import deadlines
from trading.law import paths
from trading.law.grammar import DepositRule, LateRefund, Law, Limit, Phase
from trading.law.procedure import Procedure
from trading.models import Deal, Lot, StepTaken
from trading.queries import inside_for
from trading.winners import winner_of

_ORDER = tuple(Phase)
_Stay = tuple[datetime, datetime | None]
OVERDUE = "bidding.deposit.refund_overdue"


class Cause(StrEnum):
    """Why a deposit goes back."""

    WITHDRAWN = "withdrawn"
    LOST = "lost"
    WON = "won"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Refund:
    """
    A deposit that is held. `due_at` is None while nothing yet says that it goes back; at that instant it is late.

    `interest` goes back with it; `late` says what a late refund costs. `was_late`: from when until when it was late already,
    each time before the cause ended that it had then.
    """

    registration: Registration
    held: Decimal
    cause: Cause | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    law: Law | None = None
    interest: bool = False
    late: LateRefund | None = None
    was_late: Sequence[tuple[datetime, datetime]] = ()

    @property
    def due_on(self) -> date | None:
        """The last day on which it goes back in time."""
        return deadlines.last_day(self.due_at) if self.due_at else None

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether its day is over."""
        return self.due_at is not None and at >= self.due_at


@dataclass(frozen=True, slots=True)
class _Spell:
    """A time in which a deposit had a cause to go back; `until` is None as long as it lasts."""

    cause: Cause
    limit: Limit
    since: datetime
    until: datetime | None = None

    @property
    def due_at(self) -> datetime:
        return deadlines.natural_end(self.limit, self.since)[0]


def held() -> QuerySet[Registration]:
    """Return the registrations whose deposit is held and no secret, with what is held as `balance`."""
    told = Q(status="withdrawn") | ~Q(lot__phase__in=timing.BEFORE_THE_OPENING)
    found = Registration.objects.filter(told).annotate(balance=BALANCE).filter(balance__gt=0)
    return found.select_related("lot__deal")


def kept_by(actor: Actor) -> QuerySet[Registration]:
    """Return those of `held` that the actor's centre keeps; nobody else's are shown to anybody."""
    if actor.role is not Role.CENTRE:
        return Registration.objects.none()
    return held().filter(lot__deal__in=Deal.objects.filter(inside_for(actor)))


def reported(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Keep those that the journal told to be overdue."""
    return rows.filter(_told())


def is_reported(found: Refund) -> bool:
    """Tell whether the journal told that a deposit is overdue by this day; an award that was undone and made again sets another."""
    told = Event.objects.filter(subject=found.registration.id, type=OVERDUE)
    return found.due_on is not None and told.filter(data__due_on=found.due_on.isoformat()).exists()


def of(rows: Sequence[Registration]) -> list[Refund]:
    """Return when each of some registrations of `held` is given back. Two queries, however many they are."""
    lots = {row.lot_id: row.lot for row in rows}
    taken: dict[str, list[StepTaken]] = defaultdict(list)
    for step in StepTaken.objects.filter(lot__in=lots).order_by("at", "id"):
        taken[step.lot_id].append(step)
    prefetch_related_objects(list(lots.values()), "outcomes")
    return [_of(row, lots[row.lot_id], taken[row.lot_id]) for row in rows]


def is_frozen(registration: Registration, lot: Lot, *, left: Decimal) -> bool:
    """
    Tell whether the law keeps a deposit in of which only `left` would be there: its registration stands, and nothing gives
    it back yet. What was paid beyond what is due is no deposit.

    Whether a bid was filed is not asked, or the answer would tell it. Whoever took back its bid, or filed none, and wants
    its money before bids are due withdraws its registration. Two queries at most.
    """
    stands, is_over = registration.status in ("applied", "qualified"), lot.procedure.state(lot.state).final
    if left >= registration.deposit_due or not stands or is_over:
        return False
    rule = lot.procedure.deposit
    if rule is None:
        return True
    prefetch_related_objects([lot], "outcomes")
    taken = StepTaken.objects.filter(lot=lot).order_by("at", "id")
    return all(spell.until for spell in _spells(registration, lot, rule, list(taken)))


def of_one(registration: Registration) -> Refund:
    """Return when the deposit of one registration goes back, whether anything of it is still held or not."""
    row = Registration.objects.annotate(balance=BALANCE).select_related("lot__deal").get(id=registration.id)
    return of([row])[0]


def _of(row: Registration, lot: Lot, taken: Sequence[StepTaken]) -> Refund:
    balance: Decimal = row.balance  # type: ignore[attr-defined]
    rule = lot.procedure.deposit
    if rule is None:
        return Refund(row, balance)
    spells = list(_spells(row, lot, rule, taken))
    over = tuple((one.due_at, one.until) for one in spells if one.until and one.due_at < one.until)
    now = next((one for one in spells if one.until is None), None)
    if now is None:
        return Refund(row, balance, interest=rule.interest, late=rule.late, was_late=over)
    interest = _brings_interest(rule, now.cause)
    return Refund(
        row, balance, now.cause, now.since, now.due_at, now.limit.law, interest, rule.late, was_late=over
    )


def _brings_interest(rule: DepositRule, cause: Cause) -> bool:
    """
    Tell whether what the bank paid goes back with a deposit: 招标投标法实施条例第三十一条、第五十七条 add it and 第三十五条 does not;
    of procurement 87号令第二十九条 adds it once a tender was terminated, and 第三十八条 to no other refund.
    """
    if cause is Cause.ENDED and rule.interest_ended:
        return True
    return rule.interest and cause is not Cause.WITHDRAWN


def _spells(row: Registration, lot: Lot, rule: DepositRule, taken: Sequence[StepTaken]) -> Iterator[_Spell]:
    """
    Return each time in which there was a cause to give a deposit back; of those that last the first says when.

    Who had won, and who lost, is what was known in that time: who lost to an award that was set aside may have won since.
    """
    if row.status == "withdrawn" and rule.refund_withdrawn and row.reviewed_at:
        yield _Spell(Cause.WITHDRAWN, rule.refund_withdrawn, row.reviewed_at)
    for cause, limit, states in (
        (Cause.WON, rule.refund_winner, rule.winner_since),
        (Cause.LOST, rule.refund_losers, rule.losers_since),
    ):
        if limit is None:
            continue
        for since, until in _stays(lot.procedure, taken, states):
            if (winner_of(lot, before=until)[0] == row.party_id) is (cause is Cause.WON):
                yield _Spell(cause, limit, since, until)
    if rule.refund_ended:
        for since, until in _failures(lot.procedure, taken):
            yield _Spell(Cause.ENDED, rule.refund_ended, since, until)


def _stays(procedure: Procedure, taken: Iterable[StepTaken], states: Collection[str]) -> list[_Stay]:
    """
    Return since when, and until when, a lot was in one of some states or had gone on from there. It ends where the lot goes
    back behind them, as when an award is undone: who lost may win yet. A lot that fails goes back to nowhere.
    """
    if not states:
        return []
    beyond = paths.only_through(procedure, states)
    phases = {state.name: state.phase for state in procedure.states}
    reached = min(_ORDER.index(phases[name]) for name in states)

    def is_behind(state: str) -> bool:
        phase = phases.get(state)
        return phase is not Phase.FAILED and (state not in beyond or _ORDER.index(phase) < reached)

    return _between(taken, states, is_behind)


def _failures(procedure: Procedure, taken: Iterable[StepTaken]) -> list[_Stay]:
    """Return since when, and until when, a lot had failed; it ends where the lot is tried further."""
    failed = {state.name for state in procedure.states if state.phase is Phase.FAILED}
    return _between(taken, failed, lambda state: state not in failed)


def _between(taken: Iterable[StepTaken], begins: Collection[str], ends: Callable[[str], bool]) -> list[_Stay]:
    found: list[_Stay] = []
    since = None
    for step in taken:
        if step.target in begins:
            since = since or step.at
        elif since and ends(step.target):
            found.append((since, step.at))
            since = None
    return [*found, (since, None)] if since else found


def _told() -> Exists:
    return Exists(Event.objects.filter(subject=OuterRef("pk"), type=OVERDUE))
