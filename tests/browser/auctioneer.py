"""Live auctions on a site, with the processes that they take: whoever watches over them, and the one that pushes them to who looks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from bidding.auctioneer import Auctioneer
from bidding.auctions import bounds
from config import middleware
from config.embedded.process import spawn, stop
from config.environment import BASE
from config.launch.ports import claimed_port
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import Hall
from tests.browser.competition import SECRET_SECONDS

PATIENCE_SECONDS = 120
ONE_PRICE: dict[str, Any] = {
    "start_price": halls.FLOOR, "increment": halls.STEP, "fewest": 2, "if_fewer": "agreement", "ties": "earliest",
}  # fmt: skip


@dataclass(kw_only=True)
class Beside:
    """What runs beside a site. No sign of life is given while `turning` is held: whoever walks the clock gives it itself."""

    auctioneer: Auctioneer = field(default_factory=Auctioneer)
    turning: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _rooms: subprocess.Popen[bytes] | None = None
    _held: ExitStack = field(default_factory=ExitStack)

    def watch(self) -> None:
        """Begin to watch over auctions."""
        threading.Thread(target=self._watch, daemon=True).start()

    def push(self) -> None:
        """Begin the process of the rooms, and tell pages where it is."""
        url = f"http://127.0.0.1:{self._held.enter_context(claimed_port(0))}"
        name = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
        self._rooms = spawn(
            [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", url.rpartition(":")[2],
             "--no-ws", "--workers", "1", "--backpressure", "1000", "config.rooms:application"],
            log=None, folder=BASE, environment={**os.environ, "DATABASE_URL": name},
        )  # fmt: skip
        until = time.monotonic() + PATIENCE_SECONDS
        while not _answers(url) and time.monotonic() < until:
            time.sleep(0.2)
        settings.ROOMS_URL = url
        policy = middleware.CONTENT_SECURITY_POLICY
        middleware.CONTENT_SECURITY_POLICY = policy.replace("connect-src 'self'", f"connect-src 'self' {url}")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process of the rooms and its children: stopped, it leaves all lines open and says nothing."""
        assert self._rooms is not None
        os.killpg(self._rooms.pid, number)

    def end(self) -> None:
        """Take the processes down."""
        self._over.set()
        if self._rooms is not None:
            stop(self._rooms, signal.SIGTERM, grace_seconds=5)
        self._held.close()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            with self.turning:
                self.auctioneer.turn()


@dataclass
class Auctioned(Beside):
    """
    An auction whose people are of the cast; it begins a while after it was scheduled, and the clock is walked there. `awaited` is
    another lot, whose auction is still to be scheduled; `signed` are those whose prices are signed, by how, and prices of `secret` are
    committed to.
    """

    hall: Hall
    awaited: Hall
    signed: dict[str, Hall]
    secret: Hall

    @classmethod
    def of(cls, members: dict[str, Any]) -> Auctioned:
        """Schedule it; two bidders are of the cast, and so is who leads it."""
        soon = halls.soon()  # within the hours of auctions, whenever tests run
        bidders = {name: members[name] for name in ("bai", "cui")}
        signed = {how: halls.build(members=bidders) for how in ("certificate", "passkey")}
        made = cls(
            halls.build(members=bidders),
            halls.build(members=bidders),
            signed,
            # Who made a passkey elsewhere signs in by it from then on.
            halls.build(members=bidders | {"cui": members["deng"]}),
        )
        # Tests that share a machine wait longer for each other than a platform may be silent.
        longer = replace(bounds.SILENCE, highest=Decimal(PATIENCE_SECONDS))
        with patch.object(bounds, "SILENCE", longer):
            for how, hall in {"none": made.hall, **signed}.items():
                hall.schedule(
                    soon=soon, countdown_s=3600, least_left_s=3600, silence_s=PATIENCE_SECONDS, signing=how
                )
            made.secret.schedule(
                "single_quote", soon=soon, round_s=SECRET_SECONDS, show_s=1800, silence_s=PATIENCE_SECONDS, signing="certificate",
                **ONE_PRICE,
            )  # fmt: skip
        made.hall.later(seconds=int(soon.total_seconds()) + 1)
        made.watch()
        return made


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=30)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
