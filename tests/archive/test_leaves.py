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
from bidding.secrecy import without_secrets
from config.demo.moves import Cast
from foundation import feeds, followers, sequencer
from foundation.models import Event, Position
from foundation.transparency_integrator import Log
from tests.foundation.conftest import folder, log, signer
from tests.trading.counted import came, counted
from tests.world import World, build
from toolkit.log import verify
from toolkit.log.note import Signer
from trading import registry

__all__ = ["counted", "folder", "log", "signer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
NOTICE, MOVED, ANNOUNCED = "notices.notice.published", "trading.lot.moved", "trading.deal.moved"


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


def over(world: World, made: Cast) -> None:
    """Let nobody have bid: the clock ends the lot."""
    world.later(days=60)
    for lot in world.deal(made).lots.all():
        came(lot.id, 0)
    world.later(minutes=1)
    assert world.lot(made).phase == "failed"


def drafted(made: Cast) -> set[str]:
    """Return the events of a deal from before it was announced, which are open to those who watch."""
    begun = Event.objects.get(deal=made.deal, type=ANNOUNCED).at
    rows = Event.objects.filter(deal=made.deal, at__lt=begun).exclude(subject=made.lot)
    return {f"{event.type} {event.subject}" for event in rows}


class TestOpening:
    def test_waits_until_the_lot_has_come_to_its_end(self, world: World, log: Log) -> None:
        made = world.announced()
        assert public(log) == (set(), {NOTICE, MOVED, ANNOUNCED})
        before = watched(log, made)
        assert {name for name, is_open in before.items() if is_open} == drafted(made) != set()
        for who in ("bai", "cui"):
            registrations.register(lot_id=made.lot, by=world.actor(who))
        attempts.note_filing(lot_id=made.lot, codes=["late"], by=world.actor("bai"))
        assert watched(log, made) == before  # whoever comes
        over(world, made)
        told = watched(log, made)
        closed = {name.split()[0] for name, is_open in told.items() if not is_open}
        assert closed == {"bidding.filing.turned_away"}  # a party's: it has to do with other lots as well
        assert any(name.startswith("bidding.registration.made") for name in told)
        assert public(log) == ({NOTICE, MOVED}, {ANNOUNCED})

    def test_waits_for_every_lot_that_takes_bids(self, world: World, log: Log) -> None:
        """Where a leaf stands tells how many events waited before it, and how many of those that are shown did is known."""
        other, order = world.announced(), {"reason": "调查", "law": "招标投标法第六十一条"}
        world.tell("su", f"/api/v1/lots/{other.lot}/holds/", order)
        made = world.announced()
        over(world, made)
        assert world.lot(other).phase == "bidding"
        assert public(log)[0] == set()
        assert set(watched(log, made).values()) == {False}
        assert {name for name, is_open in watched(log, other).items() if is_open} == drafted(other) != set()

    def test_names_no_member(self, world: World, log: Log) -> None:
        """Whose id is the same in all deals; those who watch are shown it beside the event."""
        made = world.announced()
        over(world, made)
        placed(log)
        found = leaves.for_the_public([row.position for row in feeds.read(feeds.PUBLIC, 0)])
        said = [json.loads(one.content) for one in found.values()]
        assert {(one["type"], one["actor"]) for one in said} == {(NOTICE, "clock"), (MOVED, "clock")}
        assert {event.actor for event in Event.objects.filter(type=MOVED)} > {"clock"}

    def test_is_of_public_events_with_nothing_else_in_them(self) -> None:
        assert leaves._BESIDES.keys() <= PUBLIC.keys()
        event = Event(type=NOTICE, actor="clock", data={"notice": "ntc_1", "digest": "0" * 64})
        assert leaves._is_open(event)
        for changed in (
            {"data": event.data | {"reference": "obj_1"}},
            {"actor": "mem_1"},
            {"type": "trading.lot.held"},
        ):
            fields = {"type": event.type, "actor": event.actor, "data": event.data} | changed
            assert not leaves._is_open(Event(**fields)), changed

    def test_costs_the_same_however_many_there_are(
        self, world: World, log: Log, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = world.announced(lots=3)
        over(world, made)
        placed(log)
        events = list(Event.objects.filter(deal=made.deal))
        positions = [row.position for row in feeds.read(feeds.PUBLIC, 0)]
        with django_assert_num_queries(3):
            assert leaves.for_watchers(events)
        with django_assert_num_queries(4):
            assert leaves.for_the_public(positions)


class TestComing:
    def test_begins_with_a_period_in_every_procedure(self) -> None:
        """However a lot comes to where bidders register or bid: a step opens one of the periods, or it runs already."""
        limits = leaves.limits_of_coming()
        for one in registry.procedures():
            where = {name for rule in one.registrations for name in rule.states}
            where |= {step.target for step in one.steps if one.bidding and one.bidding in step.opens}
            entered = [step for step in one.steps if step.target in where and not where >= set(step.sources)]
            assert bool(entered) == bool(where), one.key
            for step in entered:
                assert limits & {limit.name for limit in step.opens}, (one.key, step.name)


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
        over(world, made)
        placed(log)
        answers = {
            "public": world.stage.get(None, "/api/v1/changes/?leaves=yes"),
            "journal": world.stage.get("su", f"/api/v1/journal/?deal={made.deal}&leaves=yes"),
        }
        for name, answer in answers.items():
            is_open = opened(answer["results"])
            assert is_open[NOTICE] and is_open[ANNOUNCED] == (name == "journal"), name
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
