"""Start and stop server processes so that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.embedded.identity import Identity, becoming


class ServerFailed(Exception):
    """A server did not start or did not stop; the message holds the last lines it wrote."""


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    identity: Identity = Identity.PLAIN,
    dies_with_parent: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, appending what it says to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
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
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # nobody is left
    process.wait()


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log; empty if there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
