"""
The audit of journal and log: every row against the public tree, every leaf against the row that it stands for.

Whoever changes rows with the database's own rights leaves a trace here: a changed event no longer opens its leaf, a
removed one leaves a leaf that stands for nothing, an inserted one has no leaf, and a leaf without a row is no dummy.

Upper floors register how their own rows are compared with what journal and log say of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from foundation import journal, transparency
from foundation.models import Event, LogEntry, LogHead, LogLeaf
from foundation.text import Text
from toolkit import refusals
from toolkit.log import checkpoint, leaves, tiles
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.policy import Policy
from toolkit.log.tiles import ENTRIES, WIDTH
from toolkit.log.verify import verify


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was logged: what it is, where, in words."""

    code: str
    where: str
    words: Text

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.words.zh} / {self.words.en}"


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit that was done: when, and of how much it found that it is not as it was logged."""

    at: datetime
    findings: int


HEADS = ("witnessed", "checkpoint")
"""In this order, for the first is never ahead of the second."""
MOST_SAID = 1000
"""How many findings the process's log names: the command names all."""
CONTRADICTED, HELD, SUBJECT = "foundation.audit.contradicted", "foundation.audit.held", "audit"
LATE = timedelta(hours=26)
"""An audit each night is missed once the last is older than that."""
log = logging.getLogger(__name__)
Audit = Callable[[], Iterator[Finding]]
_audits: dict[str, Audit] = {}


def register(name: str, audit: Audit) -> None:
    """Let `audit` compare a floor's own rows with journal and log; it runs once these were found to hold together."""
    _audits[name] = audit


_WORDS = {
    "log_files": Text("公开的日志文件不成立", "The public files of the log do not hold"),
    "log_ahead": Text(
        "公开的日志比数据库长：数据库是旧的备份",
        "The public log is longer than the database's: an older copy",
    ),
    "head_removed": Text(
        "日志首部的记录已被删除，公开文件仍在",
        "The record of the log's head was removed; its public files are left",
    ),
    "audit_failed": Text(
        "有记录无法读取，核对中断", "Something kept there cannot be read, and stopped the comparison"
    ),
    "leaf_changed": Text("条目记录与公开日志不符", "The leaf's record is not what the public log shows"),
    "leaf_removed": Text("该处条目的记录已被删除", "The record of what stands here was removed"),
    "event_changed": Text("事件被改动，打不开它的条目", "The event was changed: it no longer opens its leaf"),
    "event_removed": Text("事件已被删除，只剩条目", "The event was removed; its leaf is left"),
    "event_unlogged": Text(
        "事件已排序却没有条目：是后来塞进去的", "The event has a position and no leaf: it was put in later"
    ),
    "event_unplaced": Text(
        "事件既无位置也不在等待：没有经过日志的写入路径",
        "The event has no position and does not wait for one: it did not come by the journal's path",
    ),
    "entry_changed": Text("登记内容与条目不符", "The entry is not what its leaf says"),
    "entry_removed": Text("登记内容已被删除，只剩条目", "The entry was removed; its leaf is left"),
}


def raise_alarm() -> int:
    """
    Audit, and say in the journal that it was done and of how much what is kept is not as it was logged; of what, in the process's log.

    Return of how much. Each night says it again, until somebody has looked; a night that says nothing had no audit, or no log yet.
    """
    with one_moment():
        found, has_begun = list(findings()), LogHead.objects.exists()
    for finding in found[:MOST_SAID]:
        log.error("The audit: %s", finding)
    if found or has_begun:
        with transaction.atomic():
            LogHead.objects.select_for_update().first()  # two audits append one after the other
            journal.append(
                CONTRADICTED if found else HELD, subject=SUBJECT, actor="clock", at=journal.instant(SUBJECT),
                data={"findings": len(found), "codes": sorted({finding.code for finding in found})},
            )  # fmt: skip
    return len(found)


def last() -> Audited | None:
    """Return the last audit that was told; None before the first. One query."""
    told = Event.objects.filter(subject=SUBJECT).order_by("-subject_seq").first()
    return Audited(told.at, int(told.data["findings"])) if told is not None else None


