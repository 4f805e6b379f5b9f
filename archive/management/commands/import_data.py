"""`manage.py import_data SET FILE`: read deals of another system from a file, going on where a run was stopped."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.actions import imports
from archive.imports.progress import ProgressLine
from archive.imports.reading import NotThisSet, Reader
from archive.imports.sets import READERS
from archive.models import ImportRun
from foundation.errors import DomainError


class Command(BaseCommand):
    """Take the rows of a file in; what is refused is told with its row and reason, and stops nothing."""

    help = "Import deals, lots and notices of another system. The same file again changes nothing; a killed run goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the set, the file and how to read it."""
        parser.add_argument("set", choices=sorted(READERS), help="what kind of file it is")
        parser.add_argument("file", type=Path, help="the file (for `notices` also a folder of them)")
        parser.add_argument("--limit", type=int, help="stop after so many rows; the next run goes on there")
        parser.add_argument("--restart", action="store_true", help="begin anew instead of going on")
        parser.add_argument("--errors", type=Path, help="write the refused rows to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read it."""
        reader: Reader = READERS[options["set"]]
        path: Path = options["file"]
        try:
            total = sum(1 for _ in reader.rows(path))
            digest = imports.digest_of(path)
            run = imports.begin(reader=reader, file=str(path), digest=digest, restart=options["restart"])
            if run.cursor:
                self.stdout.write(f"going on at row {run.cursor:,}")
            tell = ProgressLine(total, run, write=self._say, is_terminal=self.stdout.isatty())
            run = imports.take_rows(
                reader=reader, rows=reader.rows(path), run=run, limit=options["limit"], tell=tell
            )
        except (OSError, UnicodeDecodeError, NotThisSet, DomainError) as error:
            raise CommandError(str(error)) from error
        if self.stdout.isatty():
            self.stdout.write("")
        self._sum_up(run, options["errors"])

    def _say(self, words: str) -> None:
        self.stdout.write(words, ending="")
        self.stdout.flush()

    def _sum_up(self, run: ImportRun, errors: Path | None) -> None:
        state = "finished" if run.finished_at else "stopped at its limit; run it again to go on"
        self.stdout.write(
            f"{run.cursor:,} rows: {run.created:,} created, {run.changed:,} changed, {run.unchanged:,} unchanged,"
            f" {run.refused:,} refused ({state})"
        )
        for fault in run.faults.order_by("row")[:10]:
            self.stdout.write(f"  row {fault.row}: {fault.code} {fault.message}")
        if run.refused > 10:
            self.stdout.write(f"  … and {run.refused - 10:,} more: --errors FILE writes all of them")
        if errors is not None:
            with errors.open("w", encoding="utf-8-sig", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["row", "key", "code", "reason", "reason_en"])
                rows.writerows(
                    run.faults.order_by("row", "id").values_list(
                        "row", "key", "code", "message", "message_en"
                    )
                )
