"""Whose leaves are opened to whom: nothing that tells of bidders before bids are open, and whatever is opened holds in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from archive import leaves
from archive.feed import PUBLIC
from bidding.actions import attempts, registrations
from bidding.queries import without_secrets
from config.demo.moves import Cast
from foundation import feeds, followers, sequencer
from foundation.models import Event, Position
from foundation.transparency_integrator import Log
from tests.foundation.conftest import folder, log, signer
from tests.trading.counted import came, counted
from tests.world import World, build
from toolkit.log import verify
from toolkit.log.note import Signer

__all__ = ["counted", "folder", "log", "signer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
NOTICE, MOVED = "notices.notice.published", "trading.lot.moved"


@pytest.fixture
def world(log: Log) -> World:
    return build()


def placed(log: Log) -> None:
    """Bring followers and the log up to date."""
    followers.catch_up()
    sequencer.drain()
    while log.step().events:
        pass


def public(log: Log) -> tuple[set[str], set[str]]:
    """Return the types of the public feed's entries whose leaves are open to everybody, and of those that are closed."""
    placed(log)
    rows = feeds.read(feeds.PUBLIC, 0)
    found = leaves.for_the_public([row.position for row in rows])
    is_open = {row.type for row in rows if row.position in found}
    return is_open, {row.type for row in rows} - is_open


def watched(log: Log, made: Cast) -> dict[str, bool]:
    """Return of each event of a deal that those who watch are shown whether its leaf is opened to them."""
    placed(log)
    rows = without_secrets(Position.objects.filter(event__deal=made.deal)).select_related("event")
    events = [row.event for row in rows.order_by("position")]
    found = leaves.for_watchers(events)
    return {f"{event.type} {event.subject}": event.pk in found for event in events}


def opened(answer: Iterable[dict]) -> dict[str, bool]:
    return {row["type"]: row["leaf"] is not None for row in answer}


class TestOpening:
    def test_waits_until_the_lot_has_come_to_its_end(self, world: World, log: Log) -> None:
        made = world.announced()
        assert public(log) == ({NOTICE}, {MOVED, "trading.deal.moved"})
        before = watched(log, made)
        assert before == {name: made.lot not in name for name in before}
        assert {True, False} == set(before.values())
        for who in ("bai", "cui"):
            registrations.register(lot_id=made.lot, by=world.actor(who))
        attempts.note_filing(lot_id=made.lot, codes=["late"], by=world.actor("bai"))
        assert watched(log, made) == before  # whoever comes
        world.later(days=60)
        came(made.lot, 0)
        world.later(minutes=1)
        assert world.lot(made).phase == "failed"
        told = watched(log, made)
        closed = {name.split()[0] for name, is_open in told.items() if not is_open}
        assert closed == {"bidding.filing.turned_away"}  # a party's: it has to do with other lots as well
        assert any(name.startswith("bidding.registration.made") for name in told)
        assert public(log) == ({NOTICE, MOVED, "trading.deal.moved"}, set())

    def test_is_of_public_events_with_nothing_else_in_them(self, world: World, log: Log) -> None:
        assert leaves._BESIDES.keys() <= PUBLIC.keys()
        made = world.announced()
        path = f"/api/v1/lots/{made.lot}/holds/"
        world.tell("su", path, {"reason": "调查", "law": "招标投标法第六十一条"})
        world.later(days=60)
        came(made.lot, 0)
        event = Event.objects.filter(type="trading.lot.held")[0]
        placed(log)
        assert "reference" in event.data
        assert leaves.for_the_public([event.position or 0]) == {}

    def test_costs_the_same_however_many_there_are(
        self, world: World, log: Log, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = world.announced(lots=3)
        placed(log)
        events = list(Event.objects.filter(deal=made.deal))
        positions = [row.position for row in feeds.read(feeds.PUBLIC, 0)]
        with django_assert_num_queries(2):
            assert leaves.for_watchers(events)
        with django_assert_num_queries(3):
            assert leaves.for_the_public(positions)


class TestTheAnswer:
    def test_holds_against_the_logs_files_alone(
        self,
        world: World,
        log: Log,
        signer: Signer,
        folder: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        made = world.announced()
        placed(log)
        answers = {
            "public": world.stage.get(None, "/api/v1/changes/?leaves=yes"),
            "journal": world.stage.get("su", f"/api/v1/journal/?deal={made.deal}&leaves=yes"),
        }
        for name, answer in answers.items():
            is_open = opened(answer["results"])
            assert is_open[NOTICE] and not is_open[MOVED], name
            (tmp_path / name).write_text(json.dumps(answer, ensure_ascii=False))
            words = [str(folder), "--log", str(signer.verifier), "--events", str(tmp_path / name), "--json"]
            assert verify.main(words) == 0, name
            said = json.loads(capsys.readouterr().out)
            assert len(said["events"]) == sum(row["leaf"] is not None for row in answer["results"])
            answer["results"] = [row for row in answer["results"] if row["leaf"]]
            answer["results"][0]["at"] = "2026-03-02T00:00:00+08:00"
            (tmp_path / name).write_text(json.dumps(answer))
            assert verify.main(words) == 1
            assert json.loads(capsys.readouterr().out)["code"] == "event_differs"
        assert not any(row["leaf"] for row in world.stage.get(None, "/api/v1/changes/")["results"])
