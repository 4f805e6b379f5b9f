"""How an import tells a person how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable

from archive.models import ImportRun

LEAST_GAP_SECONDS = 1.0


class ProgressLine:
    """One line that is written over on a terminal, and now and then a new one elsewhere."""

    def __init__(
        self, total: int, run: ImportRun, *, write: Callable[[str], None], is_terminal: bool
    ) -> None:
        self._total, self._first, self._write, self._is_terminal = total, run.cursor, write, is_terminal
        self._began = self._last = time.monotonic()

    def __call__(self, run: ImportRun) -> None:
        """Tell where the run stands, unless that was told a moment ago."""
        at = time.monotonic()
        if at - self._last < LEAST_GAP_SECONDS and run.cursor < self._total:
            return
        self._last = at
        self._write(
            ("\r" if self._is_terminal else "") + self.words(run) + ("" if self._is_terminal else "\n")
        )

    def words(self, run: ImportRun) -> str:
        """Return how many rows are done, how fast, and how long the rest will take."""
        seconds = max(time.monotonic() - self._began, 0.001)
        rate = (run.cursor - self._first) / seconds
        left = round((self._total - run.cursor) / rate) if rate else 0
        share = 100 * run.cursor // self._total if self._total else 100
        return f"{run.cursor:,}/{self._total:,} {share:3d}%  {rate:,.0f} rows/s  ETA {left // 60}:{left % 60:02d}  {run.refused:,} refused"
