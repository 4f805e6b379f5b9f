"""How often a known client may write; whoever only reads is not counted."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

WRITES, SECONDS = 1200, 60


class Writes(SimpleRateThrottle):
    """
    So many writes a minute for each member in each web process.

    The count stays in the process: no request waits for another server to count it, and no failure of one stops
    writing. Reads are cheap (what visitors get alike is kept), and floods are the proxy's to stop.
    """

    scope = "writes"
    rate = f"{WRITES}/minute"
    cache = LocMemCache("api.writes", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return whom to count; None counts nobody."""
        actor: Any = request._request.actor  # type: ignore[attr-defined]
        if request.method in ("GET", "HEAD", "OPTIONS") or actor.user_id is None:
            return None
        return f"writes:{actor.label}"

    def tell(self, response: HttpResponseBase) -> None:
        """Say in the answer what is allowed and what is left (draft-ietf-httpapi-ratelimit-headers)."""
        history = getattr(self, "history", None)
        if history is None:
            return
        left = max(0, WRITES - len(history))
        seconds = round(SECONDS - (time.time() - history[-1])) if history else SECONDS
        response["RateLimit-Policy"] = f'"writes";q={WRITES};w={SECONDS}'
        response["RateLimit"] = f'"writes";r={left};t={max(0, seconds)}'
