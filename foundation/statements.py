"""
Statements that are written out once, for what is asked hundreds of times a second.

The ORM works a question out anew whenever it is asked. A statement is text: the server prepares it once for each connection
and binds the parameters itself, and those that are asked together go in one round trip. They run over Django's own
connection, within its transaction, and stand in its log of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

import orjson
import psycopg
from django.db import connection, models

Row = tuple[Any, ...]
Found = TypeVar("Found")
Other = TypeVar("Other")
RowT = TypeVar("RowT", bound=models.Model)


class Answer(Generic[Found]):
    """What a statement answers; to be called for when the round trip is over."""

    def __init__(self, find: Callable[[], Found]) -> None:
        self._find = find

    def __call__(self) -> Found:
        """Return what was found."""
        return self._found

    @cached_property
    def _found(self) -> Found:
        return self._find()

    def through(self, read: Callable[[Found], Other]) -> Answer[Other]:
        """Return the answer as `read` makes it."""
        return Answer(lambda: read(self()))


class Trip:
    """Statements that go to the server together, in the order in which they are asked."""

    def __init__(self, session: psycopg.Connection[Row]) -> None:
        self._session = session

    def ask(self, sql: str, *parameters: object) -> Answer[list[Row]]:
        """Send a statement; the answer is its rows."""
        cursor = psycopg.Cursor(self._session)
        _note(sql)
        cursor.execute(sql, parameters, prepare=True)
        return Answer(cursor.fetchall)

    def insert(self, rows: Sequence[models.Model], *, unless_there: bool = False) -> None:
        """
        Write new rows of one model, as they are, by one statement; where asked, those that are not there already.

        They travel as JSON, bytes in hexadecimal, and the server reads each value as its column's type.
        """
        if rows:
            sql, names = _insertion(type(rows[0]), unless_there)
            values = [{column: getattr(row, name) for column, name in names} for row in rows]
            self.ask(sql, orjson.dumps(values, default=_in_json).decode())


def ask(sql: str, *parameters: object) -> list[Row]:
    """Ask one statement alone; return its rows."""
    with connection.wrap_database_errors:
        return Trip(_session()).ask(sql, *parameters)()


def tell(sql: str, *parameters: object) -> None:
    """Carry out one statement whose answer nobody needs: at once, or with the round trip that is under way."""
    with connection.wrap_database_errors:
        Trip(_session()).ask(sql, *parameters)


@contextmanager
def together() -> Iterator[Trip]:
    """
    Send what is asked within in one round trip; it is answered when the block ends.

    Each statement sees what the one before it did and waited for, as if it had gone alone. The first that fails is raised,
    and those after it were not carried out.
    """
    session = _session()
    with connection.wrap_database_errors, session.pipeline():
        yield Trip(session)


def _session() -> psycopg.Connection[Row]:
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    session: psycopg.Connection[Row] = connection.connection
    return session


def _note(sql: str) -> None:
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0"})


@dataclass(frozen=True, slots=True)
class Shape(Generic[RowT]):
    """How to ask for rows of a model, or some of their fields, and to make instances of what comes back, as the ORM would."""

    model: type[RowT]
    columns: str
    attributes: tuple[str, ...]
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]

    def read(self, found: Iterable[Row]) -> list[RowT]:
        """Return instances; fields that were not asked for are asked for when somebody looks."""
        rows = [list(row) for row in found]
        for row in rows:
            for index, converter, column in self.converters:
                row[index] = converter(row[index], column, connection)
        return [self.model.from_db(connection.alias, self.attributes, row) for row in rows]


def apart(rows: Iterable[Row], *shapes: Shape[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield of each row an instance for each shape, whose columns stand in it one after the other, and the values behind them."""
    several, at, found = list(rows), 0, []
    for one in shapes:
        end = at + len(one.attributes)
        found.append(one.read([row[at:end] for row in several]))
        at = end
    for row, *made in zip(several, *found, strict=True):
        yield (*made, *row[at:])


@cache
def shape(model: type[RowT], *names: str) -> Shape[RowT]:
    """Return how rows of `model` are read, of which only the fields `names` where some are given; made once."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    fields = [one for one in model._meta.concrete_fields if not names or one.name in names]
    converters = []
    for index, one in enumerate(fields):
        column = one.get_col(table)
        for converter in connection.ops.get_db_converters(column) + one.get_db_converters(connection):
            converters.append((index, converter, column))
    return Shape(
        model,
        ", ".join(f"{quote(table)}.{quote(str(one.column))}" for one in fields),
        tuple(str(one.attname) for one in fields),
        tuple(converters),
    )


@cache
def _insertion(model: type[models.Model], unless_there: bool) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the statement that writes rows, and the columns it is given with their attributes: all but a key that the database draws."""
    quote = connection.ops.quote_name
    fields = [one for one in model._meta.concrete_fields if not one.db_returning]
    table, columns = quote(model._meta.db_table), ", ".join(quote(str(one.column)) for one in fields)
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    rows = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608  quoted
    sql = f"INSERT INTO {table} ({columns}) {rows}{conflict}"
    return sql, tuple((str(one.column), str(one.attname)) for one in fields)


def _in_json(value: object) -> str:
    """
    Write what JSON has no word for, as the server reads it.

    :raises TypeError: for anything else than bytes and amounts.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{value.hex()}"
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} is nothing that rows hold.")
