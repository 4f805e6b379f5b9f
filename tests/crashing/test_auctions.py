"""
Live auctions on a platform of real processes that are killed: one course explains what everybody heard, and nothing is sold in silence.

Eight devices of three bidders ask over HTTP. Every answer is kept with its instants and held against the log, replayed by the
format: in real time's order, one effect for a key, each refusal with its code and what stood (`tests.simulation.history`).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import psycopg
import pytest
import redis

from bidding.actions.auctioning import rounds
from bidding.auctions import judging
from bidding.models import Move
from foundation import clock
from foundation.models import Event
from tests.bidding.auctions.hall import FLOOR, NUMBERS, Hall
from tests.crashing.crowd import Crowd, Device
from tests.crashing.processes import Platform, eventually, log_of
from tests.simulation.history import Row, faults
from tests.toolkit.auctions.stranger import result_of
from toolkit import canonical
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference

pytestmark = pytest.mark.slow
TIMED = timedelta(seconds=301)
"""From the start until after the free period."""
EACH = 15
SKEWS_MS = (-400, -120, -40, -15, -4, 3, 30, 200)
"""How far beside the end whoever waits for the last moment comes."""
LATE_MS = (1, 5, 10, 20, 40, 80, 150, 300)
STRETCH_SECONDS = 1.0
LEFT_MS, GONE_MS, NOTICE_MS, LEAST_LEFT_MS = 8000, 10_000, 600_000, 60_000
SILENCE_SECONDS = 10
"""The longest that is lawful: no stall of a busy machine is taken for an end."""


def check(hall: Hall, crowd: Crowd) -> list[Move]:
    """Hold what everybody heard against the log; return it."""
    log, by_two = log_of(hall), {*hall.row.proposals.values_list("id", flat=True)}
    # What two persons agreed on came by another door.
    rows = [
        Row(judging.parse(bytes(one.content)), one.code, one.by, "" if one.key in by_two else one.key)
        for one in log
    ]
    found = faults(rounds.rules_of(hall.row), rows, crowd.calls(log))
    assert not found, "\n".join(found)
    return log


def walk_before(platform: Platform, instant_ms: int, ms: int) -> None:
    """Walk the clock to so many milliseconds before an instant."""
    platform.walk(timedelta(milliseconds=instant_ms - ms - rounds.milliseconds(clock.now())))


def goes_on(crowd: Crowd) -> None:
    """Wait until a raise is accepted that is asked for from now on."""
    since = time.monotonic()
    eventually(lambda: crowd.accepted(since))


def settled(platform: Platform, hall: Hall) -> bytes:
    """Wait for the end; return the public record."""
    eventually(lambda: platform.ask(hall).body["status"] == "settled")
    return platform.ask(hall, "auction.json").content


class TestHistory:
    def test_one_course_explains_what_eight_heard_at_once(self, platform: Platform) -> None:
        (hall,) = platform.begun(silence_s=10)
        crowd = platform.crowd(hall)
        crowd.act(EACH)
        platform.walk(TIMED)
        crowd.act(EACH)
        ends_at = platform.ask(hall).body["ends_at"]
        walk_before(platform, ends_at, 1500)
        crowd.bid_beside(platform.instant_of(ends_at), SKEWS_MS)
        stands = platform.ask(hall).body
        if stands["phase"] == "timed":  # somebody was in time
            walk_before(platform, stands["ends_at"], 300)
            crowd.bid_beside(platform.instant_of(stands["ends_at"]), LATE_MS)
        content = settled(platform, hall)
        log = check(hall, crowd)
        self._is_told(content, log)
        self._have_receipts(platform, hall, crowd, log)
        # It is not for want of anything happening.
        codes = {call.code for device in crowd.devices for call, _ in device.asked}
        assert codes >= {"", "misses_step", "leads_already", "price_moved"}
        assert codes & {"closed", "auction_over"}  # the latter once it is settled as well
        assert crowd.accepted() > 2 * EACH
        assert crowd.unheard

    @staticmethod
    def _is_told(content: bytes, log: list[Move]) -> None:
        record = Record.from_bytes(content)
        assert first_difference(record) is None
        assert result_of(content) == json.loads(content)["result"]
        assert [one.to_bytes() for one in record.moves] == [bytes(one.content) for one in log]
        turned = {one.number: one.reason.code for one in record.result.turned}
        assert turned == {one.number: one.code for one in log if one.code}

    @staticmethod
    def _have_receipts(platform: Platform, hall: Hall, crowd: Crowd, log: list[Move]) -> None:
        """Hold receipts against the record, the journal and what the room saw."""
        events = Event.objects.filter(subject=hall.id, type="bidding.auction.moved")
        told = {one.data["number"]: one.data["digest"] for one in events}
        assert told == {one.number: one.digest for one in log}
        numbers = {digest: number for number, digest in told.items()}
        items = {one["shown"]: one for one in platform.ask(hall, "items/").body["results"]}
        assert sorted(items) == [*range(1, len(items) + 1)]
        for one in crowd.receipts:
            said = canonical.load(bytes(log[numbers[one["digest"]] - 1].content))
            assert said.pop("at") == one["at_ms"]
            assert {name: said[name] for name in one["said"]} == one["said"] == items[one["shown"]]["said"]


class Reader(threading.Thread):
    """Whoever watches a room from its first moment on: `shown` are the numbers of what it saw, in order."""

    def __init__(self, platform: Platform, hall: Hall) -> None:
        super().__init__(daemon=True)
        self.shown: list[int] = []
        self._http = HTTPConnection("127.0.0.1", platform.rooms_port, timeout=60)
        self._path = f"/api/v1/lots/{hall.lot.id}/auction/events?after=0"
        self._over = threading.Event()

    def run(self) -> None:
        self._http.request("GET", self._path)
        with self._http.getresponse() as response:
            while not self._over.is_set() and (line := response.readline()):
                if line.startswith(b"id: "):
                    self.shown.append(int(line[4:]))
        self._http.close()

    def end(self) -> None:
        """Leave with the next state that comes."""
        self._over.set()
        self.join(60)


def test_without_valkey_nothing_is_lost_and_rooms_go_on(platform: Platform) -> None:
    """It is emptied, then killed, then there again."""

    def emptied() -> None:
        with redis.Redis.from_url(platform.valkey.cache_url) as client:
            client.flushall()

    def killed() -> None:
        server: Any = platform.valkey.process
        server.kill()
        server.wait()

    platform.start("rooms")
    (hall,) = platform.begun(silence_s=10)
    crowd, reader = platform.crowd(hall), Reader(platform, hall)
    reader.start()
    with crowd.acting():
        for happens in (emptied, killed, platform.valkey.start):
            time.sleep(STRETCH_SECONDS)
            happens()
            goes_on(crowd)
    check(hall, crowd)
    assert not crowd.away
    shown = hall.row.shown
    eventually(lambda: len(reader.shown) >= shown)
    reader.end()
    assert reader.shown[:shown] == [*range(1, shown + 1)]


def test_postgresql_killed_amid_raises_leaves_one_effect_of_each_key(platform: Platform) -> None:
    """Once while raises wait for their turn, once at whatever it does; whoever asks again is told what became of it (A42)."""
    (hall,) = platform.begun(silence_s=10)
    crowd = platform.crowd(hall)

    def goes_on_or_stands() -> None:
        back = time.monotonic()
        eventually(lambda: crowd.accepted(back) or platform.ask(hall).body.get("phase") == "paused")

    with crowd.acting():
        time.sleep(STRETCH_SECONDS)
        with closing(psycopg.connect(platform.postgres.url())) as holder:
            holder.execute("SELECT FROM bidding_auction WHERE id = %s FOR UPDATE", [hall.id])
            eventually(lambda: holder.execute("SELECT FROM pg_locks WHERE NOT granted").rowcount > 1)
            platform.crash()
        goes_on_or_stands()
        platform.crash()
        goes_on_or_stands()
    log = check(hall, crowd)
    assert "" in {one.code for one in log if one.kind == "raise"}
    assert {(one.status, one.body["code"], one.headers.get("retry-after")) for one in crowd.away} == {
        (503, "database_away", "2")
    }


class TestKilled:
    """
    Every process that an auction needs is killed eight seconds before the end, until ten after it: for longer than the longest silence,
    as the thirty and sixty of A38 are.
    """

    def test_stands_with_what_was_left_until_two_let_it_go_on(self, platform: Platform) -> None:
        """Of two auctions one is bid in before anybody watches over it again."""
        loud, still = platform.begun(2, silence_s=SILENCE_SECONDS)
        crowds = {one.id: platform.crowd(one) for one in (loud, still)}
        platform.walk(TIMED)
        for crowd in crowds.values():
            assert crowd.devices[0].bid(FLOOR) == ""
        left = self._killed(platform, {one.id: platform.ask(one).body["ends_at"] for one in (loud, still)})
        platform.start("web")
        self._stands(platform, still, left[still.id])
        cui = crowds[loud.id].devices[3]
        assert cui.bid("1010000.00") == "paused"
        platform.start("auctioneer")
        for one in (loud, still):
            eventually(lambda one=one: self._stands(platform, one, left[one.id]) == "paused")  # type: ignore[misc]
            assert platform.ask(one, "items/").body["results"][-1]["kind"] == "silence"
            assert Event.objects.get(subject=one.id, type="bidding.auction.paused").data["notice"]
        self._go_on(platform, loud, cui, left[loud.id])
        check(loud, crowds[loud.id])

    @staticmethod
    def _killed(platform: Platform, ends: Mapping[str, int]) -> dict[str, int]:
        """Kill all shortly before the ends of auctions, and let some time pass after them; return what was left."""
        walk_before(platform, min(ends.values()), LEFT_MS + 2000)
        walked: Any = platform.lived()
        eventually(lambda: (platform.lived() or walked) > walked)
        platform.kill()
        time.sleep(0.3)  # what was on its way to the database has arrived, or never does
        lived: Any = platform.lived()
        left = {one: ends_at - rounds.milliseconds(lived) for one, ends_at in ends.items()}
        assert 0 < min(left.values()) < LEFT_MS + 3000
        time.sleep(max(0.0, platform.instant_of(max(ends.values()) + GONE_MS) - time.monotonic()))
        return left

    @staticmethod
    def _stands(platform: Platform, hall: Hall, left_ms: int) -> str:
        """Make sure that it is paused with what was left; return what was written of that."""
        found = platform.ask(hall).body
        stands = found["phase"], found["remaining_ms"], found["outcome"], found["awards"]
        assert stands == ("paused", left_ms, "open", [])
        return str(found["status"])

    @staticmethod
    def _go_on(platform: Platform, hall: Hall, bidder: Device, left_ms: int) -> None:
        """Have two persons let it go on, after a notice and with a minute at least; somebody raises, and has it."""
        asked = {"act": "resume", "reason": "平台已恢复"}
        made = platform.ask(hall, "proposals/", by=hall.zheng, body=asked)
        path = f"proposals/{made.body['id']}/"
        alone = platform.ask(hall, path, by=hall.zheng, body={"approved": True})
        assert (alone.status, alone.body["code"]) == (403, "same_person")
        assert bidder.bid("1010000.00") == "paused"
        assert platform.ask(hall, path, by=hall.chen, body={"approved": True}).status == 200
        assert bidder.bid("1010000.00") == "resuming"
        (resume,) = (one for one in log_of(hall) if one.kind == "resume")
        goes_on_ms = resume.at_ms + NOTICE_MS
        walk_before(platform, goes_on_ms, -1000)
        stands = platform.ask(hall).body
        assert (stands["phase"], stands["ends_at"]) == ("timed", goes_on_ms + max(left_ms, LEAST_LEFT_MS))
        assert bidder.bid("1010000.00") == ""
        walk_before(platform, platform.ask(hall).body["ends_at"], -1000)
        record = Record.from_bytes(settled(platform, hall))
        assert first_difference(record) is None
        assert [one.bidder for one in record.result.awards] == [NUMBERS["cui"]]
