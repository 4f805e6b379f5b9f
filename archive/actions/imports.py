"""Files of other systems read in, a batch a transaction: the rows, their faults and the cursor take effect together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from accounts.actions.take_in import Stated, take_in_parties
from accounts.actor import Actor
from accounts.roles import Role
from archive.imports.reading import Reader, Record, Row
from archive.models import ImportFault, ImportRun
from foundation import clock
from foundation.errors import Conflict, DomainError, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading.actions.exchange import LARGEST_BATCH, hand_in

Progress = Callable[[ImportRun], None]


@action
def begin(*, reader: Reader, file: str, digest: str, restart: bool = False) -> ImportRun:
    """Return the unfinished run of a file, or a new one; `restart` gives the unfinished one up."""
    at = clock.now()
    unfinished = ImportRun.objects.filter(reader=reader.name, digest=digest, finished_at=None)
    if restart:
        unfinished.update(finished_at=at)
    return unfinished.first() or ImportRun.objects.create(
        reader=reader.name, file=file[-200:], digest=digest, begun_at=at
    )


def take_rows(
    *,
    reader: Reader,
    rows: Iterable[Row],
    run: ImportRun,
    limit: int | None = None,
    tell: Progress = lambda _run: None,
) -> ImportRun:
    """
    Take the rows in from the run's cursor on, at most `limit` of them; return the run, finished where the rows ended.

    A row that is refused is kept as a fault, and the rest goes in. `tell` is called after each batch.

    :raises Conflict: `import_in_progress` if somebody else moved the cursor.
    """
    by = exchange_of(reader)
    following = islice(rows, run.cursor, None)
    left = limit
    while True:
        wanted = LARGEST_BATCH if left is None else min(LARGEST_BATCH, left)
        batch = list(islice(following, wanted))
        if batch:
            run = _take_batch(run_id=run.id, cursor=run.cursor, reader=reader, rows=batch, by=by)
            tell(run)
        if left is not None:
            left -= len(batch)
        if len(batch) < wanted or (left == 0 and next(following, None) is None):
            return _finish(run_id=run.id)
        if left == 0:
            return run


def exchange_of(reader: Reader) -> Actor:
    """Return the trading system whose deals the files of a set tell, as an actor."""
    stated = Stated(key=reader.source, name=reader.title.zh)
    found = take_in_parties(source="imports", parties=[stated], by=Actor(role=Role.ADMINISTRATOR))
    return Actor(role=Role.EXCHANGE, party_id=found[reader.source])


def digest_of(path: Path) -> str:
    """Return the digest by which a file, or a folder of files, is known again."""
    digest = hashlib.sha256()
    for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


@action
def _take_batch(*, run_id: str, cursor: int, reader: Reader, rows: Sequence[Row], by: Actor) -> ImportRun:
    run = lock_row(ImportRun, run_id)
    if run.cursor != cursor or run.finished_at is not None:
        words = Text("该文件正在由另一进程导入", "Another process is importing this file")
        raise Conflict("import_in_progress", words, detail={"run": run_id})
    records: list[tuple[int, Mapping[str, object]]] = []
    faults: list[ImportFault] = []
    for row in rows:
        made = _made(row)
        if isinstance(made, DomainError):
            faults.append(_fault(run, row.number, "", made))
        else:
            records.append((row.number, made))
    results = hand_in(source=reader.source, records=[record for _, record in records], by=by)
    for (number, _), result in zip(records, results, strict=True):
        if result.error is not None:
            faults.append(_fault(run, number, result.key, result.error))
        else:
            setattr(run, result.outcome, getattr(run, result.outcome) + 1)
    run.refused += len(faults)
    run.cursor += len(rows)
    ImportFault.objects.bulk_create(faults)
    run.save(update_fields=["cursor", "created", "changed", "unchanged", "refused"])
    return run


def _made(row: Row) -> Record | DomainError:
    try:
        return row.make()
    except DomainError as error:
        return error


@action
def _finish(*, run_id: str) -> ImportRun:
    run = lock_row(ImportRun, run_id)
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at"])
    return run


def _fault(run: ImportRun, number: int, key: str, error: DomainError) -> ImportFault:
    return ImportFault(
        run=run, row=number, key=key, code=error.code, message=_words(error, "zh-Hans"), message_en=_words(error, "en")
    )  # fmt: skip


def _words(error: DomainError, language: str) -> str:
    """Return all that is said against a row: the message, each wrong field, each reason."""

    def said(words: Text | str) -> str:
        return words.to(language) if isinstance(words, Text) else words

    told = [said(error.message)]
    if isinstance(error, Invalid):
        told += [f"{field}: {said(words)}" for field, several in error.fields.items() for words in several]
    told += [f"{reason.code}: {said(reason.message)}" for reason in error.reasons]
    return ("；" if language.startswith("zh") else "; ").join(told)
