"""
Journeys of deals one of whose bids is sealed in a browser: told in the site's own process, which asks the test for it.

All are told at once, as the demonstration tells its stories; a story that comes to a bid waits until the browser has submitted it.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from accounts import cast, demo
from config.demo.director import direct
from config.demo.stage import Stage
from foundation import clock, followers
from tests.browser.competition import ca_file
from tests.journeys.hands import Hands
from tests.journeys.sealed import ByCommand, equip
from tests.journeys.sealed_case import told
from tests.journeys.sealed_procedures import PROCEDURES
from tests.journeys.transport import ClientTransport
from trading import audit
from trading.actions import walking


@dataclass
class Exchange:
    """What the stories ask for, and what they are answered; at the end, what came of them."""

    asked: queue.Queue[Any]
    answered: queue.Queue[str]

    def ask(self, what: dict[str, Any]) -> str:
        """Wait for the answer to something."""
        self.asked.put(what)
        return self.answered.get()


@dataclass(kw_only=True)
class InBrowser(ByCommand):
    """The sealed bids of one lot: the first bidder seals and submits at its page, everybody else works at the command line."""

    exchange: Exchange
    in_browser: str = ""

    def submit(self, who: str, price: str) -> None:
        """Have the browser do it, once: what a second bid would show of the page is in other tests."""
        if self.in_browser:
            super().submit(who, price)
            return
        file = ca_file(self._signer(who), clock.now())
        units = [one.unit for one in self.units]
        self.headers[who] = self.in_browser = self.exchange.ask(
            {"lot": self.lot, "who": who, "price": price, "file": file, "units": units}
        )
        self.prices[who] = price
        self.hands.work(clock.now())


class Journeys:
    """A fresh demonstration, on which some journeys are told at once."""

    def __init__(self, folder: Path) -> None:
        clock.start_demo()
        self._folder = folder / "journeys"
        self._folder.mkdir()
        self._hands = Hands(self._folder, settings)
        walking.register("tests.hands", self._hands.work)
        demo.prepare()
        equip(pytest.MonkeyPatch())  # for as long as the process lives
        self._exchange = Exchange(queue.Queue(), queue.Queue())

    def tell(self, line: str) -> Any:
        """Begin the journeys that are named, or take the fingerprint that was asked for; return what is asked for next."""
        act, *words = line.split()
        if act == "begin":
            threading.Thread(target=self._run, args=words, daemon=True).start()
        else:
            self._exchange.answered.put(words[0])
        said = self._exchange.asked.get()
        if isinstance(said, BaseException):
            raise said
        return said

    def _run(self, *names: str) -> None:
        try:
            self._exchange.asked.put(self._told(names))
        except BaseException as error:
            self._exchange.asked.put(error)
        finally:
            connections.close_all()

    def _told(self, names: tuple[str, ...]) -> dict[str, Any]:
        tokens = {key: demo.token_of(key) for key in cast.PARTS}
        stage = Stage(
            "http://testserver", tokens, transport=ClientTransport(), patience_seconds=0, pause=lambda _: self._hands.work()
        )  # fmt: skip
        made, stories = {}, {}
        for name in names:
            one = PROCEDURES[name]
            deal = one.draft(stage)
            made[name] = InBrowser(
                deal, deal.lot, organiser=one.organiser, units=one.units, committee=one.committee, hands=self._hands,
                folder=self._folder / name.replace("/", "-"), posting=tuple(one.posting), exchange=self._exchange,
            )  # fmt: skip
            stories[name] = told(one, deal, made[name], to_the_end=False)
        direct(stories, stage.say)
        followers.catch_up()
        return {
            "audit": [str(one) for one in audit.findings()],
            "opened": {
                name: {bids.headers[who]: price for who, price in bids.prices.items()}
                for name, bids in made.items()
            },
            "in_browser": {name: bids.in_browser for name, bids in made.items()},
            "verified": {name: bids.verified() for name, bids in made.items()},
        }
