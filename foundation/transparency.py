"""
The transparency log as the floors above use it: add a leaf, reveal what an event's leaf covers, find a proof or a cut.

Every journal event becomes a leaf by itself, as a salted hash. What anybody shall read or search for in the log is added
here, in the transaction that makes it true. The tree grows in batches of one shape whether or not anything happened
(`transparency_batches`), and lies in public files (`transparency_files`). The formats are in `docs/formats/log.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from foundation import plain, statements
from foundation.errors import Invalid
from foundation.models import Event, LogCosignature, LogEntry, LogHead, LogLeaf
from foundation.text import Text
from toolkit.log import checkpoint, note, tiles, tree
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.log.leaves import OPAQUE_BYTES, Line
from toolkit.log.note import Verifier
from toolkit.refusals import WORDS, Refused

LONGEST_LINE = 1024
_REF = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
# Columns travel as JSON, contents in hexadecimal: the driver writes an array ten times slower.
_ADD = (
    "SELECT transparency_add(decode(g.content, 'hex'), g.ref) FROM"
    " ROWS FROM (jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb)) AS g (content, ref)"
)
# One step back along the index of sizes for each place, as many as lack the quorum.
_BEFORE = (
    "SELECT DISTINCT b.size FROM unnest(%s::bigint[]) AS place, LATERAL ("
    " SELECT c.size FROM foundation_logcosignature c WHERE c.size <= place AND c.witness = ANY(%s) AND c.seconds <= %s"
    " GROUP BY c.size HAVING count(*) >= %s ORDER BY c.size DESC LIMIT 1) AS b ORDER BY b.size"
)


def add(leaf: Line | bytes, *, ref: str | None = None) -> None:
    """
    Log a leaf when the present transaction commits: a public line, or 32 opaque bytes.

    It is in the tree within a second of the commit, and never in an earlier batch than a leaf whose transaction had
    committed before this one's began. Leaves of one transaction come in one batch. With a `ref`, its proof appears in
    the public files under that name; whoever knows the name can read it, so a name that tells of a filing is random.

    :raises ValueError: if an opaque leaf does not have 32 bytes, a line is too long, or `ref` is not such a name.
    """
    add_all([(leaf, ref)])


def add_all(several: Sequence[tuple[Line | bytes, str | None]]) -> None:
    """
    Log leaves, each with the name of its proof, as `add` logs one. One query.

    :raises ValueError: as `add` does.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A leaf is added in the transaction of what it says.")
    contents = [_content(leaf) for leaf, _ in several]
    refs = [ref for _, ref in several]
    if any(ref is not None and not _REF.fullmatch(ref) for ref in refs):
        raise ValueError("A proof's name has 16 to 64 letters, digits, - and _.")
    statements.tell(_ADD, plain.column([one.hex() for one in contents]), plain.column(refs))


def _content(leaf: Line | bytes) -> bytes:
    content = leaf.to_bytes() if isinstance(leaf, Line) else leaf
    if isinstance(leaf, Line) != (len(content) != OPAQUE_BYTES) or len(content) > LONGEST_LINE:
        raise ValueError("A leaf is a public line, or exactly 32 opaque bytes.")
    return content


def event_content(event: Event) -> bytes:
    """Return the canonical JSON that an event's leaf covers: sorted keys, no spaces, UTF-8, the instant in UTC."""
    covered = {
        "actor": event.actor,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": event.data,
        "deal": event.deal,
        "seq": event.subject_seq,
        "subject": event.subject,
        "type": event.type,
    }
    return json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Revealed:
    """What opens an event's leaf: whoever holds it can recompute the leaf and find it in the tree."""

    index: int
    salt: bytes
    content: bytes


def reveal(events: Collection[Event]) -> dict[int, Revealed]:
    """
    Return what opens the leaf of each event that has a place in the tree, by the event's key. One query.

    The content counts hidden events of its subject (`seq`); before those may be known it goes to nobody outside. Who may
    have it is for the floors above to say (`archive.leaves`).
    """
    rows = {row.event: row for row in LogLeaf.objects.filter(event__in=[event.pk for event in events])}
    found = {}
    for event in events:
        if (row := rows.get(event.pk)) is not None:
            assert row.salt is not None  # a CHECK
            found[event.pk] = Revealed(row.index, bytes(row.salt), event_content(event))
    return found


