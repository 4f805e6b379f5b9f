"""
Nobody takes the way of all others: how many moves of one bidder are under way at once in a process of the web.

Each holds a thread until it is judged, and there are few; whoever leads could fill them with moves in vain, so that a raise which comes
just before the end is judged after it. Whoever had more moves without effect than are logged rests between two.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from foundation.errors import DomainError, TooOften
from foundation.text import Text

MOST_UNDER_WAY: Final = 6
"""Moves of one bidder of an auction: of sixteen threads, those of two bidders leave some to a third."""
REST_SECONDS: Final = 1.0
TIRING: Final = "too_many_refused"
"""The refusal after which a bidder rests."""

_Bidder = tuple[str, str]
_lock = threading.Lock()
_under_way: Counter[_Bidder] = Counter()
_rests_until: dict[_Bidder, float] = {}


@contextmanager
def place(auction_id: str, party_id: str) -> Iterator[None]:
    """
    Keep a place for a move of a bidder as long as the block runs.

    :raises TooOften: `moves_under_way` where it has as many as there may be; `moves_too_often` while it rests.
    """
    bidder = auction_id, party_id
    _take(bidder)
    try:
        yield
    except DomainError as error:
        if error.code == TIRING:
            with _lock:
                _rests_until[bidder] = time.monotonic() + REST_SECONDS
        raise
    finally:
        with _lock:
            _under_way[bidder] -= 1
            if not _under_way[bidder]:
                del _under_way[bidder]


def _take(bidder: _Bidder) -> None:
    with _lock:
        if time.monotonic() < _rests_until.get(bidder, 0.0):
            words = Text("无效操作过多，请稍候再操作", "Too many moves had no effect: wait before the next")
            raise TooOften("moves_too_often", words, retry_after_seconds=1)
        _rests_until.pop(bidder, None)
        if _under_way[bidder] >= MOST_UNDER_WAY:
            words = Text(
                "您有多个操作正在处理，请等待其结果",
                "Several of your moves are under way: wait for what they come to",
            )
            raise TooOften("moves_under_way", words, retry_after_seconds=1)
        _under_way[bidder] += 1
