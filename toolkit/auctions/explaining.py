"""From codes to sentences, for a page or a console."""

from __future__ import annotations

from toolkit.auctions.results import Result, Turned
from toolkit.auctions.words import OUTCOMES, REASONS, REFUSALS
from toolkit.words import Words


def turned(one: Turned) -> Words:
    """Return why a move was refused, in words."""
    said = REFUSALS[one.reason.code]
    values = {detail.name: detail.value for detail in one.reason.details}
    return Words(said.zh.format(**values), said.en.format(**values))


def outcome(result: Result) -> Words:
    """Return how an auction ended and why, in words."""
    ended, why = OUTCOMES[result.outcome], REASONS[result.reason]
    return Words(f"{ended.zh}：{why.zh}", f"{ended.en}: {why.en}")
