"""What is told of a file that is shown blind. Nothing here needs the libraries that read PDFs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal

Media = Literal["pdf", "text"]
LARGEST: Final = 100 * 2**20
WHOLE: Final = 0
"""The page of what belongs to none."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """That a page (0: none in particular) has at a place a word that was looked for."""

    page: int
    place: str
    word: str


@dataclass(frozen=True, slots=True)
class Search:
    """
    What was found; `unread` are the pages without text that can be read: pictures of pages, or letters that no table explains.

    `undrawn` are those with remarks, filled-in forms, stamps or signatures, which no copy shows; `pictured` those that show pictures,
    whose letters nothing here reads: a logo, a seal, a photograph of a sign.
    """

    found: tuple[Found, ...] = ()
    unread: tuple[int, ...] = ()
    undrawn: tuple[int, ...] = ()
    pictured: tuple[int, ...] = ()

    @property
    def unchecked(self) -> list[int]:
        """The pages of which something may be read by people that was not looked through, each once."""
        return sorted({*self.unread, *self.pictured})

    @property
    def pages(self) -> list[int]:
        """The pages that name somebody, each once."""
        return sorted({one.page for one in self.found})


@dataclass(frozen=True, slots=True)
class Prepared:
    """The copy, of which media it is, and what a search found in the file (`before`) and finds in the copy (`after`)."""

    media: Media
    content: bytes = field(repr=False)
    original_sha256: str
    before: Search
    after: Search

    @property
    def sha256(self) -> str:
        """The copy's digest."""
        return hashlib.sha256(self.content).hexdigest()
