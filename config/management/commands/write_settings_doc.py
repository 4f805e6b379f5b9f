"""`manage.py write_settings_doc`: write docs/settings.md, or check that it is fresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import settings_doc


class Command(BaseCommand):
    """Write the page of settings from the typed environment."""

    help = "Write docs/settings.md from config/environment.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is stale")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write or compare the page."""
        file, page = settings_doc.FILE, settings_doc.page()
        if not check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(page, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != page:
            raise CommandError("docs/settings.md is stale; run bin/manage write_settings_doc.")
