"""
History for a demonstration: deals of past years at the volumes that the model city reported, made up from a seed.

Each deal follows from the seed and its own number alone, so it is the same in every run and wherever a run goes on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from archive.imports.reading import Reader, Record, Row, given, instant, lines
from config.demo import history_words as words
from foundation.text import Text

VOLUMES = {"construction": 38_300, "land": 110, "procurement": 13_300, "property": 160, "transport": 500}
FIRST_DAY, LAST_DAY = (
    date(2021, 1, 4),
    date(2025, 10, 24),
)  # of announcements: all ends before the clock begins
FAILS_ONE_IN, RUN_AGAIN_OF_FOUR = 14, 3


@dataclass(frozen=True)
class History:
    """The history of one seed at one scale; `scale` 1 has the volumes of the city."""

    seed: int = 1
    scale: Decimal = Decimal(1)

    @property
    def volumes(self) -> dict[str, int]:
        """How many deals there are of each sort; at least one."""
        return {sort: max(1, round(volume * self.scale)) for sort, volume in VOLUMES.items()}

    @property
    def digest(self) -> str:
        """The name by which this history is known again."""
        return f"history-{self.seed}-{self.scale.normalize():f}"

    def reader(self) -> Reader:
        """Return the history as a set that can be imported."""
        return Reader(
            "history",
            f"history-{self.seed}",
            Text("历史交易数据（演示）", "History (demonstration)"),
            lambda _path: self.rows(),
        )

    def rows(self) -> Iterator[Row]:
        """Yield the deals, sort by sort."""
        number = 0
        for sort, volume in self.volumes.items():
            for index in range(volume):
                number += 1
                yield Row(number, partial(record, self.seed, sort, index))


def record(seed: int, sort: str, index: int) -> Record:
    """Return one deal of a history as it is handed in."""
    return _Deal(random.Random(f"{seed}/{sort}/{index}"), sort, index).record()  # noqa: S311  nothing secret


class _Deal:
    """One deal while it is being made up."""

    def __init__(self, chance: random.Random, sort: str, index: int) -> None:
        self.chance, self.sort, self.index = chance, sort, index
        self.words = words.SORTS[sort]
        days = (LAST_DAY - FIRST_DAY).days
        self.on = _weekday(FIRST_DAY + timedelta(days=chance.randrange(days)))
        self.region, self.district = chance.choice(words.DISTRICTS)
        self.organiser = words.organiser(sort, chance, self.district)
        self.subject = words.subject(sort, chance, self.district)
        self.title = f"{self.on.year}年{self.subject}" if sort == "procurement" else self.subject
        self.budget = self._budget()
        self.notices: list[dict[str, Any]] = []

    def record(self) -> Record:
        """Return it."""
        agency = words.agency(self.chance)
        key = f"{self.sort}-{self.index + 1:06d}"
        fails = self.chance.randrange(FAILS_ONE_IN) == 0
        again = fails and self.chance.randrange(4) < RUN_AGAIN_OF_FOUR
        begun, lots = self.on, []
        if fails:
            lots.append(self._round(1, begun, agency, fails=True))
            begun = _weekday(begun + timedelta(days=self.chance.randint(45, 75)))
        if not fails or again:
            lots.append(self._round(len(lots) + 1, begun, agency, fails=False))
        return {
            "key": key, "kind": self.words.kind, "title": self.title, "organiser": self.organiser.name,
            "organiser_code": self.organiser.code, "agency": agency.name, "agency_code": agency.code, "region": self.region,
            "sector": self.words.sector(self.chance), "announced_on": self.on.isoformat(),
            "particulars": given(
                source_system="历史交易数据（演示）", native_number=key, buyer=self.organiser.name, agency=agency.name,
                published_on=self.on.isoformat(), budget=self.budget, way=self.words.way(self.chance),
            ),
            "lots": lots, "notices": self.notices,
        }  # fmt: skip

    def _round(self, turn: int, begun: date, agency: words.Unit, *, fails: bool) -> dict[str, Any]:
        """Add the notices of one round and return its lot."""
        announced, corrected, candidates, ended, failed = self.words.notices
        again = "（重新组织）" if turn > 1 else ""
        common = [
            (self.words.organiser_title, self.organiser.name), ("代理机构", agency.name), ("预算（起始价，元）", self.budget),
            ("交易方式", self.words.way(self.chance)),
        ]  # fmt: skip
        self._notice(announced, f"{again}公告", begun, [*common, ("公告日期", begun.isoformat())])
        if self.chance.randrange(6) == 0 and corrected:
            self._notice(
                corrected, "更正公告", begun + timedelta(days=5), [("更正内容", "递交截止时间顺延，其余不变")]
            )
        on = _weekday(begun + timedelta(days=self.chance.randint(22, 40)))
        lot = {"number": 1, "round": turn, "title": self.title}
        if fails:
            reason = self.chance.choice(words.FAILURES)
            self._notice(failed, "未成交公告", on, [("原因", reason)])
            return lot | {"state": "failed", "particulars": given(budget=self.budget)}
        winner, price = words.winner(self.sort, self.chance), self._price()
        if candidates:
            self._notice(candidates, "候选人公示", on, [("第一候选人", winner.name), ("报价（元）", price)])
            on = _weekday(on + timedelta(days=4))
        result = [("中标（成交、受让）人", winner.name), ("金额（元）", price), ("日期", on.isoformat())]
        self._notice(ended, "结果公告", on, [*common[:1], *result])
        return lot | {
            "state": "concluded",
            "particulars": given(
                budget=self.budget, winner=winner.name, winner_code=winner.code, award_amount=price, awarded_on=on.isoformat(),
            ) | (self._parcel() if self.sort == "land" else {}),
        }  # fmt: skip

    def _notice(self, kind: str, title: str, on: date, told: list[tuple[str, Any]]) -> None:
        self.notices.append(
            {
                "key": f"N{len(self.notices) + 1}", "kind": kind, "title": f"{self.title}{title}",
                "published_at": instant(on, self.chance.randint(9, 16)), "text": lines([("项目名称", self.title), *told]),
            }
        )  # fmt: skip

    def _budget(self) -> str:
        """Return a budget: many small ones and few large ones, to a round figure."""
        low, median, high = self.words.amounts
        drawn = Decimal(str(round(self.chance.lognormvariate(0, 1), 4))) * median
        return f"{min(max(drawn, Decimal(low)), Decimal(high)).quantize(Decimal(1000)) // 1000 * 1000:.2f}"

    def _price(self) -> str:
        """Return a price: below the budget where the lowest wins, above the starting price where the highest does."""
        low, high = self.words.price_per_mille
        return f"{Decimal(self.budget) * self.chance.randint(low, high) / 1000:.2f}"

    def _parcel(self) -> dict[str, Any]:
        use, term = self.chance.choice(words.LAND_USES)
        return given(
            location=self.subject.removesuffix("国有建设用地使用权"), district=self.district, land_use=use, term=term,
            area=f"{self.chance.randint(3_000, 120_000)}.00", supply="挂牌出让",
            plot_ratio_upper=f"{self.chance.randint(10, 35) / Decimal(10):.1f}",
        )  # fmt: skip


def _weekday(on: date) -> date:
    """Return a day, or the Monday after it."""
    return on + timedelta(days=8 - on.isoweekday()) if on.isoweekday() > 5 else on
