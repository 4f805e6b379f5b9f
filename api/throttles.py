"""How often a known client may write; whoever only reads is not counted."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts import sessions
from accounts.sessions import Caller

# Far above what a person or an honest program sends; it bounds what one token that runs wild can cost.
WRITES_A_MINUTE = 6000


class Writes(SimpleRateThrottle):
    """
    So many writes a minute for each token, or each user who signed in, in each web process.

    The count stays in the process: no request waits for another server to count it, and no failure of one stops
    writing. Reads are cheap (what visitors get alike is kept), and floods are the proxy's to stop.
    """

    _caller: Caller | None = None
    _counts_later = False
    num_requests: int
    duration: int
    scope = "writes"
    rate = f"{WRITES_A_MINUTE}/minute"
    cache = LocMemCache("api.writes", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return whom to count; None counts nobody."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if (caller := sessions.caller_of(request._request)) is not None:
            self._caller = caller if caller.is_open else None
            return f"writes:{caller.mark}" if caller.mark else None
        actor: Any = request._request.actor  # type: ignore[attr-defined]
        return None if actor.user_id is None else f"writes:{actor.label}"

    def throttle_success(self) -> bool:
        """Count the write; where it is not known yet whose it is, `tell` does, for a token that is none counts nothing."""
        self._counts_later = self._caller is not None
        return self._counts_later or bool(super().throttle_success())

    def tell(self, response: HttpResponseBase) -> None:
        """Say in the answer what is allowed and what is left (draft-ietf-httpapi-ratelimit-headers)."""
        history = getattr(self, "history", None)
        if history is None:
            return
        if self._counts_later and self._caller is not None and self._caller.known is not None:
            self.history = history = self.cache.get(self.key, [])  # others were counted meanwhile
            super().throttle_success()
        left = max(0, self.num_requests - len(history))
        seconds = round(self.duration - (time.time() - history[-1])) if history else self.duration
        response["RateLimit-Policy"] = f'"writes";q={self.num_requests};w={self.duration}'
        response["RateLimit"] = f'"writes";r={left};t={max(0, seconds)}'
