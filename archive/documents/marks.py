"""What stands on a page, and what it is: lines of type, rules and tints, each the content of a tag or decoration. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from archive.documents.setting import Line

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 62.0, WIDTH - 62.0, HEIGHT - 70.0, 88.0
MEASURE: Final = RIGHT - LEFT

Colour = tuple[float, float, float]
INK: Final = (0.12, 0.12, 0.13)
GREY: Final = (0.40, 0.40, 0.42)
RED: Final = (0.75, 0.08, 0.10)
HAIR: Final = (0.78, 0.77, 0.75)
TINT: Final = (0.963, 0.957, 0.945)


@dataclass(eq=False, slots=True)
class Tag:
    """
    A part of the document's structure, by its standard type (ISO 32000-1, section 14.8.4).

    `places` are the pages and marks of its content, kept while it is drawn; one that is told in words (`alt`) is a picture.
    """

    role: str
    parent: Tag | None = None
    kids: list[Tag] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    scope: str = ""
    alt: str = ""
    box: tuple[float, float, float, float] | None = None

    def add(self, role: str, *, scope: str = "", alt: str = "") -> Tag:
        """Return a new part within this one, behind those that it has."""
        kid = Tag(role, self, scope=scope, alt=alt)
        self.kids.append(kid)
        return kid


@dataclass(frozen=True, slots=True)
class Type:
    """How characters look: face, size in points, colour, and whether they are drawn heavier."""

    style: str
    size: float
    colour: Colour = INK
    heavy: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of type that begins at `x` on the base line `y`."""

    x: float
    y: float
    line: Line
    type: Type


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle, from its lower left corner. Rules are thin ones."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Drawing:
    """Operators of PDF, as they are."""

    code: str


Mark = Words | Block | Drawing


@dataclass(slots=True)
class Page:
    """A page: its marks in reading order, each stretch with the tag whose content it is; `None` is decoration."""

    stretches: list[tuple[Tag | None, list[Mark]]] = field(default_factory=list)

    def put(self, tag: Tag | None, *marks: Mark) -> None:
        """Put marks on the page, behind what is there."""
        if self.stretches and self.stretches[-1][0] is tag:
            self.stretches[-1][1].extend(marks)
        else:
            self.stretches.append((tag, list(marks)))
