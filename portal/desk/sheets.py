"""Item lines as a spreadsheet (Office Open XML): out as text that no program runs, in with an error for each row."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook

from foundation.errors import Invalid
from foundation.text import Text
from portal.desk.document_form import ITEM_FIELDS, MOST_LINES
from portal.desk.typed import Tree
from trading import particulars
from trading.law.tender_document import Item

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
COLUMNS: Mapping[str, Text] = {
    "number": Text("编号", "Number"),
    "name": Text("名称", "Name"),
    "unit": Text("计量单位", "Unit"),
    "quantity": Text("数量", "Quantity"),
    "ceiling_unit_price": Text("最高限制单价", "Ceiling of the unit price"),
    "specification": Text("规格型号或要求", "Specification"),
}
_UNREADABLE = Text("不是可以读取的 XLSX 文件", "Not an XLSX file that can be read")


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row of a sheet, counted as the spreadsheet counts it."""

    row: int
    column: Text
    message: Text


@dataclass(frozen=True)
class Sheet:
    """Item lines as read, and every error: lines are taken over only where there is none."""

    lines: Sequence[Tree]
    wrong: Sequence[Wrong]


def write(items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return item lines as a spreadsheet with a heading; every cell is text, so that what looks like a formula stays words."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "清单"
    sheet.append([COLUMNS[name].zh for name in ITEM_FIELDS])
    for row, item in enumerate(items, start=2):
        for column, name in enumerate(ITEM_FIELDS, start=1):
            cell = sheet.cell(row, column, _printable(str(item.get(name) or "")))
            cell.data_type = "s"  # the library takes what begins with = for a formula
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _printable(text: str) -> str:
    """Return a text without control signs, which the format has no place for."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def read(content: bytes) -> Sheet:
    """
    Return the item lines of the first sheet, found by the names in its first row in either language.

    :raises Invalid: `sheet_unreadable` for what is no such file or too large, `sheet_columns` where a column is missing,
        `sheet_too_long`.
    """
    if len(content) > MOST_BYTES:
        raise _refused("sheet_unreadable", Text("文件超过 4 MB", "The file is larger than 4 MB"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise _refused(
                    "sheet_unreadable", Text("文件展开后过大", "The file is too large once it is unpacked")
                )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_LINES + 2, max_col=64)
        return _sheet([tuple(row) for row in rows])
    except Invalid:
        raise
    except Exception as error:  # whatever a broken file makes of the reader: there is no list of it
        raise _refused("sheet_unreadable", _UNREADABLE) from error


def _sheet(rows: Sequence[tuple[Any, ...]]) -> Sheet:
    places = _columns(rows[0] if rows else ())
    if len(rows) > MOST_LINES + 1:
        said = Text(f"最多 {MOST_LINES} 行", f"At most {MOST_LINES} rows")
        raise _refused("sheet_too_long", said)
    lines: list[Tree] = []
    wrong: list[Wrong] = []
    for number, row in enumerate(rows[1:], start=2):
        line = {
            name: _text(row[place]) if place is not None and place < len(row) else ""
            for name, place in places.items()
        }
        if not any(line.values()):
            continue
        lines.append(line)
        wrong += _problems(line, number)
    return Sheet(lines, wrong)


def _columns(heading: tuple[Any, ...]) -> dict[str, int | None]:
    names = {_text(cell).casefold(): place for place, cell in enumerate(heading)}
    found = {name: names.get(title.zh, names.get(title.en.casefold())) for name, title in COLUMNS.items()}
    missing = [COLUMNS[name] for name in ("number", "name", "unit", "quantity") if found[name] is None]
    if missing:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise _refused("sheet_columns", Text(f"第一行缺少列：{zh}", f"The first row lacks the columns: {en}"))
    return found


def _text(value: Any) -> str:
    """Return a cell as somebody would type it: numbers as the sheet keeps them, without the noise of binary fractions."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


def _problems(line: Tree, number: int) -> Iterator[Wrong]:
    data = {name: value for name, value in line.items() if value}
    data |= {
        name: value.replace(",", "")
        for name, value in data.items()
        if name in ("quantity", "ceiling_unit_price")
    }
    try:
        particulars.parse(Item, data)
    except Invalid as refused:
        for name, said in refused.fields.items():
            for words in said:
                yield Wrong(
                    number,
                    COLUMNS.get(name, Text(name, name)),
                    words if isinstance(words, Text) else Text(words, words),
                )


def _refused(code: str, words: Text) -> Invalid:
    return Invalid(code, words, fields={"sheet": [words]})
