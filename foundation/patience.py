"""What one reader may take of the database: questions that are given so long, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

PATIENCE_MS = 2_000


class TooBroad(Exception):
    """The database did not find the rows in the time that one reader may take of it."""


@contextmanager
def bounded(patience_ms: int = PATIENCE_MS, *settings: str) -> Iterator[None]:
    """
    Give the queries inside so long, each by itself; `settings` of the planner are off meanwhile.

    What was set ends with the transaction, so within a longer one it stays until that is over.
    :raises TooBroad: when the time is over.
    """
    wanted = {"statement_timeout": str(patience_ms), **dict.fromkeys(settings, "off")}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) given (name, value)",
                [list(wanted), list(wanted.values())],
            )
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooBroad from error
        raise
