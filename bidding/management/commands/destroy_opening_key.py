"""End an opening key whose time has come: `manage.py destroy_opening_key FINGERPRINT`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions import opening_keys
from bidding.sealed import opening_key
from foundation import transparency_start
from foundation.errors import DomainError
from foundation.transparency_start import LogRefused


class Command(BaseCommand):
    """Translate the command line into one action, in the account of the opening process."""

    requires_system_checks = ()
    help = (
        "Destroy the opening key of the certificate with this SHA-256 fingerprint, once every lot whose bids are sealed to it has "
        "ended, and log that it was destroyed. What backups hold of it is yours to destroy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "fingerprint", nargs="?", default="", help="Without it the keys at hand are listed."
        )

    def handle(self, *, fingerprint: str, **_options: Any) -> None:
        """Destroy the key, or list those there are."""
        try:
            if not fingerprint:
                for name, key in opening_key.ring().items():
                    self.stdout.write(f"{name}  {key.certificate.subject.rfc4514_string()}")
                return
            transparency_start.refuse_older_database()  # it would not know of the newest lots
            row = opening_keys.destroy_key(
                fingerprint=fingerprint.lower().replace(":", ""), at_hand=opening_key.find(fingerprint), destroy=opening_key.destroy,
                by=Actor(role=Role.ADMINISTRATOR),
            )  # fmt: skip
        except LogRefused as refused:
            raise CommandError(str(refused)) from refused
        except DomainError as refused:
            raise CommandError(f"{refused} {refused.detail or ''}".strip()) from refused
        self.stdout.write(
            f"{row.fingerprint} 已销毁并记入日志 / destroyed and logged ({row.at.isoformat()})."
        )
