"""The closed lists of words that the API speaks in, read from the tables that define them."""

from __future__ import annotations

from accounts.duties import OPEN_ROLES
from accounts.models.members import HELD_ROLES
from accounts.roles import Role
from trading import registry
from trading.law.grammar import Phase

PHASES = tuple(phase.value for phase in Phase)
ROLES = tuple(role.value for role in Role)
MEMBER_ROLES = tuple(role.value for role in HELD_ROLES)
PARTY_ROLES = tuple(role.value for role in Role if role in OPEN_ROLES)


def kinds() -> tuple[str, ...]:
    """Return the kinds of deal; asked anew, for a kind may come with a new module."""
    return tuple(sorted({kind for kind, _ in registry.methods()}))


def methods() -> tuple[str, ...]:
    """Return the methods of all kinds."""
    return tuple(sorted({method for _, method in registry.methods()}))
