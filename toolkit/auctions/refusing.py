"""How an auction says no: to one move, which stays in the log without effect, and to a whole log from which nothing follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from toolkit.auctions import words
from toolkit.refusals import Refused
from toolkit.words import Words


class Inadmissible(Refused):
    """A move that the rules and the moves before it do not allow; its details are texts and decimals."""

    vocabulary: ClassVar[Mapping[str, Words]] = words.REFUSALS


class Unfit(Refused):
    """No result follows from these rules and moves: they contradict themselves."""

    vocabulary: ClassVar[Mapping[str, Words]] = words.WORDS
