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
from collections.abc import Callable
from dataclasses import dataclass, field

from bidding.actions.auctioning import concluding, living
from bidding.patience import Patience
from foundation import clock

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
        if not self.is_open():
            log.error("Nobody gets in: no sign of life is given")
            return 0
        self._live()
        done = sum(
            self._patience.try_to(lambda one=one: bool(living.look(auction_id=one)), one)  # type: ignore[misc]
            for one in list(living.due())
        )
        done += sum(
            self._patience.try_to(lambda one=one: concluding.keep_inquiry(auction_id=one), f"{one} asked")  # type: ignore[misc]
            for one in concluding.uninquired()
        )
        return done + sum(
            self._patience.try_to(lambda one=one: concluding.conclude(auction_id=one), f"{one} over")  # type: ignore[misc]
            for one in concluding.unsettled()
        )

    def _live(self) -> None:
        now = time.monotonic()
        broke = (
            living.has_broken_off(clock.now())
            if self._last is None
            else now - self._last > living.LONGEST_BREAK.total_seconds()
        )
        if broke:
            living.keep_signs()
        living.beat(is_new=broke)
        self._last = now
