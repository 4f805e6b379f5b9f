"""The public feed as a stream: every publication once, in order, wherever the line broke, and nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from api.edge import changes
from api.edge.application import CHANGES, Door, Rooms
from api.edge.hub import Hub
from foundation import feeds, followers
from tests.api.edge.test_rooms import Reader, at_once, settled
from tests.bidding.results.bench import PRICES
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.scene import Scene
from tests.world import World, build

__all__ = ["_few_rounds", "bare", "bare_road", "scene"]
pytestmark = pytest.mark.django_db
PATH = "/api/v1/changes/events"


@pytest.fixture(autouse=True)
def _beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    # Here the rows are asked in the loop's own thread, where the test's connection is.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def streamed(path: str = PATH, most: int = changes.MOST, readers: int = 1, **headers: str) -> list[Reader]:
    """Return readers of the stream after some turns of its loop."""
    own = connections["default"]

    async def play() -> list[Reader]:
        connections["default"] = own  # a loop has connections of its own
        hub = Hub(changes, at_once, lambda: 0.0)
        rooms = Rooms([Door(CHANGES, hub, at_once, changes.find, most)])
        found = []
        for _ in range(readers):
            found.append(Reader(rooms, path, **headers))
            await settled()
        for one in found:
            await one.leave()
        return found

    return asyncio.run(play())


def told(reader: Reader) -> list[dict[str, Any]]:
    """Return what each event `change` says."""
    frames = b"".join(reader.chunks).decode().split("\n\n")
    return [json.loads(one.partition("\ndata: ")[2]) for one in frames if "event: change\n" in one]


class TestTheStream:
    def test_tells_what_the_feed_tells_in_its_order(self) -> None:
        build().announced(lots=2)
        followers.catch_up()
        rows = Client().get("/api/v1/changes/?limit=1000").json()["results"]
        (reader,) = streamed(f"{PATH}?after=0")
        assert told(reader) == [{name: one[name] for name in one if name != "leaf"} for one in rows]
        assert reader.ids == list(range(1, feeds.last(feeds.PUBLIC) + 1))
        assert dict(reader.sent[0]["headers"])[b"content-type"] == b"text/event-stream"

    def test_goes_on_after_the_last_that_was_got(self) -> None:
        build().announced()
        followers.catch_up()
        last = feeds.last(feeds.PUBLIC)
        (reader,) = streamed(f"{PATH}?after=0", last_event_id=str(last - 1))
        assert reader.ids == [last]

    def test_catches_up_in_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(changes, "AT_ONCE", 2)
        build().announced(lots=3)
        followers.catch_up()
        (reader,) = streamed(f"{PATH}?after=0")
        assert reader.ids == list(range(1, feeds.last(feeds.PUBLIC) + 1))

    def test_begins_with_now_for_whoever_names_no_number(self) -> None:
        build().announced()
        followers.catch_up()
        (reader,) = streamed()
        assert reader.ids == []
        assert b'"last":%d' % feeds.last(feeds.PUBLIC) in b"".join(reader.chunks)

    def test_leaves_places_to_auctions(self) -> None:
        first, second = streamed(most=1, readers=2)
        assert [one.sent[0]["status"] for one in (first, second)] == [200, 503]


class TestATenderUnderSeal:
    def test_is_told_alike_whoever_bids_for_it(self, scene: Scene) -> None:
        followers.catch_up()
        (before,) = streamed(f"{PATH}?after=0")
        scene.register("deng")
        for who, price in PRICES.items():
            scene.filed(who, price=price)
        followers.catch_up()
        (after,) = streamed(f"{PATH}?after=0")
        assert b"".join(after.chunks) == b"".join(before.chunks)


def test_a_draft_is_not_told() -> None:
    world: World = build()
    world.draft()
    followers.catch_up()
    (reader,) = streamed(f"{PATH}?after=0")
    assert reader.ids == []
