"""Words that users read, in the two languages of the platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A user-facing text: Chinese first, English a click away. Codes are never texts."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def to(self, language: str) -> str:
        """Return the text in `language` (a BCP 47 tag); anything that is not English reads Chinese."""
        return self.en if language.lower().startswith("en") else self.zh

    def format(self, **values: object) -> Text:
        """Return the text with `{name}` fields filled in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))
