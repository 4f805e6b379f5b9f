"""
Every reason to say no, with its stable code and its words.

Codes are part of the format: clients and pages tell them apart, `docs/formats/sealed-bid.md` lists them, and a test keeps
the three in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from toolkit import filing_words, opening_words, passkey_words
from toolkit.words import Words

WORDS: dict[str, Words] = {**filing_words.WORDS, **opening_words.WORDS, **passkey_words.WORDS}


class Refused(Exception):
    """
    A no that the caller can understand: `code` is stable, `detail` is for machines, the words are in `WORDS`.

    Nothing secret is ever in `detail`.
    """

    vocabulary: ClassVar[Mapping[str, Words]] = WORDS

    def __init__(self, code: str, /, **detail: Any) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.words = self.vocabulary[code]

    def __str__(self) -> str:
        return f"{self.code}: {self.words.zh}" + (f" {self.detail}" if self.detail else "")
