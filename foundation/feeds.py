"""
Feeds: what may be followed from outside, each with its own gap-free sequence.

Journal positions count what is hidden; a feed's sequence counts only what that feed shows.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from foundation import hints, plain
from foundation.models import Event, FeedHead, Publication

PUBLIC = "public"
LOOK_AGAIN_SECONDS = 0.25
MAX_ENTRIES = 1000
# Columns travel as JSON: the driver writes an array ten times slower.
_TEXTS, _DATA = (
    "ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))",
    "ARRAY(SELECT jsonb_array_elements(%s::jsonb))",
)
_PUBLISH_ALL = f"SELECT feed_publish_all({_TEXTS}, {_TEXTS}::bigint[], {_TEXTS}, {_TEXTS}, {_TEXTS}, {_TEXTS}::timestamptz[], {_DATA})"


def party(party_id: str) -> str:
    """Return the name of the feed that one party may read."""
    return f"party:{party_id}"


def bidder(party_id: str) -> str:
    """Return the name of the feed that those may read who bid for a party: its other members are not told of its bids."""
    return f"bidder:{party_id}"


def publish(
    *,
    feed: str,
    event: Event,
    type: str,
    data: Mapping[str, Any],
    deal: str | None = None,
    lot: str | None = None,
    at: datetime | None = None,
) -> int:
    """
    Put an entry at the end of a feed and return its sequence number; called by a follower while it handles `event`.

    Once for each event, type and lot: a second call returns the number of the first and changes nothing. `at` is the
    event's own instant unless given. Entries of a feed become visible in order, for its head stays locked until the
    transaction ends; so a follower that feeds several publishes to them in one order.

    :raises ValueError: if the event has no position yet, or the data are not plain or too large.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An entry is published in the transaction of its follower."
        )
    position = event.position
    if position is None:
        raise ValueError(f"{event} has no position yet; only followers publish.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequence FROM feed_publish(%s, %s, %s, %s, %s, %s, %s::jsonb)",
            [feed, position, type, deal, lot, at or event.at, plain.encode(plain.plain(data))],
        )
        sequence: int = cursor.fetchone()[0]
    hints.publish_on_commit(f"feed.{feed}")
    return sequence


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to be published with others: what `publish` takes."""

    feed: str
    event: Event
    type: str
    data: Mapping[str, Any]
    deal: str | None = None
    lot: str | None = None


def publish_all(entries: Sequence[Entry]) -> None:
    """
    Put many entries at the ends of their feeds in the order given, as `publish` puts one, each at its event's instant.

    :raises ValueError: as `publish` does.
    """
    if not entries:
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An entry is published in the transaction of its follower."
        )
    if any(entry.event.position is None for entry in entries):
        raise ValueError("An event has no position yet; only followers publish.")
    with connection.cursor() as cursor:
        cursor.execute(
            _PUBLISH_ALL,
            [
                plain.column([entry.feed for entry in entries]),
                plain.column([entry.event.position for entry in entries]),
                plain.column([entry.type for entry in entries]),
                plain.column([entry.deal for entry in entries]),
                plain.column([entry.lot for entry in entries]),
                plain.column([entry.event.at for entry in entries]),
                plain.documents([entry.data for entry in entries]),
            ],
        )
    hints.publish_on_commit(*(f"feed.{entry.feed}" for entry in entries))


def read(feed: str, after: int, limit: int = 100) -> list[Publication]:
    """Return the entries of a feed that follow sequence number `after`, in order, at most `limit`; 0 is before the first."""
    entries = Publication.objects.filter(feed=feed, sequence__gt=after).order_by("sequence")
    return list(entries[: max(0, min(limit, MAX_ENTRIES))])


def last(feed: str) -> int:
    """Return the last sequence number of a feed; 0 when it is empty."""
    return FeedHead.objects.filter(feed=feed).values_list("last", flat=True).first() or 0


def wait(feed: str, after: int, timeout_seconds: float, limit: int = 100) -> list[Publication]:
    """
    Return the entries that follow `after` as soon as there are any; empty when the time is over.

    Called outside a transaction. A pooled connection goes back to the pool between two looks: whoever waits needs none.
    """
    until = time.monotonic() + timeout_seconds
    entries = read(feed, after, limit)
    if entries or timeout_seconds <= 0:
        return entries
    with hints.Listener(f"feed.{feed}") as listener:
        while not entries and (left := until - time.monotonic()) > 0:
            if "pool" in connection.settings_dict["OPTIONS"]:
                connection.close()
            listener.wait(min(LOOK_AGAIN_SECONDS, left))
            entries = read(feed, after, limit)
    return entries
