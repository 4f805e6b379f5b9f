"""
What a live auction needs, in real processes: a PostgreSQL and a Valkey of its own, and of `bin/run`'s programs the web, the auctioneer
and the rooms. Each may be killed and started again; the clock is walked where nothing happens.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from accounts.actor import Actor
from accounts.models import Member
from bidding.actions.auctioning import living
from bidding.models import Move, Pulse
from config.embedded.postgres import FORGETFUL, SERVICE, Postgres, installed
from config.embedded.process import ServerFailed, sweep, tail
from config.embedded.throwaway import throwaway_postgres
from config.embedded.valkey import Valkey
from config.environment import BASE
from config.launch.instance import Instance
from config.launch.ports import claimed_port
from config.launch.run import programs
from config.supervisor import Program, python
from foundation import clock, rights
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import Hall
from tests.crashing.crowd import Answer, Crowd, Line
from tests.factories import accounts

PARTS = ("web", "auctioneer", "rooms")
# What was committed outlives a crash of the server, as where it counts; that of the whole machine is not tried.
OUTLIVING = {**FORGETFUL, "synchronous_commit": "on"}
PATIENCE_SECONDS = 120
SETTLING_SECONDS = 0.1


@dataclass
class Platform:
    """The servers and the processes, by name; `port` is the web's. What is closed in the end is in `until`."""

    postgres: Postgres
    valkey: Valkey
    parts: Mapping[str, Program]
    port: int
    rooms_port: int
    until: ExitStack

    def start(self, *names: str) -> None:
        """Start processes, all at once, and wait until each is of use."""
        before = self.lived()
        for name in names:
            self.parts[name].start_again()
        for name in names:
            self._await(name, before)

    def kill(self) -> None:
        """Kill all processes that run, and their children, outright; the servers go on."""
        running = [one.process for one in self.parts.values() if one.process and one.process.poll() is None]
        for one in running:
            os.killpg(one.pid, signal.SIGKILL)
        for one in running:
            sweep(one)

    def crash(self) -> None:
        """Kill PostgreSQL outright, with whatever it is at, and start it again."""
        server: Any = self.postgres.process
        server.kill()
        server.wait()
        connection.close()
        for _ in range(100):
            try:
                # Until the last of its children is gone, a new one finds their memory in use.
                self.postgres.start()
                return
            except ServerFailed:
                time.sleep(0.1)
        raise AssertionError(tail(self.postgres.log))

    def lived(self) -> datetime | None:
        """Return the last sign of life."""
        return Pulse.objects.filter(name=living.NAME).values_list("at", flat=True).first()

    def begun(self, count: int = 1, **changed: Any) -> list[Hall]:
        """Begin auctions at one moment, each of a lot of its own: five minutes are free, a minute after each raise that comes later."""
        made, soon = [halls.build() for _ in range(count)], halls.soon()
        for one in made:
            one.schedule(soon=soon, **({"free_s": 300, "countdown_s": 60, "least_left_s": 60} | changed))
        self.walk(soon + timedelta(seconds=1))
        return made

    def walk(self, length: timedelta) -> None:
        """Walk the clock with the platform alive on both sides: nobody sees the one without the other."""
        with transaction.atomic():
            Pulse.objects.select_for_update().get(name=living.NAME)
            at = clock.shift_to(clock.now() + length)
            living.beat()
        until = time.monotonic() + SETTLING_SECONDS
        while time.monotonic() < until:
            # A sign whose instant was read before the leap may have waited for it.
            if (lived := self.lived()) is not None and lived < at:
                living.beat()
            time.sleep(0.01)

    def ask(self, hall: Hall, path: str = "", *, by: Actor | None = None, body: Any = None, key: str = "") -> Answer:  # fmt: skip
        """Ask the web for something of an auction."""
        line = Line(self.port, self.token(by) if by else "")
        try:
            return line.ask(f"/api/v1/lots/{hall.lot.id}/auction/{path}", body, key)
        finally:
            line.leave()

    def token(self, by: Actor) -> str:
        """Return a new token of somebody."""
        return accounts.token_of(Member.objects.get(id=by.member_id))

    def crowd(self, hall: Hall) -> Crowd:
        """Return eight devices of those who entered an auction."""
        bidders = {who: (by.label, self.token(by)) for who, by in hall.bidders.items()}
        made = Crowd.of(self.port, hall.lot.id, bidders)
        self.until.callback(made.leave)
        return made

    def instant_of(self, server_ms: int) -> float:
        """Return when `time.monotonic` is at what the platform's clock calls an instant."""
        began = time.monotonic()
        shows = clock.now().timestamp() * 1000
        return (began + time.monotonic()) / 2 + (server_ms - shows) / 1000

    def _await(self, name: str, before: datetime | None) -> None:
        asked: dict[str, Callable[[], bool]] = {
            "web": lambda: answers(f"http://127.0.0.1:{self.port}/api/v1/clock/"),
            "rooms": lambda: answers(f"http://127.0.0.1:{self.rooms_port}/"),
            "auctioneer": lambda: self.lived() not in (None, before),
        }
        try:
            eventually(asked[name])
        except AssertionError:
            log = self.parts[name].log
            raise AssertionError(f"{name} is of no use\n{tail(log) if log else ''}") from None


