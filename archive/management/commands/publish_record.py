"""Run the publisher of the public record: `manage.py publish_record`."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.record.publisher import Publisher, TreeIsForeign
from archive.record.tree import Tree
from foundation import transparency_start
from foundation.transparency_start import LogRefused


class Command(BaseCommand):
    """Translate the command line into a publisher that works until it is stopped."""

    requires_system_checks = ()  # whose URLs it never touches
    help = "Put what is published and final into the public record's files until stopped; a second process stands by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Publish what waits and end.")

    def handle(self, *, once: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        try:
            transparency_start.refuse_older_database()
            publisher = Publisher(Tree(settings.RECORD_ROOT), transparency_start.signer())
            if once:
                self.stdout.write(f"{publisher.turn()} lines.")
                return

            def stop(_number: int, _frame: FrameType | None) -> None:
                publisher.stop()

            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
            publisher.run()
        except (LogRefused, TreeIsForeign) as refused:
            raise CommandError(str(refused)) from refused
