"""Streams of auctions: everybody gets everything once, in order, wherever the line broke, and nothing that all may not see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from accounts.actor import Actor
from accounts.roles import Role
from api.edge import application, reading, trying
from api.edge import hub as hubs
from api.edge.application import ADDRESS, TRIALS, Door, Rooms
from api.edge.frames import Frame
from api.edge.hub import Hub, News
from bidding.actions.auctioning import trying as actions
from bidding.models import Registration
from foundation import clock
from foundation.text import Text
from tests.bidding.auctions import hall as halls
from trading.models import Deal


async def at_once(do: Any, *given: Any) -> Any:
    return do(*given)


class Rows:
    """Rows that hold as many events as the test says; `looks` counts how often they were asked for what is new."""

    def __init__(self, shown: int) -> None:
        self.shown, self.looks, self.fails = shown, 0, False

    def head(self, auction: str) -> int | None:
        return self.shown if auction == "auc_1" else None

    def after(self, auction: str, shown: int) -> list[Frame]:
        numbers = range(shown + 1, min(self.shown, shown + 500) + 1)
        return [Frame(one, b"id: %d\n\n" % one) for one in numbers]

    def news(self, known: Mapping[str, int], due: Collection[str], watching: Mapping[str, int]) -> list[News]:
        self.looks += 1
        if self.fails:
            raise OSError("the database is away")
        wanted = [one for one, shown in known.items() if one in due or self.shown > shown]
        return [News(one, self.after(one, known[one]), b"state\n\n") for one in wanted]


class Reader:
    """Whoever reads a stream, and leaves when the test says so."""

    def __init__(
        self, rooms: Rooms, path: str = "/api/v1/lots/lot_1/auction/events", address: str = "192.0.2.1", **headers: str
    ) -> None:  # fmt: skip
        path, _, query = path.partition("?")
        names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": names,
            "client": (address, 50_000),
        }  # fmt: skip
        self.sent: list[Any] = []
        self.chunks: list[bytes] = []
        self._leaves = asyncio.Event()
        self.task = asyncio.create_task(rooms(scope, self._receive, self._send))

    async def _receive(self) -> Any:
        await self._leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)
        self.chunks.append(message.get("body", b""))

    @property
    def ids(self) -> list[int]:
        lines = b"".join(self.chunks).split(b"\n")
        return [int(one[4:]) for one in lines if one.startswith(b"id: ")]

    async def leave(self) -> None:
        self._leaves.set()
        await self.task


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def rooms_of(rows: Rows, *, behind_proxy: bool = False) -> tuple[Hub, Rooms]:
    hub = Hub(rows, at_once, lambda: 0.0)
    door = Door(ADDRESS, hub, at_once, {"lot_1": "auc_1"}.get)
    return hub, Rooms([door], behind_proxy=behind_proxy)


class TestStream:
    def test_gives_everybody_the_same_bytes_once_for_one_look(self) -> None:
        async def play() -> None:
            rows = Rows(3)
            hub, rooms = rooms_of(rows)
            readers = [Reader(rooms) for _ in range(50)]
            await settled()
            rows.shown, rows.looks = 4, 0
            await hub.turn()
            await settled()
            assert rows.looks == 1
            assert {tuple(one.ids) for one in readers} == {(4,)}
            assert len({id(one.chunks[-1]) for one in readers}) == 1
            for one in readers:
                await one.leave()
            rows.looks = 0
            await hub.turn()
            assert (hub.watching, rows.looks) == (0, 0)

        asyncio.run(play())

    @pytest.mark.parametrize("kept", [1, 200])
    def test_goes_on_where_the_line_broke(self, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """From what is kept of the last events as from the rows; while more comes."""
        monkeypatch.setattr(hubs, "KEPT", kept)

        async def play() -> None:
            rows = Rows(600)
            hub, rooms = rooms_of(rows)
            first = Reader(rooms, "/api/v1/lots/lot_1/auction/events?after=597")
            await settled()
            rows.shown = 605
            await hub.turn()
            await settled()
            back = Reader(rooms, "/api/v1/lots/lot_1/auction/events?after=3", last_event_id="601")
            late = Reader(rooms, "/api/v1/lots/lot_1/auction/events?after=0")
            await settled()
            rows.shown = 606
            await hub.turn()
            await settled()
            assert first.ids == [*range(598, 607)]
            assert back.ids == [*range(602, 607)]
            assert late.ids == [*range(1, 607)]
            for one in (first, back, late):
                await one.leave()

        asyncio.run(play())

    def test_says_how_it_stands_two_seconds_after_it_said_something(self) -> None:
        async def play() -> None:
            rows, now = Rows(3), [0.0]
            hub, rooms = rooms_of(rows)
            hub._monotonic = lambda: now[0]
            reader = Reader(rooms)
            await settled()
            heard = []
            for now[0], rows.shown in ((1.9, 4), (2.0, 4), (3.8, 4), (3.9, 4), (4.0, 4)):
                before = len(reader.chunks)
                await hub.turn()
                await settled()
                heard.append(b"".join(reader.chunks[before:]))
            assert heard == [b"id: 4\n\nstate\n\n", b"", b"", b"state\n\n", b""]
            await reader.leave()

        asyncio.run(play())

    def test_says_how_it_stands_to_whoever_knows_more_than_this_process_does_yet(self) -> None:
        async def play() -> None:
            rows = Rows(3)
            hub, rooms = rooms_of(rows)
            ahead = Reader(rooms, "/api/v1/lots/lot_1/auction/events?after=4")
            await settled()
            rows.shown = 5
            await hub.turn()
            await settled()
            assert ahead.ids == [5]
            assert ahead.chunks.count(b"state\n\n") == 1
            await ahead.leave()

        asyncio.run(play())

    def test_goes_on_after_the_database_was_away(self) -> None:
        async def play() -> None:
            rows = Rows(1)
            hub, rooms = rooms_of(rows)
            reader = Reader(rooms)
            await settled()
            work = asyncio.create_task(hub.run())
            rows.fails, rows.shown = True, 2
            hub.woken.set()
            await settled()
            rows.fails = False
            hub.woken.set()
            await settled()
            assert reader.ids == [2]
            work.cancel()
            await reader.leave()

        asyncio.run(play())

    @pytest.mark.parametrize(
        ("path", "status"), [("/api/v1/lots/lot_2/auction/events", 404), ("/api/v1/lots/", 404)]
    )
    def test_is_of_auctions_alone(self, path: str, status: int) -> None:
        async def play() -> None:
            reader = Reader(rooms_of(Rows(1))[1], path)
            await reader.task
            assert reader.sent[0]["status"] == status
            assert json.loads(reader.chunks[-1])["status"] == status

        asyncio.run(play())


class TestBounds:
    def test_count_who_waits_to_be_let_in_and_close_a_line_after_a_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(application, "MOST", 1)
        monkeypatch.setattr(application, "LONGEST_SECONDS", 0.05)

        async def play() -> None:
            free = asyncio.Event()

            async def slowly(do: Any, *given: Any) -> Any:
                await free.wait()
                return do(*given)

            hub = Hub(Rows(1), at_once, lambda: 0.0)
            rooms = Rooms([Door(ADDRESS, hub, slowly, {"lot_1": "auc_1"}.get)])
            first = Reader(rooms)
            await settled()
            second = Reader(rooms)
            await second.task
            assert second.sent[0]["status"] == 503
            free.set()
            await first.task  # nobody left: the line was closed
            assert (first.sent[0]["status"], hub.watching) == (200, 0)

        asyncio.run(play())

    def test_keep_room_for_others_than_one_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Which one it is a proxy says last, whatever was said before it."""
        monkeypatch.setattr(application, "MOST_OF_ONE", 1)

        async def play() -> None:
            for behind in (False, True):
                said = {"x_forwarded_for": "198.51.100.7, 203.0.113.9"} if behind else {}
                _, rooms = rooms_of(Rows(1), behind_proxy=behind)
                first, again = Reader(rooms, **said), Reader(rooms, **said)
                other = (
                    {"x_forwarded_for": "198.51.100.7, 203.0.113.10"} if behind else {"address": "192.0.2.2"}
                )
                second = Reader(rooms, **other)
                await settled()
                assert [one.sent[0]["status"] for one in (first, again, second)] == [200, 503, 200]
                await first.leave()
                back = Reader(rooms, **said)
                await settled()
                assert back.sent[0]["status"] == 200
                for one in (second, back):
                    await one.leave()

        asyncio.run(play())

    @pytest.mark.parametrize(
        ("said", "gets_in"),
        [
            ([{}, {}], [200, 200]),  # a proxy that says nothing: all would be one
            ([{"x_forwarded_for": "2001:db8::1"}, {"x_forwarded_for": "2001:db8::2"}], [200, 503]),
            ([{"x_forwarded_for": "192.0.2.1:4711"}, {"x_forwarded_for": "192.0.2.1:4712"}], [200, 503]),
            ([{"x_forwarded_for": "[2001:db8::1]:80"}, {"x_forwarded_for": "[2001:db8::2]"}], [200, 503]),
            ([{"x_forwarded_for": "2001:db8::1"}, {"x_forwarded_for": "2001:db8:0:1::1"}], [200, 200]),
            ([{"x_forwarded_for": "::ffff:192.0.2.1"}, {"x_forwarded_for": "::ffff:192.0.2.2"}], [200, 200]),
        ],
    )
    def test_are_counted_by_networks(
        self, monkeypatch: pytest.MonkeyPatch, said: list[dict[str, str]], gets_in: list[int]
    ) -> None:
        monkeypatch.setattr(application, "MOST_OF_ONE", 1)

        async def play() -> None:
            _, rooms = rooms_of(Rows(1), behind_proxy=True)
            readers = [Reader(rooms, **one) for one in said]
            await settled()
            assert [one.sent[0]["status"] for one in readers] == gets_in
            for one, status in zip(readers, gets_in, strict=True):
                if status == 200:
                    await one.leave()

        asyncio.run(play())


