"""Turn the URLs of the environment into what Django's settings want."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

ONLY_WHAT_ASKS_FOR_IT = 1_000_000_000
"""
After how many times a statement is prepared by the server unasked: never. Django's own default, none at all, would have the
driver pass over those that ask (`foundation.statements`) as well.
"""


def database(url: str, *, pool_connections: int) -> dict[str, Any]:
    """
    Return a `DATABASES` entry for a libpq URL.

    Without a pool each thread keeps its connection; with one, idle connections are shared by the threads of a process.

    :raises ValueError: if the URL names no database.
    """
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    if not parts.get("dbname"):
        raise ValueError("DATABASE_URL names no database.")
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "yangguang",
            # A process that is frozen or cut off holds its locks no longer; auctions ask for less (`rounds.LONGEST_IDLE`).
            "options": "-c idle_in_transaction_session_timeout=5min",
            # Actions lock rows and read again; READ COMMITTED lets the read after the lock see what the lock waited for.
            "isolation_level": 2,
            "prepare_threshold": ONLY_WHAT_ASKS_FOR_IT,
            **parts,
        },
    }
    if pool_connections:
        entry["CONN_MAX_AGE"] = 0  # Django refuses persistent connections together with a pool
        entry["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": pool_connections,
            "timeout": 10,
            "max_idle": 300,
        }
    return entry


def cache(url: str) -> dict[str, Any]:
    """Return a `CACHES` entry for `locmem://`, `redis://`, `rediss://` or `unix://`."""
    if url.startswith("locmem:"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "yg"}


class Mail(NamedTuple):
    """Where outgoing mail is handed in."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str = ""


def mail(url: str) -> Mail:
    """
    Read `console://`, `file:///folder`, `smtp://`, `smtp+tls://` or `smtps://`.

    :raises ValueError: for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return Mail("django.core.mail.backends.console.EmailBackend")
    if parts.scheme == "file":
        return Mail("config.mail_files.EmailBackend", folder=unquote(parts.path))
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports:
        raise ValueError(f"EMAIL_URL has an unknown scheme: {parts.scheme}")
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "",
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )
