"""One digest for all that came in together, so that the journal can tell a whole row without its contents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def digest(*parts: bytes | memoryview | None) -> str:
    """Return the SHA-256 over the digests of `parts`, in lower-case hexadecimal: where one ends and the next begins is fixed."""
    return hashlib.sha256(b"".join(hashlib.sha256(one or b"").digest() for one in parts)).hexdigest()


def digest_of_names(named: Mapping[str, str]) -> str:
    """Return the digest of names with what each stands for, in the order of the names."""
    return digest(*(f"{name} {value}".encode() for name, value in sorted(named.items())))
