"""
How actions begin and how they lock.

An action is one transaction. It locks the deal, then lots by id, then their children, once each, and reads the clock
in the statement after the lock: in `SELECT clock… FOR UPDATE` the clock is read before the wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Literal, ParamSpec, TypeVar

from django.db import connection, models, transaction

from foundation import clock
from foundation.errors import NotFound
from foundation.statements import Answer, Trip, shape
from foundation.text import Text

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
RowT = TypeVar("RowT", bound=models.Model)

Strength = Literal["key share", "no key update", "update"]
"""
`key share`: many at once, only against "update" (a ticket for a sealed bid).
`no key update`: one at a time, but tickets go on (most actions).
`update`: alone, and after every ticket in flight (freezing, moving a deadline).
"""
_CLAUSES: dict[Strength, str] = {
    "key share": "FOR KEY SHARE",
    "no key update": "FOR NO KEY UPDATE",
    "update": "FOR UPDATE",
}


def action(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run `function` in one transaction: all of what it writes takes effect, or nothing."""

    @wraps(function)
    def in_one_transaction(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Result:
        with transaction.atomic():
            return function(*arguments, **keywords)

    return in_one_transaction


def lock_row(model: type[RowT], pk: str | int, *, strength: Strength = "no key update") -> RowT:
    """
    Lock one row for the rest of the transaction and return it as it is after the wait.

    :raises NotFound: if there is no such row.
    """
    for row in _lock(model, pk, strength):
        return row
    raise _not_found(model, pk)


def lock_row_and_read_clock(
    model: type[RowT], pk: str | int, *, strength: Strength = "no key update"
) -> tuple[RowT, datetime]:
    """
    Lock one row as `lock_row` does, then read the clock: two statements in one round trip.

    The second begins when the first has its lock, so the instant, in UTC, lies after the wait.

    :raises NotFound: if there is no such row.
    """
    _check_transaction()
    with connection.cursor() as cursor:
        cursor.execute(f"{_sql(model, strength, is_several=False)}; {clock.READ}", [pk])
        rows = shape(model).read(cursor.fetchall())
        cursor.nextset()
        at: datetime = cursor.fetchone()[0]
    if not rows:
        raise _not_found(model, pk)
    return rows[0], at.astimezone(UTC)


def lock_rows(
    model: type[RowT],
    pks: Iterable[str | int],
    *,
    strength: Strength = "no key update",
    waits: bool = True,
) -> list[RowT]:
    """
    Lock several rows, always in the order of their ids, so that two actions never wait for each other.

    Rows that do not exist are left out; unless it `waits`, those that others hold as well.
    """
    return _lock(model, list(pks), strength, waits=waits)


def ask_for_locks(
    trip: Trip,
    model: type[RowT],
    pks: Iterable[str | int],
    *fields: str,
    strength: Strength = "no key update",
    waits: bool = True,
) -> Answer[list[RowT]]:
    """
    Lock several rows as `lock_rows` does, with what else is asked in the same round trip.

    Of rows some of whose `fields` are named, only these are read.
    """
    _check_transaction()
    sql = _sql(model, strength, *fields, is_several=True, waits=waits)
    return trip.ask(sql, list(pks)).through(shape(model, *fields).read)


@cache
def _sql(
    model: type[models.Model], strength: Strength, *fields: str, is_several: bool, waits: bool = True
) -> str:
    # Written out because the ORM does not know FOR KEY SHARE, and because every action pays for it: this is half the
    # ORM's cost. Sorting happens below the locking, so rows are locked in order; a row that changed during the wait is
    # returned as it is then.
    quote, columns = connection.ops.quote_name, shape(model, *fields).columns
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    condition = f"= ANY(%s) ORDER BY {key}" if is_several else "= %s"
    skips = "" if waits else " SKIP LOCKED"
    return f"SELECT {columns} FROM {table} WHERE {key} {condition} {_CLAUSES[strength]}{skips}"  # noqa: S608  quoted


def _lock(
    model: type[RowT], pk: str | int | list[str | int], strength: Strength, *, waits: bool = True
) -> list[RowT]:
    _check_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_sql(model, strength, is_several=isinstance(pk, list), waits=waits), [pk])
        return shape(model).read(cursor.fetchall())


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "A lock outlives its statement only inside a transaction."
        )


def _not_found(model: type[models.Model], pk: str | int) -> NotFound:
    return NotFound(
        f"{model._meta.model_name}_not_found",
        Text("未找到该记录", "There is no such record"),
        detail={"id": pk},
    )