def index_of(ref: str) -> int | None:
    """Return where the leaf with a proof of this name stands, or None while it has no place in the tree."""
    entry = LogEntry.objects.filter(ref=ref).values_list("pk", flat=True).first()
    return LogLeaf.objects.filter(entry=entry).values_list("index", flat=True).first() if entry else None


def log_key() -> Verifier | None:
    """Return the log's public key, or None before the log began."""
    key = LogHead.objects.values_list("key", flat=True).first()
    return note.read_verifier(key) if key else None


def witnesses() -> list[Verifier]:
    """Return the keys of the witnesses that count."""
    return [note.read_verifier(key) for key in settings.TRANSPARENCY_WITNESSES]


def files() -> tiles.Files:
    """Return the log's public files, for reading."""
    return tiles.Folder(settings.TRANSPARENCY_ROOT)


def cut(
    *, since: datetime, until: datetime, least_size: int = 0, quorum: int | None = None, names: Collection[str] = (),
) -> Checkpoint | None:  # fmt: skip
    """
    Return the first checkpoint of at least `least_size` leaves that a quorum cosigned from `since` to `until`, or None.

    The quorum is this log's, or so many of the witnesses with `names`. The times are the witnesses', in whole seconds: a `since`
    within a second is that second's end. A head that was offered before `since` may be cosigned after it, so whoever freezes
    says with `least_size` what it must cover.
    """
    needed = settings.TRANSPARENCY_QUORUM if quorum is None else quorum
    log = log_key()
    first = int(since.timestamp()) + (since.microsecond > 0)
    within = LogCosignature.objects.filter(
        seconds__gte=first, seconds__lte=int(until.timestamp()), size__gte=least_size
    )
    known = {witness.name for witness in witnesses()}
    counting, seen = known & set(names) if names else known, dict[int, set[str]]()
    for size, root, witness in within.order_by("size").values_list("size", "root", "witness"):
        seen.setdefault(size, set()).add(witness)
        if log is not None and len(seen[size] & counting) >= needed:
            return Checkpoint(log.name, size, bytes(root))
    return None


def cosigned_sizes(after: int, until: int) -> list[int]:
    """Return the sizes above `after`, up to `until`, of the heads that a quorum cosigned, the smallest first."""
    counting = LogCosignature.objects.filter(
        size__gt=after, size__lte=until, witness__in=[witness.name for witness in witnesses()]
    )
    by_size = counting.values("size").annotate(witnesses=Count("witness", distinct=True))
    seen = by_size.filter(witnesses__gte=settings.TRANSPARENCY_QUORUM).order_by("size")
    return list(seen.values_list("size", flat=True))


def heads_before(
    indices: Collection[int], names: Sequence[str], quorum: int, *, until: int = checkpoint.LATEST_SECOND
) -> list[Head]:
    """
    Return, for each of these places in the tree, the last head without it that so many of the named witnesses cosigned, by the
    second `until`; each head once. Three queries, however many places.
    """
    known = sorted({witness.name for witness in witnesses()} & set(names))
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [sorted(indices), known, until, quorum])
        sizes = [size for (size,) in cursor.fetchall()]
    log = log_key()
    if log is None or not sizes:
        return []
    rows: dict[int, list[LogCosignature]] = {}
    for row in LogCosignature.objects.filter(size__in=sizes, witness__in=known).order_by("size", "pk"):
        rows.setdefault(row.size, []).append(row)
    return [
        _head(Checkpoint(log.name, size, bytes(found[0].root)), log, found) for size, found in rows.items()
    ]


