"""When to try again what failed: soon at first, then ever more seldom, so that one that never succeeds does not hold up the others."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from toolkit.refusals import Refused

log = logging.getLogger(__name__)
FIRST_SECONDS = 3.0
LONGEST_SECONDS = 60.0


@dataclass(slots=True)
class Patience:
    """What failed, how often without a break, and since when; in this process's memory only."""

    now: Callable[[], float] = time.monotonic
    _failed: dict[Hashable, tuple[int, float]] = field(default_factory=dict)

    def try_to(self, work: Callable[[], bool], this: Hashable) -> bool:
        """
        Do one thing, if it is time; what fails is told without its words, which may hold what was sealed, and tried again.

        The oftener it fails, the later: nothing that is stuck takes the time of the others.
        """
        if not self.is_due(this):
            return False
        try:
            done = work()
        except Refused as refused:
            log.info("An opening waits: %s", refused.code)
        except Exception as error:
            places = " < ".join(
                f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)[-4:][::-1]
            )
            log.error("An opening could not go on: %s at %s", type(error).__name__, places)
        else:
            self.forget(this)
            return done
        self.failed(this)
        return False

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