class TestTrials:
    def test_have_a_door_of_their_own_and_hold_up_nothing_real(self) -> None:
        async def play() -> None:
            never = asyncio.Event()

            async def stuck(do: Any, *given: Any) -> Any:
                await never.wait()

            hub, name = Hub(Rows(2), at_once, lambda: 0.0), f"trial-{'0' * 32}"
            tried = Hub(Rows(1), stuck, lambda: 0.0)
            doors = [Door(ADDRESS, hub, at_once, {"lot_1": "auc_1"}.get), Door(TRIALS, tried, stuck, str)]
            rooms = Rooms(doors)
            trial, real = Reader(rooms, f"/api/v1/trials/{name}/events"), Reader(rooms)
            other = Reader(rooms, "/api/v1/trials/lot_1/events")
            await settled()
            assert (real.sent[0]["status"], trial.sent, other.sent[0]["status"]) == (200, [], 404)
            await real.leave()
            trial.task.cancel()

        asyncio.run(play())

    @pytest.mark.django_db
    def test_are_told_as_auctions_are_and_say_in_each_event_that_they_are_trials(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock.start_demo()
        by = Actor(role=Role.AUCTIONEER, member_id="mem_1", user_id="usr_1")
        made = actions.open_one(
            by=by, part="host", form="dynamic_quotation", minutes=2, opponents=2, title=Text("试用", "Trial")
        )
        clock.shift_to(clock.now() + timedelta(hours=1))  # long after its end
        head = trying.head(made.id)
        assert (trying.find(made.id), trying.find(f"trial-{'0' * 32}")) == (made.id, None)
        assert head is not None
        assert [one.shown for one in trying.after(made.id, 0)] == [*range(1, head + 1)]
        (found,) = trying.news({made.id: head - 1}, (), {made.id: 7})
        said = (found.frames[0].content + found.state).decode()
        event, state = (json.loads(one.split("data: ")[1]) for one in said.strip().split("\n\n"))
        assert (event["trial"], state["trial"], state["watching"], state["phase"]) == (
            True,
            True,
            7,
            "closed",
        )
        assert trying.news({made.id: head}, (), {}) == []
        assert [len(one.frames) for one in trying.news({made.id: head}, {made.id}, {})] == [0]

        def away(*given: Any) -> Any:
            raise OSError("away")

        monkeypatch.setattr(cache, "get", away)
        assert (trying.head(made.id), trying.news({made.id: 0}, {made.id}, {})) == (None, [])


@pytest.mark.django_db
class TestReading:
    def test_tells_what_everybody_sees_and_nobodys_name(self) -> None:
        hall = halls.build()
        hall.begin()
        hall.bid("bai", "1000000.00")
        hall.bid("cui", "1010000.00")
        auction = reading.auction_of(hall.lot.id)
        assert auction == hall.id
        assert [one.shown for one in reading.after(hall.id, 1)] == [2]
        (found,) = reading.news({hall.id: 1}, (), {hall.id: 7})
        said = (found.frames[0].content + found.state).decode()
        event, state = (json.loads(one.split("data: ")[1]) for one in said.strip().split("\n\n"))
        assert (event["shown"], event["said"]["bidder"], event["stands"]["price"]) == (
            2,
            "0358",
            "1010000.00",
        )
        assert (state["price"], state["leader"], state["least"], state["watching"]) == ("1010000.00", "0358", "1020000.00", 7)  # fmt: skip
        assert state["ends_at"] > state["server_ms"] > 0
        hidden = [hall.bidders["cui"], hall.zheng]
        known = {part for one in hidden for part in (one.party_id, one.user_id, one.member_id)}
        names = set(Registration.objects.filter(lot=hall.lot).values_list("party__name", flat=True))
        assert not [one for one in known | names if one and one in said]
        assert reading.news({hall.id: 2}, (), {}) == []

    def test_knows_no_auction_of_what_was_not_announced(self) -> None:
        hall = halls.build()
        hall.schedule()
        Deal.objects.filter(id=hall.lot.deal_id).update(announced_at=None)
        assert reading.auction_of(hall.lot.id) is None
        assert reading.auction_of("lot_none") is None
