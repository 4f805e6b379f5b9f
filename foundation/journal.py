"""
The journal: everything that happened, one row each, written in the transaction that made it happen.

A row is at once domain event, audit record, outbox and feed. Appending never waits for other subjects: order within a
subject comes from the lock its action holds, order over all from the sequencer afterwards. Never in it: names, phone
numbers, machine addresses, contents of a sealed bid. A journal cannot forget, so it holds ids and digests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation import hints, plain, statements
from foundation.errors import Conflict
from foundation.models import Event
from foundation.statements import Answer, Trip
from foundation.text import Text

APPENDED = "journal.appended"

_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}", re.ASCII)
_APPEND = "SELECT id, subject_seq, at FROM journal_append(%s, %s, %s, %s, %s, %s::jsonb)"


# Columns travel as JSON: the driver writes an array ten times slower.
_TEXTS, _DATA = (
    "ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))",
    "ARRAY(SELECT jsonb_array_elements(%s::jsonb))",
)
_APPEND_ALL = f"SELECT journal_append_all({_TEXTS}, {_TEXTS}, {_TEXTS}, {_TEXTS}, %s, {_DATA})"
# One reading of the clock for all.
_INSTANTS = (
    "WITH present AS MATERIALIZED (SELECT foundation_now() AS at)"
    " SELECT s, greatest(present.at, (SELECT e.at FROM foundation_event e WHERE e.subject = s"
    " ORDER BY e.subject_seq DESC LIMIT 1)) FROM present, unnest(%s::text[]) s"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be written with others: what `append` takes, without the instant, and the actor where all share one."""

    type: str
    subject: str
    data: Mapping[str, Any]
    deal: str | None = None
    actor: str | None = None


def append(
    type: str, *, subject: str, actor: str, at: datetime, data: Mapping[str, Any], deal: str | None = None
) -> Event:
    """
    Write that something happened to `subject`, whose row lock the caller holds.

    `type` is dotted and past tense (`bidding.bid.sealed`). `data` is a JSON object of plain values: amounts, days and
    instants are written as text, floats are refused. Use the `at` of the returned event: when the server's clock was
    stepped back by some seconds it is that of the subject's last event, later than the one handed in.

    :raises Conflict: `journal_time_went_back` when `at` lies before the subject's last event by more than that, and
        `journal_subject_not_locked` when another transaction wrote to the same subject at the same time.
    :raises ValueError: if the type is not dotted, `at` has no zone, or the data are not plain or too large.
    """
    _check_moment(at)
    _check_type(type)
    stored = plain.plain(data)
    parameters = [type, subject, deal, actor, at, plain.encode(stored)]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_APPEND, parameters)
            event_id, subject_seq, used_at = cursor.fetchone()
    except DatabaseError as error:
        raise _refusal(error, [subject]) or error from error
    hints.publish_on_commit(APPENDED)
    return _written(
        id=event_id, type=type, subject=subject, subject_seq=subject_seq, deal=deal, actor=actor,
        at=used_at.astimezone(UTC), data=stored,
    )  # fmt: skip


def append_all(entries: Sequence[Entry], *, actor: str, at: datetime) -> None:
    """
    Write many events in the order given, as `append` writes one; the caller holds the lock of every subject.

    `actor` is that of every entry that names none.

    :raises Conflict: as `append` does, for all of them.
    :raises ValueError: as `append` does.
    """
    if not entries:
        return
    _check_moment(at)
    for entry in entries:
        _check_type(entry.type)
    parameters: list[Any] = [
        plain.column([entry.type for entry in entries]),
        plain.column([entry.subject for entry in entries]),
        plain.column([entry.deal for entry in entries]),
        plain.column([entry.actor or actor for entry in entries]),
        at,
        plain.documents([entry.data for entry in entries]),
    ]
    with told_of(entries):
        statements.tell(_APPEND_ALL, *parameters)
    hints.publish_on_commit(APPENDED)


@contextmanager
def told_of(entries: Sequence[Entry]) -> Iterator[None]:
    """Refuse as `append` does where the database refuses them: around a round trip in which they are appended with other rows."""
    try:
        yield
    except DatabaseError as error:
        raise _refusal(error, sorted({entry.subject for entry in entries})) or error from error


def instant(*subjects: str) -> datetime:
    """
    Return the present instant for an action on some subjects: never before the last event of any of them.

    An action that also stores the instant in its rows reads it here, after the lock, instead of `clock.now()`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(foundation_now(), (SELECT max(e.at) FROM unnest(%s::text[]) s, LATERAL"
            " (SELECT at FROM foundation_event WHERE subject = s ORDER BY subject_seq DESC LIMIT 1) e))",
            [list(subjects)],
        )
        at: datetime = cursor.fetchone()[0]
    return at.astimezone(UTC)


def ask_instants(trip: Trip, subjects: Collection[str]) -> Answer[dict[str, datetime]]:
    """Ask for the present instant for an action on each subject: one reading of the clock, never before its last event."""
    found = trip.ask(_INSTANTS, list(subjects))
    return found.through(lambda rows: {subject: at.astimezone(UTC) for subject, at in rows})


def _written(**values: Any) -> Event:
    event = Event(**values)
    event._state.adding = False
    event._state.db = connection.alias
    return event


def _refusal(error: DatabaseError, subjects: Sequence[str]) -> Conflict | None:
    named = {"subject": subjects[0]} if len(subjects) == 1 else {"subjects": len(subjects)}
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return None
    if diagnosis.sqlstate == "YG001":
        return Conflict(
            "journal_time_went_back",
            Text("时间早于该对象的上一条记录", "The instant lies before the last event of this subject"),
            detail=named,
        )
    if isinstance(error, IntegrityError) and diagnosis.constraint_name == "foundation_event_subject_order":
        return Conflict(
            "journal_subject_not_locked",
            Text(
                "该对象正被另一操作修改，请重试",
                "Another operation changed this subject at the same time; try again",
            ),
            detail=named,
        )
    return None


def _check_moment(at: datetime) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An event is written in the transaction of what happened."
        )
    if at.tzinfo is None:
        raise ValueError("The instant of an event has a zone.")


@lru_cache(maxsize=1024)
def _check_type(type: str) -> None:
    if len(type) > 80 or not _TYPE.fullmatch(type):
        raise ValueError(f"Not an event type: {type!r}")
