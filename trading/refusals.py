"""Why a step is refused for where the lot stands and for the periods that run; guards have their own reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from foundation.text import Text
from trading.law.grammar import Limit, Refusal, Step
from trading.models import Lot, Period


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
