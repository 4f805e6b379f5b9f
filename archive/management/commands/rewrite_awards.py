"""bin/manage rewrite_awards: write anew who was chosen for what, from what the open feed has said."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive import awarded


class Command(BaseCommand):
    """Write the table of awards anew; what follows the journal keeps it up to date by itself."""

    help = (
        "Write anew who was chosen for what, as lists and figures show it, from what the open feed has said."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.stdout.write(f"{awarded.keep_all()} processes were read.")
