"""Make the files of the open feed now: those of which something changed, or all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from archive.bulk import making

_A_DAY = 24 * 3600.0


class Command(BaseCommand):
    """`manage.py write_bulk [--all]`."""

    help = (
        "Make the files below /ocds/bulk/ of which something changed; the scheduler's job does so by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which."""
        parser.add_argument("--all", action="store_true", help="make all of them anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them."""
        left = making.make(settings.BULK_ROOT, seconds=_A_DAY, everything=options["all"])
        self.stdout.write(f"{left} left for later")
