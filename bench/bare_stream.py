"""
The least that an ASGI application does which tells all lines that stand open the same: the limit of `bench.watching`.

What comes in a datagram, at the port that `BENCH_DATAGRAMS` names, goes to everybody as it is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

HEADERS = ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"))
RETRY = b"retry: 1000\n\n"

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_lines: set[asyncio.Queue[bytes]] = set()


class _Datagrams(asyncio.DatagramProtocol):
    def datagram_received(self, data: bytes, addr: object) -> None:
        for line in _lines:
            line.put_nowait(data)


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve one line, or hear of the start and the end."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    line: asyncio.Queue[bytes] = asyncio.Queue()
    _lines.add(line)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS]})
        chunk = RETRY
        while True:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            chunk = await line.get()
    finally:
        _lines.discard(line)


async def _live(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] == "lifespan.startup":
        port = int(os.environ["BENCH_DATAGRAMS"])
        await asyncio.get_running_loop().create_datagram_endpoint(_Datagrams, local_addr=("127.0.0.1", port))
        await send({"type": "lifespan.startup.complete"})
    await send({"type": f"{message['type']}.complete"})
