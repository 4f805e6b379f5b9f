"""
The ASGI application of the rooms process: it pushes to whoever watches an auction what everybody sees of it
(docs/decisions/0029-rooms.md), and to whoever follows the public feed what comes into it.

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

from api.edge import changes, reading, trying  # noqa: E402
from api.edge.application import ADDRESS, CHANGES, TRIALS, Door, Rooms  # noqa: E402
from api.edge.hub import Ask, Hub  # noqa: E402
from bidding.actions.auctioning import writing  # noqa: E402
from foundation import hints, transparency_start  # noqa: E402

transparency_start.refuse_older_database()

THREADS = 4
"""Each has a connection to the database; however many watch, one look at a time is taken for all."""


def asking(threads: ThreadPoolExecutor) -> Ask:
    """Return what has the database asked in a thread of its own, one of some."""

    async def ask(do: Callable[..., Any], *given: Any) -> Any:
        def asked() -> Any:
            close_old_connections()
            try:
                return do(*given)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(threads, asked)

    return ask


async def listen() -> None:
    """Have the hub look as soon as a hint comes that there is something new of any auction; without hints it looks by itself."""
    loop = asyncio.get_running_loop()
    with hints.Listener(writing.channel("*")) as listener, ThreadPoolExecutor(1, "hints") as thread:
        while True:
            if await loop.run_in_executor(thread, listener.wait, 1.0):
                hub.woken.set()


ask, ask_trials = asking(ThreadPoolExecutor(THREADS, "rows")), asking(ThreadPoolExecutor(1, "trials"))
hub = Hub(reading, ask)
ask_changes = asking(ThreadPoolExecutor(1, "changes"))
# Trials and the public feed have hubs and threads of their own: no auction waits for play, or for whoever reads the feed from 0.
doors = [
    Door(ADDRESS, hub, ask, reading.auction_of),
    Door(TRIALS, Hub(trying, ask_trials), ask_trials, trying.find),
    Door(CHANGES, Hub(changes, ask_changes), ask_changes, changes.find, changes.MOST),
]
application = Rooms(doors, listen, behind_proxy=settings.BEHIND_PROXY)
