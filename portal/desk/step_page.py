"""
The page of a step, built from the procedure's tables: who takes it, what it takes, which periods it opens, why it is closed now.

Nothing of it is written for one step: a procedure has the pages of its steps as soon as it is offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, QueryDict

from accounts.actor import Actor
from bidding.models import Auction
from foundation.text import Text
from notices.templates import TEMPLATES
from portal import timeline
from portal.desk import forms, periods, places, typed, who
from portal.desk.forms import Field
from portal.desk.periods import Ending
from trading import in_force, queries, refusals, second_person
from trading.law.grammar import Limit, Refusal, Step
from trading.law.procedure import Procedure
from trading.models import Deal, Lot, Period

PREFIX = "data"
MOST_LOTS = 1
"""How many lots of a whole deal are asked why they stay, which takes nine queries each; all of them are when the step is tried."""
_SOON = frozenset({
    "period_not_over", "period_not_begun", "period_over", "provisional_date", "on_hold", "wrong_state", "no_lot_here",
})  # fmt: skip
"""Reasons that nothing which is handed in takes away: while one stands there is nothing to fill in."""


OVER = Text("须届满", "must be over")
RUNNING = Text("须在期内", "must still run")
DUE = Text("应在期内办理", "is to be done within")


@dataclass(frozen=True)
class Wait:
    """A period that has to be over before the step, or still to run, or by whose end it is due; None where it has not begun."""

    limit: Limit
    period: Period | None
    must: Text
    is_running: bool


def _waits(step: Step, running: Mapping[str, Period], now: datetime) -> Iterator[Wait]:
    named = (
        *((limit, OVER) for limit in step.after),
        *((limit, RUNNING) for limit in step.during),
        *(((step.due, DUE),) if step.due else ()),
    )
    for limit, must in named:
        period = running.get(limit.name)
        yield Wait(limit, period, must, period is not None and period.starts_at <= now < period.ends_at)


@dataclass(frozen=True)
class StepPage:
    """The page; `lots` are those that move, empty where none stands where the step begins."""

    deal: Deal
    lot: Lot | None
    lots: Sequence[Lot]
    procedure: Procedure
    step: Step
    now: datetime
    is_permitted: bool
    takers: Sequence[Text]
    waits: Sequence[Wait]
    refusals: Sequence[Refusal]
    fields: Sequence[Field]
    endings: Sequence[Ending]
    places: Sequence[places.Place]
    takes_two: bool

    @property
    def name(self) -> Text | None:
        """What the lot is called; None where the whole deal moves."""
        return timeline.name_of(self.lot) if self.lot else None

    @property
    def target(self) -> Text:
        """Where the lots stand afterwards."""
        return self.procedure.state(self.step.target).title

    @property
    def notice(self) -> Text | None:
        """Which notice it publishes."""
        template = TEMPLATES.get(self.step.notice or "")
        return template.title if template else None

    @property
    def is_fillable(self) -> bool:
        """Whether there is something to fill in: the reader may take the step, and what stands against it may be taken away by that."""
        if not self.is_permitted or not self.lots:
            return False
        is_empty = self.step.takes is None
        return not any(one.code in _SOON or is_empty for one in self.refusals)


def of_deal(deal: Deal, name: str, actor: Actor, now: datetime, given: QueryDict | None) -> StepPage:
    """Return the page of a step that moves a whole deal. :raises Http404: for one that the reader has nothing to do with."""
    rows = list(_asking(deal.lots.all()).order_by("number", "round"))
    for lot in rows:
        lot.deal = deal
    standing = [
        lot for lot in rows if (found := lot.procedure.step(name, source=lot.state)) and found.whole_deal
    ]
    return _page(deal, None, standing, rows, name, actor, now, given)


def of_lot(lot_id: str, name: str, actor: Actor, now: datetime, given: QueryDict | None) -> StepPage:
    """Return the page of a step of one lot. :raises Http404: as `of_deal` does."""
    lot = queries.lots(actor).select_related("deal__organiser", "deal__agency").filter(id=lot_id)
    found = _asking(lot).first()
    if found is None:
        raise Http404
    step = found.procedure.step(name, source=found.state)
    standing = [found] if step is not None and not step.whole_deal else []
    return _page(found.deal, found, standing, [found], name, actor, now, given)


def _asking(rows: QuerySet[Lot]) -> QuerySet[Lot]:
    """Return lots that know whether an auction of them is scheduled."""
    standing = Auction.objects.filter(lot=OuterRef("pk")).exclude(status="withdrawn")
    return rows.annotate(has_auction=Exists(standing))


def _page(
    deal: Deal, lot: Lot | None, standing: list[Lot], rows: list[Lot], name: str, actor: Actor, now: datetime,
    given: QueryDict | None,
) -> StepPage:  # fmt: skip
    procedure = (standing or rows)[0].procedure if rows else deal.procedure
    step = _step(procedure, standing, name, whole_deal=lot is None)
    is_permitted = queries.may_take(step, actor, deal)
    if not (is_permitted or queries.watches(actor, deal)):
        raise Http404
    asked = standing[:MOST_LOTS]
    running = {one.id: in_force.periods(one) for one in asked}
    first = running[asked[0].id] if asked else {}
    tree = typed.shown(step.takes, given, PREFIX) if given is not None and step.takes else None
    return StepPage(
        deal=deal,
        lot=lot,
        lots=standing,
        procedure=procedure,
        step=step,
        now=now,
        is_permitted=is_permitted,
        takers=[who.named(role, procedure) for role in step.roles],
        waits=list(_waits(step, first, now)),
        refusals=_refusals(step, asked, rows, running, actor, now),
        fields=forms.fields(step.takes, tree, PREFIX) if step.takes else (),
        endings=periods.endings(step, procedure, first, given, now) if asked else (),
        places=places.of_step(asked[0], step) if asked and is_permitted else (),
        takes_two=is_permitted and _takes_two(asked, step, actor),
    )


def _step(procedure: Procedure, standing: list[Lot], name: str, *, whole_deal: bool) -> Step:
    """Return the step as it begins where the lots stand, else as it begins anywhere in the procedure."""
    if standing and (found := procedure.step(name, source=standing[0].state)):
        return found
    for step in procedure.steps:
        if step.name == name and step.whole_deal is whole_deal:
            return step
    raise Http404


def _refusals(
    step: Step, asked: list[Lot], rows: list[Lot], running: Mapping[str, Mapping[str, Period]], actor: Actor, now: datetime
) -> list[Refusal]:  # fmt: skip
    if not asked:
        if len(rows) == 1:
            return [refusals.wrong_state(rows[0])]
        words = Text("没有处于相应状态的标段", "No lot stands where this step begins")
        return [Refusal("no_lot_here", words)]
    found = [
        reason
        for lot in asked
        for one in queries.judged(lot, [step], actor=actor, at=now, periods=running[lot.id])
        for reason in one.refusals
    ]
    return list(dict.fromkeys(found))


def _takes_two(lots: list[Lot], step: Step, actor: Actor) -> bool:
    ending = [lot for lot in lots if second_person.ends_the_competition(lot, step)]
    return bool(ending) and second_person.is_asked_of(actor) and second_person.is_needed(ending)
