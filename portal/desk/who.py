"""Who takes a step, by the name that its procedure gives them."""

from __future__ import annotations

from accounts.roles import Role
from accounts.words import ROLES
from foundation.text import Text
from trading.law.procedure import Procedure


def named(role: Role, procedure: Procedure) -> Text:
    """Return a role by the name that this procedure gives it."""
    own = {Role.ORGANISER: procedure.organiser_title, Role.BIDDER: procedure.bidder_title}
    return own.get(role) or ROLES[role]
