"""Tables over as many pages as they need: labelled rows, and columns under headings that are repeated on each page. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from archive.documents.marks import GREY, HAIR, INK, LEFT, MEASURE, TINT, Block, Mark, Tag, Type, Words
from archive.documents.outlines import SANS, SERIF
from archive.documents.setting import Line, lines, natural

if TYPE_CHECKING:
    from archive.documents.pages import Composer

Said = Mapping[str, str]
CELL: Final = Type(SERIF, 9.2)
LABEL: Final = Type(SANS, 8.6, INK)
ENGLISH: Final = Type(SANS, 6.4, GREY)
LEADING, ENGLISH_LEADING, PADDING = 14.0, 8.5, 4.5
LABEL_WIDTH = 140.0
_FIGURE: Final = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?%?")
_FEWEST_LINES = 2
_TALL = 300.0
_APART = 6.0
_WIDEST = 400.0
_WORD: Final = re.compile(r"[!-~]{1,20}(?![!-~])")
"""What is better not broken: amounts, days, credit codes. A digest is longer than a column."""


@dataclass(slots=True)
class Cell:
    """A cell: its lines with the type and leading of each, what stands beside the first, and whether it stands to the right."""

    said: list[tuple[Line, Type, float]]
    role: str = "TD"
    scope: str = ""
    is_figure: bool = False
    beside: Line | None = None

    @property
    def height(self) -> float:
        """How high its lines are."""
        return sum(leading for _, _, leading in self.said)


def labelled(composer: Composer, rows: Sequence[Mapping[str, Said]]) -> None:
    """Set labels with their values, each under a thin rule."""
    tag = composer.root.add("Table")
    widths = [LABEL_WIDTH, MEASURE - LABEL_WIDTH]
    _rule(composer)
    for row in rows:
        label = _headed(row["label"], LABEL_WIDTH - 2 * PADDING, scope="Row")
        _row(composer, tag, [label, _cell(row["value"]["zh"], widths[1] - 2 * PADDING)], widths, tinted=1)
    composer.y -= 6


def table(composer: Composer, header: Sequence[Said], rows: Sequence[Sequence[Said]]) -> None:
    """Set a table; its headings are read once and shown on each page."""
    tag = composer.root.add("Table")
    widths = _widths(header, rows)
    heads = [
        _headed(one, width - 2 * PADDING, scope="Column") for one, width in zip(header, widths, strict=False)
    ]
    for n, one in enumerate(heads):
        one.is_figure = bool(rows) and all(_FIGURE.fullmatch(row[n]["zh"]) for row in rows if n < len(row))
    height = max((one.height for one in heads), default=0.0) + 2 * PADDING
    composer.need(height + 3 * LEADING)
    _rule(composer)
    if heads:
        _row(composer, tag, heads, widths, tinted=len(heads))
    for row in rows:
        cells = [
            _cell(one["zh"], width - 2 * PADDING, figures=True)
            for one, width in zip(row, widths, strict=False)
        ]
        _row(composer, tag, cells, widths, heads=heads)
    composer.y -= 6


def _row(
    composer: Composer, tag: Tag, cells: Sequence[Cell], widths: Sequence[float], *, tinted: int = 0,
    heads: Sequence[Cell] = (),
) -> None:  # fmt: skip
    """Set a row where it fits; one that is higher than half a page is parted between lines."""
    row = tag.add("TR")
    parts = [(row.add(cell.role, scope=cell.scope), cell) for cell in cells]
    rest = [list(cell.said) for cell in cells]
    first = True
    while first or any(rest):
        height = max(sum(one[2] for one in left) for left in rest) + 2 * PADDING
        room = composer.left
        if height > room:
            is_tall = height > _TALL and room > _FEWEST_LINES * LEADING + 2 * PADDING
            if not is_tall:
                composer.turn()
                _again(composer, heads, widths)
                room = composer.left
        room = min(room, height) - 2 * PADDING
        taken = [_take(left, room) for left in rest]
        height = max(sum(one[2] for one in some) for some in taken) + 2 * PADDING
        _draw(composer, [part for part, _ in parts], cells, taken, widths, height, tinted)
        first = False


def _take(left: list[tuple[Line, Type, float]], room: float) -> list[tuple[Line, Type, float]]:
    taken: list[tuple[Line, Type, float]] = []
    used = 0.0
    while left and used + left[0][2] <= room + 0.01:
        used += left[0][2]
        taken.append(left.pop(0))
    return taken


def _again(composer: Composer, heads: Sequence[Cell], widths: Sequence[float]) -> None:
    """Show the headings on another page, as decoration: they were read."""
    _rule(composer)
    if heads:
        height = max(one.height for one in heads) + 2 * PADDING
        said = [one.said for one in heads]
        _draw(composer, [None] * len(heads), heads, said, widths, height, len(heads))


def _draw(
    composer: Composer, tags: Sequence[Tag | None], cells: Sequence[Cell],
    said: Sequence[Sequence[tuple[Line, Type, float]]], widths: Sequence[float], height: float, tinted: int,
) -> None:  # fmt: skip
    composer.y -= height
    if tinted:
        composer.put(None, Block(LEFT, composer.y, sum(widths[:tinted]), height - 0.25, TINT))
    x = LEFT
    for tag, cell, some, width in zip(tags, cells, said, widths, strict=False):
        y = composer.y + height - PADDING + 1.5
        marks: list[Mark] = []
        for line, type_, leading in some:
            y -= leading
            at = x + width - PADDING - line.width if cell.is_figure else x + PADDING
            marks.append(Words(at, y + leading * 0.27, line, type_))
            if cell.beside and line is cell.said[0][0]:
                marks.append(Words(at + line.width + _APART, y + leading * 0.27, cell.beside, ENGLISH))
        if marks:
            composer.put(tag, *marks)
        x += width
    _rule(composer)


def _rule(composer: Composer) -> None:
    composer.put(None, Block(LEFT, composer.y - 0.25, MEASURE, 0.5, HAIR))


def _cell(said: str, width: float, *, figures: bool = False) -> Cell:
    set_ = lines(said, style=CELL.style, size=CELL.size, width=width)
    return Cell([(one, CELL, LEADING) for one in set_], is_figure=figures and bool(_FIGURE.fullmatch(said)))


def _headed(said: Said, width: float, *, scope: str) -> Cell:
    """Return a heading cell: Chinese, and smaller beside or below it English where it says something else."""
    chinese = lines(said["zh"], style=LABEL.style, size=LABEL.size, width=width)
    found = [(one, LABEL, LEADING - 1) for one in chinese]
    if said["en"].strip() and said["en"] != said["zh"]:
        english = lines(said["en"], style=ENGLISH.style, size=ENGLISH.size, width=width)
        room = width - chinese[0].width - _APART
        if scope == "Row" and len(chinese) == len(english) == 1 and english[0].width <= room:
            # With a space before it, for who hears it read.
            return Cell(found, "TH", scope, beside=replace(english[0], text=f" {english[0].text}"))
        found += [(one, ENGLISH, ENGLISH_LEADING) for one in english]
    return Cell(found, "TH", scope)


def _widths(header: Sequence[Said], rows: Sequence[Sequence[Said]]) -> list[float]:
    """Return how wide each column is: figures and codes are not broken where that can be, and long texts share what is left."""
    count = max(len(header), *(len(row) for row in rows))
    fewest, wanted = [30.0] * count, [30.0] * count
    for n, one in enumerate(header):
        fewest[n] = max(fewest[n], min(natural(one["zh"], style=SANS, size=LABEL.size), 6 * LABEL.size))
    for row in rows:
        for n, one in enumerate(row):
            wanted[n] = max(wanted[n], min(natural(one["zh"], style=SERIF, size=CELL.size), _WIDEST))
            for word in _WORD.findall(one["zh"]):
                fewest[n] = max(fewest[n], natural(word, style=SERIF, size=CELL.size))
    fewest = [one + 2 * PADDING + 1 for one in fewest]
    wanted = [max(one + 2 * PADDING + 1, least) for one, least in zip(wanted, fewest, strict=True)]
    room = MEASURE - sum(fewest)
    if room < 0:
        return [one * MEASURE / sum(fewest) for one in fewest]
    if sum(wanted) <= MEASURE:
        return [one + (MEASURE - sum(wanted)) / count for one in wanted]
    more = [(most - least) ** 0.5 for most, least in zip(wanted, fewest, strict=True)]
    return [least + room * one / sum(more) for least, one in zip(fewest, more, strict=True)]
