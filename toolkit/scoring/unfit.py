"""What is said of inputs from which no result follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from toolkit.refusals import Refused
from toolkit.scoring import words
from toolkit.words import Words


class Unfit(Refused):
    """No result follows from these inputs: they contradict each other, lack something, or hold what the law forbids."""

    vocabulary: ClassVar[Mapping[str, Words]] = words.WORDS
