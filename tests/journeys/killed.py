"""
Plays the demonstration, `bin/run --once --fresh --data FOLDER`, and kills its parts meanwhile: all goes on.

The whole check runs it: `python -m tests.journeys.killed FOLDER`. That nothing was lost or doubled `tests.journeys.played` asks
of the database that it leaves.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.embedded.postgres import SERVICE
from config.launch.console import say
from config.launch.instance import Instance
from config.supervisor import python

SEED = 20260302
TARGETS = ("front", "web", "worker", "sequencer", "PostgreSQL")
KILLS_OF_EACH = 2
PLAYING = "Playing the demonstration"
MOMENTS = range(25, 300)  # how much of the play is told, in lines of some 350
HESITATION_SECONDS = 0.5  # so that a kill comes upon whatever is at work
BOUND_SECONDS = 1800
KILLED = "ended (signal SIGKILL)"
HEADS = ("checkpoint", "candidate", "witnessed")


def main() -> int:
    """Play and kill; return 0 only if the play reached its end over all that was killed."""
    folder = Path(sys.argv[1]).absolute()
    with _started(folder) as process:
        run = Run(folder, process)
        run.follow()
    wrong = list(run.wrong())
    for line in wrong:
        say(line)
    if wrong:
        say(run.remains())
    return 1 if wrong else 0


@contextmanager
def _started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = python("-m", "config.launch.run", "--once", "--fresh", "--data", str(folder))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        late = threading.Timer(BOUND_SECONDS, process.send_signal, [signal.SIGTERM])
        late.start()
        try:
            yield process
        finally:
            late.cancel()


@dataclass
class Run:
    """The demonstration at play: what it tells, and what of it was killed."""

    folder: Path
    process: subprocess.Popen[str]
    dead: dict[str, set[int]] = field(default_factory=lambda: {name: set() for name in TARGETS})
    roles: set[str] = field(default_factory=set)
    noticed: int = 0

    def follow(self) -> None:
        """Pass on what it tells until it ends, and kill the parts in a random order, at random moments of the play."""
        chance = random.Random(SEED)  # so that a failure can be seen again
        order = list(TARGETS * KILLS_OF_EACH)
        chance.shuffle(order)
        plan = dict(zip(sorted(chance.sample(MOMENTS, len(order))), order, strict=True))
        told = -1
        assert self.process.stdout is not None
        for line in self.process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            self.noticed += KILLED in line
            if told >= 0 or PLAYING in line:
                told += 1
            if told == 1:
                self.roles = _connected(Instance(self.folder))
            if told in plan:
                time.sleep(chance.uniform(0, HESITATION_SECONDS))
                self._kill(plan.pop(told))

    def wrong(self) -> Iterator[str]:
        """Yield what did not come as it should."""
        if self.process.returncode != 0:
            yield f"the demonstration ended with {self.process.returncode}"
        if self.roles != {SERVICE}:
            yield f"the platform's processes work as {sorted(self.roles)}, not as {SERVICE} alone"
        killed = Counter({name: len(pids) for name, pids in self.dead.items()})
        if killed != Counter(dict.fromkeys(TARGETS, KILLS_OF_EACH)):
            yield f"killed were {dict(killed)}, not {KILLS_OF_EACH} of each"
        if self.noticed < killed.total():
            yield f"{killed.total()} were killed, and {self.noticed} ends noticed"

    def remains(self) -> str:
        """Return what is left to find out from: the end of each log, and the heads of the public log."""
        parts = []
        for file in sorted((self.folder / "log").glob("*.log")):
            lines = file.read_text(errors="replace").splitlines()
            telling = [line[:400] for line in lines if '"yangguang.request"' not in line]
            parts.append("\n".join([f"--- {file.name}", *telling[-12:]]))
        for name in HEADS:
            head = self.folder / "transparency" / name
            parts.append(f"--- {name}\n{head.read_text() if head.exists() else 'none'}")
        return "\n".join(parts)

    def _kill(self, name: str) -> None:
        """Kill a part once it runs again after earlier kills."""
        while (pid := self._processes().get(name)) is None or pid in self.dead[name]:
            if self.process.poll() is not None:
                return
            time.sleep(0.05)
        with suppress(ProcessLookupError):  # the play failed, and the whole run is at its end
            os.kill(pid, signal.SIGKILL)
            self.dead[name].add(pid)

    def _processes(self) -> dict[str, int]:
        file = self.folder / "run" / "processes.json"
        found: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        return found


def _connected(instance: Instance) -> set[str]:
    """Return the roles in which the platform's processes work with the database at this moment."""
    with psycopg.connect(instance.postgres.url()) as connection:
        asked = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'yangguang'"
        return {name for (name,) in connection.execute(asked)}


if __name__ == "__main__":
    sys.exit(main())
