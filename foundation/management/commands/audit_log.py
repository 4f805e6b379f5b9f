"""Audit journal and log: `manage.py audit_log`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import transparency_audit


class Command(BaseCommand):
    """Translate the command line into the audit."""

    requires_system_checks = ()  # it looks for what the check of the log would refuse
    help = "Compare every event and entry with the public log; name each row that is not as it was logged, and fail."

    def handle(self, **_options: Any) -> None:
        """Print what was found; fail if that is anything."""
        number = 0
        with transparency_audit.one_moment():
            for finding in transparency_audit.findings():
                self.stdout.write(str(finding))
                number += 1
        if number:
            raise CommandError(f"{number} 处与日志不符 / {number} rows are not as they were logged.")
        self.stdout.write("与日志一致 / All is as it was logged.")
