"""The actions that `bench.journal` can measure; another one is named on its command line."""

from __future__ import annotations

import random
from typing import Protocol

FEW = 10_000
EVENTS_PER_SUBJECT = 20


class Writer(Protocol):
    """An action to measure: prepared once in the parent, then called by each writer until its time is over."""

    def prepare(self) -> None:
        """Make the rows that the action needs."""

    def write(self, chance: random.Random) -> int:
        """Act once; return how many events that wrote."""


class AppendUnderLock:
    """The shortest action there is: lock the subject, read the clock, append."""

    subjects = FEW // EVENTS_PER_SUBJECT

    def prepare(self) -> None:
        from foundation.models import FeedHead

        FeedHead.objects.bulk_create(
            [FeedHead(feed=f"lot_{number}") for number in range(self.subjects)],
            ignore_conflicts=True,
            batch_size=5000,
        )

    def write(self, chance: random.Random) -> int:
        from foundation import journal
        from foundation.models import FeedHead
        from foundation.transactions import action, lock_row_and_read_clock

        @action
        def act() -> None:
            lot, at = lock_row_and_read_clock(FeedHead, f"lot_{chance.randrange(self.subjects)}")
            journal.append(
                "bench.lot.moved", subject=lot.feed, actor="mem_bench", at=at, deal=lot.feed,
                data={"step": "announce", "source": "priced", "target": "announced", "price": "1200000.00"},
            )  # fmt: skip

        act()
        return 1
