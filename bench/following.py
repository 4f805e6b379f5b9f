"""
What a notice costs as more and more people follow searches: `python -m bench.following`.

Ten thousand subscriptions, then a hundred thousand: nine of ten to phrases and facets of their own, the rest to the same few. Notices
in a language of made-up words are held against them by the product's own query. Beside it stands what it would take to hold one
notice against every saved search in turn.

Ends with 1 if a notice takes more than four times as long at ten times the subscriptions.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from typing import Any

from bench.searching import BEGIN, Language, fill
from bench.servers import migrate, servers, using_database

MOST_GROWTH = 4.0
SIZES = (10_000, 100_000)
NOTICES = 100
BATCH = 2_000


def follow(texts: list[str], language: Language, first: int, last: int) -> None:
    """Make the subscriptions of some numbers: searches of their own, and every tenth one of ten that many share."""
    from foundation import ids
    from notices.delivery import wanted
    from notices.delivery.wanted import Wanted
    from notices.models import SavedSearch, Subscription
    from notices.search import folding, tokens

    chance, families = language.chance, ("", "", "land", "construction")
    common = Counter(word for text in texts[:200] for word in tokens.of(folding.runs(text)))
    wishes = []
    for n in range(first, last):
        text = chance.choice(texts)
        at = chance.randrange(len(text) - 90)
        own = text[at : at + chance.randint(2, 5)].strip("，")
        shared = language.words[n // 10 % 10]
        wishes.append(Wanted(text=shared if n % 10 == 0 else own, family=chance.choice(families)))
    # As `wanted.save` does one by one: the anchor is the lexeme that fewest of the newest texts have.
    rows = {
        wish.query(): wanted.row(wish, wanted.rarest(wanted.lexemes_of(wish.phrases), common))
        for wish in wishes
        if wish.phrases
    }
    SavedSearch.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=BATCH)
    saved = dict(SavedSearch.objects.values_list("query", "id"))
    Subscription.objects.bulk_create(
        [
            Subscription(
                id=ids.new("sub"), saved_id=saved[wish.query()], channel="email", frequency="daily", target=f"{n}@example.invalid",
                status="active", created_at=BEGIN, since=BEGIN,
            )
            for n, wish in enumerate(wishes, first)
            if wish.phrases
        ],
        batch_size=BATCH,
    )  # fmt: skip


def measure(entries: list[Any]) -> tuple[float, float, float]:
    """Return the median seconds of a notice, to how many it is told, and the seconds of every search in turn."""
    from django.db import connection, transaction

    from notices.delivery import matching

    took, told = [], 0
    for entry in entries:
        began = time.perf_counter()
        with transaction.atomic():
            told += len(matching.match([entry]))
        took.append(time.perf_counter() - began)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM notices_savedsearch WHERE %s LIKE ALL (patterns)", [entries[0].text]
        )
    return statistics.median(took), told / len(entries), time.perf_counter() - began


def main() -> int:
    found: dict[int, float] = {}
    with servers() as (server, _, _):
        import django

        django.setup()
        with using_database(server, "followed"):
            migrate()
            language = Language()
            texts = fill(5_000, language)
            for first, last in zip((0, *SIZES), SIZES, strict=False):
                follow(texts, language, first, last)
                found[last] = _told(last, language)
    growth = found[SIZES[-1]] / found[SIZES[0]]
    print(f"\ngrowth {growth:.1f}   bound {MOST_GROWTH}   {'kept' if growth <= MOST_GROWTH else 'BROKEN'}")
    return 0 if growth <= MOST_GROWTH else 1


def _told(size: int, language: Language) -> float:
    from django.db import connection

    from notices.models import SavedSearch, Subject
    from notices.search.indexing import entry
    from trading.models import Deal

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notices_savedsearch, notices_subscription")
    deal = Deal.objects.get()
    entries = [
        entry(deal, f"ntc_x{n}", Subject.NOTICE, "land_result", BEGIN, language.text(8), [language.text(400)])
        for n in range(NOTICES)
    ]
    took, told, in_turn = measure(entries)
    print(
        f"{size:>8,} subscriptions to {SavedSearch.objects.count():,} searches: a notice {took * 1000:.1f} ms (median), told to"
        f" {told:.0f}; every search in turn {in_turn * 1000:.0f} ms"
    )
    return took


if __name__ == "__main__":
    sys.exit(main())