def longest_silence(since: datetime, until: datetime, quorum: int) -> tuple[datetime, datetime]:
    """
    Return the longest time between two instants in which no head came to be cosigned by so many witnesses.

    Then too few of them were there, or they were not shown the log. One alone neither breaks a silence nor makes one.
    """
    first, last = since.timestamp(), until.timestamp()
    names = [witness.name for witness in witnesses()]
    within = LogCosignature.objects.filter(seconds__gte=int(first), seconds__lte=int(last), witness__in=names)
    times: dict[int, list[int]] = {}
    for size, seconds in within.order_by("seconds").values_list("size", "seconds"):
        times.setdefault(size, []).append(seconds)
    seen = sorted(found[quorum - 1] for found in times.values() if len(found) >= quorum)
    lived = [first, *(max(first, one) for one in seen), last]
    begins, ends = max(pairwise(lived), key=lambda pair: pair[1] - pair[0])
    return datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)


def cosigned_head(of: Checkpoint) -> Head | None:
    """Return a checkpoint with the log's signature and all the cosignatures that came for it; None where none did."""
    log = log_key()
    rows = LogCosignature.objects.filter(size=of.size, witness__in=[one.name for one in witnesses()])
    found = [row for row in rows.order_by("pk") if bytes(row.root) == of.root]
    return _head(of, log, found) if log is not None and found else None


def _head(of: Checkpoint, log: Verifier, rows: Sequence[LogCosignature]) -> Head:
    ids = {witness.name: witness.id for witness in witnesses()}
    own = (log.name, log.id + bytes(rows[0].log_raw))
    return Head(of, (own, *((row.witness, ids[row.witness] + bytes(row.raw)) for row in rows)))


def take_cosignature(text: str) -> list[int]:
    """
    Keep what a witness says about a head of this log; return at what times. Anybody may bring it: its signatures speak.

    A head that the log signed and that is not in its tree is on record from then on: the log stops until people have
    looked (`LogHead.refusal`).

    :raises Invalid: `cosignature_refused`, with the code of what is wrong with it in `detail`.
    """
    log = log_key()
    try:
        head = checkpoint.read_head(text)
        if log is None:
            raise _not_taken("checkpoint_origin")
        checkpoint.check(head, log)
        found = checkpoint.quorum(head, witnesses(), 1)
    except Refused as refused:
        raise _not_taken(refused.code) from refused
    if not is_in_tree(head.checkpoint):
        _put_refusal(head)
        raise _not_taken("checkpoint_inconsistent")
    LogCosignature.objects.bulk_create(
        [_row(head, log, witness, found[witness.name]) for witness in witnesses() if witness.name in found],
        ignore_conflicts=True,
    )
    return list(found.values())


def _row(head: Head, log: Verifier, witness: Verifier, seconds: int) -> LogCosignature:
    of = head.checkpoint
    # The one that was verified: another line under the same key with the same time may hold anything.
    raw = next(
        raw
        for raw in witness.mine(head.signatures)
        if checkpoint.witnessed(Head(of, [(witness.name, witness.id + raw)]), [witness])
        == {witness.name: seconds}
    )
    return LogCosignature(
        size=of.size,
        root=of.root,
        witness=witness.name,
        seconds=seconds,
        raw=raw,
        log_raw=log.mine(head.signatures)[0],
    )


def is_in_tree(of: Checkpoint) -> bool:
    """Tell whether this was a state of the log's tree; it has begun."""
    # The committed size: files may lag behind it by a moment, but never behind a head that somebody was shown.
    size = LogHead.objects.values_list("size", flat=True).get()
    if of.size > size:
        return False
    shown = checkpoint.read_head(files()("checkpoint").decode()).checkpoint
    return of.size <= shown.size and tree.root(tiles.TileTree(files(), shown.size), of.size) == of.root


def _not_taken(code: str) -> Invalid:
    words = Text(WORDS[code].zh, WORDS[code].en)
    return Invalid("cosignature_refused", words, detail={"because": code})


def _put_refusal(head: Head) -> None:
    with transaction.atomic():
        LogHead.objects.select_for_update().filter(refusal="").update(refusal=head.to_text())
