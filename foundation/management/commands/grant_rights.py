"""Let the application's role work with the tables: `manage.py grant_rights`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from foundation import rights


class Command(BaseCommand):
    """Run `foundation/sql/roles.sql` as whoever `DATABASE_URL` names, who must own the tables."""

    requires_system_checks = ()
    help = "Grant the role yangguang_app what the platform's processes need and no more; after each `migrate`, as the owner."

    def handle(self, **_options: Any) -> None:
        """Grant all of it or nothing."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rights.STATEMENTS)
        self.stdout.write(f"{rights.APPLICATION}: 权限已授予 / its rights are granted.")
