"""
Doing together what many threads ask for at the same time: one transaction, a handful of queries, instead of many.

Nobody waits for company. Who finds nobody at work works at once; whoever asks meanwhile is waited for by nobody, and is
taken along in the next round, which the first of them leads in its own thread, over its own connection. So a round is as
large as what came in while the last one worked: one in quiet times, many in a rush.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Generic, TypeVar

from django.db import connection

log = logging.getLogger(__name__)

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Alone(Enum):
    """The kind of `ALONE`."""

    ALONE = "alone"


ALONE: Final = Alone.ALONE
"""The answer for what a round leaves to its own thread: it would have had to wait for somebody."""


@dataclass(eq=False, slots=True)
class _Place(Generic[Asked, Answer]):
    asked: Asked
    called: threading.Event = field(default_factory=threading.Event)
    answers: list[Answer | Alone] = field(default_factory=list)


class Gathering(Generic[Asked, Answer]):
    """
    A function that answers each caller by itself, and asks for all who wait together.

    `together` answers as many as it was asked, in their order; at most `most` at once, none of which may wait for anybody.
    `alone` answers one, in the caller's own thread: what `together` left (`ALONE`), and every one of a round that failed,
    so that each meets its own error and none the error of another.
    """

    def __init__(
        self,
        together: Callable[[Sequence[Asked]], Sequence[Answer | Alone]],
        alone: Callable[[Asked], Answer],
        *,
        most: int,
    ) -> None:
        self._together, self._alone, self._most = together, alone, most
        self._lock = threading.Lock()
        self._waiting: deque[_Place[Asked, Answer]] = deque()
        self._is_led, self._left_at = False, 0.0

    @property
    def is_busy(self) -> bool:
        """Whether somebody is at work: what is less urgent had better wait."""
        return self._is_led

    @property
    def idle_seconds(self) -> float:
        """For how long nobody has been at work; in a rush there are moments between two rounds."""
        return 0.0 if self._is_led else time.monotonic() - self._left_at

    def __call__(self, asked: Asked) -> Answer:
        """Return the answer, or raise what `alone` raises."""
        mine: _Place[Asked, Answer] = _Place(asked)
        with self._lock:
            self._waiting.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            _give_connection_back()
            mine.called.wait()
        if not mine.answers:
            self._lead()
        answer = mine.answers[0]
        return self._alone(asked) if isinstance(answer, Alone) else answer

    def _lead(self) -> None:
        """Do a round with whoever waits, the caller first, and call the next leader."""
        with self._lock:
            places = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        answers: Sequence[Answer | Alone] = [ALONE] * len(places)
        try:
            answers = self._together([one.asked for one in places])
        except Exception:
            log.warning("A round of %d failed; each goes alone", len(places), exc_info=True)
        finally:
            for place, answer in zip(places, answers, strict=True):
                place.answers.append(answer)
                place.called.set()
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_led, self._left_at = following is not None, time.monotonic()
            if following is not None:
                following.called.set()


def _give_connection_back() -> None:
    """Wait without a connection of the pool: whoever works needs one, and there are fewer than threads."""
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()
