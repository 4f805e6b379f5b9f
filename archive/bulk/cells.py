"""
Cells that no spreadsheet runs, and that programs can turn back.

A text that a spreadsheet would take for a formula gets an apostrophe before it; so does one that has apostrophes before what looks like
one, so that taking off one apostrophe always gives the text as it was. Numbers are numbers: none of ours begins with a sign.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

Cell = str | int | Decimal | bool | None
"""What stands in a table: a text, an exact number, a statement, nothing."""

# Full-width signs are taken for formulas where people type Chinese.
_FORMULA: Final = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_HARMLESS: Final = re.compile(r"''*\s*[=+\-@＝＋－＠]|''*[\t\r\n]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Return the text of which `harmless` made a cell."""
    return cell[1:] if _HARMLESS.match(cell) else cell


def cell(value: object) -> Cell:
    """Return a value of a release as a cell; several texts are parted by `;`, which none of our codes holds."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return harmless(";".join(map(str, value)))
    if value is None or isinstance(value, (bool, int, Decimal)):
        return value
    raise TypeError(f"{type(value).__name__} is no value of a table.")
