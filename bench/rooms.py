"""The platform with what a live auction takes, in processes as `bin/run` starts them, for benches."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg

from bench.servers import migrate, servers
from foundation import rights

OPEN = {"self_outbid": "allowed", "grid": "least", "free_s": 36_000}
"""Rules by which whoever takes part may raise whenever it likes, for ten hours."""


@contextmanager
def platform(*names: str, **options: str) -> Iterator[Any]:
    """Run these processes on a PostgreSQL with these options; this one works with the same database meanwhile."""
    with servers(**options) as (server, folder, valkey), ExitStack() as until:
        import django

        django.setup()
        logging.disable(logging.WARNING)
        migrate()
        with psycopg.connect(server.url()) as owner:
            owner.execute(rights.STATEMENTS.encode())
        from foundation import clock
        from tests.crashing import processes

        clock.start_demo()
        (folder / "platform").mkdir()
        found = processes.at_work(server, valkey, folder / "platform", until)
        found.start(*names)
        yield found


def begun(found: Any, count: int) -> list[Any]:
    """Begin so many auctions at one moment; this process gives no sign of life for them, the auctioneer does."""
    made: list[Any] = found.begun(count, **OPEN)
    for hall in made:
        hall.lives = False
    return made


def check_that_all_run(halls: list[Any]) -> None:
    """
    Make sure that what was measured was measured on auctions that ran.

    :raises RuntimeError: if one stood still.
    """
    if stopped := [hall.id for hall in halls if hall.row.status != "open"]:
        raise RuntimeError(f"{len(stopped)} auctions stood still: {stopped[0]}")
