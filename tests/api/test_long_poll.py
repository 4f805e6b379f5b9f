"""Waiting for news: it waits, wakes, holds no connection, and leaves threads for the others."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from accounts import demo
from accounts.actions.members import revoke_member
from api import waiting
from foundation import clock, feeds, journal, sequencer
from foundation.models import Event
from tests.factories.accounts import actor
from tests.foundation.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo_clock() -> None:
    clock.start_demo()


def publish(feed: str = feeds.PUBLIC) -> None:
    with transaction.atomic():
        journal.append(
            "house.thing.happened", subject="lot_1", actor="clock", at=clock.now(), data={}, deal="deal_1"
        )
    sequencer.drain()
    event = Event.objects.select_related("sequenced").latest("id")
    with transaction.atomic():
        feeds.publish(feed=feed, event=event, type="lot.moved", data={})


def ask(query: str, found: list[tuple[float, dict[str, object], str]]) -> None:
    begun = time.monotonic()
    answer = Client().get(f"/api/v1/changes/?{query}")
    found.append((time.monotonic() - begun, answer.json(), answer.headers.get("Retry-After", "")))
    connection.close()


class TestLongPoll:
    @override_settings(FEED_WAIT_SECONDS=50)
    def test_wakes_when_something_comes(self) -> None:
        found: list[tuple[float, dict[str, object], str]] = []
        waiter = threading.Thread(target=ask, args=("after=0&wait=50", found))
        waiter.start()
        time.sleep(1)
        assert not found
        publish()
        waiter.join(120)
        seconds, body, _ = found[0]
        assert body["last"] == 1
        assert seconds < 40

    def test_tells_nothing_to_a_member_whose_rights_ended_meanwhile(self) -> None:
        """A24: who waits for its own party's news when it is revoked hears nothing of what comes then."""
        bai = demo.prepare().members["bai"]
        headers, found = {"Authorization": f"Bearer {demo.token_of('bai')}"}, []

        def wait() -> None:
            found.append(Client().get("/api/v1/me/changes/?after=0&wait=20", headers=headers))
            connection.close()

        waiter = threading.Thread(target=wait)
        waiter.start()
        time.sleep(1)
        assert not found
        with transaction.atomic():
            revoke_member(member_id=bai.id, by=actor(bai))
        publish(feeds.bidder(bai.party_id))
        waiter.join(120)
        assert found[0].status_code == 401
        assert "lot.moved" not in found[0].content.decode()

    def test_ends_empty_when_its_time_is_over(self) -> None:
        found: list[tuple[float, dict[str, object], str]] = []
        ask("after=0&wait=1", found)
        assert found[0][1] == {"results": [], "last": 0}
        assert found[0][0] >= 1

    @override_settings(FEED_WAIT_SECONDS=1)
    def test_waits_no_longer_than_the_instance_lets_it(self) -> None:
        begun = time.monotonic()
        Client().get("/api/v1/changes/?after=0&wait=50")
        assert time.monotonic() - begun < 50

    def test_that_finds_no_place_is_answered_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(waiting, "_places", threading.BoundedSemaphore(1))
        first: list[tuple[float, dict[str, object], str]] = []
        waiter = threading.Thread(target=ask, args=("after=0&wait=50", first))
        waiter.start()
        until(lambda: waiting._places._value == 0, what="the first has the place")
        second: list[tuple[float, dict[str, object], str]] = []
        ask("after=0&wait=50", second)
        assert not first
        assert second[0][1]["results"] == []
        assert second[0][2] == str(waiting.COME_BACK_SECONDS)
        publish()
        waiter.join(120)
        assert first[0][2] == ""
        with waiting.place() as is_there:
            assert is_there  # the place was given back

    def test_holds_no_pooled_connection_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        held: list[bool] = []
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", {})  # none is made of no options

        class Ear:
            def __enter__(self) -> Ear:
                return self

            def __exit__(self, *_: object) -> None: ...

            def wait(self, seconds: float) -> bool:
                held.append(connection.connection is not None)
                time.sleep(seconds)
                return False

        monkeypatch.setattr("foundation.hints.Listener", lambda *_: Ear())
        assert feeds.wait(feeds.PUBLIC, 0, 0.6) == []
        assert held
        assert not any(held)
