"""Files are read in batch by batch: twice is once, what is bad is told, and who is killed goes on."""

from __future__ import annotations

import csv
import io
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command

from archive.actions import imports
from archive.imports import records
from archive.imports.reading import Row
from archive.models import ImportFault, ImportRun
from config.environment import BASE
from foundation.errors import Conflict
from foundation.models import Event
from tests.foundation.processes import database_url
from trading.models import Deal, HandedInNotice, Lot


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "key": f"K{number}", "kind": "procurement", "title": f"设备采购{number}", "organiser": f"某市第{number % 7}医院",
        "region": "370200", "sector": "finance", "particulars": {"source_system": "采购系统", "native_number": f"K{number}"},
        "lots": [{"number": 1, "title": "一包", "state": "announced", "particulars": {}}],
        "notices": [
            {
                "key": "N1", "kind": "procurement_tender", "title": "公告", "text": "甲\n乙",
                "published_at": "2025-12-01T09:00:00+08:00",
            }
        ],
    } | more  # fmt: skip


def write(path: Path, rows: list[Any]) -> Path:
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else orjson.dumps(row) for row in rows))
    return path


def run_of(path: Path, *, restart: bool = False) -> ImportRun:
    return imports.begin(
        reader=records.READER, file=str(path), digest=imports.digest_of(path), restart=restart
    )


def take(path: Path, *, limit: int | None = None, restart: bool = False) -> ImportRun:
    return imports.take_rows(
        reader=records.READER, rows=records.rows(path), run=run_of(path, restart=restart), limit=limit
    )


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    return run.cursor, run.created, run.changed, run.unchanged, run.refused


def kept() -> list[Any]:
    """Return what is kept of the deals, without the ids and the instants that each making gives anew."""
    return [
        list(Deal.objects.order_by("source_key").values_list("source_key", "title", "phase", "organiser__name", "announced_at")),
        list(Lot.objects.order_by("deal__source_key").values_list("deal__source_key", "state", "particulars")),
        list(HandedInNotice.objects.order_by("deal__source_key", "digest").values_list("deal__source_key", "digest")),
        sorted(Event.objects.filter(type__startswith="trading.").values_list("type", flat=True)),
    ]  # fmt: skip


@pytest.mark.django_db
class TestTakeRows:
    def test_changes_nothing_the_second_time(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(12)])
        assert counts(take(path)) == (12, 12, 0, 0, 0)
        before = kept(), Event.objects.count()
        assert counts(take(path)) == (12, 0, 0, 12, 0)
        assert (kept(), Event.objects.count()) == before

    def test_makes_new_versions_of_what_changed(self, tmp_path) -> None:
        take(write(tmp_path / "a", [record(n) for n in range(5)]))
        changed = record(3, title="改名")
        changed["notices"][0]["text"] = "丙"
        run = take(write(tmp_path / "a", [record(n) if n != 3 else changed for n in range(5)]))
        assert counts(run) == (5, 0, 1, 4, 0)
        assert HandedInNotice.objects.filter(deal__source_key="K3").count() == 2
        assert Deal.objects.get(source_key="K3").title == "改名"

    def test_tells_what_is_bad_by_its_row_and_takes_the_rest(self, tmp_path) -> None:
        rows = [record(1), b"{not json", record(2, region="0"), b"[1]", record(3), b"", record(4, lots=[])]
        run = take(write(tmp_path / "a", rows))
        assert counts(run) == (6, 2, 0, 0, 4)
        faults = list(run.faults.order_by("row").values_list("row", "key", "code"))
        assert faults == [
            (2, "", "not_json"), (3, "K2", "invalid_particulars"), (4, "", "not_an_object"), (7, "K4", "invalid_particulars"),
        ]  # fmt: skip
        told = ImportFault.objects.get(row=3)
        assert "region" in told.message and "region" in told.message_en

    def test_goes_on_where_it_was_stopped(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(9)])
        first = take(path, limit=4)
        assert counts(first) == (4, 4, 0, 0, 0) and first.finished_at is None
        second = take(path, limit=5)
        assert second.id == first.id and counts(second) == (9, 9, 0, 0, 0)
        assert second.finished_at is not None

    def test_begins_anew_when_told_so(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(9)])
        first = take(path, limit=4)
        again = take(path, restart=True)
        assert again.id != first.id and counts(again) == (9, 5, 0, 4, 0)

    def test_takes_another_content_of_the_file_for_another_run(self, tmp_path) -> None:
        take(write(tmp_path / "a", [record(n) for n in range(9)]), limit=4)
        run = take(write(tmp_path / "a", [record(n) for n in range(6)]))
        assert counts(run) == (6, 2, 0, 4, 0)

    def test_refuses_to_run_twice_at_once(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(9)])
        stale = run_of(path)
        take(path, limit=3)
        with pytest.raises(Conflict, match="import_in_progress"):
            imports.take_rows(reader=records.READER, rows=records.rows(path), run=stale)

    def test_asks_little_for_many_rows(self, tmp_path, django_assert_max_num_queries) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(200)])
        with django_assert_max_num_queries(60):
            take(path)


