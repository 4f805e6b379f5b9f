"""Putting files on record: bytes that were rendered once, under the path by which people know them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive.models import PublicBytes, PublicFile
from foundation import hints
from toolkit.mirroring import manifest

KEPT: Final = "archive.record.kept"
"""The hint that something waits for the publisher."""
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Made:
    """
    A file that is to be on record, public since `at`. Its bytes are given, or lie in the storage of files under `digest`.

    `withdraws` are the digests of which it is the tombstone.
    """

    path: str
    at: datetime
    media_type: str
    content: bytes | None = None
    digest: str = ""
    size: int = 0
    withdraws: Sequence[str] = ()


def keep(files: Iterable[Made]) -> int:
    """
    Put files on record, in the transaction of what they tell of; return how many are new. Three queries at most.

    What is the last edition of its path already is left as it is, so whoever comes twice changes nothing; and what was withdrawn does
    not come back.

    :raises ValueError: if a path is none of the record's.
    """
    wanted = {one.path: _with_digest(one) for one in files}
    if wrong := [path for path in wanted if not manifest.is_path(path)]:
        raise ValueError(f"Nothing can be put on record as {wrong[0]!r}.")
    if not wanted:
        return 0
    last = {path: (edition, digest) for path, edition, digest in _last_editions(wanted)}
    gone = _withdrawn({one.digest for one in wanted.values()})
    new = [
        one
        for one in wanted.values()
        if one.digest != last.get(one.path, (0, ""))[1] and one.digest not in gone
    ]
    if new:
        _write(new, {path: edition for path, (edition, _) in last.items()})
        hints.publish_on_commit(KEPT)
    return len(new)


def known(paths: Iterable[str]) -> set[str]:
    """Return those of some paths that are on record in any edition. One query."""
    return set(PublicFile.objects.filter(path__in=list(paths)).values_list("path", flat=True))


def _write(new: Sequence[Made], last: dict[str, int]) -> None:
    stored = [
        PublicBytes(digest=one.digest, size=one.size, media_type=one.media_type, content=one.content)
        for _, one in sorted({one.digest: one for one in new}.items())
    ]
    PublicBytes.objects.bulk_create(stored, ignore_conflicts=True)
    PublicFile.objects.bulk_create(
        PublicFile(
            path=one.path, edition=last.get(one.path, 0) + 1, stored_id=one.digest, at=one.at, withdraws=list(one.withdraws)
        )
        for one in new
    )  # fmt: skip


def _last_editions(paths: Iterable[str]) -> Iterable[tuple[str, int, str]]:
    rows = PublicFile.objects.filter(path__in=list(paths)).order_by("path", "-edition").distinct("path")
    return rows.values_list("path", "edition", "stored_id")


def _withdrawn(digests: Iterable[str]) -> set[str]:
    rows = PublicBytes.objects.filter(digest__in=list(digests), withdrawn_at__isnull=False)
    return set(rows.values_list("digest", flat=True))


def _with_digest(one: Made) -> Made:
    if one.content is None:
        return one
    digest = hashlib.sha256(one.content).hexdigest()
    return Made(one.path, one.at, one.media_type, one.content, digest, len(one.content), one.withdraws)
