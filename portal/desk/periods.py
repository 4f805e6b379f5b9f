"""The periods that a step opens: how long each is by law, and from when on its end may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict

from foundation import calendar
from foundation.clock import ZONE
from foundation.errors import Invalid
from foundation.text import Text
from portal import limits
from portal.desk import typed
from trading import deadlines
from trading.law.grammar import Bound, Limit, Step
from trading.law.procedure import Procedure
from trading.models import Period

PREFIX = "ends"
_WEEKDAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")


@dataclass(frozen=True)
class Ending:
    """
    A period that a step opens. `by_itself` is its end where nobody chooses one, None where that depends on another period of the step.

    `refusal` is what is said of an end that the law does not allow: one before `least`, which is None where any may be chosen.
    """

    limit: Limit
    length: Text
    by_itself: datetime | None
    is_chosen: bool
    least: datetime | None
    refusal: Text | None
    value: str

    @property
    def id(self) -> str:
        """The name of the input, and its id."""
        return f"{PREFIX}.{self.limit.name}"

    @property
    def least_input(self) -> str:
        """The earliest end, as an input takes it."""
        return typed.local(self.least) if self.least else ""


def endings(
    step: Step, procedure: Procedure, periods: Mapping[str, Period], given: QueryDict | None, now: datetime
) -> list[Ending]:
    """Return the periods of a step in the order in which it opens them, with what was typed."""
    own = {limit.name for limit in step.opens}
    return [
        _ending(limit, procedure, periods, given.get(f"{PREFIX}.{limit.name}", "") if given else "", now, own)
        for limit in step.opens
    ]


def _ending(
    limit: Limit,
    procedure: Procedure,
    periods: Mapping[str, Period],
    value: str,
    now: datetime,
    own: set[str],
) -> Ending:
    is_chosen = limit.bound is Bound.FLOOR
    length = limits.length(limit, procedure)
    if limit.of in own:
        return Ending(limit, length, None, is_chosen, None, None, value)
    since = deadlines.counted_from(limit, now, periods)
    refusal = _refusal(limit, since) if is_chosen else None
    least = None
    if is_chosen:
        least = deadlines.natural_end(limit, since)[0]
        if not deadlines.in_instants(limit):
            least = datetime.combine(deadlines.earliest_day(limit, since), time(0, 1), ZONE)
    return Ending(limit, length, deadlines.natural_end(limit, since)[0], is_chosen, least, refusal, value)


def _refusal(limit: Limit, since: datetime) -> Text | None:
    """Return what an end that comes too early is refused with, in the words of the action that refuses it."""
    try:
        deadlines.check_end(limit, since, since)
    except Invalid as refused:
        return refused.message if isinstance(refused.message, Text) else None
    return None


def chosen(step: Step, given: QueryDict) -> dict[str, datetime]:
    """
    Return the ends that were typed, by limit; those left empty end by themselves.

    :raises Invalid: `invalid_instant`, at the inputs in which no instant of time stands.
    """
    found, wrong = {}, {}
    for limit in step.opens:
        name = f"{PREFIX}.{limit.name}"
        if not (text := given.get(name, "").strip()):
            continue
        if at := typed.instant(text):
            found[limit.name] = datetime.fromisoformat(at)
        else:
            words = Text("请填写日期和时间", "Give a day and an hour")
            wrong[name] = [words]
    if wrong:
        raise Invalid("invalid_instant", next(iter(wrong.values()))[0], fields=wrong)
    return found


def day_told(on: date) -> Text:
    """Return a day with its weekday, and that it is no working day where it is none."""
    zh, en = _WEEKDAYS.zh[on.weekday()], _WEEKDAYS.en.split()[on.weekday()]
    off = not calendar.is_working_day(on)
    return Text(
        f"{on.year}年{on.month}月{on.day}日（星期{zh}{'，非工作日' if off else ''}）",
        f"{on.isoformat()} ({en}{', no working day' if off else ''})",
    )


def told(rows: Sequence[Ending]) -> Iterator[tuple[Text, datetime | None, str]]:
    """Yield each period with the end that it will have: chosen, or by itself; None where that follows another period."""
    for one in rows:
        at = typed.instant(one.value) if one.value else None
        yield one.limit.title, datetime.fromisoformat(at) if at else one.by_itself, str(one.limit.law)
