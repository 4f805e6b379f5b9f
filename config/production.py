"""What an instance that counts must be told, and what its settings must not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from config.environment import Environment

DEMO_SECRET_KEY = "demo-instances-only-0000000000000000000000000000000000"  # noqa: S105  Refused in production.
DEMO_PREFIX: Final = "ocds-213czf"
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})
SHORTEST_KEY = 50
LEAST_HSTS_SECONDS = 3600

NEEDED: Final = (
    "database_url", "broker_url", "cache_url", "secret_key", "identity_key", "trust_path", "allowed_hosts", "public_url",
    "email_url", "transparency_key_path", "transparency_witnesses", "sealed_keys_path", "timestamp_url", "operators",
    "ocid_prefix", "centre_name", "publisher_name", "publisher_code",
)  # fmt: skip


def _within(one: Path, other: Path) -> bool:
    """Tell whether one of two folders is the other, or lies in it."""
    first, second = one.absolute(), other.absolute()
    return first.is_relative_to(second) or second.is_relative_to(first)


# The setting, what is wrong with it, and how that is seen. Of those that must be given only what was given is judged.
_GROUNDS: tuple[tuple[str, str, Callable[[Environment], bool]], ...] = (
    (
        "secret_key",
        "must be at least 50 random characters.",
        lambda e: len(e.secret_key) < SHORTEST_KEY or e.secret_key == DEMO_SECRET_KEY,
    ),
    (
        "identity_key",
        "must be at least 50 random characters, and not the secret key.",
        lambda e: (
            e.identity_key is not None
            and (len(e.identity_key) < SHORTEST_KEY or e.identity_key == e.secret_key)
        ),
    ),
    ("trust_path", "is not a folder.", lambda e: e.trust_path is not None and not e.trust_path.is_dir()),
    (
        "transparency_witnesses",
        "names fewer than the quorum.",
        lambda e: len(set(e.transparency_witnesses)) < e.transparency_quorum,
    ),
    (
        "allowed_hosts",
        "must name the hosts, not be empty or `*`.",
        lambda e: not e.allowed_hosts or "*" in e.allowed_hosts,
    ),
    (
        "allowed_hosts",
        "names only this machine.",
        lambda e: bool(e.allowed_hosts) and LOCAL_NAMES.issuperset(e.allowed_hosts),
    ),
    ("public_url", "must begin with https.", lambda e: urlsplit(e.public_url).scheme != "https"),
    (
        "public_url",
        "names only this machine.",
        lambda e: (urlsplit(e.public_url).hostname or "") in LOCAL_NAMES,
    ),
    ("ocid_prefix", "is that of the standard's documentation.", lambda e: e.ocid_prefix == DEMO_PREFIX),
    ("broker_url", "keeps tasks in one process's memory.", lambda e: e.broker_url.startswith("memory:")),
    ("cache_url", "is not shared between processes.", lambda e: e.cache_url.startswith("locmem:")),
    (
        "record_root",
        "must lie apart from other files: all of it is public.",
        lambda e: any(
            _within(one, e.record_root) for one in (e.media_root, e.transparency_root, e.static_root)
        ),
    ),
    ("email_url", "only prints mail.", lambda e: e.email_url.startswith("console:")),
    ("email_url", "only writes mail to files.", lambda e: e.email_url.startswith("file:")),
    ("sms_url", "sends no text messages.", lambda e: e.sms_url.startswith(("console:", "file:"))),
    ("debug", "is on.", lambda e: e.debug),
    ("hsts_seconds", "is under an hour.", lambda e: e.hsts_seconds < LEAST_HSTS_SECONDS),
)


def reasons_against(environment: Environment) -> list[tuple[str, str]]:
    """Return every reason why these settings must not serve the public: the setting, and what is wrong with it."""
    given = environment.model_fields_set
    missing = [(name, "is not set.") for name in NEEDED if name not in given]
    return missing + [
        (name, words)
        for name, words, is_so in _GROUNDS
        if (name in given or name not in NEEDED) and is_so(environment)
    ]
