"""Tables as files that people open in a spreadsheet and programs read: CSV (RFC 4180) in UTF-8."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer

MEDIA_TYPE = "text/csv"
# Without the mark Excel reads a file in the code page of the machine, and no Chinese is left of it.
_MARK = "\ufeff"
# What a spreadsheet runs as a formula; a number or a share may begin with a sign.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?", re.ASCII)


class Offered(JSONRenderer):
    """Lets a reader ask for CSV in so many words; what it writes itself are problems."""

    media_type = MEDIA_TYPE


def answer(name: str, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table as a file to keep; the name is of ASCII."""
    written = io.StringIO(_MARK)
    written.seek(0, io.SEEK_END)
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    response = HttpResponse(written.getvalue(), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(cell: object) -> str:
    """Return a cell as text that no spreadsheet runs: a text that looks like a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
