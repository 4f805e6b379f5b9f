"""
Who takes part in a lot, for acts that are open to its bidders alone.

Registrations are kept by an upper floor, which says at start-up how they are read.
"""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Condition = Callable[[Lot, str], bool]
_conditions: dict[str, Condition] = {}


def register(name: str, condition: Condition) -> None:
    """Let `condition` say whether a party, by its id, takes part in a lot."""
    _conditions[name] = condition


def takes_part(lot: Lot, party_id: str) -> bool:
    """Tell whether a party takes part in a lot, by a registration of its own or as a member of a joint bid."""
    return any(condition(lot, party_id) for condition in _conditions.values())
