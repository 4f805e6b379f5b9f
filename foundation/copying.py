"""Many new rows at once, with COPY: for what takes thousands of rows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection, models, transaction


def insert(rows: Sequence[models.Model]) -> None:
    """
    Insert unsaved rows of one model as they stand; primary keys and all values are given, nothing is read back.

    Writes nothing else: no `save`, no relations. Rows of the same key are refused by the database.
    """
    if not rows:
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Rows that belong together are written together.")
    plan = _plan(type(rows[0]))
    with connection.cursor() as cursor, cursor.copy(plan.sql) as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row([write(values[name]) if write else values[name] for name, write in plan.columns])
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


class _Plan:
    """How the rows of a model are copied; made once for each."""

    def __init__(self, model: type[models.Model]) -> None:
        quote, fields = connection.ops.quote_name, model._meta.concrete_fields
        names = ", ".join(quote(str(field.column)) for field in fields)
        self.sql = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
        self.columns = [(str(field.attname), _writer(field)) for field in fields]


@cache
def _plan(model: type[models.Model]) -> _Plan:
    return _Plan(model)


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return what turns a value into one that the driver writes, or nothing where it is one already."""
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    if type(field).get_db_prep_save is not models.Field.get_db_prep_save:
        return lambda value: field.get_db_prep_save(value, connection)
    return None
