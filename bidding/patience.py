"""When to try again what failed: soon at first, then ever more seldom, so that one that never succeeds does not hold up the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

FIRST_SECONDS = 3.0
LONGEST_SECONDS = 60.0


@dataclass(slots=True)
class Patience:
    """What failed, how often without a break, and since when; in this process's memory only."""

    now: Callable[[], float] = time.monotonic
    _failed: dict[Hashable, tuple[int, float]] = field(default_factory=dict)

    def is_due(self, this: Hashable) -> bool:
        """Tell whether it is time to try."""
        times, at = self._failed.get(this, (0, 0.0))
        if not times:
            return True
        return self.now() >= at + min(FIRST_SECONDS * 2.0 ** (times - 1), LONGEST_SECONDS)

    def failed(self, this: Hashable) -> None:
        """Wait before the next time, twice as long as after the last failure."""
        self._failed[this] = self._failed.get(this, (0, 0.0))[0] + 1, self.now()

    def forget(self, this: Hashable) -> None:
        """Begin anew: it succeeded."""
        self._failed.pop(this, None)
