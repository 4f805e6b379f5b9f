"""The door of event streams: a pure ASGI application, for a thousand lines that stand open would each keep a thread of the web."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from api.edge.hub import Ask, Hub

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ADDRESS: Final = re.compile(r"/api/v1/lots/([A-Za-z0-9_]{1,40})/auction/events/?")
MOST: Final = 8_000
"""Who watches at one process, or is about to; more are asked to come back."""
MOST_OF_ONE: Final = 400
"""Of these from one address: an office or a school behind one, and nobody who means to keep all others out."""
LONGEST_SECONDS: Final = 600.0
"""After so long a line is closed: a browser comes back by itself with its last number, and finds what has become of the lot since."""
TRIALS: Final = re.compile(r"/api/v1/trials/(trial-[0-9a-f]{32})/events/?")
CHANGES: Final = re.compile(r"/api/v1/(changes)/events/?")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_WITH_PORT: Final = re.compile(r"(?:([0-9.]+)|\[([0-9A-Fa-f:.]+)\])(?::[0-9]+)?")
"""How some proxies write an address; of version 6 in brackets."""
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)
_STREAM: Final = ((b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"), *_HEADERS)


@dataclass(frozen=True)
class Door:
    """
    An address, the hub that tells what is behind it, and how both are asked: `find` returns what an id in it names, if that is there.
    No more than `most` may follow at once.
    """

    address: re.Pattern[str]
    hub: Hub
    ask: Ask
    find: Callable[[str], str | None]
    most: int = MOST


class Rooms:
    """
    Answers everybody alike: it reads no cookie and no token, so it cannot tell anybody more than it tells all.

    `works` are what runs beside the hubs of its `doors` for as long as the process lives.
    Where it is `behind_proxy` the address of whoever asks is the one that the proxy says.
    """

    def __init__(
        self,
        doors: Sequence[Door],
        *works: Callable[[], Coroutine[Any, Any, None]],
        behind_proxy: bool = False,
    ) -> None:
        self._doors, self._works = doors, works
        self._behind_proxy = behind_proxy
        self._open = 0
        self._open_of: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            # Counted from the first moment on: who waits to be let in takes room as well.
            address = _address(scope, self._behind_proxy)
            self._open += 1
            self._open_of[address] += 1
            try:
                await self._answer(scope, address, receive, send)
            finally:
                self._open -= 1
                self._open_of[address] -= 1
                if not self._open_of[address]:
                    del self._open_of[address]

    async def _live(self, receive: Receive, send: Send) -> None:
        tasks: list[asyncio.Task[None]] = []
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                tasks = [
                    asyncio.create_task(work())
                    for work in (*(one.hub.run for one in self._doors), *self._works)
                ]
            else:
                for one in tasks:
                    one.cancel()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _answer(self, scope: Scope, address: str, receive: Receive, send: Send) -> None:
        matches = ((door, door.address.fullmatch(scope["path"])) for door in self._doors)
        door, found = next((one for one in matches if one[1]), (None, None))
        if door is None or found is None:
            await _refuse(send, 404, "not_found", "There is nothing here")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "method_not_allowed", "A stream is read")
        elif (
            self._open > MOST
            or door.hub.watching >= door.most
            or (address and self._open_of[address] > MOST_OF_ONE)
        ):
            await _refuse(send, 503, "too_many_watch", "Too many watch at the moment")
        elif (auction := await door.ask(door.find, found[1])) is None:
            await _refuse(send, 404, "auction_not_found", "There is no such auction")
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM]})
            if scope["method"] == "GET":
                await self._stream(door.hub, auction, _after(scope), receive, send)
            await send({"type": "http.response.body", "body": b""})

    async def _stream(self, hub: Hub, auction: str, after: int | None, receive: Receive, send: Send) -> None:
        left = asyncio.Event()
        leaving = asyncio.create_task(_leaves(receive))
        leaving.add_done_callback(lambda _: left.set())
        closing = asyncio.get_running_loop().call_later(LONGEST_SECONDS, leaving.cancel)
        chunks = hub.follow(auction, after, leaving.done, left)
        try:
            # A connection that breaks while it is written to is one that nobody reads any more.
            with suppress(OSError, RuntimeError, LookupError):
                async for chunk in chunks:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            closing.cancel()
            await chunks.aclose()
            leaving.cancel()


async def _leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _address(scope: Scope, behind_proxy: bool) -> str:
    """
    Return from where somebody asks, or nothing where that is not said.

    Of what is forwarded the last is the proxy's own word, and all before it anybody's.
    """
    if behind_proxy:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        given = forwarded.rpartition(",")[2].strip()
    else:
        given = str((scope.get("client") or ("",))[0])
    if found := _WITH_PORT.fullmatch(given):
        given = found[1] or found[2]
    try:
        address = ipaddress.ip_address(given)
        address = getattr(address, "ipv4_mapped", None) or address
    except ValueError:
        return ""
    # Whoever has one address of version 6 has all of its network.
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _after(scope: Scope) -> int | None:
    """Return the number after which to go on: what the reader got last, else what its page shows; None to begin with what is now."""
    headers = dict(scope["headers"])
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[-1]
    for given in (headers.get(b"last-event-id", b"").decode("latin-1"), asked):
        if _NUMBER.fullmatch(given):
            return int(given)
    return None


async def _refuse(send: Send, status: int, code: str, title: str) -> None:
    body = json.dumps({"status": status, "code": code, "title": title}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode()), *_HEADERS]  # fmt: skip
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
