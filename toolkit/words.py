"""Words in the two languages of the platform; the toolkit stands below the platform and has its own."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for people: Chinese first. Codes are never words."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """Return the sentence in `language`; anything that is not English reads Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


def language_of_environment() -> str:
    """Return `en` where the environment asks for English (`LC_ALL`, `LC_MESSAGES`, `LANG`), else `zh`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"
