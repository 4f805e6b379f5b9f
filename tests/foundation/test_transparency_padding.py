"""Growth that tells nothing: sizes, times and places are the same whatever is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import transaction

from foundation import (
    sequencer,
    transparency,
    transparency_batches,
    transparency_integrator,
)
from foundation.transparency_batches import PATIENCE_BATCHES, SPAN_BATCHES, exponent_for
from foundation.transparency_integrator import Integrator, Log
from tests.foundation.logs import LINE, append, logged
from toolkit.log import leaves
from toolkit.log.note import Signer


class Clockwork:
    """Time that goes on by waiting and by work alone; each batch takes as long as it is told."""

    def __init__(self, work: Sequence[float]) -> None:
        self.now, self.begun, self._work = 0.0, list[float](), work

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def is_set(self) -> bool:
        return len(self.begun) == len(self._work)

    def step(self) -> None:
        self.begun.append(self.now)
        self.now += self._work[len(self.begun) - 1]


class TestPadding:
    """Two histories, one with five filings and what they leave in the journal, cannot be told apart."""

    def history(self, log: Log, filings: int) -> list[int]:
        sizes = []
        for batch in range(12):
            if batch == 2:
                transparency.add(LINE)
            if 3 <= batch < 3 + filings:
                transparency.add(bytes([batch]) * 32, ref=f"receipt-{batch:012}")
                for _ in range(3):
                    append(f"lot_{batch}")
                sequencer.drain()
            sizes.append(log.step().checkpoint.size)
        return sizes

    def shape(self, folder: Path) -> list[object]:
        """Everything a reader of the files can tell without a key: paths, sizes, and the shape of each leaf."""
        names = sorted(
            (str(path.relative_to(folder)), path.stat().st_size)
            for path in folder.rglob("*")
            if path.is_file()
            and path.parent.name != "proof"  # names nobody can guess, in a folder nobody can list
        )
        return [names, [leaves.read(leaf) or len(leaf) for leaf in logged(folder)]]

    def test_none_and_five_filings_look_alike(
        self, db: None, tmp_path: Path, settings: Any, signer: Signer, folder: Path
    ) -> None:
        found = []
        for filings in (0, 5):
            settings.TRANSPARENCY_ROOT = tmp_path / str(filings)
            point = transaction.savepoint()
            opened = Log(signer)
            opened.open()
            found.append((self.history(opened, filings), self.shape(tmp_path / str(filings))))
            transaction.savepoint_rollback(point)
        assert found[0] == found[1]

    def test_the_place_of_a_revealed_leaf_says_nothing_of_others(self) -> None:
        """An event that is revealed stands anywhere in its batch, whether it was alone there or the last of six."""
        spread: dict[int, Counter[int]] = {}
        for hidden in (0, 5):
            spread[hidden] = Counter()
            for _ in range(4000):
                waiting = [transparency_batches.Leaf(bytes([n]) * 32, entry=n) for n in range(hidden + 1)]
                _contents, placed = transparency_batches.arrange(waiting, 64, 8, b"k" * 32)
                spread[hidden][next(i for i, leaf in placed.items() if leaf.entry == hidden)] += 1
        for counted in spread.values():
            assert set(counted) == set(range(64, 72))
            assert all(400 < times < 600 for times in counted.values())  # 500 ± 4.7 σ

    @pytest.mark.django_db
    def test_the_pace_is_kept_whatever_happens(
        self, signer: Signer, folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A batch begins at a beat, however long the one before it took; beats that were missed are left out."""
        settings.TRANSPARENCY_BATCH_SECONDS = 1.0
        Log(signer).open()
        running, time = Integrator(signer), Clockwork([0.25, 0, 0.75, 2.5, 0.25, 1.0, 0.5])
        monkeypatch.setattr(transparency_integrator, "time", time)
        monkeypatch.setattr(running, "_log", time)
        monkeypatch.setattr(running, "_stop", time)
        running._keep_pace(Mock())
        assert time.begun == [0, 1, 2, 3, 6, 7, 8]


class TestSizeOfBatches:
    def size(self, entries: int, events: int, exponent: int = 0, batches: int = 1) -> int:
        return exponent_for(entries, events, exponent=exponent, batches=batches, leaves_in_batch=8)

    def test_stays_while_leaves_fit_and_events_can_wait_a_minute(self) -> None:
        assert self.size(8, 8 * PATIENCE_BATCHES) == 0

    def test_doubles_until_they_fit(self) -> None:
        assert self.size(9, 0) == 1
        assert self.size(100, 0) == 4
        assert self.size(0, 8 * PATIENCE_BATCHES + 1) == 1

    def test_never_falls_but_at_the_end_of_the_span(self) -> None:
        assert self.size(0, 0, exponent=4, batches=SPAN_BATCHES - 1) == 4
        assert self.size(0, 0, exponent=4, batches=SPAN_BATCHES) == 0

    def test_ends_at_the_largest_batch(self) -> None:
        assert 8 << self.size(10**6, 10**9) == transparency_batches.LARGEST_BATCH
