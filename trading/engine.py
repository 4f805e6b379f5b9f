"""
Moves a lot: the one place where a state changes.

Time and actor are handed in. Reasons are collected, all of them: a refused reader should not play twenty questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from foundation.errors import Conflict, Forbidden, Invalid, Reason
from foundation.text import Text
from trading import auctioned, deadlines, events, facts, in_force, particulars, refusals
from trading.law.facts import Facts, Suspension
from trading.law.grammar import CLOCK, Refusal, Step
from trading.models import Deal, Lot, Period, StepTaken

_REFUSED = Text("此步骤目前不能进行", "This step cannot be taken now")


class StepRefused(Conflict):
    """
    The step is refused; `reasons` lists every reason with its article.

    `not_before` is the end of the last period that must be over first, where one is still running.
    """

    def __init__(self, refusals: list[Refusal], *, step: str, not_before: datetime | None = None) -> None:
        super().__init__(
            "step_refused",
            _REFUSED,
            detail={"step": step} | ({"not_before": not_before.isoformat()} if not_before else {}),
            reasons=[_reason(r) for r in refusals],
        )
        self.refusals, self.not_before = refusals, not_before


@dataclass(frozen=True)
class Handed:
    """What is handed in with a step: `data` for what it takes, `ends` for the periods it opens, by limit name."""

    data: Mapping[str, Any] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """A step taken: its row, and what was handed in as an instance of what the step takes."""

    taken: StepTaken
    data: Any


def advance(
    lot: Lot,
    step_name: str,
    *,
    by: Actor,
    at: datetime,
    handed: Handed,
    alone: bool = True,
) -> Moved:
    """
    Take a step with a locked lot and journal it.

    `alone` is False when the whole deal moves: then the deal's event carries the notice.

    :raises Forbidden: `role_not_allowed`.
    :raises StepRefused: with every reason: state, holds, periods and guards.
    :raises Invalid: if what was handed in is wrong.
    """
    step = lot.procedure.step(step_name, source=lot.state)
    if step is None:
        raise StepRefused([refusals.wrong_state(lot)], step=step_name)
    _check_role(step, by, lot.deal)
    data = None
    if step.takes:
        data = particulars.parse(step.takes, handed.data)
    else:
        _refuse_data(handed.data)
    periods = in_force.periods(lot)
    if found := refused(step, lot, facts.collect(lot, at, data=data, periods=periods), periods, at):
        raise StepRefused(found, step=step_name, not_before=refusals.latest_end(step, periods, at))
    return _take(lot, step, by=by, at=at, handed=handed, data=data, periods=periods, alone=alone)


def take_first_open(
    lot: Lot, steps: Sequence[Step], *, by: Actor, at: datetime, periods: dict[str, Period]
) -> Moved | None:
    """Take the first of some steps that take nothing and that no reason stands against; the facts are asked once."""
    known = facts.collect(lot, at, periods=periods)
    for step in steps:
        if not refused(step, lot, known, periods, at):
            _check_role(step, by, lot.deal)
            return _take(lot, step, by=by, at=at, handed=Handed(), data=None, periods=periods, alone=True)
    return None


def reporting(lot: Lot, state: str, *, by: Actor, at: datetime, holds: Sequence[Suspension]) -> Step:
    """
    Return the step by which another system reports that a lot of its own has come to `state`, if it may be taken.

    Asks no query: such a step waits for no period and no fact but that nothing holds the lot, as `holds` tells.

    :raises Forbidden, StepRefused: as `advance` does.
    """
    name = f"report_{state}"
    step = lot.procedure.step(name, source=lot.state)
    if step is None:
        raise StepRefused([refusals.wrong_state(lot)], step=name)
    _check_role(step, by, lot.deal)
    known = Facts(at=at, origin=lot.deal.origin, state=lot.state, round=lot.round, holds=tuple(holds))
    if found := refused(step, lot, known, {}, at):
        raise StepRefused(found, step=name)
    return step


def report(lot: Lot, step: Step, *, by: Actor, at: datetime) -> StepTaken:
    """Move a lot by a step that `reporting` returned, in memory; the caller saves lot and row, and journals the move."""
    source = lot.state
    lot._move(step)
    lot.phase = lot.procedure.state(lot.state).phase.value
    lot.entered_at = at
    return StepTaken(lot=lot, step=step.name, source=source, target=step.target, at=at, actor=by.label)


def refused(step: Step, lot: Lot, known: Facts, periods: Mapping[str, Period], at: datetime) -> list[Refusal]:
    """Return every reason against a step but the role and what is handed in with it."""
    found = refusals.on_hold(() if step.despite_hold else known.holds)
    found += [r for limit in step.after if (r := refusals.not_over(limit, periods.get(limit.name), at))]
    found += [r for limit in step.during if (r := refusals.not_running(limit, periods.get(limit.name), at))]
    found += refusals.without_custody(step, lot, known)
    found += [r for guard in step.guards if (r := guard(known))]
    said = {one.code for one in found}
    found += [one for one in refusals.unlawful_rule(step, lot, known) if one.code not in said]
    found += refusals.incomplete_notice(step, lot, known)
    return found


def permits(step: Step, by: Actor, deal: Deal) -> bool:
    """Tell whether the actor's role and relation to the deal allow the step."""
    for role in step.roles:
        if role in (Role.ORGANISER, Role.AGENCY) and is_organiser(by, deal):
            return True
        if role is Role.CLOCK and by.role is Role.CLOCK:
            return True
        if role is Role.EXCHANGE and by.role is Role.EXCHANGE and by.party_id == deal.exchange_id:
            return True
        staff = role in (Role.CENTRE, Role.SUPERVISOR, Role.AUCTIONEER) and by.role is role
        if staff and by.covers(region=deal.region, sector=deal.sector):
            return True
    return False


