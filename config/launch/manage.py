"""`bin/manage`: run a management command on this checkout's instance, with servers started for it if none run."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack

from config.embedded.process import ServerFailed
from config.launch.instance import Instance
from config.launch.witnesses import DemonstrationWitnesses

PATIENCE_SECONDS = 60


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    command = [sys.executable, "manage.py", *(sys.argv[1:] if arguments is None else arguments)]
    instance = Instance()
    try:
        instance.prepare()
        return _run(instance, command)
    except ServerFailed as failure:
        print(failure, file=sys.stderr)
        return 1


def _run(instance: Instance, command: list[str]) -> int:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with ExitStack() as held:
            try:
                held.enter_context(instance.alone("servers"))
            except BlockingIOError:
                # `bin/run` or another command has the servers; a shared lock keeps them up for us.
                held.enter_context(instance.alone("use", shared=True, wait=True))
                if all(server.answers() for server in instance.servers):
                    return _call(instance, command)
            else:
                return _serve_and_call(instance, command)
        time.sleep(0.2)
    raise ServerFailed("The servers of this checkout are held by another command and do not answer.")


def _serve_and_call(instance: Instance, command: list[str]) -> int:
    started = []
    try:
        for server in instance.servers:
            started.append(server)
            server.start()
        return _call(instance, command)
    finally:
        with instance.alone("use", wait=True):
            for server in reversed(started):
                server.stop()


def _call(instance: Instance, command: list[str]) -> int:
    environment = DemonstrationWitnesses(instance, 0).believed() | instance.environment()
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130  # the command heard Ctrl-C too, and has ended


if __name__ == "__main__":
    sys.exit(main())
