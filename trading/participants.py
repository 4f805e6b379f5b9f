"""
Who takes part in a lot, for acts that are open to its bidders alone, and who of them may buy.

Registrations are kept by an upper floor, which says at start-up how they are read.
"""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Condition = Callable[[Lot, str], bool]
_conditions: dict[str, tuple[Condition, Condition]] = {}


def register(name: str, takes: Condition, buys: Condition) -> None:
    """Let `takes` say whether a party, by its id, takes part in a lot, and `buys` whether it may be sold to."""
    _conditions[name] = takes, buys


def takes_part(lot: Lot, party_id: str) -> bool:
    """Tell whether a party takes part in a lot, by a registration of its own or as a member of a joint bid."""
    return any(takes(lot, party_id) for takes, _ in _conditions.values())


def may_buy(lot: Lot, party_id: str) -> bool:
    """Tell whether a party may be sold to: it qualified by a registration of its own, and its deposit is there."""
    return any(buys(lot, party_id) for _, buys in _conditions.values())
