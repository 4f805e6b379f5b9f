"""
一次报价, one sealed price each (网络竞价规则, 惯例): the highest that is not below the start price wins.

Equal ones go to further rounds, to the earliest, or to a draw, as the rules say.
"""

from __future__ import annotations

from typing import Literal

from toolkit.auctions.forms import sealed_rounds

State = sealed_rounds.State
take, show = sealed_rounds.take, sealed_rounds.show


class Rules(sealed_rounds.Rules):
    """The rules of a quotation in one round."""

    form: Literal["single_quote"] = "single_quote"
    rounds: Literal[1] = 1


def begin(rules: Rules) -> State:
    """Return the state before the first quote."""
    return State()
