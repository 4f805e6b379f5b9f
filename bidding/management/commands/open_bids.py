"""Run the opening process: `manage.py open_bids`."""

from __future__ import annotations

import logging
import resource
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from bidding.opener import Opener
from bidding.rehearser import Rehearser
from bidding.sealed import opening_key
from foundation import transparency_start
from foundation.errors import Unavailable
from foundation.transparency_start import LogRefused

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    """Translate the command line into an opener that works until it is stopped."""

    requires_system_checks = ()  # whose URLs and templates it never touches
    help = "Open bids that are due, with the opening key, until stopped. No other process is given that key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Do what is due and end.")

    def handle(self, *, once: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        # What this process knows is not left behind in a core file.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            transparency_start.refuse_older_database()
            ring = opening_key.ring()
        except (LogRefused, Unavailable) as refused:
            raise CommandError(str(refused)) from refused
        opener, rehearser = Opener(ring), Rehearser(ring)
        if once:
            self.stdout.write(f"{opener.turn() + rehearser.turn()} done.")
            return
        stopping = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("Opening what is due.")
        while not stopping.is_set():
            close_old_connections()
            # A key that was destroyed meanwhile is not kept in memory either.
            opener.keys = rehearser.keys = opening_key.without_destroyed(opener.keys)
            done = opener.turn() + rehearser.turn()
            stopping.wait(0 if done else PAUSE_SECONDS)
