"""Kill -9 of web, worker, sequencer and PostgreSQL at random moments of the play: all goes on, nothing lost or doubled."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.embedded.postgres import SERVICE
from config.environment import BASE
from config.launch.instance import Instance
from tests.journeys.ledger import QUESTIONS

pytestmark = pytest.mark.slow

SEED = 20260302
TARGETS = ("web", "worker", "sequencer", "PostgreSQL")
KILLS_OF_EACH = 2
PLAYING = "Playing the demonstration"
# Each family, sealed bids in one and two envelopes, an offer anew, land and property that are listed.
STORIES = ("hospital_wing", "bridge", "switches", "island", "parcel", "shares")
MOMENTS = range(5, 90)  # how much of the play is told, in lines of some 118
HESITATION_SECONDS = 0.5  # so that a kill comes upon whatever is at work
BOUND_SECONDS = 480
HEADS = ("checkpoint", "candidate", "witnessed")
OWN_SERVERS = (
    "DATABASE_URL", "BROKER_URL", "CACHE_URL", "YANGGUANG_MEDIA_ROOT", "YANGGUANG_SEALED_KEYS_PATH",
    "YANGGUANG_TRANSPARENCY_ROOT", "YANGGUANG_TRANSPARENCY_KEY_PATH",
)  # fmt: skip


@dataclass
class Run:
    """A `bin/run --once` of its own, with its own data."""

    folder: Path
    process: subprocess.Popen[bytes]
    until: float

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def remains(self) -> str:
        """Return what is left to find out from: the end of what was said, of each log, and the heads of the public log."""
        var = self.folder / "var"
        parts = [self.said()[-4000:]]
        for file in sorted((var / "log").glob("*.log")):
            lines = [
                line[:400]
                for line in file.read_text(errors="replace").splitlines()
                if '"yangguang.request"' not in line
            ]
            parts.append("\n".join([f"--- {file.name}", *lines[-12:]]))
        for name in HEADS:
            head = var / "transparency" / name
            parts.append(f"--- {name}\n{head.read_text() if head.exists() else 'none'}")
        return "\n".join(parts)

    def wait_for(self, lines: int) -> None:
        """Wait until so many lines of the play are told."""
        while self.said().partition(PLAYING)[2].count("\n") <= lines:
            self._alive()
            time.sleep(0.05)

    def kill(self, name: str, earlier: set[int]) -> int:
        """Kill a part once it runs again after earlier kills; return its process."""
        while (pid := self._processes().get(name)) is None or pid in earlier:
            self._alive()
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        return pid

    def _processes(self) -> dict[str, int]:
        file = self.folder / "var" / "run" / "processes.json"
        found: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        return found

    def _alive(self) -> None:
        if self.process.poll() is not None or time.monotonic() > self.until:
            pytest.fail(f"the run ended, or takes too long:\n{self.remains()}")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short name; the tests' own server is not the one to play on."""
    for name in OWN_SERVERS:
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="yg-kill-", dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    command = [
        sys.executable,
        "-m",
        "config.launch.run",
        "--once",
        "--data",
        str(folder / "var"),
        "--only",
        *STORIES,
    ]
    instance = Instance(folder / "var")
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=BASE, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield Run(folder, process, time.monotonic() + BOUND_SECONDS)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            instance.forget()
            shutil.rmtree(instance.sockets)


def killed(run: Run) -> Counter[str]:
    """Kill each part a few times, in a random order, at random moments while the stories are told."""
    chance = random.Random(
        SEED
    )  # the order and the moments of the story, so that a failure can be seen again
    order = list(TARGETS * KILLS_OF_EACH)
    chance.shuffle(order)
    dead: dict[str, set[int]] = {name: set() for name in TARGETS}
    for moment, name in zip(sorted(chance.sample(MOMENTS, len(order))), order, strict=True):
        run.wait_for(moment)
        time.sleep(chance.uniform(0, HESITATION_SECONDS))
        dead[name].add(run.kill(name, dead[name]))
    assert "reached their end" not in run.said(), "the play was over before the last kill"
    return Counter({name: len(pids) for name, pids in dead.items()})


def answers(instance: Instance) -> dict[str, list[tuple[Any, ...]]]:
    """Ask the database that the run left behind; return what each question found wrong."""
    instance.prepare()
    instance.postgres.start()
    try:
        with psycopg.connect(instance.postgres.url()) as connection:
            found = {words: connection.execute(sql).fetchall() for words, sql in QUESTIONS.items()}
    finally:
        instance.postgres.stop()
    return {words: rows for words, rows in found.items() if rows}


def connected(instance: Instance) -> set[str]:
    """Return the roles in which the platform's processes work with the database at this moment."""
    with psycopg.connect(instance.postgres.url()) as connection:
        asked = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'yangguang'"
        return {name for (name,) in connection.execute(asked)}


class TestKill:
    def test_everything_goes_on_and_nothing_is_lost_or_doubled(self, run: Run) -> None:
        run.wait_for(1)
        assert connected(Instance(run.folder / "var")) == {SERVICE}
        assert killed(run) == Counter(dict.fromkeys(TARGETS, KILLS_OF_EACH))
        assert run.process.wait(max(1, run.until - time.monotonic())) == 0, run.remains()
        assert run.said().count("ended (signal SIGKILL)") >= len(TARGETS) * KILLS_OF_EACH
        assert answers(Instance(run.folder / "var")) == {}
