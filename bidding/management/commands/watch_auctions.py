"""Run the auctioneer: `manage.py watch_auctions`."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection
from django.db.utils import DatabaseError

from bidding.actions.auctioning.living import LOCK
from bidding.auctioneer import Auctioneer, knock
from foundation import transparency_start
from foundation.transparency_start import LogRefused

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


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
        stopping = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("Watching over auctions.")
        held: object = None
        while not stopping.is_set():
            close_old_connections()
            try:
                # The lock lasts as long as the connection, and is asked for once on each.
                if (held is not None and held is connection.connection) or _alone():
                    held = connection.connection
                    auctioneer.turn()
            except DatabaseError:
                # The database went away: what was not said is not said later either.
                log.exception("No sign of life could be given")
                connection.close()
            stopping.wait(PAUSE_SECONDS)


def _alone() -> bool:
    """Tell whether this process is the one that works; the others stand by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
