"""`manage.py draw_procedures`: write docs/procedures from the tables, or check that it is fresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trading import drawing, registry

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "procedures"


class Command(BaseCommand):
    """Draw every procedure."""

    help = "Write docs/procedures from the tables in trading/procedures."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to check only."""
        parser.add_argument(
            "--check", action="store_true", help="fail when a page is stale, and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare the pages."""
        folder = FOLDER
        offered = registry.procedures()
        pages = {drawing.file_name(p): drawing.page(p) for p in offered} | {
            "README.md": drawing.index(offered)
        }
        kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
        stale = sorted(name for name in pages.keys() | kept.keys() if pages.get(name) != kept.get(name))
        if options["check"]:
            if stale:
                raise CommandError(f"stale: {', '.join(stale)}; run bin/manage draw_procedures")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in pages:
                (folder / name).write_text(pages[name], encoding="utf-8")
            else:
                (folder / name).unlink()
        self.stdout.write(f"{len(pages)} pages, {len(stale)} changed")
