"""
The audit of the public record: rows against bytes, and both against the files that are served.

A head that was signed fixes all lines before it; so a row that was changed, removed or put in between no longer gives the segment that the
files show. Files may be ahead of the rows by a moment, and behind them while a disk is full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from archive.models import PublicBytes, PublicFile
from archive.record import backlog, heads, showing
from archive.record.tree import Tree
from foundation import transparency
from foundation.text import Text
from foundation.transparency_audit import Finding
from toolkit.log.note import Verifier
from toolkit.mirroring import manifest
from toolkit.mirroring.manifest import by_digest
from toolkit.mirroring.words import NotWhole

_WORDS = {
    "record_files": Text("公开档案的首部文件不成立", "The head in the public record's files does not hold"),
    "record_rows": Text("公开档案的记录与公开的清单不符", "The rows of the public record are not what its manifest shows"),
    "record_bytes": Text("公开档案保存的内容与其摘要不符", "Bytes of the public record are not what their digest says"),
    "record_file": Text("公开的文件不在，或者内容与摘要不符", "A file of the public record is not there, or has other bytes"),
    "record_left": Text("已撤下的文件仍在", "A file that was withdrawn is still there"),
    "record_lacks": Text("已发布而未进入公开档案", "Was released, and is not on the public record"),
}  # fmt: skip


def findings() -> Iterator[Finding]:
    """Yield what of the record is not as it was put on it, or not as its files show."""
    log = transparency.log_key()
    if log is None:
        return
    for one in PublicBytes.objects.filter(content__isnull=False).order_by("digest").iterator(chunk_size=200):
        if hashlib.sha256(bytes(one.content or b"")).hexdigest() != one.digest:
            yield _found("record_bytes", one.digest)
    for release in backlog.missing():
        yield _found("record_lacks", str(release))
    tree, lines = Tree(settings.RECORD_ROOT), heads.size()
    try:
        shown = min(lines, showing.shown(tree, log))
    except (NotWhole, OSError) as error:
        yield _found("record_files", str(error))
        return
    yield from _segments(tree, log, shown)
    yield from _files(tree, shown)


def _segments(tree: Tree, log: Verifier, shown: int) -> Iterator[Finding]:
    for number in range(manifest.segment_of(shown) + 1 if shown else 0):
        path = manifest.segment_path(number)
        own = heads.segment(log.name, number, shown)
        # The files may have grown since; their last line is never half.
        if not (tree.read(path) or b"").startswith(own):
            yield _found("record_rows", path)


def _files(tree: Tree, shown: int) -> Iterator[Finding]:
    for digest, is_gone in (
        _shown(shown).values_list("stored", "stored__withdrawn_at").order_by("stored").distinct()
    ):
        path = tree.root / by_digest(digest)
        if is_gone is not None:
            if path.exists() and not _waits(digest, shown):
                yield _found("record_left", by_digest(digest))
            continue
        try:
            with path.open("rb") as file:
                is_own = hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            is_own = False
        if not is_own:
            yield _found("record_file", by_digest(digest))


def _shown(shown: int) -> QuerySet[PublicFile]:
    return PublicFile.objects.filter(number__lte=shown)


def _waits(digest: str, shown: int) -> bool:
    """Tell whether the tombstone of some bytes is not yet in the files."""
    return not _shown(shown).filter(withdraws__contains=[digest]).exists()


def _found(code: str, where: str) -> Finding:
    return Finding(code, where, _WORDS[code])
