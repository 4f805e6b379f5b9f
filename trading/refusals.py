"""Why a step is refused for where the lot stands, what holds it, and the periods that run; guards have their own reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from foundation.text import Text
from trading import particulars
from trading.law import notice_contents
from trading.law.facts import Facts, Suspension
from trading.law.grammar import Limit, Phase, Refusal, Step
from trading.law.guards import announces_rule
from trading.models import Hold, Lot, Period

HOLD_CAUSES: Mapping[str, Text] = {
    Hold.Cause.OBJECTION.value: Text("异议（质疑）", "An objection"),
    Hold.Cause.COMPLAINT.value: Text("投诉", "A complaint"),
    Hold.Cause.SUPERVISOR.value: Text("监督部门责令暂停", "An order of the supervisor"),
    Hold.Cause.ORGANISER.value: Text("组织方中止", "A stay by the organiser"),
}


def latest_end(step: Step, periods: Mapping[str, Period], at: datetime) -> datetime | None:
    """Return the end of the last period that must be over before a step and is not; `None` if none runs."""
    ends = (periods[limit.name].ends_at for limit in step.after if limit.name in periods)
    return max((end for end in ends if end > at), default=None)


def not_over(limit: Limit, period: Period | None, at: datetime) -> Refusal | None:
    """Return why a step that waits for a period cannot be taken yet."""
    if period is None:
        return Refusal(
            "period_not_begun",
            Text(f"{limit.title.zh}尚未开始", f"{limit.title.en} has not begun"),
            limit.law,
        )
    if at < period.ends_at:
        message = Text(f"{limit.title.zh}尚未届满", f"{limit.title.en} is not over yet")
        return Refusal("period_not_over", message, limit.law)
    if period.provisional:
        message = Text(
            f"{limit.title.zh}的届满日所在年度尚未公布放假安排，日期为暂定",
            f"The end of {limit.title.en} is provisional: its year has no published calendar",
        )
        return Refusal("provisional_date", message, limit.law)
    return None


def not_running(limit: Limit, period: Period | None, at: datetime) -> Refusal | None:
    """Return why a step that belongs into a period cannot be taken now."""
    if period is not None and period.starts_at <= at < period.ends_at:
        return None
    return Refusal(
        "period_over",
        Text(f"不在{limit.title.zh}内", f"Outside {limit.title.en}"),
        limit.law,
    )


def on_hold(holds: Iterable[Suspension]) -> list[Refusal]:
    """
    Return what holds a lot: each cause and law once, nothing where it is not on hold.

    What was written as the reason of a hold is disclosed on request, and so not said here.
    """
    found = []
    for hold in holds:
        cause = HOLD_CAUSES[hold.cause]
        words = Text(f"标段处于暂停状态：{cause.zh}", f"The lot is on hold: {cause.en.lower()}")
        found.append(Refusal("on_hold", words, hold.law or None))
    return list(dict.fromkeys(found))


def without_custody(step: Step, lot: Lot, known: Facts) -> list[Refusal]:
    """Return what a lot lacks to go on at the deadline with bids that came under seal; nothing against a step by which it fails."""
    procedure = lot.procedure
    closes = procedure.bidding in step.after and procedure.state(step.target).phase is not Phase.FAILED
    if known.custody_missing is None or not closes:
        return []
    return [Refusal("custody_not_in_force", known.custody_missing)]


def unlawful_rule(step: Step, lot: Lot, known: Facts) -> list[Refusal]:
    """Return every reason why the rule of the evaluation may not be announced; nothing against a step that announces none."""
    return list(known.rule_refusals) if announces_rule(lot.procedure, step) else []


def incomplete_notice(step: Step, lot: Lot, known: Facts) -> list[Refusal]:
    """Return what the law asks of the step's notice, or of those that may follow it, and nobody has filled in: each field once."""
    found = []
    for one, place in notice_contents.missing(lot.procedure, step, known):
        label = _label(place, step, lot)
        words = Text(f"公告缺少“{label.zh}”", f"The notice lacks “{label.en}”")
        found.append(Refusal("notice_incomplete", words, one.law))
    return found


def _label(place: str, step: Step, lot: Lot) -> Text:
    whose, _, name = place.partition(".")
    cls = {"deal": lot.procedure.particulars, "lot": lot.procedure.lot_particulars, "step": step.takes}[whose]
    assert cls is not None
    return next(one.label for one in particulars.describe(cls) if one.name == name)


def wrong_state(lot: Lot) -> Refusal:
    """Return that no such step begins where the lot stands."""
    state = lot.procedure.state(lot.state)
    return Refusal(
        "wrong_state",
        Text(
            f"当前状态为“{state.title.zh}”，没有这一步骤",
            f"The lot is “{state.title.en}”, which has no such step",
        ),
    )