@contextmanager
def one_moment() -> Iterator[None]:
    """Read journal and rows as of one moment: what comes in between is in neither."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def findings() -> Iterator[Finding]:
    """
    Yield what is not as it was logged, row by row; nothing where all is well or the log has not begun.

    An audit that a row makes impossible is a finding as well, and keeps no other from its work.
    """
    files = _Before(tiles.Folder(settings.TRANSPARENCY_ROOT))  # before any row, for the log grows meanwhile
    head = LogHead.objects.first()
    if head is None:
        if files.has_begun:
            yield _found("head_removed", "log")
        return
    audits: dict[str, Audit] = {"log": partial(_of_the_log, files, head), **_audits}
    for name, audit in audits.items():
        yield from tried(name, audit)


def tried(name: str, audit: Audit) -> Iterator[Finding]:
    """Yield what an audit finds, and that it failed where it did."""
    try:
        yield from audit()
    except Exception as error:
        log.exception("The audit of %s failed", name)
        yield _found("audit_failed", f"{name}: {type(error).__name__}")


class _Before:
    """The log's public files, with the heads that they showed at one moment: what came later is not in them."""

    def __init__(self, files: tiles.Files) -> None:
        self._files = files
        self._heads = {name: content for name in HEADS if (content := _content(files, name)) is not None}

    @property
    def has_begun(self) -> bool:
        return "checkpoint" in self._heads

    def __call__(self, path: str) -> bytes:
        if path not in HEADS:
            return self._files(path)
        if path not in self._heads:
            raise FileNotFoundError(path)
        return self._heads[path]


def _content(files: tiles.Files, name: str) -> bytes | None:
    try:
        return files(name)
    except OSError:  # what cannot be read is not there: the log's own audit says so
        return None


def _of_the_log(files: tiles.Files, head: LogHead) -> Iterator[Finding]:
    try:
        key = transparency.log_key()
        if key is None:
            raise refusals.Refused("note_key_malformed")
        verify(files, Policy(key))
        shown = checkpoint.read_head(files("checkpoint").decode()).checkpoint
    except (refusals.Refused, OSError) as error:
        yield _found("log_files", str(error))
        return
    if shown.size > head.size:
        yield _found("log_ahead", f"{shown.size} > {head.size}")
        return
    for first in range(0, shown.size, WIDTH):
        yield from _bundle(files, head, shown, first)
    yield from _unlogged(head)


def _bundle(files: tiles.Files, head: LogHead, shown: Checkpoint, first: int) -> Iterator[Finding]:
    """Compare the leaves of one bundle with their rows."""
    width = min(WIDTH, shown.size - first)
    contents = tiles.split_bundle(tiles.read(files, ENTRIES, first // WIDTH, width), width)
    rows = {row.index: row for row in LogLeaf.objects.filter(index__gte=first, index__lt=first + width)}
    events = Event.objects.in_bulk([row.event for row in rows.values() if row.event is not None])
    entries = LogEntry.objects.in_bulk([row.entry for row in rows.values() if row.entry is not None])
    for index, content in enumerate(contents, first):
        row = rows.get(index)
        if row is None:
            if content != leaves.dummy(bytes(head.dummy_key), index):
                yield _found("leaf_removed", f"leaf {index}")
        elif bytes(row.content) != content:
            yield _found("leaf_changed", f"leaf {index}")
        elif row.event is not None:
            yield from _event(row, events.get(row.event), content)
        elif row.entry is not None:
            yield from _entry(row, entries.get(row.entry), content)


def _event(row: LogLeaf, event: Event | None, content: bytes) -> Iterator[Finding]:
    if event is None:
        yield _found("event_removed", f"event {row.event}, leaf {row.index}")
    elif leaves.event(bytes(row.salt or b""), transparency.event_content(event)) != content:
        yield _found("event_changed", f"event {row.event} ({event.type} {event.subject}), leaf {row.index}")


def _entry(row: LogLeaf, entry: LogEntry | None, content: bytes) -> Iterator[Finding]:
    if entry is None:
        yield _found("entry_removed", f"entry {row.entry}, leaf {row.index}")
    elif bytes(entry.content) != content:
        yield _found("entry_changed", f"entry {row.entry}, leaf {row.index}")


def _unlogged(head: LogHead) -> Iterator[Finding]:
    """Find events that no leaf stands for although they had their turn, and events that never stood in line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.event_id FROM foundation_position p WHERE p.position <= %s"
            " AND NOT EXISTS (SELECT FROM foundation_logleaf l WHERE l.event = p.event_id) ORDER BY 1",
            [head.position],
        )
        for (event,) in cursor.fetchall():
            yield _found("event_unlogged", f"event {event}")
        cursor.execute(
            "SELECT e.id FROM foundation_event e"
            " WHERE NOT EXISTS (SELECT FROM foundation_position p WHERE p.event_id = e.id)"
            " AND NOT EXISTS (SELECT FROM foundation_pending w WHERE w.event_id = e.id) ORDER BY 1"
        )
        for (event,) in cursor.fetchall():
            yield _found("event_unplaced", f"event {event}")


def _found(code: str, where: str) -> Finding:
    return Finding(code, where, _WORDS[code])
