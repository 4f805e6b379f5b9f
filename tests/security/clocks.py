"""The database server's own clock, set as a test needs it: the one function that everybody asks is put in its place."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

FUNCTION = "CREATE OR REPLACE FUNCTION foundation_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$ {} $$"


def stand_at(at: datetime) -> None:
    """Let the server's clock stand still at `at` until the test's transaction is taken back."""
    _put(f"SELECT timestamptz '{at.isoformat()}'")


def step_by(length: timedelta) -> None:
    """Step the server's clock, which goes on from there; the demonstration's own offset never goes back."""
    seconds = length.total_seconds()
    _put(
        'SELECT clock_timestamp() + (SELECT "offset" FROM foundation_instance WHERE id = 1)'
        f" + interval '{seconds} seconds'"
    )


def _put(body: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION.format(body))
