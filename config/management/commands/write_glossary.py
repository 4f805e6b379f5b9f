"""`manage.py write_glossary`: write the tables' words into docs/glossary.md, or check that they are fresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import glossary_doc


class Command(BaseCommand):
    """Write the part of the glossary that comes from the tables."""

    help = "Write the words of the tables into docs/glossary.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is stale")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write or compare the page."""
        page = glossary_doc.page()
        if not check:
            glossary_doc.FILE.write_text(page, encoding="utf-8")
        elif glossary_doc.FILE.read_text(encoding="utf-8") != page:
            raise CommandError("docs/glossary.md is stale; run bin/manage write_glossary.")
