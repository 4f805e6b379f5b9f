"""
多轮次报价, sealed prices in rounds (网络竞价规则, 惯例): after each the best is published, and the next has to be above it.

The rounds end with the last of `rounds`, or with one in which nobody quotes.
"""

from __future__ import annotations

from typing import Literal

from toolkit.auctions.forms import sealed_rounds

State = sealed_rounds.State
take, show = sealed_rounds.take, sealed_rounds.show


class Rules(sealed_rounds.Rules):
    """The rules of a quotation in several rounds."""

    form: Literal["multi_round"] = "multi_round"


def begin(rules: Rules) -> State:
    """Return the state before the first quote."""
    return State()
