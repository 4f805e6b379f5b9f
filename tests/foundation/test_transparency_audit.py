"""Whoever changes rows as the database's owner, with the triggers off, is named by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from foundation import clock, journal, sequencer, tasks, transparency, transparency_audit, transparency_start
from foundation.models import Event, LogLeaf
from foundation.transparency_integrator import Log

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(tmp_path: Path, settings: Any) -> list[Event]:
    """Thirty events of three lots and two entries, all in the log."""
    settings.TRANSPARENCY_ROOT = tmp_path / "log"
    settings.TRANSPARENCY_KEY_PATH = tmp_path / "key"
    made = [
        journal.append(
            "bidding.bid.sealed", subject=f"lot_{n % 3}", actor="mem_1", at=clock.now(), data={"n": n}
        )
        for n in range(30)
    ]
    sequencer.drain()
    transparency.add(b"f" * 32)
    log = Log(transparency_start.signer())
    log.open()
    for _ in range(6):
        log.step()
    assert LogLeaf.objects.count() == 31
    return made


TABLES = ("event", "position", "logleaf", "logentry", "loghead")


def as_owner(*statements: str) -> None:
    """Run statements as the tables' owner, with every trigger off."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE foundation_{table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE foundation_{table} ENABLE TRIGGER USER")


def found() -> list[tuple[str, str]]:
    return [
        (finding.code, finding.where.split(",")[0].split(" (")[0])
        for finding in transparency_audit.findings()
    ]


def test_finds_nothing_where_nothing_was_done(events: list[Event]) -> None:
    assert found() == []
    out = StringIO()
    call_command("audit_log", stdout=out)
    assert "All is as it was logged" in out.getvalue()


def test_finds_nothing_where_the_log_has_not_begun_and_tells_of_no_audit() -> None:
    assert found() == []
    assert (tasks.audit(), transparency_audit.last()) == (0, None)


def test_raises_the_alarm_each_night(events: list[Event], caplog: pytest.LogCaptureFixture) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["audit"]["task"] == tasks.audit.name
    alarms = Event.objects.filter(type=transparency_audit.CONTRADICTED)
    assert (tasks.audit(), alarms.count()) == (0, 0)
    good = Event.objects.get(type=transparency_audit.HELD)
    assert (good.data, transparency_audit.last()) == (
        {"findings": 0, "codes": []}, transparency_audit.Audited(good.at, 0),
    )  # fmt: skip
    as_owner(f"UPDATE foundation_event SET actor = 'mem_9' WHERE id IN ({events[7].pk}, {events[8].pk})")
    assert tasks.audit() == 2
    assert alarms.get().data == {"findings": 2, "codes": ["event_changed"]}
    told = transparency_audit.last()
    assert told is not None and (told.at, told.findings) == (alarms.get().at, 2)
    assert f"event {events[7].pk}" in caplog.text and f"event {events[8].pk}" in caplog.text


