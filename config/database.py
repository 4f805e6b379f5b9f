"""Turn the URLs of the environment into what Django's settings want."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict


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
            # Actions lock rows and read again; READ COMMITTED lets the read after the lock see what the lock waited for.
            "isolation_level": 2,
            **parts,
        },
    }
    if pool_connections:
        entry["CONN_MAX_AGE"] = 0  # Django refuses persistent connections together with a pool
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_connections, "timeout": 10, "max_idle": 300}
    return entry


def cache(url: str) -> dict[str, Any]:
    """Return a `CACHES` entry for `locmem://`, `redis://`, `rediss://` or `unix://`."""
    if url.startswith("locmem:"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "yg"}


def email(url: str) -> dict[str, Any]:
    """
    Return Django's `EMAIL_*` settings for `console://`, `smtp://`, `smtp+tls://` or `smtps://`.

    :raises ValueError: for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise ValueError(f"EMAIL_URL has an unknown scheme: {parts.scheme}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
