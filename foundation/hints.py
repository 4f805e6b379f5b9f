"""
Hints: "look now" between processes, sent after commit, over Valkey's publish and subscribe.

A hint carries nothing and may be lost, doubled or late; everybody who listens also polls. So no failure here ever
fails an action, and an instance without Valkey works, a little slower.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import lru_cache, partial
from types import TracebackType
from typing import Any, Self

import redis
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

CONNECT_SECONDS = 0.25
PAUSE_AFTER_FAILURE_SECONDS = 5.0
LEAST_GAP_SECONDS = 0.05  # listeners poll as often: a hint is for the first event after a silence
_PREFIX = "yg:hint:"


def url() -> str | None:
    """Return the address of the Valkey that carries hints (the cache's), or None where there is none."""
    cache = settings.CACHES["default"]
    return str(cache["LOCATION"]) if "redis" in cache["BACKEND"].lower() else None


def publish_on_commit(*channels: str) -> None:
    """Publish hints when the present transaction commits; many of one channel become one."""
    waiting = (entry[1] for entry in transaction.get_connection().run_on_commit)
    said = {one.args[0] for one in waiting if isinstance(one, partial) and one.func is publish}
    for channel in dict.fromkeys(channels):
        if channel not in said:
            transaction.on_commit(partial(publish, channel), robust=True)


def publish(channel: str) -> None:
    """Publish a hint now, unless one was published a moment ago or Valkey failed a moment ago."""
    address = url()
    if address is not None:
        _publisher(address).publish(channel)


class Listener:
    """Wait for hints on some channels, or on all that a `*` stands for; where there is no Valkey, waiting is sleeping."""

    def __init__(self, *channels: str) -> None:
        self._channels = [_PREFIX + channel for channel in channels]
        self._client: redis.Redis | None = None
        self._subscription: Any = None
        self._retry_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait(self, seconds: float) -> bool:
        """Wait for a hint, at most `seconds`; return whether one came. Hints that queued up count as one."""
        until = time.monotonic() + seconds
        try:
            subscription = self._subscribed()
            if subscription is not None:
                return self._heard(subscription, until)
        except (redis.RedisError, OSError) as error:
            _failures.count("listen", error)
            self.close()
            self._retry_at = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
        time.sleep(max(0.0, until - time.monotonic()))
        return False

    def close(self) -> None:
        """Leave the channels; a later wait subscribes again."""
        subscription, client = self._subscription, self._client
        self._subscription = self._client = None
        try:
            if subscription is not None:
                subscription.close()
            if client is not None:
                client.close()
        except (redis.RedisError, OSError) as error:
            _failures.count("close", error)

    def _subscribed(self) -> Any:
        address = url()
        if self._subscription is None and address is not None and time.monotonic() >= self._retry_at:
            # No read timeout: silence is not a failure, and `get_message` brings its own.
            self._client = redis.Redis.from_url(
                address, socket_timeout=None, socket_connect_timeout=CONNECT_SECONDS, health_check_interval=30
            )
            self._subscription = self._client.pubsub(  # type: ignore[no-untyped-call]
                ignore_subscribe_messages=True
            )
            self._subscription.psubscribe(*self._channels)
        return self._subscription

    @staticmethod
    def _heard(subscription: Any, until: float) -> bool:
        heard = False
        while True:
            left = 0.0 if heard else until - time.monotonic()
            message = subscription.get_message(timeout=max(0.0, left))
            if message is not None:
                heard = True
            elif heard or time.monotonic() >= until:
                return heard


class _Publisher:
    """One process's way out: a client, a brake on each channel, and a pause after a failure."""

    def __init__(self, address: str) -> None:
        self._client = redis.Redis.from_url(
            address, socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS
        )
        self._last: dict[str, float] = {}
        self._silent_until = 0.0

    def publish(self, channel: str) -> None:
        at = time.monotonic()
        # A hint that is held back costs its listener at most one polling pause.
        if at < self._silent_until or at - self._last.get(channel, 0.0) < LEAST_GAP_SECONDS:
            return
        self._last[channel] = at
        if len(self._last) > 10_000:
            self._last.clear()
        try:
            self._client.publish(_PREFIX + channel, b"")
        except (redis.RedisError, OSError) as error:
            self._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
            _failures.count("publish", error)


class _Failures:
    """Count failures and say so once a minute: polling covers them, but they should be seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted = 0
        self._said_at = float("-inf")

    def count(self, doing: str, error: Exception) -> None:
        with self._lock:
            self._counted += 1
            if time.monotonic() - self._said_at < 60:
                return
            counted, self._counted, self._said_at = self._counted, 0, time.monotonic()
        log.debug("Hints fail (%s, %d times); polling goes on: %s", doing, counted, error)


_failures = _Failures()


@lru_cache(maxsize=4)
def _publisher(address: str) -> _Publisher:
    return _Publisher(address)
