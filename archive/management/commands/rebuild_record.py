"""Write the public record's files anew: `manage.py rebuild_record FOLDER`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.record import showing
from archive.record.tree import Tree
from foundation import transparency


class Command(BaseCommand):
    """Translate the command line into a tree that holds what the database has on record, to the byte."""

    requires_system_checks = ()
    help = (
        "Write the public record into a new folder, byte for byte, from the bytes that the database and the storage of files hold. It needs"
        " no key: heads are kept as they were signed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("folder", type=Path, help="One that is not there yet, or is empty.")

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Write it all."""
        verifier = transparency.log_key()
        if verifier is None:
            raise CommandError("日志尚未开始，没有可重建的档案 / The log has not begun: there is no record")
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} 不是空目录，不覆盖 / is not empty, and is not overwritten")

        def told(line: int) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(f"{line}")

        lines = showing.show(Tree(folder), verifier, after=0, told=told)
        self.stdout.write(f"{lines} 行 / lines")
