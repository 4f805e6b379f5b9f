"""Writing into the tree what the database has on record: after each head the files that are new, or all of them from the first."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO, Final

from archive.models import PublicBytes, PublicFile, RecordHead
from archive.record import heads
from archive.record.tree import HEAD, KEY, Entry, Tree
from foundation import storage
from toolkit.log.note import Verifier
from toolkit.mirroring import manifest, notes
from toolkit.mirroring.words import NotWhole

log = logging.getLogger(__name__)
AT_ONCE: Final = 2000
"""Files that are written together."""
SMALL_BYTES: Final = 64 * 1024
"""Below it bytes are read together."""


def shown(tree: Tree, verifier: Verifier) -> int:
    """
    Return how many lines the head in the tree has; 0 where there is none.

    :raises NotWhole: if what lies there is another log's, or no head.
    """
    content = tree.read(HEAD)
    return notes.RecordHead.read(content.decode("utf-8", "replace"), verifier).lines if content else 0


def show(tree: Tree, verifier: Verifier, *, after: int, told: Callable[[int], None] = lambda _: None) -> int:
    """
    Write what the tree lacks after line `after`, then the segments, then the head; return how many lines the tree shows then.

    :raises OSError: where the disk is full, or is no more.
    """
    head = RecordHead.objects.order_by("-lines").first()
    if head is None or head.lines <= after:
        return after
    if tree.read(KEY) != (own := f"{verifier}\n".encode()):
        tree.text(KEY, own)
    for first in range(after + 1, head.lines + 1, AT_ONCE):
        last = min(head.lines, first + AT_ONCE - 1)
        tree.put(_entries(first, last))
        told(last)
    for number in range(manifest.segment_of(after + 1), manifest.segment_of(head.lines) + 1):
        tree.text(manifest.segment_path(number), heads.segment(verifier.name, number, head.lines))
    tree.text(HEAD, head.note.encode())
    return head.lines


def _entries(first: int, last: int) -> list[Entry]:
    """Return the files of some lines, without those whose bytes were withdrawn since. Two queries, and one for each large file."""
    rows = PublicFile.objects.filter(number__gte=first, number__lte=last, stored__withdrawn_at__isnull=True)
    found = list(rows.select_related("stored").defer("stored__content").order_by("number"))
    small = PublicBytes.objects.filter(files__in=found, size__lt=SMALL_BYTES, content__isnull=False)
    held = {digest: bytes(content or b"") for digest, content in small.values_list("digest", "content")}
    elsewhere = _elsewhere([one.stored_id for one in found if one.stored_id not in held])
    entries = []
    for one in found:
        if one.stored_id in elsewhere and not storage.exists(one.stored_id):
            # The audit says so each night; nothing else waits for it.
            log.error("A file of the record is lost from the storage: %s, %s", one.path, one.stored_id)
            continue
        write = partial(_write, one.stored_id, held.get(one.stored_id))
        entries.append(Entry(one.path, one.stored_id, one.at.timestamp(), one.withdraws, write))
    return entries


def _elsewhere(digests: Sequence[str]) -> set[str]:
    """Return which of some bytes lie in the storage of files."""
    rows = PublicBytes.objects.filter(digest__in=digests, content__isnull=True)
    return set(rows.values_list("digest", flat=True))


def _write(digest: str, held: bytes | None, file: BinaryIO) -> None:
    content = held or PublicBytes.objects.values_list("content", flat=True).get(digest=digest)
    if content is not None:
        file.write(content)
    elif storage.exists(digest):
        with storage.open(digest) as stored:
            shutil.copyfileobj(stored, file, 1024 * 1024)
    else:
        raise FileNotFoundError(f"{digest} was withdrawn a moment ago, or is lost.")


def foreign(tree: Tree, verifier: Verifier) -> str:
    """Return why the tree is not to be written into: it shows more than the database has, or is another log's. Empty if it may be."""
    try:
        lines = shown(tree, verifier)
    except NotWhole:
        return "the head there is not signed by this log's key"
    if lines > (own := heads.size()):
        return f"it shows {lines} lines, and the database has {own}: an older copy"
    note = RecordHead.objects.filter(lines=lines).values_list("note", flat=True).first()
    if lines and (note is None or note.encode() != tree.read(HEAD)):
        return "the head there was never signed from this database"
    return ""
