"""Run the process that seals documents: `manage.py seal_documents`."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from archive.documents.sealer import Sealer
from foundation import transparency_start
from foundation.transparency_start import LogRefused

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0


class Command(BaseCommand):
    """Translate the command line into a sealer that works until it is stopped."""

    requires_system_checks = ()  # whose URLs and templates it never touches
    help = "Typeset the documents that await their seal, sign and keep them, until stopped. Several may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Do what there is to do and end.")

    def handle(self, *, once: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        try:
            transparency_start.refuse_older_database()
        except LogRefused as refused:
            raise CommandError(str(refused)) from refused
        sealer = Sealer()
        stopping = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        if once:
            count = 0
            while sealer.turn():
                count += 1
            self.stdout.write(f"{count} sealed, {len(sealer.failed)} failed.")
            return
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("Sealing documents.")
        while not stopping.is_set():
            close_old_connections()
            done = sealer.turn()
            stopping.wait(0 if done else PAUSE_SECONDS)
