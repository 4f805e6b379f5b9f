"""What every page shows: the platform's clock and who acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.roles import Role
from accounts.words import ROLES
from foundation import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; the clock is asked only where a page shows it."""
    actor = getattr(request, "actor", None)
    role = actor.role if actor is not None else Role.PUBLIC
    return {
        "platform_now": SimpleLazyObject(clock.now),
        "is_demo": settings.MODE == "demo",
        "acting_as": None if role is Role.PUBLIC else ROLES.get(role),
    }
