"""What the database's superuser can do to rows, and how the audit names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model

from foundation import transparency_audit


class Undone(Exception):
    """Takes back what was done to the database."""


@contextmanager
def as_superuser(*statements: str) -> Iterator[None]:
    """Run statements with triggers off; all is taken back afterwards, before a foreign key is looked at."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
                # Vacuuming gives way to whoever waits for it a second, and what was tested before may wait for less.
                cursor.execute("SET LOCAL lock_timeout = 0")
                cursor.execute(
                    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
                )
                for (table,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                for statement in statements:
                    cursor.execute(statement)
                    assert cursor.rowcount != 0, statement
            yield
            raise Undone
    except Undone:
        pass


def found() -> set[tuple[str, str]]:
    return {(one.code, one.where.split(",")[0].split(" (")[0]) for one in transparency_audit.findings()}


def told() -> list[str]:
    """Return what the audit finds, in words."""
    return [str(one) for one in transparency_audit.findings()]


def not_named(
    cases: Sequence[tuple[Sequence[str], Sequence[str]]], told: Callable[[], list[str]] = told
) -> list[tuple[str, str, list[str]]]:
    """Run each case's statements; return what was expected and not found, with what was found instead."""
    missed = []
    for expected, statements in cases:
        with as_superuser(*statements):
            named = told()
        missed += [
            (statements[0], one, named) for one in expected if not any(at.startswith(one) for at in named)
        ]
    return missed


def put_in(row: Model, **changed: str) -> str:
    """Return the statement that inserts a copy of a row, with other values (SQL) in some columns."""
    names = [field.column for field in row._meta.concrete_fields]
    values = ", ".join(changed.get(str(name), f'"{name}"') for name in names)
    columns, table = ", ".join(f'"{name}"' for name in names), row._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {row._meta.pk.column} = '{row.pk}'"
