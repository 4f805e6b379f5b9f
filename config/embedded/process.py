"""Start and stop server processes so that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

from config.embedded.identity import Identity, becoming


class ServerFailed(Exception):
    """A server did not start or did not stop; the message holds the last lines it wrote."""


def spawn(
    command: Sequence[str],
    *,
    log: Path | None,
    identity: Identity = Identity.PLAIN,
    dies_with_parent: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """
    Start `command` in a process group of its own, appending what it says to `log`, or saying it on our console without one.

    The kernel sends it `dies_with_parent` when the thread that called this ends, so call it from the main thread.
    """
    with log.open("ab") if log else nullcontext() as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            env=environment,
            cwd=folder,
            start_new_session=True,
            preexec_fn=becoming(identity, dies_with_parent=dies_with_parent),
        )


def stop(process: subprocess.Popen[bytes], ask: signal.Signals, *, grace_seconds: float) -> bool:
    """
    Ask a process to end, then end its whole group.

    Return whether it ended by itself within the grace time.
    """
    willing = True
    if process.poll() is None:
        process.send_signal(ask)
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            willing = False
    sweep(process)
    return willing


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group that `process` led, and wait for `process` itself."""
    with suppress(ProcessLookupError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_leftover(pid_file: Path, mark: str, ask: signal.Signals, *, timeout_seconds: float) -> None:
    """
    End the server that `pid_file` names, if it still runs: its starter was killed before it could.

    `mark` is a part of its command line, so that a process that merely got the same number is left alone.

    :raises ServerFailed: if it does not end in time.
    """
    until = time.monotonic() + timeout_seconds
    while (pid := _named_by(pid_file, mark)) is not None:
        if time.monotonic() > until:
            raise ServerFailed(f"An earlier server (process {pid}, {pid_file}) does not end.")
        os.kill(pid, ask)
        time.sleep(0.1)


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log; empty if there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _named_by(pid_file: Path, mark: str) -> int | None:
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None  # no such file, or no such process
    return pid if mark.encode() in command else None
