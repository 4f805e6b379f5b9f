"""Setting type: text into lines, by the rules of Chinese (what may not begin or end a line), with Latin words kept whole. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.documents.characters import printable, width_of

NOT_FIRST: Final = frozenset("，。、；：？！）》」』】〕〉”’…—·％℃‰°,.;:?!)]}%")
"""What may not begin a line (GB/T 15834, section 5.1)."""
NOT_LAST: Final = frozenset("（《「『【〔〈“‘￥¥([{")
"""What may not end one."""
_LOOSEST: Final = 0.08
"""How far characters of a line may be set apart so that it reaches the margin, in parts of the size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its characters, how wide they are, and how far apart they are set, in points."""

    text: str
    width: float
    apart: float = 0.0


def lines(text: str, *, style: str, size: float, width: float, justified: bool = False) -> list[Line]:
    """
    Return what `text` comes to in lines of at most `width` points; an empty one is one empty line.

    A word longer than a line is broken where the line ends. `justified` lines reach the margin, but for the last of a paragraph.
    """
    found: list[Line] = []
    for paragraph in printable(text).split("\n"):
        made = list(_broken(paragraph, style, size, width))
        if justified:
            made = [_spread(one, size, width) for one in made[:-1]] + made[-1:]
        found += made
    return found


def natural(text: str, *, style: str, size: float) -> float:
    """Return how wide the longest line of `text` would be if none were broken, in points."""
    scale = size / 1000
    return max(
        sum(width_of(one, style) for one in paragraph) * scale for paragraph in printable(text).split("\n")
    )


def _broken(text: str, style: str, size: float, width: float) -> Iterator[Line]:
    scale, limit = size / 1000, width + 0.01
    begun, reached, opening, at_opening = 0, 0.0, 0, 0.0
    n = 0
    while n < len(text):
        advance = width_of(text[n], style) * scale
        if n > begun and _may_break(text[n - 1], text[n]):
            opening, at_opening = n, reached
        if reached + advance > limit and n > begun and text[n] != " ":
            cut, used = (opening, at_opening) if opening > begun else (n, reached)
            yield _line(text[begun:cut], used, style, scale)
            begun = opening = cut
            reached -= used
            continue
        reached += advance
        n += 1
    yield _line(text[begun:], reached, style, scale)


def _line(text: str, width: float, style: str, scale: float) -> Line:
    bare = text.rstrip(" ")
    return Line(bare, width - (len(text) - len(bare)) * width_of(" ", style) * scale)


def _may_break(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST or after == " ":
        return False
    if before == " ":
        return True
    return not (_is_of_a_word(before) and _is_of_a_word(after)) or before in "-/"


def _is_of_a_word(character: str) -> bool:
    return character < "\u2e80" and not character.isspace()


def _spread(line: Line, size: float, width: float) -> Line:
    gaps = len(line.text) - 1
    apart = (width - line.width) / gaps if gaps > 0 else 0.0
    return Line(line.text, line.width, apart) if 0 < apart <= size * _LOOSEST else line
