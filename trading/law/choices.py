"""Closed lists that particulars choose from. A member is its code; `text` is what users read."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from foundation.text import Text


class Choice(StrEnum):
    """
    A list of codes with their words: `HOUSING = "housing", "房屋建筑", "Housing"`.

    The member is its English code, as a `StrEnum` is; the words stand beside it and are never stored.
    """

    text: Text

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        """Make the member `code`, read as `zh` or `en`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.text = Text(zh, en)
        return member
