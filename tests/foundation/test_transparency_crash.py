"""The log dies at any point: no two checkpoints of one size, none ahead of what is durable, nothing lost, nothing twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from foundation import transparency, transparency_files
from foundation.models import LogEntry, LogHead, LogLeaf, LogPending
from foundation.transparency_integrator import Integrator, Log
from tests.foundation.processes import in_threads, join, until
from toolkit.log import checkpoint, leaves, tiles, tree, verify
from toolkit.log.checkpoint import read_head
from toolkit.log.note import Signer
from toolkit.log.policy import Policy

pytestmark = pytest.mark.django_db(transaction=True)
forking = multiprocessing.get_context("fork")


class Reader:
    """Somebody who reads the checkpoint again and again and forgets nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.roots: dict[int, bytes] = {}
        self.sizes: list[int] = []

    def look(self) -> None:
        try:
            of = read_head((self._folder / "checkpoint").read_text()).checkpoint
        except FileNotFoundError:
            return
        assert self.roots.setdefault(of.size, of.root) == of.root, "two checkpoints of one size"
        assert not self.sizes or of.size >= self.sizes[-1], "the checkpoint went back"
        if not self.sizes or of.size > self.sizes[-1]:
            self.sizes.append(of.size)
            # Whatever is shown can be checked at that moment, and stands in the database.
            if len(self.sizes) % 5 == 1:
                tiles.Edge.load(tiles.Folder(self._folder), of)

    def check_against(self, signer: Signer) -> None:
        """Every checkpoint that was ever seen is of the tree as it is now."""
        head = LogHead.objects.get()
        nodes = tiles.TileTree(tiles.Folder(self._folder), head.size)
        for size, root in self.roots.items():
            assert tree.root(nodes, size) == root
        verify.verify(tiles.Folder(self._folder), Policy(signer.verifier))


def check_all_placed_once(folder: Path) -> None:
    assert not LogPending.objects.exists()
    entries = {entry.pk: bytes(entry.content) for entry in LogEntry.objects.all()}
    placed = {leaf.entry: leaf for leaf in LogLeaf.objects.filter(entry__isnull=False)}
    assert placed.keys() == entries.keys()
    shown = tiles.leaves_of(tiles.Folder(folder), read_head((folder / "checkpoint").read_text()).checkpoint)
    key = bytes(LogHead.objects.get().dummy_key)
    by_index = {leaf.index: entries[leaf.entry or 0] for leaf in placed.values()}
    assert shown == [by_index.get(index) or leaves.dummy(key, index) for index in range(len(shown))]


class Died(BaseException):
    """Stands for the end of the process at a certain point."""


class TestEveryPoint:
    """A batch makes so many steps on the disk; the process dies before each of them, and once inside the transaction."""

    @pytest.fixture
    def steps(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
        left = [10**9]

        def counted(real: object) -> object:
            def step(*arguments: object, **more: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    raise Died
                return real(*arguments, **more)  # type: ignore[operator]

            return step

        for name in ("_write", "_flush"):
            monkeypatch.setattr(transparency_files, name, counted(getattr(transparency_files, name)))
        yield left

    def test_is_made_up_for_at_the_next_start(self, folder: Path, signer: Signer, steps: list[int]) -> None:
        reader = Reader(folder)
        survived = deaths = 0
        for at in range(200):
            steps[0] = 10**9
            log = Log(signer)
            log.open()
            reader.look()
            with transaction.atomic():
                transparency.add(at.to_bytes(32, "big"), ref=f"receipt-{at:012}")
            steps[0] = at % 20
            try:
                log.step()
                survived += 1
            except Died:
                deaths += 1
            reader.look()
            head = LogHead.objects.get()
            assert not reader.sizes or reader.sizes[-1] <= head.size, "a checkpoint ahead of the database"
            if survived >= 3 and deaths >= 30:
                break
        assert survived >= 3 and deaths >= 30
        steps[0] = 10**9
        log = Log(signer)
        log.open()
        log.step()
        reader.look()
        reader.check_against(signer)
        check_all_placed_once(folder)
        names = {entry.ref for entry in LogEntry.objects.all()}
        assert {path.name.removesuffix(".tlog-proof") for path in (folder / "proof").iterdir()} == names

    def test_inside_the_transaction_nothing_happened(
        self, folder: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log = Log(signer)
        log.open()
        log.step()
        with transaction.atomic():
            transparency.add(b"f" * 32)

        def die(*_: object) -> None:
            raise Died

        with monkeypatch.context() as patched:
            patched.setattr("foundation.transparency_batches._place", die)
            with pytest.raises(Died):
                log.step()
        assert LogHead.objects.get().size == 8 and LogPending.objects.count() == 1
        log = Log(signer)
        log.open()
        assert log.step().checkpoint.size == 16
        check_all_placed_once(folder)


@pytest.mark.slow
class TestKilled:
    def test_again_and_again_it_never_contradicts_itself(
        self, folder: Path, signer: Signer, settings: Any
    ) -> None:
        settings.TRANSPARENCY_BATCH_SECONDS = 0.01
        is_over = threading.Event()
        added = [0]
        reader = Reader(folder)

        def write() -> None:
            while not is_over.is_set():
                with transaction.atomic():
                    transparency.add(added[0].to_bytes(32, "big"))
                    transparency.add((added[0] + 1).to_bytes(32, "big"))
                added[0] += 2
                time.sleep(0.005)

        def read() -> None:
            while not is_over.is_set():
                reader.look()
                time.sleep(0.001)

        def integrate() -> None:
            Integrator(signer).run()

        chance = random.Random(5)
        connection.close()  # a session must not be shared with a child
        children = []
        for turn in range(12):
            child = forking.Process(target=integrate, daemon=True)
            child.start()
            children.append(child)
            if turn == 0:
                writing = in_threads([write])
                reading = in_threads([read])
            size = reader.sizes[-1] if reader.sizes else 0
            until(lambda: bool(reader.sizes) and reader.sizes[-1] > size)  # noqa: B023  awaited in this turn
            time.sleep(chance.uniform(0, 0.15))
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
            child.join(60)
        is_over.set()
        join(writing)
        join(reading)
        log = Log(signer)
        log.open()
        while LogPending.objects.exists():
            log.step()
        reader.look()
        reader.check_against(signer)
        check_all_placed_once(folder)
        assert (
            LogEntry.objects.count() == added[0] > 0 and len(reader.sizes) >= 12
        )  # at least one of each turn
        for head in (read_head((folder / "checkpoint").read_text()),):
            checkpoint.check(head, signer.verifier)

    def test_two_at_once_take_turns(self, folder: Path, signer: Signer, settings: Any) -> None:
        settings.TRANSPARENCY_BATCH_SECONDS = 0.02
        reader = Reader(folder)
        first, second = Integrator(signer), Integrator(signer)
        threads = in_threads([first.run])
        until(lambda: (folder / "checkpoint").exists())
        threads += in_threads([second.run])
        for _ in range(100):
            reader.look()
            time.sleep(0.005)
        first.stop()
        size = reader.sizes[-1]

        def goes_on() -> bool:
            reader.look()
            return reader.sizes[-1] > size + 80

        until(goes_on, what="the standby takes over")
        second.stop()
        join(threads)
        reader.check_against(signer)
