"""The role of the platform's processes writes the journal and cannot change it, whatever becomes of the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from config.embedded.postgres import SERVICE
from foundation import rights
from foundation.models.append_only import AppendOnlyModel

pytestmark = pytest.mark.django_db

Session = psycopg.Connection[tuple[object, ...]]
APPEND = "SELECT id FROM journal_append('test.thing.done', 'thing_1', NULL, 'clock', foundation_now(), '{}'::jsonb)"
MAY = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "D": "TRUNCATE"}


def connect(user: str) -> Session:
    known = connection.settings_dict
    place = {"host": known["HOST"], "port": known["PORT"] or None, "dbname": known["NAME"]}
    return psycopg.connect(user=user, **place)


@pytest.fixture(scope="module")
def granted(django_db_setup: None, django_db_blocker: Any) -> None:
    """The rights, given by the owner who made the tables."""
    with django_db_blocker.unblock():
        call_command("grant_rights")


@pytest.fixture
def session(granted: None) -> Iterator[Session]:
    """A session of the role that compose.yaml gives to web and workers."""
    with connect(SERVICE) as opened:
        yield opened
        opened.rollback()


class TestRights:
    def test_cover_every_table_and_leave_kept_ones_as_they_are(self, session: Session) -> None:
        rights = ", ".join(f"has_table_privilege(oid, '{words}')" for words in MAY.values())
        tables = f"SELECT relname, {rights} FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        found = {
            str(name): "".join(letter for letter, may in zip(MAY, each, strict=True) if may)
            for name, *each in session.execute(tables.encode())
        }
        models = apps.get_models(include_auto_created=True)
        kept = {
            str(name)
            for (name,) in session.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_append\\_only'"
            )
        }
        assert {model._meta.db_table for model in models if issubclass(model, AppendOnlyModel)} <= kept
        expected = {model._meta.db_table: "rawd" for model in models} | dict.fromkeys(kept, "ra")
        assert found == expected | {"foundation_loghead": "raw", "django_migrations": "r"}

    def test_cover_every_sequence(self, session: Session) -> None:
        sequences = "SELECT relname, has_sequence_privilege(oid, 'USAGE') FROM pg_class WHERE relkind = 'S'"
        found = session.execute(sequences).fetchall()
        assert found
        assert [name for name, may in found if not may] == []

    def test_are_not_widened_by_the_role_itself(self, granted: None) -> None:
        with connect("postgres") as session:
            session.execute("CREATE TABLE another (id int)")
            session.execute(f"SET LOCAL SESSION AUTHORIZATION {SERVICE}".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="another"):
                session.execute(rights.STATEMENTS.encode())
            session.rollback()


class TestTheRole:
    def test_appends(self, session: Session) -> None:
        assert session.execute(APPEND).fetchone() is not None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE foundation_event SET actor = 'x'",
            "DELETE FROM foundation_event",
            "TRUNCATE foundation_event CASCADE",
            "UPDATE foundation_position SET event_id = 0",
            "DELETE FROM foundation_publication",
            "UPDATE foundation_logleaf SET index = 0",
            "DELETE FROM foundation_loghead",
            "UPDATE bidding_depositentry SET amount = 0",
            "DELETE FROM bidding_depositentry",
            "DELETE FROM django_migrations",
        ],
    )
    def test_neither_changes_nor_removes(self, session: Session, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):  # a trigger would raise another
            session.execute(statement.encode())

    @pytest.mark.parametrize(
        "statement",
        [
            "ALTER TABLE foundation_event DISABLE TRIGGER USER",
            "DROP TRIGGER bidding_depositentry_append_only ON bidding_depositentry",
            "CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
            "SET session_replication_role = replica",
            "SET ROLE yangguang",
            "ALTER TABLE bidding_filing OWNER TO yangguang_service",
            "CREATE TABLE public.foundation_event_2 (id int)",
        ],
    )
    def test_cannot_switch_the_guards_off(self, session: Session, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(statement.encode())
