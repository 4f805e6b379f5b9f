"""Statutes and articles: what every number and every refusal stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verified(StrEnum):
    """How the wording behind an article was checked."""

    TEXT = "text"  # read in the statute itself
    SECONDARY = "secondary"  # read in a source that quotes it
    MEMORY = "memory"  # cited from memory: shown with 条号待核


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute, regulation or ministerial document. `title` is never translated; `note` helps English readers."""

    code: str
    title: str
    edition: str
    note: str = ""
    verified: Verified = Verified.MEMORY

    def article(self, number: str, *, verified: Verified | None = None) -> Law:
        """Return the citation of an article, numbered as in "24" or "16-2" (paragraph 2)."""
        return Law(self, number, verified or self.verified)


@dataclass(frozen=True, slots=True)
class Law:
    """A statute and article: what every number and every refusal stands on."""

    statute: Statute
    number: str
    verified: Verified

    def __str__(self) -> str:
        article, _, paragraph = self.number.partition("-")
        words = f"《{self.statute.title}》"
        if article:
            words += f"第{article}条" + (f"第{paragraph}款" if paragraph else "")
        return words + ("（条号待核）" if self.verified is Verified.MEMORY else "")
