"""Files that take one release after the other and keep none of them: JSON lines, tables of CSV, a workbook."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final, Protocol, Self

import xlsxwriter

from archive.bulk.cells import Cell
from archive.bulk.tables import TABLES
from archive.bulk.tables import rows as rows_of
from archive.ocds.values import decode

_EPOCH: Final = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the oldest that an archive can say: a file tells of its content, not of when it was made
LONGEST_CELL: Final = 32_767
LAST_ROW: Final = 1_048_575
"""What Excel takes: characters in a cell, and the number of a sheet's last row, counted from 0."""
_EXACT_DIGITS: Final = 15  # of a number of a spreadsheet


class Writer(Protocol):
    """What takes releases, in both their forms, until it is closed."""

    def add(self, text: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Take a release as its JSON and as its rows."""

    def close(self) -> None:
        """Write what is left."""


class Lines:
    """One release a line, gzipped; such files put behind each other are one again."""

    def __init__(self, path: Path) -> None:
        self._open = ExitStack()
        raw = self._open.enter_context(path.open("wb"))
        self._file = self._open.enter_context(gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0))

    def add(self, text: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Take a release."""
        self._file.write(f"{text}\n".encode())

    def close(self) -> None:
        """Write what is left."""
        self._open.close()


class Tables:
    """A table of CSV (RFC 4180, UTF-8 with its mark) for each of `TABLES` that has rows, in one archive."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[int, IO[str]] = {}
        self._writers: dict[int, Any] = {}

    def add(self, text: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Take a release."""
        for number, row in rows:
            if number not in self._files:
                self._begin(number)
            self._writers[number].writerow([_text(one) for one in row])

    def _begin(self, number: int) -> None:
        # Without the mark Excel reads a file in the code page of the machine, and no Chinese is left of it.
        file = self._beside(number).open("w", encoding="utf-8-sig", newline="")
        self._files[number], self._writers[number] = file, csv.writer(file)
        self._writers[number].writerow(TABLES[number].columns)

    def _beside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    def close(self) -> None:
        """Put the tables into the archive."""
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for number in sorted(self._files):
                self._files[number].close()
                entry = zipfile.ZipInfo(f"{TABLES[number].name}.csv", _EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with (
                    self._beside(number).open("rb") as whole,
                    archive.open(entry, "w", force_zip64=True) as kept,
                ):
                    shutil.copyfileobj(whole, kept, io.DEFAULT_BUFFER_SIZE * 16)
                self._beside(number).unlink()


class Workbook:
    """A sheet for each of `TABLES` that has rows; what does not fit on one goes on on the next, `name_2`."""

    def __init__(self, path: Path, last_row: int = LAST_ROW) -> None:
        settings = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), settings)
        self._book.set_properties({"created": datetime(*_EPOCH)})  # noqa: DTZ001  as the archive says it, without a zone
        self._bold = self._book.add_format({"bold": True})
        self._sheets: dict[int, Any] = {}
        self._next: dict[int, int] = {}
        self._count: dict[int, int] = {}
        self._last_row = last_row

    def add(self, text: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Take a release."""
        for number, row in rows:
            if self._next.get(number, self._last_row + 1) > self._last_row:
                self._begin(number)
            sheet, at = self._sheets[number], self._next[number]
            for column, one in enumerate(row):
                _put(sheet, at, column, one)
            self._next[number] = at + 1

    def _begin(self, number: int) -> None:
        count = self._count[number] = self._count.get(number, 0) + 1
        name = TABLES[number].name if count == 1 else f"{TABLES[number].name}_{count}"
        sheet = self._sheets[number] = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(TABLES[number].columns):
            sheet.write_string(0, column, title, self._bold)
        self._next[number] = 1

    def close(self) -> None:
        """Write the workbook."""
        if not self._sheets:
            self._book.add_worksheet(TABLES[0].name)
        self._book.close()


WRITERS: Final[Mapping[str, Callable[[Path], Writer]]] = {
    "jsonl.gz": Lines,
    "csv.zip": Tables,
    "xlsx": Workbook,
}
"""What makes each format, by the ending of its files."""


class Several:
    """All formats at once, so that each release is read once."""

    def __init__(self, paths: dict[str, Path]) -> None:
        self._writers = [WRITERS[name](path) for name, path in paths.items()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for one in self._writers:
            one.close()

    def add(self, text: str) -> None:
        """Take a release as its JSON."""
        found = list(rows_of(decode(text)))
        for one in self._writers:
            one.add(text, found)


def _text(one: Cell) -> str:
    if isinstance(one, bool):
        return "true" if one else "false"
    return format(one, "f") if isinstance(one, Decimal) else "" if one is None else str(one)


def _put(sheet: Any, row: int, column: int, one: Cell) -> None:
    if isinstance(one, bool):
        sheet.write_boolean(row, column, one)
    elif isinstance(one, str):
        sheet.write_string(row, column, one if len(one) <= LONGEST_CELL else f"{one[: LONGEST_CELL - 1]}…")
    elif one is not None and len(Decimal(one).normalize().as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(row, column, one)
    elif one is not None:  # as a number it would lose digits
        sheet.write_string(row, column, _text(one))
