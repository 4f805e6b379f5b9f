"""
Batches of leaves: what is waiting gets its places in the tree, dummies fill the rest, and the head is signed.

**The padding rule.** A batch comes every `TRANSPARENCY_BATCH_SECONDS`, also when nothing happened, and has
`TRANSPARENCY_BATCH_LEAVES` leaves, doubled as often as the `exponent` says. It is filled with dummies, and what is opaque
stands at random places among them: neither sizes, nor times, nor the place of a leaf that is revealed later tell how
many others are real. Leaves that actions add go first; events may wait up to a minute (`PATIENCE_BATCHES`), so that a burst
of them changes no size. Only when more leaves of actions wait than a batch holds, or more events than a minute's
batches, the exponent rises, and it falls again only at the end of a fixed span (`SPAN_BATCHES`, an hour). An observer
so learns of each hour at most that this busy a moment, of the whole platform, was in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from foundation import transparency
from foundation.models import Event, LogEntry, LogHead, LogPending, Position
from toolkit.log import leaves, tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.leaves import OPAQUE_BYTES
from toolkit.log.tiles import Edge, File

PATIENCE_BATCHES = 120
SPAN_BATCHES = 7200
LARGEST_BATCH = 4096
_PLACE = "SELECT transparency_place(%s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[], %s::bytea[])"


class EdgeIsStale(Exception):
    """The edge in memory is not that of the committed head; load it again."""


class JournalBroken(Exception):
    """An event that has its position is gone: somebody removed it, and the log does not go on as if it were not so."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf to be placed: of an entry, or of an event with its salt."""

    content: bytes
    entry: int | None = None
    event: int | None = None
    salt: bytes | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch made: the files that changed, the checkpoint they are for, where named leaves stand."""

    files: list[File]
    checkpoint: Checkpoint
    refs: list[tuple[str, int]]
    events: int


def exponent_for(entries: int, events: int, *, exponent: int, batches: int, leaves_in_batch: int) -> int:
    """Return how often the next batch's size is doubled, by the rule at the head of this file; pure."""
    needed = 0
    while (leaves_in_batch << needed) < LARGEST_BATCH and (
        entries > leaves_in_batch << needed or events > (leaves_in_batch << needed) * PATIENCE_BATCHES
    ):
        needed += 1
    return needed if needed > exponent or batches % SPAN_BATCHES == 0 else exponent


def arrange(
    waiting: Sequence[Leaf], first: int, size: int, dummy_key: bytes
) -> tuple[list[bytes], dict[int, Leaf]]:
    """
    Return a batch's leaves from index `first` on, and which of them stand for something.

    Public lines come first, in their order; opaque leaves at random places among dummies.
    """
    lines = [leaf for leaf in waiting if len(leaf.content) != OPAQUE_BYTES]
    opaque = [leaf for leaf in waiting if len(leaf.content) == OPAQUE_BYTES]
    free = range(first + len(lines), first + size)
    places = secrets.SystemRandom().sample(free, len(opaque))
    placed = dict(zip([*range(first, free.start), *places], [*lines, *opaque], strict=True))
    contents = [
        placed[index].content if index in placed else leaves.dummy(dummy_key, index)
        for index in range(first, first + size)
    ]
    return contents, placed


def integrate(edge: Edge, log_name: str) -> Batch:
    """
    Add one batch to the tree, in one transaction with the head that counts it; `edge` then shows the grown tree.

    When it raises, `edge` must be loaded again.

    :raises EdgeIsStale: if `edge` is not the committed head's.
    """
    with transaction.atomic():
        head = LogHead.objects.select_for_update().get()
        if edge.size != head.size or edge.root() != bytes(head.root):
            raise EdgeIsStale
        entries = _entries(LARGEST_BATCH)
        last = Position.objects.order_by("-position").values_list("position", flat=True).first() or 0
        in_batch = settings.TRANSPARENCY_BATCH_LEAVES
        exponent = exponent_for(
            len(entries), last - head.position,
            exponent=head.exponent, batches=head.batches, leaves_in_batch=in_batch,
        )  # fmt: skip
        size = in_batch << exponent
        events, position = _events(head.position, max(0, size - len(entries)))
        waiting = [*entries[:size], *events]
        contents, placed = arrange(waiting, head.size, size, bytes(head.dummy_key))
        files = edge.extend(contents)
        _place(placed)
        root = edge.root()
        LogHead.objects.update(
            size=edge.size, root=root, batches=head.batches + 1, exponent=exponent, position=position
        )
    refs = [(leaf.ref, index) for index, leaf in placed.items() if leaf.ref is not None]
    return Batch(files, Checkpoint(log_name, edge.size, root), refs, len(events))


def begin(key: str) -> LogHead:
    """Return the head; a log that has none begins, under this public key."""
    with transaction.atomic():
        head = LogHead.objects.select_for_update().first()
        if head is None:
            LogHead.objects.bulk_create(
                [LogHead(key=key, dummy_key=secrets.token_bytes(32), root=tree.EMPTY_ROOT)],
                ignore_conflicts=True,
            )
            head = LogHead.objects.select_for_update().get()
    return head


def contents(head: LogHead, first: int, last: int) -> list[bytes]:
    """Return the leaves from index `first` up to but without `last`, as they were committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index, content FROM foundation_logleaf WHERE index >= %s AND index < %s", [first, last]
        )
        placed = {index: bytes(content) for index, content in cursor.fetchall()}
    key = bytes(head.dummy_key)
    return [placed.get(index) or leaves.dummy(key, index) for index in range(first, last)]


def _entries(limit: int) -> list[Leaf]:
    pending = LogPending.objects.order_by("entry_id").values_list("entry_id", flat=True)[:limit]
    found = LogEntry.objects.filter(pk__in=list(pending)).order_by("pk")
    return [Leaf(bytes(one.content), entry=one.pk, ref=one.ref) for one in found]


def _events(after: int, limit: int) -> tuple[list[Leaf], int]:
    """Return the leaves of the next events by position, and the last position among them."""
    if limit == 0:
        return [], after
    places = Position.objects.filter(position__gt=after, position__lte=after + limit).order_by("position")
    by_id = Event.objects.in_bulk([place.event_id for place in places])
    made = []
    for place in places:
        if place.event_id not in by_id:
            raise JournalBroken(f"position {place.position}: event {place.event_id}")
        salt = secrets.token_bytes(32)
        content = transparency.event_content(by_id[place.event_id])
        made.append(Leaf(leaves.event(salt, content), event=place.event_id, salt=salt))
    return made, after + len(made)


def _place(placed: dict[int, Leaf]) -> None:
    if not placed:
        return
    rows = list(placed.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACE,
            [
                list(placed),
                [leaf.content for leaf in rows],
                [leaf.entry for leaf in rows],
                [leaf.event for leaf in rows],
                [leaf.salt for leaf in rows],
            ],
        )
