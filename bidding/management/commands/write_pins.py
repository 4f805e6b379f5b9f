"""Hand out whom a client is to trust: `manage.py write_pins FOLDER`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bidding.sealed import custody
from foundation import clock, transparency
from toolkit import bundles
from toolkit.policies import Pins
from toolkit.refusals import Refused


class Command(BaseCommand):
    """Translate the command line into a folder of pins."""

    help = (
        "Write the authorities, the log and the witnesses that this instance trusts, as the toolkit reads them (--pins). "
        "Whoever checks the platform must get them from somebody else than the platform, or compare them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Write the folder, which must not be there yet."""
        log = transparency.log_key()
        if log is None:
            raise CommandError("日志尚未开始 / The log has not begun.")
        witnesses = frozenset(str(one) for one in transparency.witnesses())
        try:
            bundles.write_pins(folder, Pins(custody.trust(clock.now()), frozenset({str(log)}), witnesses))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