def test_looks_no_further_than_what_was_public_when_it_began(
    events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log goes on while it is audited."""
    grows = Log(transparency_start.signer())
    grows.open()

    def log_key() -> Any:
        transparency.add(b"g" * 32)
        grows.step()
        return key

    key = transparency.log_key()
    with monkeypatch.context() as patched:
        patched.setattr(transparency, "log_key", log_key)
        assert found() == []
    assert LogLeaf.objects.count() > 31
    as_owner(f"UPDATE foundation_event SET actor = 'mem_9' WHERE id = {events[7].pk}")
    assert found() == [("event_changed", f"event {events[7].pk}")]


def test_an_audit_that_fails_is_named_and_stops_no_other(
    events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[transparency_audit.Finding]:
        yield from ()
        raise ValueError("a row that cannot be read")

    audits = {"broken": broken, **transparency_audit._audits}
    monkeypatch.setattr(transparency_audit, "_audits", audits)
    as_owner(f"UPDATE foundation_event SET actor = 'mem_9' WHERE id = {events[7].pk}")
    assert found() == [("event_changed", f"event {events[7].pk}"), ("audit_failed", "broken: ValueError")]
    assert tasks.audit() == 2


def test_names_that_the_head_was_removed(events: list[Event]) -> None:
    as_owner("DELETE FROM foundation_loghead")
    assert found() == [("head_removed", "log")]


@pytest.mark.parametrize(
    "change",
    ["data = '{\"n\": 99}'", "at = at - interval '1 hour'", "subject = 'lot_9'", "actor = 'mem_9'", "type = 'a.b.c'",
     "deal = 'deal_1'", "subject_seq = 99"],
)  # fmt: skip
def test_names_an_event_that_was_changed(events: list[Event], change: str) -> None:
    as_owner(f"UPDATE foundation_event SET {change} WHERE id = {events[7].pk}")
    assert found() == [("event_changed", f"event {events[7].pk}")]
    with pytest.raises(CommandError, match="1 rows"):
        call_command("audit_log", stdout=StringIO())


def test_names_an_event_that_was_removed(events: list[Event]) -> None:
    as_owner(f"DELETE FROM foundation_event WHERE id = {events[7].pk}")
    assert found() == [("event_removed", f"event {events[7].pk}")]


def test_names_an_event_that_was_removed_with_all_that_names_it(events: list[Event]) -> None:
    index = LogLeaf.objects.get(event=events[7].pk).index
    as_owner(
        f"DELETE FROM foundation_event WHERE id = {events[7].pk}",
        f"DELETE FROM foundation_position WHERE event_id = {events[7].pk}",
        f"DELETE FROM foundation_logleaf WHERE event = {events[7].pk}",
    )
    assert found() == [("leaf_removed", f"leaf {index}")]


def test_names_two_events_whose_order_was_swapped(events: list[Event]) -> None:
    one, other = events[0].pk, events[3].pk
    as_owner(
        f"UPDATE foundation_event SET subject_seq = 0 WHERE id = {one}",
        f"UPDATE foundation_event SET subject_seq = 1 WHERE id = {other}",
        f"UPDATE foundation_event SET subject_seq = 2 WHERE id = {one}",
    )
    assert {where for _code, where in found()} == {f"event {one}", f"event {other}"}


def test_names_an_event_that_was_put_in(events: list[Event]) -> None:
    insert = (
        "INSERT INTO foundation_event (id, type, subject, subject_seq, actor, at, data)"
        " VALUES (900001, 'bidding.bid.sealed', 'lot_0', 900, 'mem_2', '2026-01-01', '{}')"
    )
    as_owner(insert)
    assert found() == [("event_unplaced", "event 900001")]
    as_owner(
        "UPDATE foundation_position SET event_id = 900001 WHERE position = 3",
    )
    assert ("event_unlogged", "event 900001") in found()


def test_names_an_entry_and_a_leaf_that_were_changed(events: list[Event]) -> None:
    leaf = LogLeaf.objects.get(entry__isnull=False)
    as_owner("UPDATE foundation_logentry SET content = decode(repeat('00', 32), 'hex')")
    assert found() == [("entry_changed", f"entry {leaf.entry}")]
    as_owner(
        f"UPDATE foundation_logleaf SET content = decode(repeat('00', 32), 'hex') WHERE index = {leaf.index}"
    )
    assert found() == [("leaf_changed", f"leaf {leaf.index}")]
    as_owner("DELETE FROM foundation_logentry")
    as_owner(
        f"UPDATE foundation_logleaf SET content = decode(repeat('66', 32), 'hex') WHERE index = {leaf.index}"
    )
    assert found() == [("entry_removed", f"entry {leaf.entry}")]


def test_says_when_the_public_files_are_damaged_or_ahead(events: list[Event], settings: Any) -> None:
    path = settings.TRANSPARENCY_ROOT / "tile" / "0" / "000.p" / "48"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert found() == [("log_files", "log_root: 日志内容与检查点不符 {'path': 'tile/0/000.p/48'}")]
    path.write_bytes(content)
    as_owner("UPDATE foundation_loghead SET size = 8")
    assert found() == [("log_ahead", "48 > 8")]
