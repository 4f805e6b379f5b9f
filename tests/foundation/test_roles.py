"""The application's role writes the journal and cannot change it, even where a trigger was switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

ROLES = Path(__file__).resolve().parents[2] / "foundation" / "sql" / "roles.sql"
APPEND = "SELECT id FROM journal_append('test.thing.done', 'thing_1', NULL, 'clock', foundation_now(), '{}'::jsonb)"


class TestTheApplicationsRole:
    @pytest.fixture
    def session(self, db: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        known = connection.settings_dict
        place = {"host": known["HOST"], "port": known["PORT"] or None, "dbname": known["NAME"]}
        with psycopg.connect(user="postgres", **place) as opened:
            opened.execute(ROLES.read_bytes())
            opened.execute("ALTER TABLE foundation_event DISABLE TRIGGER USER")
            opened.execute("SET LOCAL ROLE yangguang_app")
            yield opened
            opened.rollback()

    def test_appends(self, session: psycopg.Connection[tuple[object, ...]]) -> None:
        assert session.execute(APPEND).fetchone() is not None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE foundation_event SET actor = 'x'",
            "DELETE FROM foundation_event",
            "TRUNCATE foundation_event CASCADE",
            "UPDATE foundation_position SET event_id = 0",
            "DELETE FROM foundation_publication",
            "UPDATE bidding_depositentry SET amount = 0",
            "DELETE FROM bidding_depositentry",
            "SET session_replication_role = replica",
        ],
    )
    def test_neither_changes_nor_removes(
        self, session: psycopg.Connection[tuple[object, ...]], statement: str
    ) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(statement.encode())

    @pytest.mark.parametrize(
        "statement",
        [
            "ALTER TABLE foundation_event DISABLE TRIGGER USER",
            "DROP TRIGGER bidding_depositentry_append_only ON bidding_depositentry",
            "CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
        ],
    )
    def test_cannot_switch_the_guards_off(
        self, session: psycopg.Connection[tuple[object, ...]], statement: str
    ) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(statement.encode())
