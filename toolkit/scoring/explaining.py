"""From codes to sentences: why a bid stands where it stands, for a page or a console."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from toolkit.scoring.results import Placing, Reason
from toolkit.scoring.words import FIGURES, REASONS, VOTES
from toolkit.words import Words

OTHER_BIDS: Final = ("than", "stays", "chosen")
"""The details of reasons that name another bid."""


def figure(name: str) -> Words:
    """Return what a figure is called."""
    if name in FIGURES:
        return FIGURES[name][0]
    number = name.removeprefix("votes_")
    return Words(VOTES.zh.format(round=number), VOTES.en.format(round=number))


def sentence(reason: Reason, names: Mapping[str, str] = MappingProxyType({})) -> Words:
    """Return a reason in words; what it names by code is called by its name, and another bid by that in `names`, by ids of bids."""
    said = REASONS[reason.code]
    values = {
        one.name: names.get(one.value, one.value) if one.name in OTHER_BIDS else one.value
        for one in reason.details
    }
    zh, en = dict(values), dict(values)
    if "by" in values:
        zh["by"], en["by"] = figure(values["by"]).zh, figure(values["by"]).en
    return Words(said.zh.format(**zh), said.en.format(**en))


def why(placing: Placing) -> tuple[Words, ...]:
    """Return the reasons of a bid in words, in the order in which they arose."""
    return tuple(map(sentence, placing.reasons))
