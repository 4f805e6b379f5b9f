"""What may stand in a document as it is, what is written out instead, and which face shows what."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from archive.documents import outlines
from archive.documents.outlines import RARE, SANS, SERIF

_ORDER: Final = {SERIF: (SERIF, SANS, RARE), SANS: (SANS, SERIF, RARE)}
# They change how others are read or shown, or nothing that could be seen: whoever reads the page must see that they are there.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp"})
_SPACES: Final = {"\t": "    ", "\r\n": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def printable(text: str) -> str:
    """
    Return text as it can be set: lines end with a line feed, and what no face shows, or what hides, is named by its code, as 〔U+202E〕.

    Nothing is left out, and nothing is interpreted: markup stays what it is, characters.
    """
    for said, meant in _SPACES.items():
        text = text.replace(said, meant)
    return "".join(map(_shown, text))


def runs(text: str, style: str) -> Iterator[tuple[str, str]]:
    """Yield the face and the characters of each stretch of a printable text that one face shows, `style` before the others."""
    begun, current = 0, ""
    for n, character in enumerate(text):
        needed = face_of(character, style)
        if needed != current:
            if current:
                yield current, text[begun:n]
            begun, current = n, needed
    if current:
        yield current, text[begun:]


@lru_cache(maxsize=100_000)
def face_of(character: str, style: str) -> str:
    """Return the face that shows a printable character."""
    return next(name for name in _ORDER[style] if character in outlines.face(name))


@lru_cache(maxsize=100_000)
def width_of(character: str, style: str) -> int:
    """Return how wide a printable character is, in thousandths of the size."""
    return outlines.face(face_of(character, style)).width(character)


@lru_cache(maxsize=100_000)
def _shown(character: str) -> str:
    if character == "\n":
        return character
    if unicodedata.category(character) in _HIDDEN or not any(
        character in outlines.face(name) for name in _ORDER[SERIF]
    ):
        return f"〔U+{ord(character):04X}〕"
    return character
