"""政府採購公告: notices of one procurement each (a CSV), gathered by unit and job number into deals with their rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import quote

from archive.imports import reading, regions
from archive.imports.reading import Reader, Record, Row
from foundation.errors import Invalid
from foundation.text import Text

COLUMNS = (
    "date", "unit_name", "unit_id", "type", "title", "category", "budget", "award_amount", "awarded_at", "companies",
    "job_number", "url",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_OUTSIDE = "拒絕往來廠商名單"  # of suppliers that are shut out: no deal


@dataclass(frozen=True)
class _Notice:
    """One line of the file, read."""

    number: int
    on: date
    unit: str
    unit_name: str
    type: str
    title: str
    category: str
    budget: str | None
    award: str | None
    companies: str
    job: str
    url: str

    @property
    def sort(self) -> tuple[str, str]:
        """What it says of the deal, and what it is called here."""
        if "撤銷無法決標" in self.type:
            return "announced", "procurement_correction"
        if "無法決標" in self.type:
            return "failed", "procurement_failure"
        if "決標" in self.type or "定期彙送" in self.type:
            return "concluded", "procurement_result"
        if "參考資料" in self.type or "公開閱覽" in self.type:
            return "received", "procurement_intent"
        if "更正" in self.type:
            return "announced", "procurement_correction"
        if "財物" in self.type:
            return "announced", "property_disclosure"
        return "announced", "procurement_tender"


def rows(path: Path) -> Iterator[Row]:
    """Yield the deals of a file in the order of their first lines, and each line that is of none."""
    deals: dict[tuple[str, str], list[_Notice]] = {}
    names: dict[str, str] = {}
    bad: list[tuple[int, Invalid]] = []
    for number, cells in reading.table(path, dict(enumerate(COLUMNS))):
        try:
            notice = _read(number, cells)
        except Invalid as error:
            bad.append((number, error))
            continue
        deals.setdefault((notice.unit, notice.job), []).append(notice)
        if notice.unit_name:
            names.setdefault(notice.unit, notice.unit_name)
    found = [
        Row(min(each.number for each in some), partial(record, some, names.get(unit, "")))
        for (unit, _), some in deals.items()
    ]
    found += [Row(number, partial(_raise, error)) for number, error in bad]
    yield from sorted(found, key=lambda row: row.number)


def record(notices: Sequence[_Notice], unit_name: str) -> Record:
    """Return the notices of one deal as a record; its lot has a new round after each end that was not the last word."""
    # Lines of one day stand newest first in the files, and what ends a round follows what opened it.
    told = sorted(notices, key=lambda each: (each.on, -each.number))
    told.sort(key=lambda each: (each.on, _rank(each)))
    last, first = told[-1], told[0]
    organiser = unit_name or f"機關代碼 {last.unit}"
    title = last.title[:300]
    is_property = all("財物" in each.type for each in told)
    budget = next((each.budget for each in reversed(told) if each.budget), None)
    native = f"{last.unit}/{last.job}"
    return {
        "key": quote(native, safe="/#~!$&'()*+,;=:@"), "kind": "property" if is_property else "procurement", "title": title,
        "organiser": organiser, "region": regions.TAIWAN, "sector": "state_assets" if is_property else "finance",
        "announced_on": first.on.isoformat(),
        "particulars": reading.given(
            source_system="政府電子採購網", native_number=native, source_url=last.url, buyer=organiser, budget=budget,
            published_on=first.on.isoformat(), category=next((each.category for each in told if each.category), ""),
            way=first.type,
        ),
        "lots": [
            {"number": 1, "round": turn, "title": title, "state": state, "particulars": _particulars(some)}
            for turn, (state, some) in enumerate(_rounds(told), start=1)
        ],
        "notices": [
            {
                "key": f"{each.on:%Y%m%d}/{each.url.rpartition('/')[2] or each.number}", "kind": each.sort[1],
                "title": f"{each.title}（{each.type}）"[:400], "published_at": reading.instant(each.on), "url": each.url,
                "text": _text(each, organiser),
            }
            for each in told
        ],
    }  # fmt: skip


def _read(number: int, cells: Sequence[str]) -> _Notice:
    if len(cells) != len(COLUMNS):
        raise reading.refuse(
            "wrong_columns",
            f"应有{len(COLUMNS)}列，实有{len(cells)}列",
            f"{len(cells)} columns instead of {len(COLUMNS)}",
        )
    cell = {name: cells[place].strip() for name, place in _PLACES.items()}
    on = reading.day(cell["date"], field="date")
    if on is None:
        raise reading.refuse("not_a_day", "缺少日期", "Has no day", field="date")
    if _OUTSIDE in cell["type"]:
        raise reading.refuse("not_a_deal", "此公告不属于任何交易", "Not the notice of a deal", field="type")
    if not cell["unit_id"]:
        raise reading.no_organiser()
    return _Notice(
        number, on, cell["unit_id"], cell["unit_name"], cell["type"], cell["title"], cell["category"],
        reading.amount(cell["budget"], field="budget"), reading.amount(cell["award_amount"], field="award_amount"),
        cell["companies"], cell["job_number"], cell["url"],
    )  # fmt: skip


def _raise(error: Invalid) -> Record:
    raise error


def _rank(notice: _Notice) -> int:
    return ("received", "announced", "failed", "concluded").index(notice.sort[0])


def _rounds(told: Sequence[_Notice]) -> list[tuple[str, list[_Notice]]]:
    """Return the rounds of a deal, each with its last state and its notices: what follows an end opens the next."""
    found: list[tuple[str, list[_Notice]]] = []
    for notice in told:
        state = notice.sort[0]
        if not found:
            found.append((state, [notice]))
            continue
        before, some = found[-1]
        is_over = before in ("failed", "concluded")
        if "撤銷" in notice.type or before == state or not is_over:
            # A round never goes back to where it was: a correction of the documents leaves it as far as it had come.
            found[-1] = (state if "撤銷" in notice.type or state != "received" else before, [*some, notice])
        else:
            found.append((state, [notice]))
    return found


def _particulars(notices: Sequence[_Notice]) -> Record:
    award = next((each for each in reversed(notices) if each.companies or each.award), None)
    winners = "；".join(dict.fromkeys(name.strip() for name in award.companies.split("|"))) if award else ""
    return reading.given(
        budget=next((each.budget for each in reversed(notices) if each.budget), None), winner=winners,
        award_amount=next((each.award for each in reversed(notices) if each.award), None),
        awarded_on=award.on.isoformat() if award else None,
    )  # fmt: skip


def _text(notice: _Notice, organiser: str) -> str:
    return reading.lines(
        [
            ("公告類型", notice.type), ("機關名稱", organiser), ("標案案號", notice.job), ("標案名稱", notice.title),
            ("標的分類", notice.category), ("預算金額（元）", notice.budget), ("決標金額（元）", notice.award),
            ("得標廠商", notice.companies.replace("|", "、")), ("公告日期", f"{notice.on:%Y-%m-%d}"),
        ]
    )  # fmt: skip


READER = Reader("taiwan", "taiwan-pcc", Text("政府電子採購網公告", "Procurement notices of Taiwan"), rows)
