"""What every reader is made of: where a row stands, how a field is read, and what is wrong with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from foundation import clock
from foundation.errors import Invalid
from foundation.text import Text

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One deal of a file: the number of the line (or of the element) where it begins, and how it is made a record."""

    number: int
    make: Callable[[], Record]


@dataclass(frozen=True)
class Reader:
    """
    A set of files: its name on the command line, the source code that its deals carry, and how its rows are read.

    A row that cannot be read raises `Invalid` when its record is made; a file that is not of the set raises `NotThisSet`.
    """

    name: str
    source: str
    title: Text
    rows: Callable[[Path], Iterator[Row]]


class NotThisSet(Exception):
    """The file is not what its set's files are."""


def refuse(code: str, zh: str, en: str, *, field: str = "") -> Invalid:
    """Return the refusal of a row."""
    words = Text(zh, en)
    return Invalid(code, words, fields={field: [words]} if field else None)


def no_organiser() -> Invalid:
    """Return the refusal of a row that names nobody whose deal it is."""
    return refuse("organiser_missing", "未载明组织方", "Names no organiser", field="organiser")


def table(path: Path, columns: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """
    Yield the rows of a CSV file, each with the line where it begins. `columns` are names that the head must have.

    :raises NotThisSet: if the head is another one.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(rows, [])
        if any(at >= len(head) or head[at] != name for at, name in columns.items()):
            raise NotThisSet(f"{path.name}: the head of this table is not {', '.join(columns.values())}")
        begins = rows.line_num + 1
        for row in rows:
            yield begins, row
            begins = rows.line_num + 1


def amount(text: str, *, times: int = 1, field: str) -> str | None:
    """Return an amount in yuan as text, or an area in m²; `None` for nothing. `times` makes it so of a larger unit."""
    text = text.strip().replace(",", "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,10})?", text, re.ASCII):
        raise refuse("not_a_number", f"不是数字：{text[:40]}", f"Not a number: {text[:40]}", field=field)
    return format((Decimal(text) * times).quantize(Decimal("0.01")), "f")


def day(text: str, *, field: str) -> date | None:
    """Return a day written `2016年01月04日`, `2016/1/4`, `2016-01-04` or `20160104`; `None` for nothing and for 1900."""
    parts = (
        re.fullmatch(r"(\d{4})[年/-]?(\d{1,2})[月/-]?(\d{1,2})日?", text.strip(), re.ASCII) if text else None
    )
    if parts is None and not text.strip():
        return None
    try:
        found = date(*(int(part) for part in parts.groups()))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise refuse("not_a_day", f"不是日期：{text[:40]}", f"Not a day: {text[:40]}", field=field) from None
    return found if found.year > 1900 else None


def instant(on: date, hour: int = 0) -> str:
    """Return an instant of a day in the platform's zone, as text."""
    return datetime.combine(on, time(hour), tzinfo=clock.ZONE).isoformat()


def iso(on: date | None) -> str | None:
    """Return a day as text."""
    return on.isoformat() if on else None


def lines(pairs: Iterable[tuple[str, object]]) -> str:
    """Return labelled values as the text of a notice, those that are empty left out."""
    return "\n".join(f"{label}：{value}" for label, value in pairs if value not in (None, ""))


def given(**values: Any) -> dict[str, Any]:
    """Return the values that are not empty."""
    return {name: value for name, value in values.items() if value not in (None, "")}


_ORGANISATION = re.compile(
    "公司|有限|局|厂|院|校|中心|站|所|会|社|部|集团|政府|委|学|队|办|馆|行|店|村|乡|镇|企业|合伙|矿|电|库|场|组|园|师|团|處|署|府"
)


def masked(names: str) -> str:
    """Return names with those of natural persons cut to the family name: 张三、李四 → 张某、李某."""
    if not names or _ORGANISATION.search(names):
        return names
    return "、".join(
        name if "某" in name else name[0] + "某" for name in re.split(r"[、,，;； ]+", names) if name
    )
