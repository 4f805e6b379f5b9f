"""What was typed into the forms of an evaluation, as the database can keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from bidding.models.evaluation import LONGEST_WORDS
from foundation.errors import Invalid
from foundation.text import Text
from portal.mistakes import Mistake

_VALUE, _WORDS = "value-", "words-"
_LONGEST = {
    "words": LONGEST_WORDS, "reason": LONGEST_WORDS, "law": 40, "city": 100, "room": 100,
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text without NUL, each end of a line as one character, which is how the browser counts them."""
    return text.replace("\r\n", "\n").replace("\x00", "")


def read(given: QueryDict) -> QueryDict:
    """
    Return a form in plain text.

    :raises Invalid: `words_too_long`, field by field.
    """
    found, wrong = given.copy(), {}
    for name, values in given.lists():
        found.setlist(name, [plain(one) for one in values])
        longest = _LONGEST.get(name)
        if longest is not None and len(str(found[name]).strip()) > longest:
            wrong[name] = [Text("最多{longest}个字", "{longest} characters at most").format(longest=longest)]
    if wrong:
        raise Invalid("words_too_long", Text("文字过长", "The text is too long"), fields=wrong)
    return found


def entries(posted: QueryDict) -> dict[str, dict[str, Any]]:
    """Return what was typed on a sheet, by code; what has neither a value nor words was not written."""
    codes = {key.partition("-")[2] for key in posted if key.startswith((_VALUE, _WORDS))}
    found = {
        code: {
            "value": plain(posted.get(_VALUE + code, "")).strip(),
            "words": plain(posted.get(_WORDS + code, "")).strip(),
        }
        for code in sorted(codes)
    }
    return {code: entry for code, entry in found.items() if any(entry.values())}


def version(posted: QueryDict) -> int:
    """Return which version of a sheet was seen by whoever sends it."""
    return int(written) if (written := posted.get("version", "")).isdecimal() else 0


def placed(found: Sequence[Mistake]) -> list[Mistake]:
    """Return mistakes with the fields as they are named on the page of a sheet."""
    return [replace(one, field=_VALUE + one.field) if one.field else one for one in found]
