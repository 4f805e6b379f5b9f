"""
The auctioneer's work: it says every second that the platform lives, and writes what becomes of auctions by itself.

What it says is believed only as far as bidders could bid: before each sign it knocks at the door by which they come. When nobody
answers, no sign is given, and auctions stand from the last one.
"""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, NamedTuple

from bidding.actions.auctioning import concluding, living
from bidding.patience import Patience
from foundation import clock
from foundation.models import Instance

log = logging.getLogger(__name__)
ANSWER_SECONDS = 2.0
LONGEST_ANSWER = 1000


class _Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: a page to which somebody sends on is not the door."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Straight)


def knock(url: str) -> bool:
    """
    Tell whether the door itself says in time that it is open.

    Nothing else is believed: a proxy in front of a platform that is down answers as well, with a page of its own.
    """
    asked = urllib.request.Request(  # noqa: S310  a setting of ours
        url, headers={"Accept": "application/json", "Cache-Control": "no-cache"}
    )
    try:
        with _opener.open(asked, timeout=ANSWER_SECONDS) as answer:
            said = json.loads(answer.read(LONGEST_ANSWER)) if answer.status == HTTPStatus.OK else None
    except (OSError, ValueError, HTTPException):
        return False
    return isinstance(said, dict) and said.get("is_open") is True


class _Seen(NamedTuple):
    """That the door was open: when it was knocked at, by our own watch, and the instant at which that was known."""

    began: float
    at: datetime


@dataclass(slots=True)
class Auctioneer:
    """Watches over all auctions; `is_open` asks whether bidders get in, `watch` is a clock that nobody sets."""

    is_open: Callable[[], bool] = lambda: True
    watch: Callable[[], float] = time.monotonic
    _last: float | None = None
    _patience: Patience = field(default_factory=Patience)

    def turn(self) -> int:
        """Give a sign of life, then do what there is to do; return how much was done."""
        return self.work() if self.live() else 0

    def live(self) -> bool:
        """Give a sign of life, if bidders get in; tell whether it was given."""
        if (seen := self._seen()) is None:
            return False
        if broke := self._broke(seen.at):
            living.keep_signs()
            # However long that took, the new stretch begins after it: of many auctions none stands because of the others.
            if (seen := self._seen()) is None:
                return False
        living.beat(at=seen.at, is_new=broke)
        # Counted from before the knock, to after the clock was read: whoever was frozen between them did not live.
        self._last = seen.began
        return True

    def _seen(self) -> _Seen | None:
        """Knock; return by which watch that began, and the instant after it. None where nobody gets in."""
        began = self.watch()
        if not self.is_open():
            log.error("Nobody gets in: no sign of life is given")
            return None
        return _Seen(began, clock.now())

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
        if self.watch() - self._last > living.LONGEST_BREAK.total_seconds():
            return True
        return clock.mode() == Instance.Mode.PRODUCTION and living.has_broken_off(at)
