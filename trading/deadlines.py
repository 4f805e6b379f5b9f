"""Periods: when a limit's time is over, where its end may be set, and how holds and clarifications move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from foundation import calendar, days
from foundation.clock import local_date
from foundation.errors import Invalid
from foundation.text import Text
from trading import in_force
from trading.law.grammar import Bound, Limit, Phase
from trading.models import Lot, Period

BEFORE_THE_OPENING = frozenset({Phase.PREPARING.value, Phase.ANNOUNCED.value, Phase.BIDDING.value})
"""Phases in which names and number of bidders are secret (招标投标法第二十二条; 电子招标投标办法第二十一条)."""

_INSTANT = timedelta(microseconds=1)
_INSTANTS = {
    days.Unit.MINUTES: timedelta(minutes=1),
    days.Unit.HOURS: timedelta(hours=1),
}


def natural_end(limit: Limit, at: datetime) -> tuple[datetime, bool]:
    """
    Return the end that the law gives a period counted from `at`, and whether it is provisional.

    For a floor it is the earliest end there may be, for a ceiling the last instant to act before.
    """
    if limit.unit in _INSTANTS:
        return at + limit.length * _INSTANTS[limit.unit], False
    count = days.earliest_end if limit.bound is Bound.FLOOR else days.due
    counted = count(local_date(at), limit.length, limit.unit, limit.count)
    return days.end_of_day(counted.day), counted.provisional


def end_since(limit: Limit, ended_at: datetime) -> datetime:
    """
    Return the end of a ceiling that runs from the day on which something ended.

    What ended at midnight ended on the day before it, and that day is the one which is not counted.
    """
    return natural_end(limit, ended_at - timedelta(microseconds=1))[0]


def longest_until(limit: Limit, at: datetime) -> datetime:
    """
    Return the instant until which something may last that began at `at` (最长不得超过三十日).

    Nobody has to act by then, so days off do not make it longer.
    """
    return at + timedelta(days=limit.length) if limit.unit is days.Unit.DAYS else natural_end(limit, at)[0]


def in_instants(limit: Limit) -> bool:
    """Tell whether a limit runs on the clock, in minutes or hours, and not in days."""
    return limit.unit in _INSTANTS


def earliest_day(limit: Limit, at: datetime) -> date:
    """Return the first day on which a floor that begins at `at` may end."""
    return days.earliest_end(local_date(at), limit.length, limit.unit, limit.count).day


def last_day(end: datetime) -> date:
    """Return the last day of a period that ends at `end`: an end at midnight belongs to the day before it."""
    return local_date(end - _INSTANT)


def back_end(limit: Limit, deadline: datetime) -> datetime:
    """Return the first instant too late for something that must come at least `limit` before `deadline`."""
    if limit.unit in _INSTANTS:
        return deadline - limit.length * _INSTANTS[limit.unit]
    return days.end_of_day(days.latest_start(last_day(deadline), limit.length, limit.unit).day)


def counted_from(limit: Limit, starts_at: datetime, periods: Mapping[str, Period]) -> datetime:
    """
    Return the instant from which a period is counted that begins at `starts_at`: as a rule its beginning.

    A limit counted from the end of another period has the last instant of that one instead, so that its last day is the
    first day, which is not counted.
    """
    other = periods.get(limit.of) if limit.of and not limit.back else None
    return starts_at if other is None else max(starts_at, other.ends_at - _INSTANT)


def is_open_until(limit: Limit, periods: Mapping[str, Period], at: datetime) -> bool:
    """
    Tell whether what may be done until `limit` may still be done.

    Of a limit measured back from another period it may while enough of that period is left, and before it begins.
    """
    if limit.back:
        other = periods.get(limit.of)
        return other is None or at < back_end(limit, other.ends_at)
    period = periods.get(limit.name)
    return period is not None and period.starts_at <= at < period.ends_at


def check_end(limit: Limit, at: datetime, chosen: datetime) -> None:
    """
    Check an end that a person chose for a period which is counted from `at`.

    :raises Invalid: `period_too_short` or `period_too_long`, with the law.
    """
    if limit.unit in _INSTANTS:
        natural, _ = natural_end(limit, at)
        too_short = limit.bound is Bound.FLOOR and chosen < natural
        too_long = limit.bound is Bound.CEILING and chosen > natural
        bound = natural.isoformat()
    else:
        too_short = limit.bound is Bound.FLOOR and last_day(chosen) < earliest_day(limit, at)
        too_long = limit.bound is Bound.CEILING and chosen > natural_end(limit, at)[0]
        bound = str(
            earliest_day(limit, at) if limit.bound is Bound.FLOOR else last_day(natural_end(limit, at)[0])
        )
    if chosen <= at or too_short:
        words = Text(
            "{title}不得早于{bound}结束（{law}）",
            "{title} may not end before {bound} ({law})",
        )
    elif too_long:
        words = Text(
            "{title}不得晚于{bound}结束（{law}）",
            "{title} may not end after {bound} ({law})",
        )
    else:
        return
    message = Text(
        words.zh.format(title=limit.title.zh, bound=bound, law=limit.law),
        words.en.format(title=limit.title.en, bound=bound, law=limit.law),
    )
    code = "period_too_long" if too_long else "period_too_short"
    raise Invalid(
        code,
        message,
        detail={"limit": limit.name, "bound": bound, "law": str(limit.law)},
        fields={f"ends.{limit.name}": [message]},
    )


def is_provisional(limit: Limit, at: datetime, end: datetime) -> bool:
    """Tell whether a period was counted in a year without a published calendar."""
    if limit.unit in _INSTANTS:
        return False
    _, provisional = natural_end(limit, at)
    return provisional or not calendar.is_settled(last_day(end))


def settled_until() -> datetime:
    """Return the end of the last day that no calendar still to come can change."""
    return days.end_of_day(calendar.last_settled_day())


def settle(lot: Lot, limit: Limit, period: Period, periods: Mapping[str, Period]) -> bool:
    """
    Count a provisional period anew, unsaved; tell whether its end is settled now.

    It keeps its end, or moves on to the first that the law allows: what was announced is never shortened.
    """
    since = counted_from(limit, period.starts_at, periods)
    end = max(period.ends_at, natural_end(_as_chosen(limit, lot), since)[0])
    if is_provisional(limit, since, end):
        return False
    period.ends_at, period.provisional = end, False
    return True


def open_period(
    lot: Lot, limit: Limit, at: datetime, chosen: datetime | None, periods: Mapping[str, Period]
) -> Period:
    """
    Start the period of `limit` on a lot; the former current period of the same limit stays readable.

    `periods` are all current ones, by limit name. Where nobody chose an end, the deal may have asked for a longer
    one in the field that the limit names.

    :raises Invalid: if the chosen end breaks the limit.
    """
    since = counted_from(limit, at, periods)
    if chosen is not None:
        check_end(limit, since, chosen)
    end = chosen or natural_end(_as_chosen(limit, lot), since)[0]
    if limit.name in periods:
        lot.periods.filter(limit=limit.name, current=True).update(current=False)
    return Period.objects.create(
        lot=lot,
        limit=limit.name,
        starts_at=at,
        ends_at=end,
        provisional=is_provisional(limit, since, end),
    )


def _as_chosen(limit: Limit, lot: Lot) -> Limit:
    """Return the limit with the length that the deal asks for, where that is more than the law does."""
    asked = int(lot.deal.particulars.get(limit.chosen) or 0) if limit.chosen else 0
    return replace(limit, at_least=asked) if asked > limit.length else limit


def resume_stopped(lot: Lot, limits: Mapping[str, Limit], *, since: datetime, at: datetime) -> list[Period]:
    """Give back to every running period that stops during a hold the time that the hold took; return those moved."""
    moved = []
    for period in lot.periods.filter(current=True, answered_at__isnull=True, ends_at__gt=since):
        limit = limits.get(period.limit)
        if limit is None or not limit.stops:
            continue
        before = period.ends_at
        period.ends_at = given_back(limit, before, stopped_from=max(since, period.starts_at), at=at)
        if period.ends_at > before:
            period.provisional = period.provisional or not calendar.is_settled(last_day(period.ends_at))
            period.save(update_fields=["ends_at", "provisional"])
            moved.append(period)
    return moved


def given_back(limit: Limit, end: datetime, *, stopped_from: datetime, at: datetime) -> datetime:
    """
    Return the end of a period that stood still from `stopped_from` until `at`, at its own hour of a working day.

    It gets back as many days as it is counted in: days for days, working days for working days.
    """
    if limit.unit in _INSTANTS:
        return end + max(at - stopped_from, timedelta(0))
    last = last_day(end)
    stood = range(max((local_date(at) - local_date(stopped_from)).days, 0))
    if limit.unit is days.Unit.WORKING_DAYS:
        lost = sum(calendar.is_working_day(local_date(stopped_from) + timedelta(days=n)) for n in stood)
        return end + (days.due(last, lost, limit.unit).day - last) if lost else end
    return end + (calendar.on_or_after(last + timedelta(days=len(stood))) - last) if stood else end


def bids_are_due(lot: Lot, at: datetime) -> bool:
    """Tell whether the time for bids is over; true where there is none. One query, or two."""
    limit = lot.procedure.bidding
    if limit is None or lot.phase not in BEFORE_THE_OPENING:
        return True
    period = in_force.periods(lot).get(limit.name)
    return period is not None and not runs_on(lot, limit, period, at)


def runs_on(lot: Lot, limit: Limit, period: Period, at: datetime) -> bool:
    """
    Tell whether a period is not over yet.

    A hold that began before its end moves that end, where the law stops the period.
    """
    return at < period.ends_at or (
        limit.stops and any(held.since < period.ends_at for held in in_force.holds(lot))
    )
