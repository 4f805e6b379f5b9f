"""Clarifying and amending what was published. It moves deadlines as the law asks, tells everybody, and never shortens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.actor import Actor
from foundation import journal
from foundation.errors import Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows
from trading import deadlines, engine, events
from trading.actions import holds
from trading.engine import StepRefused
from trading.law.grammar import ClarificationRule, Limit, Refusal
from trading.models import Clarification, Deal, Lot, Period

LONGEST = 50_000


@action
def clarify(
    *,
    deal_id: str,
    title: str,
    content: str,
    affects_preparation: bool,
    by: Actor,
    ends: Mapping[str, datetime] | None = None,
) -> Clarification:
    """
    Publish a clarification or amendment for the lots of a deal that are open for bids.

    `ends` are new ends of running periods by limit name. One that affects the preparation of bids and comes too late
    must move the bidding deadline far enough; a material change under a `restart` rule must leave that floor anew.

    :raises StepRefused: if no lot stands where the procedure allows it.
    :raises Invalid: `deadline_too_near` with the earliest day, `period_shortened`, `period_not_running`.
    """
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", Text("只有组织方可以发布澄清", "Only the organiser clarifies"))
    # Alone, after every ticket in flight: a deadline may move here.
    lots = [
        lot
        for lot in lock_rows(Lot, deal.lots.values_list("id", flat=True), strength="update")
        if _takes(lot)
    ]
    if not lots:
        words = Text("目前没有可以澄清的标段", "No lot can be clarified now")
        raise StepRefused([Refusal("no_clarification_now", words)], step="clarify")
    for name, text, most in (("title", title, 300), ("content", content, LONGEST)):
        if not text.strip() or len(text) > most:
            words = Text(f"内容应为1至{most}个字", f"1 to {most} characters are needed")
            raise Invalid("text_out_of_bounds", words, fields={name: [words]})
    for lot in lots:
        lot.deal = deal
    at = max([journal.instant(deal.id), *(journal.instant(lot.id) for lot in lots)])
    moves = {lot.id: _moved(lot, dict(ends or {}), affects_preparation, at) for lot in lots}
    clarification = Clarification.objects.create(
        deal=deal, number=deal.clarifications.count() + 1, title=title.strip(), content=content.strip(),
        affects_preparation=affects_preparation, issued_at=at, issued_by=by.label,
        moves={lot_id: {p.limit: p.ends_at.isoformat() for p in periods} for lot_id, periods in moves.items()},
    )  # fmt: skip
    for lot in lots:
        for period in moves[lot.id]:
            period.save(update_fields=["ends_at", "provisional"])
            events.period_moved(lot, period, by=by, at=at)
        engine.reschedule(lot, held=holds.held(lot))
    events.of_deal(
        "trading.deal.clarified", deal, by=by, at=at, clarification=clarification.id, number=clarification.number,
        lots=[lot.id for lot in lots], notice=_rule(lots[0]).notice,
    )  # fmt: skip
    return clarification


def _rule(lot: Lot) -> ClarificationRule:
    rule = lot.procedure.clarification
    if rule is None:
        raise ValueError(f"{lot.procedure_key} has no clarification rule")
    return rule


def _takes(lot: Lot) -> bool:
    rule = lot.procedure.clarification
    return rule is not None and lot.state in rule.states


def _moved(lot: Lot, ends: dict[str, datetime], affects: bool, at: datetime) -> list[Period]:
    """Return the running periods with their new ends, unsaved; refuse where the law asks for later ones."""
    running = {name: p for name, p in deadlines.current_periods(lot).items() if p.starts_at <= at < p.ends_at}
    limits = lot.procedure.limits()
    moved = []
    for name, end in ends.items():
        period = running.get(name)
        if period is None:
            raise _wrong(name, "period_not_running", Text("该期限未在进行", "This period is not running"))
        if end < period.ends_at:
            raise _wrong(
                name,
                "period_shortened",
                Text("期限只能延后，不能提前", "A period may be extended, never shortened"),
            )
        if end > period.ends_at:
            period.ends_at = end
            period.provisional = deadlines.is_provisional(limits[name], period.starts_at, end)
            moved.append(period)
    if affects:
        _check_lead(lot, running, at)
    return moved


def _check_lead(lot: Lot, running: Mapping[str, Period], at: datetime) -> None:
    """After the moves: enough time is left between the clarification and the end of the bidding period."""
    rule = _rule(lot)
    deadline = running.get(rule.lead.of) or (
        running.get(lot.procedure.bidding.name) if lot.procedure.bidding else None
    )
    if deadline is None:
        return
    if at >= deadlines.back_end(rule.lead, deadline.ends_at):
        raise _too_near(deadline.limit, rule.lead, at)
    if rule.restart is not None and deadlines.last_day(deadline.ends_at) < deadlines.earliest_day(
        rule.restart, at
    ):
        raise _too_near(deadline.limit, rule.restart, at)


def _too_near(name: str, limit: Limit, at: datetime) -> Invalid:
    day = deadlines.earliest_day(limit, at)
    words = Text(
        f"截止时间须顺延至{day}或以后（{limit.law}）",
        f"The deadline must move to {day} or later ({limit.law})",
    )
    return Invalid(
        "deadline_too_near", words, detail={"limit": name, "earliest": day.isoformat(), "law": str(limit.law)},
        fields={f"ends.{name}": [words]},
    )  # fmt: skip


def _wrong(name: str, code: str, words: Text) -> Invalid:
    return Invalid(code, words, detail={"limit": name}, fields={f"ends.{name}": [words]})
