"""`bin/run`: bring the platform up, play the demonstration, serve until Ctrl-C."""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg

from config.embedded.process import ServerFailed
from config.environment import BASE
from config.launch.console import say
from config.launch.front import Ports, front
from config.launch.instance import Instance
from config.launch.ports import claimed_port
from config.launch.witnesses import DemonstrationWitnesses
from config.supervisor import Program, Supervisor, python
from foundation import rights

WEB_PROCESSES = 2
WEB_THREADS = 16
READING_THREADS = 4
DATABASE_CONNECTIONS = 8  # of each web process
LATER = (
    "nice",
    "-n",
    "5",
)  # what waits for the web where all share a processor: its answers are awaited, a task is not
ROOMS_BACKPRESSURE = 10_000  # streams and requests of the rooms process at once
STOPPED = 130  # what a shell calls the end by Ctrl-C


class Stopped(Exception):
    """Ctrl-C came before the platform was up."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    wishes = _parse(arguments)
    instance = Instance(wishes.data.absolute())
    try:
        with instance.alone("run"):
            return _run(instance, wishes)
    except BlockingIOError:
        print("bin/run is at work in this checkout already.", file=sys.stderr)
    except Stopped:
        return STOPPED
    except ServerFailed as failure:
        print(failure, file=sys.stderr)
    return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Bring the platform up and serve it until Ctrl-C."
    )
    parser.add_argument(
        "--once", action="store_true", help="play the demonstration, stop, tell by the exit code"
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="STORY", help="play only these stories of the demonstration"
    )
    parser.add_argument(
        "--port", type=int, help="serve on this port of 127.0.0.1 (8000; with --once a free one)"
    )
    parser.add_argument("--fresh", action="store_true", help="first remove the data")
    parser.add_argument(
        "--data", type=Path, default=BASE / "var", help="folder of the data (var/ in this checkout)"
    )
    return parser.parse_args(arguments)


def _run(instance: Instance, wishes: argparse.Namespace) -> int:
    wanted = wishes.port if wishes.port is not None else 0 if wishes.once else 8000
    # A management command may be using the servers; wait for it rather than take them away.
    with claimed_port(wanted) as port, ExitStack() as held, instance.alone("servers", wait=True):
        ports = Ports(port, *(held.enter_context(claimed_port(0)) for _ in range(3)))
        url = f"http://127.0.0.1:{port}"
        if wishes.fresh:
            instance.forget()
            say(f"Removed the data in {_short(instance.var)}")
        instance.prepare()
        witnesses = DemonstrationWitnesses(instance, port)
        environment = witnesses.environment() | instance.environment()
        environment.setdefault("YANGGUANG_PUBLIC_URL", url)
        environment.setdefault("YANGGUANG_BEHIND_PROXY", "true")
        serving = environment | instance.service_environment()
        with Supervisor(say=say, processes=instance.run / "processes.json") as supervisor:
            for server in instance.servers:
                supervisor.start(server)
            web, *others = programs(instance, serving, ports.web, ports.evaluation, ports.rooms)
            empty = _prepare(supervisor, environment, web)
            # The web answers already; of the front its own answer is enough.
            entry = front(
                instance, environment, ports, ready=lambda: _answers(port, "/static/portal/away.html")
            )
            for program in [entry, *others, *witnesses.programs(environment)]:
                if supervisor.asked_to_stop:
                    raise Stopped
                supervisor.start(program)
            if wishes.once:
                return _play_once(supervisor, instance, serving, url, wishes.only)
            return _serve(supervisor, instance, serving, url, wishes.only, empty=empty)


def _prepare(supervisor: Supervisor, environment: Mapping[str, str], web: Program) -> bool:
    """
    Bring tables, static files and demo accounts up to date, and the web up; return whether nothing had ever happened.

    Most of a start is spent reading code, so two processes read beside each other, and no more.
    """
    static = _command(supervisor, environment, "collectstatic", "--noinput", "--verbosity=0")
    say("Bringing the tables up to date")
    _finish(supervisor, _command(supervisor, environment, "migrate", "--verbosity=1"), "migrate")
    with psycopg.connect(environment["DATABASE_URL"]) as owner:
        if (
            "DATABASE_URL" not in os.environ
        ):  # on a database of yours `manage.py grant_rights` is yours to run
            owner.execute(rights.STATEMENTS.encode())
        empty = owner.execute("SELECT FROM foundation_event LIMIT 1").fetchone() is None
    say("Preparing the demonstration's accounts and clock")
    _finish(supervisor, static, "collectstatic")
    accounts = _command(supervisor, environment, "demo", "prepare")
    supervisor.start(web)
    _finish(supervisor, accounts, "demo prepare")
    return empty


def _command(supervisor: Supervisor, environment: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
    return supervisor.once(words[0], python("manage.py", *words), environment=environment)


def _finish(supervisor: Supervisor, command: subprocess.Popen[bytes], name: str) -> None:
    supervisor.keep(until=lambda: command.poll() is not None)
    if command.returncode != 0:
        raise Stopped if supervisor.asked_to_stop else ServerFailed(f"manage.py {name} failed; see above.")


def programs(
    instance: Instance, environment: Mapping[str, str], port: int, reading_port: int, rooms_port: int
) -> list[Program]:
    """
    Return the platform's own processes, in the order of their start: the web first.

    At `reading_port` restricted parts of opened bids are read, and at `rooms_port` auctions are watched, and nothing else.
    """

    def program(name: str, command: list[str], **more: object) -> Program:
        log = instance.logs / f"{name}.log"
        return Program(name, command, log, environment, **more)  # type: ignore[arg-type]

    server = ["-m", "granian", "--host", "127.0.0.1", "--no-ws", "--respawn-failed-workers"]
    granian = [*server, "--interface", "wsgi"]
    web = [
        *granian,
        "--port",
        str(port),
        "--workers",
        str(WEB_PROCESSES),
        "--blocking-threads",
        str(WEB_THREADS),
    ]
    web += ["config.wsgi:application"]
    evaluation = [
        *granian,
        "--port",
        str(reading_port),
        "--workers",
        "1",
        "--blocking-threads",
        str(READING_THREADS),
    ]
    evaluation += ["config.evaluation:application"]
    # Each stream that stands open counts against the backpressure, whose default would let in a few hundred.
    rooms = [*server, "--interface", "asgi", "--port", str(rooms_port), "--workers", "1"]
    rooms += ["--backpressure", str(ROOMS_BACKPRESSURE), "config.rooms:application"]
    celery = ["-m", "celery", "--app", "config.celery"]
    worker = [*celery, "worker", "--loglevel=info", "--concurrency=2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel=warning", "--schedule", str(instance.run / "beat"), "--pidfile="]
    pooled = {**environment, "YANGGUANG_DATABASE_POOL_CONNECTIONS": str(DATABASE_CONNECTIONS)}
    opening = {**environment, **instance.opening_environment()}
    reading = {**environment, **instance.evaluation_environment()}
    return [
        Program("web", python(*web), instance.logs / "web.log", pooled, ready=lambda: _answers(port)),
        program("sequencer", python("manage.py", "sequence")),
        program("publisher", python("manage.py", "publish_record")),
        program("auctioneer", python("manage.py", "watch_auctions")),
        Program("opening", python("manage.py", "open_bids"), instance.logs / "opening.log", opening),
        Program("evaluation", python(*evaluation), instance.logs / "evaluation.log", reading),
        program("rooms", python(*rooms)),
        program("worker", [*LATER, *python(*worker)], grace_seconds=20),
        program("scheduler", [*LATER, *python(*beat)]),
        program("delivery", [*LATER, *python("manage.py", "deliver")], grace_seconds=30),
        program("documents", [*LATER, *python("manage.py", "seal_documents")]),
    ]


def _answers(port: int, path: str = "/") -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _play(
    supervisor: Supervisor,
    instance: Instance,
    environment: Mapping[str, str],
    url: str,
    only: list[str],
    *,
    behind: bool,
) -> subprocess.Popen[bytes]:
    """Start the demonstration, all of it or some stories: in sight, or `behind` the serving with its words in a log."""
    command = python("manage.py", "demo", "play", "--url", url, *(["--only", *only] if only else []))
    log = instance.logs / "demonstration.log" if behind else None
    play = supervisor.once("demonstration", command, environment=environment, log=log)
    say(f"Playing the demonstration through {url}/api/v1/" + (f" (log: {_short(log)})" if log else ""))
    return play


def _play_once(
    supervisor: Supervisor, instance: Instance, environment: Mapping[str, str], url: str, only: list[str]
) -> int:
    play = _play(supervisor, instance, environment, url, only, behind=False)
    supervisor.keep(until=lambda: play.poll() is not None)
    if play.returncode is None:
        return STOPPED
    say(
        "The demonstration reached its end"
        if play.returncode == 0
        else "The demonstration did not reach its end"
    )
    return 0 if play.returncode == 0 else 1


def _serve(
    supervisor: Supervisor,
    instance: Instance,
    environment: Mapping[str, str],
    url: str,
    only: list[str],
    *,
    empty: bool,
) -> int:
    say(f"Serving {url} until Ctrl-C (logs: {_short(instance.logs)})")
    if empty:
        play = _play(supervisor, instance, environment, url, only, behind=True)
        supervisor.keep(until=lambda: play.poll() is not None)
        if play.returncode is not None:
            say(
                "The demonstration was played"
                if play.returncode == 0
                else "The demonstration failed; see its log"
            )
    supervisor.keep()
    return 0


def _short(path: Path | None) -> str:
    return os.path.relpath(path) if path else ""


if __name__ == "__main__":
    sys.exit(main())
