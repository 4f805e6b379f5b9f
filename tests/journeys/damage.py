"""Each question of the ledger finds the damage that it asks after, unless the database does not let it happen at all."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from tests.journeys.ledger import QUESTIONS

APPEND_ONLY = (
    "foundation_event", "foundation_position", "foundation_publication", "bidding_sentletter", "archive_release",
)  # fmt: skip


def again(table: str, **changes: object) -> str:
    """Return SQL that writes a row of a table a second time; the values of `changes` are SQL."""
    pairs = ", ".join(f"'{name}', {value}" for name, value in {"id": "'doubled'", **changes}.items())
    return f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({pairs}))).* FROM {table} t LIMIT 1"


DAMAGE = {
    "positions are dense": "DELETE FROM foundation_position WHERE position = 3",
    "every event has its position": "DELETE FROM foundation_position WHERE position = 3",
    "no event waits for its position": "INSERT INTO foundation_pending SELECT min(id) FROM foundation_event",
    "the events of a subject are numbered without a gap": """
        UPDATE foundation_event SET subject_seq = subject_seq + 1 WHERE id = (SELECT max(id) FROM foundation_event)
    """,
    "positions keep the order of a subject": "UPDATE foundation_event SET subject_seq = 1000 - subject_seq",
    "every bid that was compared has the letter of its award": "DELETE FROM bidding_sentletter",
    "followers have no fault left": """
        INSERT INTO foundation_followerfault (follower, position, error, attempts, first_at, last_at, retry_at)
        VALUES ('notices.writer', 3, 'error', 1, now(), now(), now())
    """,
    "an event that calls for a notice has one, and no notice is without": """
        DELETE FROM notices_notice WHERE id = (SELECT min(id) FROM notices_notice)
    """,
    "a notice is published once": "UPDATE notices_notice SET status = 'drafted'",
    "every feed is dense": "DELETE FROM foundation_publication WHERE feed = 'public' AND sequence = 2",
    "a feed tells an event of a lot once": again("foundation_publication", sequence=999_999),
    "the public feed rebuilds every public lot": "UPDATE trading_lot SET state = 'opening'",
    "every public lot is told in the open feed": "DELETE FROM archive_award; DELETE FROM archive_release; DELETE FROM archive_process",
    "every award that stands in the open feed is listed, and no other": "DELETE FROM archive_award",
    "the open feed is dense": "DELETE FROM archive_release WHERE sequence = 2",
    "the steps of a lot follow each other and lead to where it stands": """
        DELETE FROM trading_steptaken WHERE step = 'sign_contract'
    """,
    "a step taken is an event, and the other way round": "DELETE FROM trading_steptaken WHERE step = 'confirm'",
    "no deal was made twice": again("trading_deal", number="'doubled'"),
    "no lot was made twice": again("trading_lot"),
    "no outcome was recorded twice": again("trading_outcome"),
    "an auction that was held is settled, and an outcome of its lot": "DELETE FROM trading_outcome WHERE stage = 'auction'",
    "no question was asked twice": again("trading_question"),
    "no objection was raised twice": again("trading_objection"),
    "no complaint was lodged twice": again("trading_complaint"),
    "no clarification was issued twice": again("trading_clarification", number=99),
    "no document was saved twice": again("trading_document", version=99),
    "nobody was registered twice": again("bidding_registration", account="'doubled'"),
    "no money moved twice": again("bidding_depositentry"),
    "no contract was paid twice": again("trading_payment"),
}


def rows(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS[question])
        return len(cursor.fetchall())


def found(question: str) -> bool:
    """Do the damage and ask; the damage is undone. A constraint in its way finds it before the question does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DAMAGE[question])
            assert cursor.rowcount > 0, f"nothing to damage: {question}"
            seen = rows(question) > 0
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return seen
