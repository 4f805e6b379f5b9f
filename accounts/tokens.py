"""The keys of programs: how they are written, kept and recognised."""

from __future__ import annotations

import hashlib
import re
import secrets

# The id says which row to look at, the secret proves it; the prefix lets secret scanners find a leaked one.
_WRITTEN = re.compile(r"yg_(?P<id>tok_[0-9A-Z]{26})_(?P<secret>[0-9a-z]{16,64})", re.ASCII)


def new_secret() -> str:
    """Return 256 random bits in hexadecimal."""
    return secrets.token_hex(32)


def write(token_id: str, secret: str) -> str:
    """Return the token as its holder keeps it."""
    return f"yg_{token_id}_{secret}"


def parse(raw: str) -> tuple[str, str] | None:
    """Return id and secret of a well-formed token."""
    match = _WRITTEN.fullmatch(raw)
    return (match["id"], match["secret"]) if match else None


def digest(secret: str) -> str:
    """Return what is kept of a secret; it is random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, kept: str) -> bool:
    """Compare in constant time."""
    return secrets.compare_digest(digest(secret), kept)
