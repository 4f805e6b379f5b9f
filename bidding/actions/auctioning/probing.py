"""
The way of a raise, gone without making one: whether bidders could raise is found out by doing what a raise does.

First a place in a round is taken, and refused there. Then a raise is judged, written with its event, and taken back: where the disk is
full, a table locked, a trigger wrong, nobody could raise, and nothing says so but an attempt.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from accounts.actor import Actor
from bidding.actions.auctioning import entering, rounds, writing
from bidding.actions.auctioning.writing import Home, Place, Wish
from bidding.auctions import judging, keeping
from bidding.models import Auction
from bidding.models.auction import LIVE
from foundation import clock
from foundation.errors import NotFound, Unavailable
from foundation.text import Text
from foundation.transactions import action

HOLDS_SECONDS = 0.5
"""How long what one asker found out is told to others: however many ask, the way of a raise is gone twice a second."""
NOBODY, NOWHERE = "auc_probe", "lot_probe"
"""The auction that there never is, and its lot."""
RULES: Final = {
    "form": "called_auction", "auction": NOBODY, "starts_at": 1, "bidders": ["0"], "start_price": "1.00", "increment": "1.00",
}  # fmt: skip
_RAISE: Final = {"kind": "raise", "bidder": "0", "price": "1.00"}


@dataclass
class _Answer:
    """When the way of a raise was gone to its end last, by a clock that nobody sets."""

    at: float = -math.inf

    def holds(self) -> bool:
        return time.monotonic() - self.at < HOLDS_SECONDS


_probing = threading.Lock()
_probed = _Answer()


def probe() -> None:
    """
    Find out whether moves are judged and written. Whoever asks soon after somebody who got an answer is told the same.

    :raises Unavailable: `rounds_hang` if another who asked before has no answer: where rounds hang, no more than one thread does for that.
    """
    if not _probing.acquire(timeout=rounds.LONGEST_WAIT_MS / 1000):
        raise Unavailable("rounds_hang", Text("报价暂时不能处理", "Moves are not judged at the moment"))
    try:
        if _probed.holds():
            return
        _take_a_place()
        # What is taken back leaves its room to be swept: it is tried where somebody might raise, and not through quiet nights.
        soon = clock.now() + entering.BEFORE
        if Auction.objects.filter(status__in=LIVE, starts_at__lte=soon).exists():
            write_and_take_back()
        _probed.at = time.monotonic()
    finally:
        _probing.release()


def _take_a_place() -> None:
    try:
        rounds.take(Wish(NOBODY, {}, Actor.clock()))
    except NotFound:
        return
    raise TypeError(f"a move of {NOBODY}")


@action
def write_and_take_back() -> None:
    """Judge the first raise of an auction that there never is and write it as any other; nothing of it stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{rounds.LONGEST_WAIT_MS}ms"])
    at, rules = clock.now(), keeping.read(RULES)
    row = Auction(id=NOBODY, lot_id=NOWHERE, form=rules.form, status="open")
    kept, made, _ = judging.judge(judging.begin(rules), judging.read(_RAISE), rounds.milliseconds(at), None)
    place = Place(row, kept, "", [writing.as_row(row, one) for one in made])
    with transaction.atomic():
        writing.write([place], at, {NOWHERE: Home(NOWHERE, "")})
        transaction.set_rollback(True)
