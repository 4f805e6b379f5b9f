"""
The journal: everything that happened, one row each, written in the transaction that made it happen.

A row is at once domain event, audit record, outbox and feed. Appending never waits for other subjects: order within a
subject comes from the lock its action holds, order over all from the sequencer afterwards. Never in it: names, phone
numbers, machine addresses, contents of a sealed bid. A journal cannot forget, so it holds ids and digests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation import hints
from foundation.errors import Conflict
from foundation.models import Event
from foundation.text import Text

MAX_DATA_BYTES = 16 * 1024
APPENDED = "journal.appended"

_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}", re.ASCII)
_SAFE_INTEGER = 2**53 - 1  # above it other languages' JSON readers round
_APPEND = "SELECT id, subject_seq, at FROM journal_append(%s, %s, %s, %s, %s, %s::jsonb)"


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
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event is written in the transaction of what happened.")
    _check_type(type)
    if at.tzinfo is None:
        raise ValueError("The instant of an event has a zone.")
    plain = _plain(data)
    parameters = [type, subject, deal, actor, at, _encode(plain)]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_APPEND, parameters)
            event_id, subject_seq, used_at = cursor.fetchone()
    except DatabaseError as error:
        raise _refusal(error, subject) or error from error
    hints.publish_on_commit(APPENDED)
    return _written(
        id=event_id, type=type, subject=subject, subject_seq=subject_seq, deal=deal, actor=actor,
        at=used_at.astimezone(UTC), data=plain,
    )  # fmt: skip


def instant(subject: str) -> datetime:
    """
    Return the present instant for an action on `subject`: never before the subject's last event.

    An action that also stores the instant in its rows reads it here, after the lock, instead of `clock.now()`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(foundation_now(), (SELECT at FROM foundation_event WHERE subject = %s"
            " ORDER BY subject_seq DESC LIMIT 1))",
            [subject],
        )
        at: datetime = cursor.fetchone()[0]
    return at.astimezone(UTC)


def _written(**values: Any) -> Event:
    event = Event(**values)
    event._state.adding = False
    event._state.db = connection.alias
    return event


def _refusal(error: DatabaseError, subject: str) -> Conflict | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return None
    if diagnosis.sqlstate == "YG001":
        return Conflict(
            "journal_time_went_back",
            Text("时间早于该对象的上一条记录", "The instant lies before the last event of this subject"),
            detail={"subject": subject},
        )
    if isinstance(error, IntegrityError) and diagnosis.constraint_name == "foundation_event_subject_order":
        return Conflict(
            "journal_subject_not_locked",
            Text("该对象正被另一操作修改，请重试", "Another operation changed this subject at the same time; try again"),
            detail={"subject": subject},
        )
    return None


@lru_cache(maxsize=1024)
def _check_type(type: str) -> None:
    if len(type) > 80 or not _TYPE.fullmatch(type):
        raise ValueError(f"Not an event type: {type!r}")


def _encode(data: Any) -> str:
    encoded = orjson.dumps(data)
    if len(encoded) > MAX_DATA_BYTES:
        raise ValueError(f"The data of an event are at most {MAX_DATA_BYTES} bytes, not {len(encoded)}.")
    return encoded.decode()


def _plain(value: Any) -> Any:
    """Return `value` as it will be read back from the database."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("The data of an event hold no NUL characters.")
        return str.__str__(value)
    if isinstance(value, int):
        if abs(value) > _SAFE_INTEGER:
            raise ValueError("Integers beyond 2^53 are written as text.")
        return int(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("Amounts are finite.")
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("Instants in the data of an event have a zone.")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("The data of an event have text keys.")
        return {str.__str__(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise ValueError(f"The data of an event are plain values, not {value.__class__.__name__}.")
