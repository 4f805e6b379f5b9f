"""
Bidders who talk to a platform of real processes: all at once, twice, without hearing the answer, by prices that stood long ago.

What each asked for and heard is kept, for `tests.simulation.history` to hold against the log.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any

from bidding.models import Move
from tests.bidding.auctions.hall import FLOOR, STEP
from tests.simulation.history import Call

EIGHT = ("bai", "bai", "bai", "cui", "cui", "cui", "deng", "deng")
"""Who is at which of eight devices: those of one bidder share its keys now and then."""
GAPS_SECONDS = (0.0, 0.0, 0.02, 0.05, 0.1)
ANSWER_SECONDS, PATIENCE_SECONDS = 15.0, 90.0
UNLOGGED = (
    "price_moved",
    "key_reused",
    "auction_over",
    "too_many_refused",
    "moves_under_way",
    "moves_too_often",
)
"""Answers of which the log knows nothing."""
NOW = ("phase", "price", "leader", "least", "ends_at")


@dataclass(frozen=True)
class Answer:
    """What the web answered."""

    status: int
    content: bytes
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class Line:
    """A connection to the web, kept as long as it holds; what is asked there may be left unheard."""

    def __init__(self, port: int, token: str = "") -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, path: str, body: Any = None, key: str = "") -> None:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        if body is None:
            self._http.request("GET", path, headers=headers)
        else:
            content = json.dumps(body).encode()
            self._http.request("POST", path, content, headers | {"Content-Type": "application/json"})

    def hear(self) -> Answer:
        response = self._http.getresponse()
        return Answer(
            response.status,
            response.read(),
            {name.lower(): value for name, value in response.headers.items()},
        )

    def leave(self) -> None:
        self._http.close()

    def ask(self, path: str, body: Any = None, key: str = "") -> Answer:
        """
        Ask and hear.

        :raises OSError: where nobody answers. :raises HTTPException: where the answer breaks off.
        """
        try:
            self.send(path, body, key)
            return self.hear()
        except (OSError, HTTPException):
            self.leave()
            raise


@dataclass
class Device:
    """
    A program that bids for somebody until it is told to stop: by what it last heard, however long ago that was.

    `asked` are its calls, each with the digest of its receipt if it has one; `receipts` are these; `away` the answers that the platform was
    not there, and `unheard` counts those that never came.
    """

    name: str
    by: str
    lines: tuple[Line, Line]
    path: str
    chance: Random
    asked: list[tuple[Call, str]] = field(default_factory=list)
    receipts: list[Any] = field(default_factory=list)
    away: list[Answer] = field(default_factory=list)
    unheard: int = 0
    _stands: Mapping[str, Any] = field(default_factory=dict)
    _keys: list[str] = field(default_factory=list)

    def act(self, over: threading.Event, times: int) -> None:
        """Bid so many times, or until it is over."""
        for _ in range(times):
            if over.is_set():
                return
            expected = self._price() if self.chance.random() < 0.5 else None
            self.bid(
                self._wanted(), expected, key=self._any_key(), times=2 if self.chance.random() < 0.1 else 1
            )
            time.sleep(self.chance.choice(GAPS_SECONDS))

    def bid(self, price: str, expected: str | None = None, *, key: str = "", times: int = 1) -> str:
        """
        Ask for a raise until it is answered, at first so many times at once; return the code of why not, empty if it was accepted.

        The key is a new one unless one is given.
        """
        body: dict[str, Any] = {"move": {"kind": "raise", "price": price}}
        if expected is not None:
            body["expected_current"] = expected
        key, until = key or self._key(), time.monotonic() + PATIENCE_SECONDS
        found = self._sent(key, body, times)
        while not found:
            assert time.monotonic() < until, f"{key} is not answered"
            time.sleep(self.chance.uniform(0.01, 0.2))
            found = self._sent(key, body, 1)
        return found[-1]

    def look(self) -> None:
        """See what stands, over a line that is new: the web may have closed one that was idle."""
        self.lines[0].leave()
        self._stands = self.lines[0].ask(self.path).body

    def least(self) -> str:
        """Return the price that would be accepted next, as far as it knows."""
        known = self._stands.get("least")
        return str(known or format(Decimal(self._price() or FLOOR) + Decimal(STEP), "f"))

    def _price(self) -> str:
        return str(self._stands.get("price") or "")

    def _wanted(self) -> str:
        roll, least = self.chance.random(), Decimal(self.least())
        if roll < 0.75:
            return format(least, "f")
        steps = self.chance.choice(["-1", "0.01", "1", "2", "3"])
        return format(least + (Decimal(STEP) * Decimal(steps)).quantize(Decimal("0.01")), "f")

    def _any_key(self) -> str:
        """Return a new key, one that others of its bidder may use as well, or one under which it asked for something else."""
        roll = self.chance.random()
        if self._keys and roll < 0.05:
            return self.chance.choice(self._keys)
        return self._key("shared" if roll < 0.15 else self.name)

    def _key(self, name: str = "") -> str:
        self._keys.append(f"{name or self.name}-{len(self._keys) + 1}")
        return self._keys[-1]

    def _sent(self, key: str, body: Any, times: int) -> list[str]:
        """Send once or twice, and hear what comes; return the codes that were heard."""
        leaves, begun, found = self.chance.random() < 0.1, [], []
        for line in self.lines[:times]:
            call = Call(self.by, key, body["move"], time.monotonic())
            try:
                line.send(f"{self.path}moves/", body, key)
                begun.append((line, call))
            except (OSError, HTTPException):
                self._missed(line, call)
        for line, call in begun:
            try:
                if leaves:
                    raise TimeoutError("it had no patience")
                answer = line.hear()
            except (OSError, HTTPException):
                self._missed(line, call)
                continue
            if answer.status >= 500:
                self.away.append(answer)
                self.asked.append((call, ""))
            else:
                found.append(self._heard(call, answer))
        return found

    def _missed(self, line: Line, call: Call) -> None:
        line.leave()
        self.unheard += 1
        self.asked.append((call, ""))

    def _heard(self, call: Call, answer: Answer) -> str:
        at, said = time.monotonic(), answer.body
        if answer.status == 201:
            self._stands = said["stands"]
            self.receipts.append(said)
            self.asked.append((replace(call, heard_at=at, now=said["stands"]), said["digest"]))
            return ""
        data = said.get("data") or {}
        now = {name: data[name] for name in NOW} if "phase" in data else None
        self._stands = now or self._stands
        code = str(said["code"])
        self.asked.append((replace(call, heard_at=at, code=code, now=now, stands=data.get("stands")), ""))
        return code


@dataclass
class Crowd:
    """Eight devices of three bidders."""

    devices: Sequence[Device]

    @classmethod
    def of(cls, port: int, lot: str, bidders: Mapping[str, tuple[str, str]]) -> Crowd:
        """Return them; each bidder is given by its label in the log and its token."""
        devices = []
        for number, who in enumerate(EIGHT, 1):
            by, token = bidders[who]
            lines = Line(port, token), Line(port, token)
            devices.append(
                Device(f"{who}{number}", by, lines, f"/api/v1/lots/{lot}/auction/", Random(f"{who} {number}"))
            )
        return cls(devices)

    @contextmanager
    def acting(self, times: int = 10_000) -> Iterator[None]:
        """Have all bid meanwhile; whatever went wrong with one is raised in the end."""
        over = threading.Event()
        with ThreadPoolExecutor(len(self.devices)) as pool:
            running = [pool.submit(one.act, over, times) for one in self.devices]
            try:
                yield
            finally:
                over.set()
            for one in running:
                one.result()

    def act(self, times: int) -> None:
        """Have each bid so many times, all at once."""
        never = threading.Event()
        with ThreadPoolExecutor(len(self.devices)) as pool:
            for one in [pool.submit(one.act, never, times) for one in self.devices]:
                one.result()

    def bid_beside(self, instant: float, beside_ms: Sequence[int]) -> list[str]:
        """Have each bid once, so many milliseconds beside an instant of `time.monotonic`; return the codes."""

        def bid(device: Device, ms: int) -> str:
            device.look()
            time.sleep(max(0.0, instant + ms / 1000 - time.monotonic()))
            return device.bid(device.least())

        with ThreadPoolExecutor(len(self.devices)) as pool:
            return list(pool.map(bid, self.devices, beside_ms))

    def leave(self) -> None:
        """Close all lines."""
        for device in self.devices:
            for line in device.lines:
                line.leave()

    @property
    def receipts(self) -> list[Any]:
        return [one for device in self.devices for one in device.receipts]

    @property
    def away(self) -> list[Answer]:
        return [one for device in self.devices for one in device.away]

    @property
    def unheard(self) -> int:
        return sum(one.unheard for one in self.devices)

    def accepted(self, since: float = 0.0) -> int:
        """Count the raises that were asked for since an instant, and accepted."""
        return sum(
            not call.code and call.asked_at >= since
            for device in self.devices
            for call, _ in device.asked
            if call.heard_at is not None
        )

    def calls(self, log: Sequence[Move]) -> list[Call]:
        """Return who asked for what and heard what, with the numbers in the log: 0 where it has no such move."""
        numbers = {one.digest: one.number for one in log}
        refused = {(one.by, one.key, one.code): one.number for one in log}
        found = []
        for call, digest in (one for device in self.devices for one in device.asked):
            if call.heard_at is None or call.code in UNLOGGED:
                found.append(call)
            else:
                known = refused.get((call.by, call.key, call.code)) if call.code else numbers.get(digest)
                found.append(replace(call, number=known or 0))
        return found
