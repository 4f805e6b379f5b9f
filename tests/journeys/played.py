"""
Judges what the demonstration left in its database, by questions that a sound one answers with nothing.

The whole check runs it after `bin/run --once --data FOLDER`: `python -m tests.journeys.played FOLDER`. Each question is also
asked of damage, done and undone, so that one which finds nothing ever is found itself.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django

from config.launch.console import say
from config.launch.instance import Instance


def main() -> int:
    """Judge the database in the folder that is named; return 1 with what is wrong in words, 0 if nothing is."""
    instance = Instance(Path(sys.argv[1]).absolute())
    instance.prepare()
    started = list(instance.servers)
    try:
        for server in started:
            server.start()
        os.environ.update(instance.environment())
        django.setup()
        wrong = [*_told_otherwise(), *_unsound(), *_released_otherwise(), *_blind()]
    finally:
        for server in reversed(started):
            server.stop()
    for line in wrong or ["The database of the demonstration is sound, and the public reads what it should"]:
        say(line)
    return 1 if wrong else 0


def _told_otherwise() -> Iterator[str]:
    """Compare what the public feed tells beside the steps with what all stories together should leave there."""
    from config.demo.stories import STORIES
    from foundation.models import Publication
    from tests.journeys.record import RECORD, told
    from tests.journeys.test_sealed import TOLD_ON
    from trading.models import Lot

    if missing := STORIES.keys() - RECORD.keys():
        yield f"no record is expected of {', '.join(sorted(missing))}"
    expected = Counter(word for name in STORIES for word in RECORD.get(name, "").split())
    rows = Publication.objects.filter(feed="public").values("type", "data")
    found = Counter(word for row in rows if (word := told(row)))
    for word in sorted(expected.keys() | found.keys()):
        if expected[word] != found[word]:
            yield f"{word}: {expected[word]} expected, {found[word]} told"
    ended = Lot.objects.exclude(outcomes=None).values_list("deal__kind", "deal__method")
    for name in sorted(TOLD_ON - {f"{kind}/{method}" for kind, method in ended}):
        yield f"no deal of {name} came to a result"


def _unsound() -> Iterator[str]:
    from bidding import audit as of_bidding
    from tests.journeys.damage import rows
    from tests.journeys.ledger import QUESTIONS
    from trading import audit as of_trading

    for question in QUESTIONS:
        if count := rows(question):
            yield f"not so, {count} times: {question}"
    for audit in (of_trading, of_bidding):
        yield from map(str, audit.findings())


def _released_otherwise() -> Iterator[str]:
    from tests.archive.ocds import holding

    yield from holding.problems()


def _blind() -> Iterator[str]:
    from django.db import connection, transaction

    from tests.journeys.damage import APPEND_ONLY, DAMAGE, found
    from tests.journeys.ledger import QUESTIONS

    for question in DAMAGE.keys() ^ QUESTIONS.keys():
        yield f"no damage, or no question: {question}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for question in DAMAGE:
            if not found(question):
                yield f"does not find its damage: {question}"
        transaction.set_rollback(True)


if __name__ == "__main__":
    sys.exit(main())
