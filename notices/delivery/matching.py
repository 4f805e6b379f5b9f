"""
Which saved searches new notices fit: by a lexeme and the facets first, then by the text, once for all who ask the same.

A search without words is found by its facets; one with words by its anchor, the lexeme of it that is rarest. So what a notice
costs grows with the searches that nearly fit it, not with all there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from notices.models import SearchEntry
from notices.search import tokens

# The row of a subscription is locked against being deleted until what is written for it is there.
_MATCH = """
    SELECT entry.notice, subscription.id, subscription.frequency
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::timestamptz[],
                %s::text[]) AS entry (notice, family, kind, phase, region, organiser, amount, at, text)
    JOIN unnest(%s::text[], %s::text[]) AS lexeme (notice, word) ON lexeme.notice = entry.notice
    JOIN notices_savedsearch saved ON saved.anchor = lexeme.word
        AND saved.family IN ('', entry.family) AND saved.kind IN ('', entry.kind) AND saved.phase IN ('', entry.phase)
        AND saved.organiser IN ('', entry.organiser) AND starts_with(entry.region, saved.region)
        AND (saved.least IS NULL OR entry.amount >= saved.least) AND (saved.below IS NULL OR entry.amount < saved.below)
        AND entry.text LIKE ALL (saved.patterns)
    JOIN notices_subscription subscription ON subscription.saved_id = saved.id
        AND subscription.status = 'active' AND subscription.since <= entry.at
    ORDER BY entry.at, entry.notice, subscription.id
    FOR KEY SHARE OF subscription
"""
_COLUMNS = ("id", "family", "kind", "phase", "region", "organiser_id", "amount", "at", "text")


@dataclass(frozen=True, slots=True)
class Match:
    """That a notice fits a subscription; how soon that one is told."""

    notice: str
    subscription: str
    frequency: str


def match(entries: Sequence[SearchEntry]) -> list[Match]:
    """Return which active subscriptions some entries of notices fit, the oldest notice first. One query."""
    if not entries:
        return []
    words = [(entry.id, word) for entry in entries for word in ("", *tokens.of(entry.text.split()))]
    columns = [[getattr(entry, name) for entry in entries] for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, [*columns, [notice for notice, _ in words], [word for _, word in words]])
        return [Match(*row) for row in cursor.fetchall()]
