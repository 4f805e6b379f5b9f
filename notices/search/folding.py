"""
Texts as they are compared: traditional signs as simplified ones, full width as half, without case, accents and punctuation.

What is folded is a row of *runs* with one space between them: a run of signs that are written without spaces (Han, kana,
hangul), or a word of letters and digits. Folding goes sign by sign, so a part of a text folds to a part of the folded text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate, pairwise
from pathlib import Path

_SIGNS = "\u1100-\u11ff\u2e80-\u9fff\U00020000-\U0003ffff"
_OTHERS = "\u0000-\u10ff\u1200-\u2e7f\ua000-\U0001ffff\U00040000-\U0010ffff"
# Of the signs only what is a letter or a number: their punctuation parts runs as any other does.
_SIGN = re.compile(f"[^\\W{_OTHERS}]")
_RUN = re.compile(f"{_SIGN.pattern}+|[^\\W_{_SIGNS}]+")


def _simplified() -> dict[str, str]:
    lines = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
    groups = [group for line in lines if not line.startswith("#") for group in line.split()]
    return {sign: group[0] for group in groups for sign in group[1:]}


_SIMPLIFIED = _simplified()


class _Table(dict[int, str]):
    """What each sign is read as, worked out when it is first met; the rare planes beyond are worked out each time."""

    def __missing__(self, point: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(point)).casefold())
        read = "".join(_SIMPLIFIED.get(one, one) for one in plain if not _is_silent(one))
        if point < 0x30000:
            self[point] = read
        return read


def _is_silent(sign: str) -> bool:
    """Tell whether a sign is an accent, or one that is not seen: it neither stands for itself nor parts others."""
    kind = unicodedata.category(sign)
    return kind == "Cf" or kind.startswith("M")


_TABLE = _Table()


def runs(text: str) -> list[str]:
    """Return the runs of a text, folded."""
    return _RUN.findall(text.translate(_TABLE))


def fold(text: str) -> str:
    """Return the folded text: its runs with a space between them; empty if there is no sign, letter or digit."""
    return " ".join(runs(text))


def is_signs(run: str) -> bool:
    """Tell whether a run is of signs that are written without spaces; else it is a word."""
    return _SIGN.match(run) is not None


def places(text: str, phrase: str) -> list[tuple[int, int]]:
    """
    Return where a folded phrase stands in a text that is not folded, as half-open spans that do not overlap.

    A phrase that begins with a word stands where a word begins.
    """
    whole = text.translate(_TABLE)
    spans = (match.span() for match in re.finditer(_pattern(phrase.split()), whole))
    found = [
        (start, end) for start, end in spans if not start or is_signs(phrase) or not _continues(whole, start)
    ]
    # Most texts hold nothing: only for those that do is counted how long what each sign is read as is.
    ends = list(accumulate(len(_TABLE[ord(sign)]) for sign in text)) if found else []
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in found]


def _pattern(pieces: list[str]) -> str:
    """Return a folded phrase as an expression: what is written together may follow at once where signs and words meet."""
    between = ("+" if is_signs(one) == is_signs(following) else "*" for one, following in pairwise(pieces))
    return "".join(
        (pieces[0], *(f"[\\W_]{times}{piece}" for times, piece in zip(between, pieces[1:], strict=True)))
    )


def _continues(text: str, at: int) -> bool:
    """Tell whether the place lies within a word."""
    return _RUN.fullmatch(text[at - 1 : at + 1]) is not None
