"""How often a known client may write; whoever only reads is not counted."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

# Far above what a person or an honest program sends; it bounds what one token that runs wild can cost.
WRITES_A_MINUTE = 6000


class Writes(SimpleRateThrottle):
    """
    So many writes a minute for each member in each web process.

    The count stays in the process: no request waits for another server to count it, and no failure of one stops
    writing. Reads are cheap (what visitors get alike is kept), and floods are the proxy's to stop.
    """

    num_requests: int
    duration: int
    scope = "writes"
    rate = f"{WRITES_A_MINUTE}/minute"
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
        left = max(0, self.num_requests - len(history))
        seconds = round(self.duration - (time.time() - history[-1])) if history else self.duration
        response["RateLimit-Policy"] = f'"writes";q={self.num_requests};w={self.duration}'
        response["RateLimit"] = f'"writes";r={left};t={max(0, seconds)}'