def is_organiser(by: Actor, deal: Deal) -> bool:
    """Tell whether the actor acts for the deal's organiser, or for the agency that the organiser appointed."""
    if by.party_id is None:
        return False
    return (by.role is Role.ORGANISER and by.party_id == deal.organiser_id) or (
        by.role is Role.AGENCY and by.party_id == deal.agency_id
    )


def reschedule(lot: Lot, *, periods: Mapping[str, Period] | None = None, held: bool = False) -> None:
    """
    Set `next_step_at` anew and save it: the earliest instant from which a timed step's periods are over.

    Every action that changes what a timed step waits for calls this, so a step that lacked a fact is tried again.
    """
    _schedule(lot, in_force.periods(lot) if periods is None else periods, held=held)
    lot.save(update_fields=["next_step_at"])


def _schedule(lot: Lot, running: Mapping[str, Period], *, held: bool = False) -> None:
    instants = []
    for step in lot.procedure.steps_from(lot.state):
        ends = [running[limit.name].ends_at for limit in step.after if limit.name in running]
        if CLOCK in step.roles and len(ends) == len(step.after):
            instants.append(max(ends))
    if held:
        # A suspension that the law bounds ends by the clock as well.
        instants = [end for end in lot.holds.filter(ended_at=None).values_list("ends_at", flat=True) if end]
    lot.next_step_at = min(instants, default=None)


def enter(lot: Lot, at: datetime) -> None:
    """Put a new lot into its procedure's first state and save it."""
    place(lot, at)
    lot.save(force_insert=True)


def place(lot: Lot, at: datetime) -> None:
    """Put a new lot into its procedure's first state, in memory."""
    procedure = lot.procedure
    lot._state.adding = True
    lot.__dict__["state"] = procedure.initial
    lot.phase = procedure.state(procedure.initial).phase.value
    lot.entered_at = at


def _check_role(step: Step, by: Actor, deal: Deal) -> None:
    if not permits(step, by, deal):
        raise Forbidden(
            "role_not_allowed",
            Text("您的角色不能进行此步骤", "Your role may not take this step"),
            detail={"step": step.name},
        )


def _take(
    lot: Lot,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    handed: Handed,
    data: Any,
    periods: dict[str, Period],
    alone: bool,
) -> Moved:
    source = lot.state
    late = False
    if step.due and (answered := periods.get(step.due.name)):
        late = at >= answered.ends_at
        answered.answered_at = at
        answered.save(update_fields=["answered_at"])
    unknown = set(handed.ends) - {limit.name for limit in step.opens}
    if unknown and alone:
        raise StepRefused(
            [
                Refusal(
                    "unknown_period",
                    Text(
                        f"此步骤不开启期限：{sorted(unknown)}",
                        f"The step opens no period {sorted(unknown)}",
                    ),
                )
            ],
            step=step.name,
        )
    opened: dict[str, Period] = {}
    for limit in step.opens:
        opened[limit.name] = deadlines.open_period(
            lot, limit, at, handed.ends.get(limit.name), periods | opened
        )
    periods.update(opened)
    lot._move(step)
    lot.phase = lot.procedure.state(lot.state).phase.value
    lot.entered_at = at
    _schedule(lot, periods)
    lot.save(update_fields=["state", "phase", "entered_at", "next_step_at"])
    taken = StepTaken.objects.create(
        lot=lot, step=step.name, source=source, target=step.target, at=at, actor=by.label, late=late,
        data=particulars.dump(data) if data is not None else {},
    )  # fmt: skip
    events.lot_moved(
        lot, step=step.name, source=source, periods={n: p.ends_at for n, p in opened.items()},
        notice=step.notice if alone else None, late=late, taken=taken.id, by=by, at=at,
    )  # fmt: skip
    if auctioned.is_over(lot, source):
        auctioned.stop(lot)
    return Moved(taken, data)


def _refuse_data(data: Mapping[str, Any]) -> None:
    if data:
        words = [Text("此步骤不接受数据", "This step takes no data")]
        raise Invalid("nothing_taken", words[0], fields=dict.fromkeys(sorted(data), words))


def _reason(refusal: Refusal) -> Reason:
    return Reason(refusal.code, refusal.message, str(refusal.law) if refusal.law else None)
