"""Every request knows who makes it and when it arrived; neither asks the database before somebody looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from django.http import HttpRequest, HttpResponse

from accounts.actor import Actor
from accounts.sessions import actor_of
from foundation import clock


class ActorRequest(HttpRequest):
    """A request as the doors see it after `ActorMiddleware`."""

    arrived_monotonic_seconds: float

    @cached_property
    def actor(self) -> Actor:
        """Who makes the request; settled at the first look, then fixed for the request."""
        return actor_of(self)

    @cached_property
    def arrived_at(self) -> datetime:
        """The platform's instant at which the request came in, however late it is asked for."""
        since = timedelta(seconds=time.monotonic() - self.arrived_monotonic_seconds)
        return clock.now() - since


class ActorMiddleware:
    """Set `request.actor` and `request.arrived_at`; stands after `AuthenticationMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, widened."""
        # The request is made by the server's handler, so its class is widened here: a lazy proxy would not pass for
        # a datetime, and an eager one would cost every visitor a query.
        handled = request.__class__
        request.__class__ = _widened.get(handled) or _widen(handled)
        request.arrived_monotonic_seconds = time.monotonic()  # type: ignore[attr-defined]
        return self.get_response(request)


_widened: dict[type[HttpRequest], type[HttpRequest]] = {}


def _widen(handled: type[HttpRequest]) -> type[HttpRequest]:
    """Make, once for each handler's class of requests, the class that also knows actor and arrival."""
    return _widened.setdefault(handled, type(handled.__name__, (handled, ActorRequest), {}))
