"""The supervisor keeps its parts running, and leaves none when it ends, however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.environment import BASE

# Two parts: one obedient, with a child of its own, and one that ignores being asked.
SCRIPT = """
import os, pathlib, sys
from config.supervisor import Program, Supervisor
folder = pathlib.Path(sys.argv[1])
parent = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); time.sleep(600)"
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
heard = lambda: b"deaf" in (folder / "deaf.log").read_bytes()
with Supervisor(say=lambda line: print(line, flush=True), processes=folder / "processes.json") as supervisor:
    for name, code, ready in (("parent", parent, None), ("deaf", deaf, heard)):
        command = [sys.executable, "-c", code, str(folder)]
        supervisor.start(Program(name, command, folder / f"{name}.log", os.environ, ready=ready, grace_seconds=0.5))
    supervisor.keep()
"""


def running(folder: Path) -> set[int]:
    """The processes that name `folder`, and the children of those."""
    named, parents = set(), {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        if state != "Z":
            parents[int(process.name)] = int(parent)
            if str(folder).encode() in command:
                named.add(int(process.name))
    return named | {pid for pid, parent in parents.items() if parent in named}


def eventually(question: Callable[[], bool], *, seconds: float = 120) -> bool:
    until = time.monotonic() + seconds
    while not question() and time.monotonic() < until:
        time.sleep(0.05)
    return question()


def ids(folder: Path) -> dict[str, int]:
    try:
        found: dict[str, int] = json.loads((folder / "processes.json").read_text())
    except FileNotFoundError:
        return {}
    return found


@pytest.fixture
def supervising(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=BASE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert eventually(lambda: "deaf" in ids(tmp_path) and len(running(tmp_path)) == 4)
        yield process
    finally:
        process.kill()
        process.communicate()
        for pid in running(tmp_path):
            os.kill(pid, signal.SIGKILL)


class TestSupervisor:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_stops_everything_when_asked(
        self, supervising: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
    ) -> None:
        supervising.send_signal(number)
        supervising.send_signal(number)  # impatience must not cut the stopping short
        assert supervising.wait(120) == 0
        assert running(tmp_path) == set()
        assert not (tmp_path / "processes.json").exists()

    def test_starts_a_killed_part_again_and_its_children_with_it(
        self, supervising: subprocess.Popen[str], tmp_path: Path
    ) -> None:
        before = running(tmp_path)
        killed = ids(tmp_path)["parent"]
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: ids(tmp_path)["parent"] != killed)
        # The killed one, and the child it left, are gone.
        assert eventually(lambda: len(now := running(tmp_path)) == 4 and len(before - now) == 2)

    def test_takes_obedient_parts_with_it_when_killed(
        self, supervising: subprocess.Popen[str], tmp_path: Path
    ) -> None:
        parent = ids(tmp_path)["parent"]
        supervising.kill()
        assert eventually(lambda: parent not in running(tmp_path))
