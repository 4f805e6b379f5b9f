"""Keep a few processes running, in order, and leave none behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from config.embedded.process import ServerFailed, spawn, stop, sweep, tail

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a process that ran this long starts again without a pause
LOOK_SECONDS = 0.2


class Part(Protocol):
    """Something that runs as one process (and those that it starts)."""

    name: str

    @property
    def says_when_ready(self) -> bool:
        """Whether `start` waits for an answer, or only for the process to exist."""

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The process, once started."""

    def start(self) -> None:
        """Start and wait until it is of use; raise ServerFailed otherwise."""

    def start_again(self) -> None:
        """Start without waiting for what other parts must be up for."""

    def stop(self) -> None:
        """Ask it to end, insist after a while."""


@dataclass
class Program:
    """A command that is ready when `ready` says so; at once if there is no such question."""

    name: str
    command: Sequence[str]
    log: Path | None  # None: it speaks on our console
    environment: Mapping[str, str]
    ready: Callable[[], bool] | None = None
    ready_seconds: float = 60
    grace_seconds: float = 10
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def says_when_ready(self) -> bool:
        """Whether there is a question that tells."""
        return self.ready is not None

    def start(self) -> None:
        """
        Start the command and wait until it is ready.

        :raises ServerFailed: if it ends first, or is not ready in time.
        """
        self.start_again()
        assert self.process is not None
        until = time.monotonic() + self.ready_seconds
        while self.ready is not None and not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                stop(self.process, signal.SIGTERM, grace_seconds=2)
                raise ServerFailed(f"{self.name} did not start.\n{tail(self.log) if self.log else ''}")
            time.sleep(0.05)

    def start_again(self) -> None:
        """Start the command, and do not wait: what it needs may be down too, and is looked after meanwhile."""
        self.process = spawn(self.command, log=self.log, environment=self.environment)

    def stop(self) -> None:
        """Ask the command to end, then end its whole process group."""
        if self.process is not None:
            stop(self.process, signal.SIGTERM, grace_seconds=self.grace_seconds)


@dataclass
class _Kept:
    part: Part
    started: float
    pause_seconds: float = FIRST_PAUSE_SECONDS
    next_try: float | None = None


class Supervisor:
    """
    Start parts in the order given, start again those that end, stop all in reverse.

    Use it as a context: leaving it, however it is left, stops everything. If this process is killed outright, the kernel
    tells each part to end (`dies_with_parent`).
    """

    def __init__(self, *, say: Callable[[str], None], processes: Path | None = None) -> None:
        self._say = say
        self._file = processes
        self._kept: list[_Kept] = []
        self._errands: list[Program] = []
        self._asked_to_stop = False

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        for errand in self._errands:
            errand.stop()
        # A second Ctrl-C must not cut the stopping short: it would leave the rest running.
        for kept in reversed(self._kept):
            begun = time.monotonic()
            kept.part.stop()
            self._say(f"{kept.part.name} stopped ({time.monotonic() - begun:.1f} s)")
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    @property
    def asked_to_stop(self) -> bool:
        """Whether Ctrl-C or a signal asked for the end."""
        return self._asked_to_stop

    def start(self, part: Part) -> None:
        """
        Start a part and keep it running from now on.

        :raises ServerFailed: if it does not start.
        """
        begun = time.monotonic()
        kept = _Kept(part, begun)
        self._kept.append(kept)  # before it starts: what has half started is stopped too
        part.start()
        kept.started = time.monotonic()
        self._write_processes()
        self._say(
            f"{part.name} {'ready' if part.says_when_ready else 'started'} ({kept.started - begun:.1f} s)"
        )

    def once(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a command that ends by itself and is not started again; it is stopped with the rest if it has not."""
        program = Program(name, command, log, environment)
        program.start()
        assert program.process is not None
        self._errands.append(program)
        return program.process

    def keep(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch over the parts until a signal asks to stop, or `until` is true."""
        while not self._asked_to_stop and not until():
            for kept in self._kept:
                self._look_after(kept)
            time.sleep(LOOK_SECONDS)

    def _look_after(self, kept: _Kept) -> None:
        process, now = kept.part.process, time.monotonic()
        if kept.next_try is None:
            if process is None or process.poll() is None:
                return
            sweep(process)
            if now - kept.started > STEADY_SECONDS:
                kept.pause_seconds = FIRST_PAUSE_SECONDS
            kept.next_try = now + kept.pause_seconds
            self._say(
                f"{kept.part.name} ended ({_how(process)}); starting it again in {kept.pause_seconds:g} s"
            )
            kept.pause_seconds = min(kept.pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        elif now >= kept.next_try:
            try:
                kept.part.start_again()
            except ServerFailed as failure:
                kept.next_try = time.monotonic() + kept.pause_seconds
                kept.pause_seconds = min(kept.pause_seconds * 2, LONGEST_PAUSE_SECONDS)
                self._say(str(failure))
                return
            kept.next_try, kept.started = None, time.monotonic()
            self._write_processes()
            self._say(f"{kept.part.name} started again")

    def _write_processes(self) -> None:
        if self._file is None:
            return
        ids = {kept.part.name: kept.part.process.pid for kept in self._kept if kept.part.process is not None}
        unfinished = self._file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps({"supervisor": os.getpid(), **ids}))
        unfinished.rename(self._file)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


def _how(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def python(*arguments: str) -> list[str]:
    """Return the command that runs this environment's Python."""
    return [sys.executable, *arguments]
