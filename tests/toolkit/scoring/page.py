"""
Writes the tables of `docs/formats/evaluation.md` from the words of the code, and its vectors: `python -m tests.toolkit.scoring.page`.

What stands between the tables is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from toolkit.scoring import words

PAGE = Path(__file__).parents[3] / "docs" / "formats" / "evaluation.md"


def tables() -> dict[str, str]:
    """Return each table by the heading above it."""
    figures = ((name, said.zh, said.en, unit) for name, (said, unit) in words.FIGURES.items())
    votes = ("votes_1 …", words.VOTES.zh, words.VOTES.en, words.COUNT)
    return {
        "### Figures": table(("Name", "中文", "English", "Unit"), (*figures, votes)),
        "### Reasons": table(
            ("Code", "中文", "English"), ((k, w.zh, w.en) for k, w in words.REASONS.items())
        ),
        "They are refused, not ranked.": table(
            ("Code", "中文", "English"), ((k, w.zh, w.en) for k, w in words.WORDS.items())
        ),
    }


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table whose first column is code."""
    lines = [head, ("---",) * len(head), *((f"`{first}`", *rest) for first, *rest in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(text: str) -> str:
    """Return the page with its tables written anew."""
    for heading, written in tables().items():
        pattern = re.compile(re.escape(heading) + r"\n\n(\|[^\n]*\n)+")
        text, count = pattern.subn(f"{heading}\n\n{written}\n".replace("\\", r"\\"), text)
        if count != 1:
            raise LookupError(heading)
    return text


if __name__ == "__main__":
    from tests.toolkit.scoring import vectors

    vectors.FILE.write_bytes(vectors.kept())
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
