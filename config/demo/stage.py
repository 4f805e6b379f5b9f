"""How a story speaks to the platform: through the API, as one of the cast, at most once for each thing it does."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from foundation import clock

Story = Iterator[datetime]
_AGAIN = frozenset({429, 502, 503, 504})


class StoryFailed(Exception):
    """The platform answered otherwise than the story needs."""


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether the request took effect."""
        return self.status < 300


class Stage:
    """A client of the API for the whole cast. A request that gets no answer is sent again under the same key."""

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        *,
        say: Callable[[str], None] = lambda _words: None,
        transport: httpx.BaseTransport | None = None,
        patience_seconds: float = 120.0,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._client = httpx.Client(base_url=url, timeout=30.0, transport=transport)
        self._clients: dict[str, httpx.Client] = {}
        self._transport, self._url, self._tokens = transport, url, tokens
        self.say = say
        self._patience_seconds = patience_seconds
        self.pause = pause
        self.run = uuid.uuid4().hex[:8]  # tells one play from the next in names that must not repeat

    def close(self) -> None:
        """Hang up."""
        for client in (self._client, *self._clients.values()):
            client.close()

    def client_of(self, who: str) -> httpx.Client:
        """Return the connection of a program that one of the cast runs."""
        if who not in self._clients:
            headers = {"Authorization": f"Bearer {self._tokens[who]}"}
            self._clients[who] = httpx.Client(
                base_url=self._url, timeout=30.0, transport=self._transport, headers=headers
            )
        return self._clients[who]

    def tells(self, at: datetime, title: str, words: str) -> None:
        """Say what happened in a deal at an instant of the platform's."""
        self.say(f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}  {title}: {words}")

    def get(self, who: str | None, path: str) -> Any:
        """Return the body of a read that must succeed."""
        answer = self.look(who, path)
        if not answer.is_done:
            raise StoryFailed(f"GET {path} as {who}: {answer.status} {answer.body}")
        return answer.body

    def look(self, who: str | None, path: str) -> Answer:
        """Read, and return whatever is answered."""
        return self._send(who, "GET", path, None)

    def pages(self, who: str | None, path: str) -> Iterator[Any]:
        """Yield the rows of all pages of a list."""
        following: str | None = path
        while following:
            page = self.get(who, following)
            yield from page["results"]
            following = page.get("next")

    def tell(
        self, who: str, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST"
    ) -> Any:
        """Send a write that must succeed and return its body."""
        answer = self.attempt(who, path, body, method=method)
        if not answer.is_done:
            raise StoryFailed(f"{method} {path} as {who}: {answer.status} {answer.body}")
        return answer.body

    def attempt(
        self, who: str, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST"
    ) -> Answer:
        """Send a write and return whatever is answered."""
        return self._send(who, method, path, body or {})

    def _send(self, who: str | None, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        headers = {"Accept-Language": "zh-Hans"}
        if who is not None:
            headers["Authorization"] = f"Bearer {self._tokens[who]}"
        if method != "GET":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        until = time.monotonic() + self._patience_seconds
        while True:
            try:
                response = self._client.request(method, path, json=body, headers=headers)
                if not _comes_again(response):
                    break
                trouble = f"{response.status_code} {response.text[:500]}"
            except httpx.TransportError as error:
                trouble = repr(error)
            if time.monotonic() > until:
                raise StoryFailed(f"{method} {path}: no answer in {self._patience_seconds:.0f} s ({trouble})")
            self.pause(0.3)
        return Answer(response.status_code, response.json() if response.content else None)


def _comes_again(response: httpx.Response) -> bool:
    """Tell whether the same request may be answered otherwise soon: the platform is away, or at work on its twin."""
    return response.status_code in _AGAIN or (
        response.status_code == 409 and response.json().get("code") == "request_in_flight"
    )
