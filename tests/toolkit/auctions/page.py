"""
Writes the tables of `docs/formats/auction.md` from the words of the code, and its vectors: `python -m tests.toolkit.auctions.page`.

What stands between the tables is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.toolkit.auctions.detailed import DETAILS
from tests.toolkit.scoring.page import table
from toolkit.auctions import words
from toolkit.words import Words

PAGE = Path(__file__).parents[3] / "docs" / "formats" / "auction.md"


def tables() -> dict[str, str]:
    """Return each table by the heading above it."""
    refusals = (
        (code, ", ".join(f"`{name}`" for name in DETAILS.get(code, ())), said.zh, said.en)
        for code, said in words.REFUSALS.items()
    )
    return {
        "### Forms": _words(words.FORMS),
        "### Phases": _words(words.PHASES),
        "### Outcomes": _words(words.OUTCOMES),
        "### Reasons": _words(words.REASONS),
        "### Refusals of moves": table(("Code", "Details", "中文", "English"), refusals),
        "From such a file no result follows at all.": _words(words.WORDS),
    }


def _words(said: Mapping[str, Words]) -> str:
    return table(("Code", "中文", "English"), ((code, one.zh, one.en) for code, one in said.items()))


def page(text: str) -> str:
    """Return the page with its tables written anew."""
    for heading, written in tables().items():
        pattern = re.compile(re.escape(heading) + r"\n\n(\|[^\n]*\n)+")
        text, count = pattern.subn(f"{heading}\n\n{written}\n".replace("\\", r"\\"), text)
        if count != 1:
            raise LookupError(heading)
    return text


if __name__ == "__main__":
    from tests.toolkit.auctions import vectors

    vectors.FILE.write_bytes(vectors.kept())
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
