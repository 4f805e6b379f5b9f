"""Steps taken by people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from foundation import clock, codes, journal
from foundation.errors import Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows
from trading import engine, events, particulars, phases, registry, second_person
from trading.actions import documents, effects
from trading.actions.locking import locked_lot
from trading.engine import Handed, StepRefused
from trading.law.grammar import Law, Phase, Refusal, Step
from trading.models import Deal, Lot, StepTaken


@action
def take_step(
    *,
    lot_id: str,
    step: str,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    ends: Mapping[str, datetime] | None = None,
    proposal_id: str = "",
) -> StepTaken:
    """
    Take a step with one lot.

    `data` is what the step takes; `ends` are chosen ends of the periods it opens, by limit name; `proposal_id` is
    what another person proposed to `by`, where it takes two (`trading.second_person`).

    :raises NotFound: if there is no such lot, or the actor may not know of it.
    :raises Forbidden: if the role may not take the step, or the step moves the whole deal.
    :raises StepRefused: with every reason.
    """
    lot = locked_lot(lot_id)
    at = journal.instant(lot.id)
    found = lot.procedure.step(step, source=lot.state)
    if found is not None and found.whole_deal:
        raise Invalid(
            "whole_deal_step",
            Text("此步骤须对整个交易进行", "This step moves the whole deal"),
            detail={"step": step},
        )
    if second_person.ends_the_competition(lot, found):
        second_person.check([lot], act=f"step {step}", by=by, proposal_id=proposal_id)
    moved = engine.advance(lot, step, by=by, at=at, handed=Handed(data or {}, ends or {}))
    effects.apply(lot, moved, by=by, at=at)
    bring_up_to_date(lot.deal, found, at)
    return moved.taken


@action
def take_deal_step(
    *,
    deal_id: str,
    step: str,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    ends: Mapping[str, datetime] | None = None,
    proposal_id: str = "",
) -> list[StepTaken]:
    """
    Take a step with every lot of a deal that stands where the step begins; all of them move, or none.

    The words mean what they mean to `take_step`.

    :raises StepRefused: with every reason of every lot.
    """
    deal = lock_row(Deal, deal_id)
    ids = deal.lots.values_list("id", flat=True)
    locked = lock_rows(Lot, ids)
    for lot in locked:
        lot.deal = deal
    at = max([journal.instant(deal.id), *(journal.instant(lot.id) for lot in locked)])
    standing = [lot for lot in locked if _begins(lot, step)]
    if not standing:
        raise StepRefused(
            [
                Refusal(
                    "no_lot_here",
                    Text("没有处于相应状态的标段", "No lot stands where this step begins"),
                )
            ],
            step=step,
        )
    _pin_editions(deal, [lot for lot in standing if lot.phase == Phase.PREPARING.value], at)
    ending = [
        lot
        for lot in standing
        if second_person.ends_the_competition(lot, lot.procedure.step(step, source=lot.state))
    ]
    second_person.check(ending, act=f"step {step}", by=by, proposal_id=proposal_id)
    moved: list[tuple[Lot, engine.Moved]] = []
    refused: list[StepRefused] = []
    handed = Handed(data or {}, ends or {})
    for lot in standing:
        try:
            moved.append((lot, engine.advance(lot, step, by=by, at=at, handed=handed, alone=False)))
        except StepRefused as error:
            refused.append(error)
    if refused:
        reasons = list(dict.fromkeys(r for error in refused for r in error.refusals))
        not_before = max((e.not_before for e in refused if e.not_before), default=None)
        raise StepRefused(reasons, step=step, not_before=not_before)
    for lot, move in moved:
        effects.apply(lot, move, by=by, at=at)
    _check_ends(step, standing, {move.taken.source for _, move in moved}, handed)
    found = standing[0].procedure.step(step, source=moved[0][1].taken.source)
    bring_up_to_date(deal, found, at)
    events.deal_moved(
        deal,
        step=step,
        lots=[lot.id for lot in standing],
        notice=found.notice if found else None,
        by=by,
        at=at,
    )
    return [move.taken for _, move in moved]


@action
def rerun(*, lot_id: str, by: Actor) -> Lot:
    """
    Open a new round of a failed lot, in the edition now in force.

    :raises StepRefused: if the lot's end does not allow a re-run, or it was re-run already.
    """
    lot = locked_lot(lot_id)
    if not engine.is_organiser(by, lot.deal):
        raise Forbidden(
            "role_not_allowed",
            Text("仅组织方可重新组织", "Only the organiser may run the lot again"),
        )
    at = journal.instant(lot.id)
    law = lot.procedure.state(lot.state).rerun
    if law is None or Lot.objects.filter(previous=lot).exists():
        words = Text("该标段不能重新组织", "This lot cannot be run again")
        raise StepRefused([Refusal("no_rerun", words, law or _rerun_law(lot))], step="rerun")
    edition = registry.current(lot.deal.kind, lot.deal.method, on=clock.local_date(at))
    fresh = Lot(
        deal=lot.deal, number=lot.number, round=lot.round + 1, previous=lot, procedure_key=edition.key, title=lot.title,
        estimate=lot.estimate, particulars=lot.particulars,
    )  # fmt: skip
    engine.enter(fresh, at)
    events.of_lot("trading.lot.rerun", lot, by=by, at=at, round=fresh.round, next=fresh.id)
    events.of_lot(
        "trading.lot.created",
        fresh,
        by=by,
        at=at,
        number=fresh.number,
        round=fresh.round,
        state=fresh.state,
        phase=fresh.phase,
    )
    bring_up_to_date(lot.deal, None, at)
    return fresh


def _rerun_law(lot: Lot) -> Law:
    """Return the article by which a lot that failed otherwise is run again, else that of the method, which runs none again."""
    states = lot.procedure.states
    return next((state.rerun for state in states if state.rerun), lot.procedure.law)


def _check_ends(step: str, lots: list[Lot], sources: set[str], handed: Handed) -> None:
    """Refuse an end of a period that the step opens for no lot: it would be lost in silence."""
    taken = [found for lot in lots for s in sources if (found := lot.procedure.step(step, source=s))]
    if unknown := sorted(set(handed.ends) - {limit.name for found in taken for limit in found.opens}):
        words = Text(f"此步骤不开启期限：{unknown}", f"The step opens no period {unknown}")
        raise StepRefused([Refusal("unknown_period", words)], step=step)


def _begins(lot: Lot, step: str) -> bool:
    found = lot.procedure.step(step, source=lot.state)
    return found is not None and found.whole_deal


def _pin_editions(deal: Deal, preparing: list[Lot], at: datetime) -> None:
    """Recheck a draft against the edition now in force: announcing pins it."""
    if not preparing:
        return
    edition = registry.current(deal.kind, deal.method, on=clock.local_date(at))
    particulars.parse(edition.particulars, deal.particulars)
    for lot in preparing:
        particulars.parse(edition.lot_particulars, lot.particulars)
        if lot.procedure_key != edition.key:
            lot.procedure_key = edition.key
            lot.save(update_fields=["procedure_key"])
    if deal.procedure_key != edition.key:
        deal.procedure_key = edition.key
        deal.save(update_fields=["procedure_key"])


def bring_up_to_date(deal: Deal, step: Step | None, at: datetime) -> None:
    """Bring the deal's own row up to date: its phase, its code, and that it is public from its first notice on."""
    was_preparing = deal.phase == Phase.PREPARING.value
    deal.phase = phases.of_deal(deal)
    begun = deal.phase not in (Phase.PREPARING.value, Phase.FAILED.value)
    if deal.announced_at is None and ((step and step.notice) or begun):
        deal.announced_at = at
    if was_preparing and begun:
        documents.publish_all(deal, at)
        deal.unified_code = deal.unified_code or _unified_code(deal, at)
    deal.save(update_fields=["phase", "announced_at", "unified_code"])


def _unified_code(deal: Deal, at: datetime) -> str:
    """Return the 统一交易标识码 of a deal whose class and organiser's code are known, else nothing."""
    if not deal.classification or not deal.organiser.code:
        return ""
    # Six digits drawn, not counted: a serial would tell how many deals are being prepared.
    serial = secrets.randbelow(999_999) + 1
    return str(codes.DealCode.make(deal.classification, deal.organiser.code, clock.local_date(at), serial))
