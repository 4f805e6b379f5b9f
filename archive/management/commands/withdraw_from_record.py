"""Withdraw a file from the public record: `manage.py withdraw_from_record PATH --article … --reason … --by … --second …`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import sessions
from archive.actions import withdrawing
from foundation import transparency_start
from foundation.errors import DomainError
from foundation.transparency_start import LogRefused


class Command(BaseCommand):
    """Translate the command line into one action, at the command line."""

    requires_system_checks = ()
    help = (
        "Take a file off the public record, in all its editions and with every file of the same bytes, and put a signed tombstone in its"
        " place. Two persons do, each named by the id of a member. It cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", help="Below /record/, such as notices/YG-2026-0001-abcd/1.html.")
        parser.add_argument("--article", required=True, help="By which article; it is public.")
        parser.add_argument(
            "--reason", required=True, help="Why, in one line that names nobody; it is public."
        )
        parser.add_argument("--by", required=True, help="The member (mem_…) who withdraws it.")
        parser.add_argument(
            "--second", required=True, help="The member (mem_…) of another person, who agreed."
        )

    def handle(self, *, path: str, article: str, reason: str, by: str, second: str, **_options: Any) -> None:
        """Withdraw it."""
        try:
            transparency_start.refuse_older_database()
            paths = withdrawing.withdraw_from_record(
                path=path, article=article, reason=reason, second=sessions.actor_of_member(second), by=sessions.actor_of_member(by),
            )  # fmt: skip
        except (LogRefused, DomainError) as refused:
            raise CommandError(str(refused)) from refused
        for one in paths:
            self.stdout.write(f"{one} 已撤下 / withdrawn")
