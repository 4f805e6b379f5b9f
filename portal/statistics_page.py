"""The page of figures: a year or the last twelve months, by month and by family, each with a picture that prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce

from archive import figures
from archive.figures import Figures, Month
from foundation import clock
from foundation.clock import ZONE
from foundation.money import WAN
from foundation.text import Text
from portal.phases import kinds

FIRST_YEAR = 2000
WIDTH, HEIGHT, LEFT, GROUND = 720, 190, 8, 150
"""The pictures' own units; they are as wide as the page lets them."""
NOTHING = Figures()


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in a picture: where its bar stands, what stands above it and what beneath."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    value: str
    month: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: what it tells, in words as well."""

    name: str
    title: Text
    told: Text
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Page:
    """The page: the span, its figures by month and by family, all together, and the years that may be asked for."""

    title: Text
    year: int | None
    years: Sequence[int]
    months: Sequence[tuple[Text, Figures]]
    families: Sequence[tuple[str, Text, Figures]]
    total: Figures
    charts: Sequence[Chart]


def of(year: int | None, now: datetime, *, first_year: int) -> Page:
    """Return the figures of a year, or of the twelve months that end with this one. Three queries."""
    months = _year(year) if year else _last_twelve(now)
    since, until = _begins(months[0]), _begins(_after(months[-1]))
    found = figures.by_month(since, until)
    monthly = [(one, _sum(says for (month, _), says in found.items() if month == one)) for one in months]
    families = [
        (code, title, _sum(says for (_, kind), says in found.items() if kind == code))
        for code, title in kinds().items()
    ]
    last = clock.local_date(now).year
    return Page(
        title=Text(f"{year}年", f"{year}") if year else Text("近十二个月", "The last twelve months"),
        year=year,
        years=range(last, min(first_year, last) - 1, -1),
        months=[(_name(one), says) for one, says in monthly],
        families=families,
        total=_sum(found.values()),
        charts=_charts(monthly),
    )


def year_asked(written: str, now: datetime) -> int | None:
    """
    Return the year that an address asks for, None for none.

    :raises ValueError: for what is no year that could have figures.
    """
    if not written:
        return None
    if not (
        written.isascii()
        and written.isdigit()
        and FIRST_YEAR <= int(written[:5]) <= clock.local_date(now).year
    ):
        raise ValueError(written[:20])
    return int(written)


def _charts(monthly: Sequence[tuple[Month, Figures]]) -> list[Chart]:
    def count(value: Decimal) -> str:
        return f"{value:,f}"

    def wan(value: Decimal) -> str:
        return f"{value / WAN:,.0f}"

    return [
        _chart("announced", Text("发布的项目（个）", "Deals announced"), monthly, lambda f: Decimal(f.announced), count),
        _chart("awarded", Text("成交的标段（个）", "Lots awarded"), monthly, lambda f: Decimal(f.awarded), count),
        _chart("amount", Text("成交金额（万元）", "Amount awarded (CNY 10,000)"), monthly, lambda f: f.amount, wan),
    ]  # fmt: skip


def _chart(
    name: str, title: Text, monthly: Sequence[tuple[Month, Figures]], of_month: Callable[[Figures], Decimal], said: Callable[[Decimal], str]
) -> Chart:  # fmt: skip
    values = [of_month(one) for _, one in monthly]
    most = max([*values, Decimal(1)])
    step = (WIDTH - 2 * LEFT) // len(values)
    bars = []
    for place, ((month, _), value) in enumerate(zip(monthly, values, strict=True)):
        # What is more than nothing is seen.
        height = max(2, int(value * (GROUND - 24) / most)) if value else 0
        x = LEFT + place * step + step // 6
        bars.append(Bar(x, GROUND - height, step * 2 // 3, height, x + step // 3, said(value), f"{month[1]}"))
    all_of_it, most_said = said(sum(values, Decimal(0))), said(max(values))
    best = _name(monthly[values.index(max(values))][0])
    told = Text(
        f"{title.zh}：共{all_of_it}，最多的是{best.zh}，{most_said}。",
        f"{title.en}: {all_of_it} in all, most in {best.en}: {most_said}.",
    )
    return Chart(name, title, told, bars)


def _sum(several: Iterable[Figures]) -> Figures:
    return reduce(Figures.__add__, several, NOTHING)


def _name(month: Month) -> Text:
    return Text(f"{month[0]}年{month[1]}月", f"{month[0]}-{month[1]:02}")


def _year(year: int) -> list[Month]:
    return [(year, month) for month in range(1, 13)]


def _last_twelve(now: datetime) -> list[Month]:
    today = clock.local_date(now)
    last = today.year * 12 + today.month - 1
    return [(one // 12, one % 12 + 1) for one in range(last - 11, last + 1)]


def _after(month: Month) -> Month:
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def _begins(month: Month) -> datetime:
    return datetime(month[0], month[1], 1, tzinfo=ZONE)
