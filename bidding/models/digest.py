"""One digest for all that came in together, so that the journal can tell a whole row without its contents."""

from __future__ import annotations

import hashlib


def digest(*parts: bytes | memoryview | None) -> str:
    """Return the SHA-256 over the digests of `parts`, in lower-case hexadecimal: where one ends and the next begins is fixed."""
    return hashlib.sha256(b"".join(hashlib.sha256(one or b"").digest() for one in parts)).hexdigest()