def eventually(question: Callable[[], Any], *, seconds: float = PATIENCE_SECONDS) -> Any:
    """Ask until the answer is yes; return it."""
    until = time.monotonic() + seconds
    while not (found := question()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
    return found


def answers(url: str) -> bool:
    """Tell whether somebody answers there."""
    try:
        urllib.request.urlopen(url, timeout=5)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def log_of(hall: Hall) -> list[Move]:
    """Return the rows of an auction's log."""
    return list(Move.objects.filter(auction=hall.id).order_by("number"))


@contextmanager
def platform(folder: Path) -> Iterator[Platform]:
    """Run all of it, with the tables of this run's tests; this process works with the same database meanwhile."""
    source = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    with ExitStack() as until:
        server = until.enter_context(throwaway_postgres(OUTLIVING))
        copy_tables(source, server)
        valkey = Valkey(folder / "valkey", folder, folder / "valkey.log")
        until.callback(valkey.stop)
        valkey.start()
        until.enter_context(working_on(server))
        clock.start_demo()
        found = at_work(server, valkey, folder, until)
        found.start("web", "auctioneer")
        yield found


def at_work(server: Postgres, valkey: Valkey, folder: Path, until: ExitStack) -> Platform:
    """Return the platform on servers that run, whose database has its tables; what is started of it is killed in the end."""
    port, rooms_port, reading_port = (until.enter_context(claimed_port(0)) for _ in range(3))
    folder.joinpath("static").mkdir()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": server.url(user=SERVICE),
        "BROKER_URL": valkey.broker_url,
        "CACHE_URL": valkey.cache_url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "YANGGUANG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "YANGGUANG_STATIC_ROOT": str(folder / "static"),
        "YANGGUANG_TRANSPARENCY_ROOT": str(folder / "transparency"),
        "YANGGUANG_TRANSPARENCY_KEY_PATH": str(folder / "transparency.key"),
    }
    instance = Instance(folder)
    for one in (instance.logs, instance.run):
        one.mkdir()
    made = programs(instance, environment, port, reading_port, rooms_port)
    parts = {one.name: one for one in made if one.name in PARTS}
    found = Platform(server, valkey, parts, port, rooms_port, until)
    until.callback(found.kill)
    return found


def copy_tables(source: str, server: Postgres) -> None:
    """Fill a new database with the tables of another one; make them anew where it has none, for no other test of this run needs them."""
    with psycopg.connect(source) as known:
        is_empty = known.execute("SELECT to_regclass('foundation_loghead')").fetchone() == (None,)
    if is_empty:
        told = os.environ | {"DATABASE_URL": server.url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
        subprocess.run(python("manage.py", "migrate", "--verbosity", "0"), cwd=BASE, env=told, check=True)
    else:
        _dump(source, server)
    with psycopg.connect(server.url()) as owner:
        owner.execute(rights.STATEMENTS.encode())


def _dump(source: str, server: Postgres) -> None:
    programs = installed() / "bin"
    dump = [str(programs / "pg_dump"), "--no-owner", "--no-privileges", "--no-comments", "--dbname", source]
    fill = [str(programs / "psql"), "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, server.url()]
    dumped = subprocess.run(dump, capture_output=True, check=True)
    subprocess.run(fill, input=dumped.stdout, capture_output=True, check=True)


@contextmanager
def working_on(server: Postgres) -> Iterator[None]:
    """Have Django work with another server's database, in every thread."""
    known = connection.settings_dict
    before = {name: known[name] for name in ("HOST", "NAME", "USER", "PORT")}
    connection.close()
    known.update(HOST=str(server.socket), NAME="yangguang", USER="yangguang", PORT="")
    try:
        yield
    finally:
        connection.close()
        known.update(before)
