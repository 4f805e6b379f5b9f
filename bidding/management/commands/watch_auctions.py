"""Run the auctioneer: `manage.py watch_auctions`."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bidding.actions.auctioning.living import LOCK, WAITED_FOR
from bidding.auctioneer import Auctioneer, knock
from foundation import hints, transparency_start
from foundation.transparency_start import LogRefused

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
JOIN_SECONDS = 5.0


class Command(BaseCommand):
    """Translate the command line into an auctioneer that works until it is stopped."""

    requires_system_checks = ()  # whose URLs and templates it never touches
    help = "Say every second that the platform lives, and end auctions whose time is over, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Do what is due and end.")

    def handle(self, *, once: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        try:
            transparency_start.refuse_older_database()
        except LogRefused as refused:
            raise CommandError(str(refused)) from refused
        door = settings.AUCTION_DOOR_URL
        auctioneer = Auctioneer(partial(knock, door)) if door else Auctioneer()
        if once:
            self.stdout.write(f"{auctioneer.turn()} done.")
            return
        stopping, leading, lived = threading.Event(), threading.Event(), threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("Watching over auctions.")
        # The sign of life has a thread and a connection of its own: no work, however long, keeps it waiting.
        living = threading.Thread(target=_live, args=(auctioneer, stopping, leading, lived), daemon=True)
        living.start()
        while not stopping.is_set() and living.is_alive():
            if leading.is_set():
                _try_to(auctioneer.work, "An auctioneer's work was not done")
            lived.wait(PAUSE_SECONDS)
            lived.clear()
        stopping.set()
        living.join(JOIN_SECONDS)


def _live(
    auctioneer: Auctioneer, stopping: threading.Event, leading: threading.Event, lived: threading.Event
) -> None:
    """
    Say every second that the platform lives, as long as this process is the one that works; at once where a demonstration's clock waits
    for it.
    """
    held: object = None
    # Nobody waits for it in production, where nothing but time is between two signs.
    wait = stopping.wait if settings.MODE == "production" else hints.Listener(WAITED_FOR).wait
    while not stopping.is_set():
        # The lock lasts as long as the connection, and is asked for once on each.
        is_held = held is not None and held is connection.connection
        if is_held or _try_to(_alone, "Nobody knows who watches over auctions"):
            held = connection.connection
            leading.set()
            _try_to(auctioneer.live, "No sign of life could be given")
        else:
            leading.clear()
        lived.set()
        wait(PAUSE_SECONDS)
    connection.close()


def _try_to(act: Callable[[], Any], failing: str) -> bool:
    """Do something whose failure must not end the process; what was not said is not said later either."""
    try:
        return bool(act())
    except Exception:
        log.exception(failing)
        connection.close()
        return False


def _alone() -> bool:
    """Tell whether this process is the one that works; the others stand by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
