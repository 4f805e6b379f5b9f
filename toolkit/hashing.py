"""SHA-256 beside the work: on a thread of its own, for `hashlib` and the cipher both let go of the interpreter."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor

SMALLEST_BYTES = 64 * 1024  # below that a thread costs more than it saves


class SideHash:
    """A digest that is one block behind at most, so that memory stays flat."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._pool: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def update(self, block: bytes) -> None:
        """Hash one more block, which must not change afterwards."""
        self._wait()
        if len(block) < SMALLEST_BYTES:
            self._digest.update(block)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1)
        self._pending = self._pool.submit(self._digest.update, block)

    def hexdigest(self) -> str:
        """Return the digest of everything, and end the thread."""
        self._wait()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        return self._digest.hexdigest()

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None
