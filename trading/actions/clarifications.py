"""Clarifying and amending what was published. It moves deadlines as the law asks, tells everybody, and never shortens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.actor import Actor
from foundation import journal
from foundation.errors import Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows
from trading import deadlines, engine, events, in_force, refusals, second_person
from trading.engine import StepRefused
from trading.law.grammar import ClarificationRule, Law, Limit, Refusal
from trading.models import Clarification, Deal, Lot, Period

LONGEST = 50_000
Stages = list[tuple[Lot, ClarificationRule]]


@action
def clarify(
    *,
    deal_id: str,
    title: str,
    content: str,
    affects_preparation: bool,
    by: Actor,
    ends: Mapping[str, datetime] | None = None,
    proposal_id: str = "",
) -> Clarification:
    """
    Publish a clarification or amendment for the lots of a deal that are open for bids.

    `ends` are new ends of running periods by limit name. One that affects the preparation of bids and comes too late
    must move the deadline far enough; a material change under a `restart` rule must leave that floor anew. Lots past
    their deadline are left out; while one is on hold nothing is clarified, for its documents are those of the others.
    `proposal_id` is what another person proposed, where moving an end takes two persons (`trading.second_person`).

    :raises StepRefused: if no lot stands where the procedure allows it, with the reasons.
    :raises Invalid: `deadline_too_near` with the earliest day, `period_shortened`, `period_not_running`, or
        `period_too_short` where a period that is counted from a moved one would lose its length.
    """
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", Text("只有组织方可以发布澄清", "Only the organiser clarifies"))
    # Alone, after every ticket in flight: a deadline may move here.
    locked = lock_rows(Lot, deal.lots.values_list("id", flat=True), strength="update")
    stages = [(lot, rule) for lot in locked if (rule := _rule(lot)) is not None]
    for name, text, most in (("title", title, 300), ("content", content, LONGEST)):
        if not text.strip() or len(text) > most:
            words = Text(f"内容应为1至{most}个字", f"1 to {most} characters are needed")
            raise Invalid("text_out_of_bounds", words, fields={name: [words]})
    at = max([journal.instant(deal.id), *(journal.instant(lot.id) for lot, _ in stages)])
    open_stages = [(lot, rule) for lot, rule in stages if not _is_over(lot, rule, at)]
    if refused := _refusals(deal, stages, open_stages):
        raise StepRefused(refused, step="clarify")
    for lot, _ in open_stages:
        lot.deal = deal
    if ends:
        second_person.check([lot for lot, _ in open_stages], act="clarify", by=by, proposal_id=proposal_id)
    moves = {lot.id: _moved(lot, rule, ends or {}, affects_preparation, at) for lot, rule in open_stages}
    clarification = Clarification.objects.create(
        deal=deal, number=deal.clarifications.count() + 1, title=title.strip(), content=content.strip(),
        affects_preparation=affects_preparation, issued_at=at, issued_by=by.label,
        moves={lot_id: {p.limit: p.ends_at.isoformat() for p in periods} for lot_id, periods in moves.items()},
    )  # fmt: skip
    for lot, _ in open_stages:
        for period in moves[lot.id]:
            period.save(update_fields=["ends_at", "provisional"])
            events.period_moved(lot, period, by=by, at=at)
        engine.reschedule(lot)
    events.of_deal(
        "trading.deal.clarified", deal, by=by, at=at, clarification=clarification.id, number=clarification.number,
        lots=[lot.id for lot, _ in open_stages], notice=open_stages[0][1].notice,
    )  # fmt: skip
    return clarification


def _rule(lot: Lot) -> ClarificationRule | None:
    return lot.procedure.clarification_in(lot.state)


def _is_over(lot: Lot, rule: ClarificationRule, at: datetime) -> bool:
    period = in_force.periods(lot).get(rule.lead.of)
    return period is not None and at >= period.ends_at


def _law(deal: Deal) -> Law:
    """Return the article by which one clarifies, else that of the method, which knows no clarification."""
    return next((rule.lead.law for rule in deal.procedure.clarifications), deal.procedure.law)


def _refusals(deal: Deal, stages: Stages, open_stages: Stages) -> list[Refusal]:
    found = refusals.on_hold(hold for lot, _ in stages for hold in in_force.holds(lot))
    if not stages:
        words = Text("目前没有可以澄清的标段", "No lot can be clarified now")
        found.append(Refusal("no_clarification_now", words, _law(deal)))
    elif not open_stages:
        words = Text(
            "截止时间已过，不能再澄清或者修改", "The deadline is over; nothing is clarified any more"
        )
        found.append(Refusal("period_over", words, stages[0][1].lead.law))
    return found


def _moved(
    lot: Lot, rule: ClarificationRule, ends: Mapping[str, datetime], affects: bool, at: datetime
) -> list[Period]:
    """Return the running periods with their new ends, unsaved; refuse where the law asks for later ones."""
    current = in_force.periods(lot)
    running = {name: p for name, p in current.items() if p.starts_at <= at < p.ends_at}
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
            moved.append(period)
    for name in {period.limit for period in moved}:
        _check_followers(name, running, limits, current)
    for period in moved:
        since = deadlines.counted_from(limits[period.limit], period.starts_at, current)
        period.provisional = deadlines.is_provisional(limits[period.limit], since, period.ends_at)
    if affects:
        _check_lead(rule, running, at)
    return moved


def _check_followers(
    name: str, running: Mapping[str, Period], limits: Mapping[str, Limit], current: Mapping[str, Period]
) -> None:
    """A period that is counted from the end of one that moved still has its length."""
    for follower in running.values():
        limit = limits[follower.limit]
        if limit.of == name and not limit.back:
            deadlines.check_end(
                limit, deadlines.counted_from(limit, follower.starts_at, current), follower.ends_at
            )


def _check_lead(rule: ClarificationRule, running: Mapping[str, Period], at: datetime) -> None:
    """After the moves: enough time is left between the clarification and the end of the period it is measured from."""
    deadline = running.get(rule.lead.of)
    if deadline is None:
        return
    for limit in (rule.lead, rule.restart):
        if limit is not None and deadlines.last_day(deadline.ends_at) < deadlines.earliest_day(limit, at):
            raise _too_near(deadline.limit, limit, at)


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
