"""`manage.py clock`: show the platform's clock, or move that of a demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation import clock
from foundation.errors import DomainError
from trading.actions import walking


class Command(BaseCommand):
    """Show the clock, or walk a demonstration's clock forward."""

    help = "Show the platform's clock; --advance 20d walks a demonstration forward, step by due step."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the length of the walk."""
        parser.add_argument("--advance", metavar="LENGTH", help='how far to walk: "20d", "3h", "1d12h"')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the clock, walking first if asked."""
        if options["advance"]:
            try:
                target = clock.now() + walking.parse_advance(options["advance"])
                for at, taken in walking.walk_to(target):
                    if taken:
                        self.stdout.write(
                            f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M:%S}  {taken} timed step(s)"
                        )
            except (ValueError, DomainError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M:%S %z} ({clock.mode()})")
