"""
The auctioneer's work: it says every second that the platform lives, and writes what becomes of auctions by itself.

What it says is believed only as far as bidders could bid: before each sign it knocks at the door by which they come. When nobody
answers, no sign is given, and auctions stand from the last one.
"""

from __future__ import annotations

import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bidding.actions.auctioning import concluding, living
from bidding.patience import Patience
from foundation import clock
from foundation.models import Instance

log = logging.getLogger(__name__)
ANSWER_SECONDS = 2.0


def knock(url: str) -> bool:
    """Tell whether the door answers in time."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:  # noqa: S310  a setting of ours
            return bool(answer.status < 400)
    except (OSError, urllib.error.URLError):
        return False


@dataclass(slots=True)
class Auctioneer:
    """Watches over all auctions; `is_open` asks whether bidders get in."""

    is_open: Callable[[], bool] = lambda: True
    _last: float | None = None
    _patience: Patience = field(default_factory=Patience)

    def turn(self) -> int:
        """Give a sign of life, then do what there is to do; return how much was done."""
        return self.work() if self.live() else 0

    def live(self) -> bool:
        """Give a sign of life, if bidders get in; tell whether it was given."""
        began = time.monotonic()
        if not self.is_open():
            log.error("Nobody gets in: no sign of life is given")
            return False
        at = clock.now()
        if broke := self._broke(at):
            living.keep_signs()
        living.beat(at=at, is_new=broke)
        # Counted from before the knock, to after the clock was read: whoever was frozen between them did not live.
        self._last = began
        return True

    def work(self) -> int:
        """Do what there is to do; return how much was done. What fails is tried again, and holds up nothing else."""
        done = self._each(living.due, lambda one: bool(living.look(auction_id=one)))
        done += self._each(
            concluding.uninquired, lambda one: concluding.keep_inquiry(auction_id=one), " asked"
        )
        return done + self._each(
            concluding.unsettled, lambda one: concluding.conclude(auction_id=one), " over"
        )

    def _each(self, find: Callable[[], Iterable[str]], act: Callable[[str], bool], what: str = "") -> int:
        return sum(self._patience.try_to(partial(act, one), f"{one}{what}") for one in list(find()))

    def _broke(self, at: datetime) -> bool:
        """Tell whether the platform was gone since the last sign: by a watch of our own, and by the clock where it does not jump."""
        if self._last is None:
            return living.has_broken_off(at)
        if time.monotonic() - self._last > living.LONGEST_BREAK.total_seconds():
            return True
        return clock.mode() == Instance.Mode.PRODUCTION and living.has_broken_off(at)