@pytest.mark.django_db
class TestInterruption:
    @pytest.mark.parametrize("after", [0, 1, 19, 20, 21, 47])
    def test_leaves_rows_and_cursor_of_whole_batches(self, tmp_path, monkeypatch, after: int) -> None:
        monkeypatch.setattr(imports, "LARGEST_BATCH", 20)
        path = write(tmp_path / "a", [record(n) for n in range(48)])

        def dying() -> Iterator[Row]:
            yield from itertools.islice(records.rows(path), after)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            imports.take_rows(reader=records.READER, rows=dying(), run=run_of(path))
        run = ImportRun.objects.get()
        assert run.cursor == after // 20 * 20 == Deal.objects.count()
        assert counts(take(path)) == (48, 48, 0, 0, 0)
        assert Deal.objects.count() == Lot.objects.count() == 48

    def test_in_the_midst_of_a_batch_leaves_nothing_of_it(self, tmp_path, monkeypatch) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(3)])
        run = run_of(path)

        def gone(*_: object, **__: object) -> None:
            assert Deal.objects.count() == 3  # all is written but the cursor
            raise RuntimeError("gone")

        monkeypatch.setattr(ImportRun, "save", gone)
        with pytest.raises(RuntimeError):
            imports.take_rows(reader=records.READER, rows=records.rows(path), run=run)
        assert not Deal.objects.exists() and not Event.objects.filter(type__startswith="trading.").exists()


@pytest.mark.django_db(transaction=True)
class TestKill:
    @pytest.mark.slow
    def test_goes_on_at_the_cursor_of_a_process_that_was_killed(self, tmp_path) -> None:
        rows = 4000
        path = write(tmp_path / "a", [record(n) for n in range(rows)])
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import_data", "records", str(path)], cwd=BASE, stdout=subprocess.PIPE,
            env=os.environ | {"DATABASE_URL": database_url()},
        )  # fmt: skip
        until = time.monotonic() + 300
        while not (ImportRun.objects.filter(cursor__gte=500).exists() or time.monotonic() > until):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        run = ImportRun.objects.get()
        assert 500 <= run.cursor < rows and run.finished_at is None
        assert run.cursor == Deal.objects.count() == run.created
        finished = take(path)
        assert finished.id == run.id and counts(finished) == (rows, rows, 0, 0, 0)
        assert Deal.objects.count() == rows
        assert Event.objects.filter(type="trading.notice.handed_in").count() == rows


@pytest.mark.django_db
class TestCommand:
    def test_sums_up_and_writes_what_was_refused(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(1), record(2, kind="fishing"), record(3)])
        said, errors = io.StringIO(), tmp_path / "errors.csv"
        call_command("import_data", "records", str(path), "--errors", str(errors), stdout=said)
        assert "3 rows: 2 created, 0 changed, 0 unchanged, 1 refused (finished)" in said.getvalue()
        assert "row 2: unknown_kind" in said.getvalue()
        with errors.open(encoding="utf-8-sig", newline="") as file:
            (row,) = csv.DictReader(file)
        assert (row["row"], row["key"], row["code"]) == ("2", "K2", "unknown_kind") and row["reason"]

    def test_says_that_it_goes_on(self, tmp_path) -> None:
        path = write(tmp_path / "a", [record(n) for n in range(4)])
        said = io.StringIO()
        call_command("import_data", "records", str(path), "--limit", "3", stdout=said)
        assert "stopped at its limit" in said.getvalue()
        call_command("import_data", "records", str(path), stdout=said)
        assert "going on at row 3" in said.getvalue() and "4 rows: 4 created" in said.getvalue()

    def test_fails_for_a_file_that_is_not_there_or_not_of_the_set(self, tmp_path) -> None:
        with pytest.raises(CommandError):
            call_command("import_data", "land", str(tmp_path / "none"))
        with pytest.raises(CommandError, match="head"):
            call_command("import_data", "land", str(write(tmp_path / "a", [record(1)])))
        assert not ImportRun.objects.exists()
