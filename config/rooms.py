"""
The ASGI application of the rooms process: it pushes to whoever watches an auction what everybody sees of it (docs/decisions/0029-rooms.md).

It reads and never writes, knows nobody, and has keys to nothing. Without it pages ask every few seconds instead.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

from config.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
Environment().refuse_keys_of_others()
django.setup()

from django.conf import settings  # noqa: E402  What follows needs the applications.
from django.db import close_old_connections  # noqa: E402

from api.edge import reading  # noqa: E402
from api.edge.application import Rooms  # noqa: E402
from api.edge.hub import Hub  # noqa: E402
from bidding.actions.auctioning import writing  # noqa: E402
from foundation import hints, transparency_start  # noqa: E402

transparency_start.refuse_older_database()

THREADS = 4
"""Each has a connection to the database; however many watch, one look at a time is taken for all."""
_threads = ThreadPoolExecutor(THREADS, "rows")


async def ask(do: Callable[..., Any], *given: Any) -> Any:
    """Have the database asked in a thread of its own."""

    def asked() -> Any:
        close_old_connections()
        try:
            return do(*given)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, asked)


async def listen() -> None:
    """Have the hub look as soon as a hint comes that there is something new of any auction; without hints it looks by itself."""
    loop = asyncio.get_running_loop()
    with hints.Listener(writing.channel("*")) as listener, ThreadPoolExecutor(1, "hints") as thread:
        while True:
            if await loop.run_in_executor(thread, listener.wait, 1.0):
                hub.woken.set()


hub = Hub(reading, ask)
application = Rooms(hub, ask, reading.auction_of, listen, behind_proxy=settings.BEHIND_PROXY)
