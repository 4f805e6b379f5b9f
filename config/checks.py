"""What must be true of the instance's servers; `migrate` and `check --database default` ask."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

OLDEST_POSTGRESQL = 150000


@register(Tags.database)
def database_is_fit(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a database that is too old, or whose locale makes the trigram index blind to Chinese."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            found += problems(cursor)
    return found


def problems(cursor: Any) -> list[CheckMessage]:
    """Return what makes the database behind an open cursor unfit."""
    found: list[CheckMessage] = []
    cursor.execute("SELECT current_setting('server_version_num')::int")
    if cursor.fetchone()[0] < OLDEST_POSTGRESQL:
        found.append(Error("PostgreSQL 15 or newer is needed.", id="config.E001"))
    # pg_trgm asks the locale what a letter is; where Chinese has none, an index is empty and every search reads all rows.
    cursor.execute("SELECT '公' ~ '[[:alpha:]]'")
    if not cursor.fetchone()[0]:
        found.append(
            Error(
                "This database's locale does not know Chinese characters as letters, so pg_trgm finds none.",
                hint="Create it with LOCALE_PROVIDER libc and LOCALE 'C.UTF-8' (TEMPLATE template0).",
                id="config.E002",
            )
        )
    return found
