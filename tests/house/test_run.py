"""What a run of tests stands on takes nothing from what is tested, and nothing from another run."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from tests import migrated


class TestSyncing:
    """Nothing waits for the disk, but what could not have been synced is refused as ever."""

    def test_takes_an_open_file(self, tmp_path: Path) -> None:
        with (tmp_path / "one").open("wb") as file:
            os.fsync(file)
            os.fsync(file.fileno())

    def test_refuses_what_was_closed(self, tmp_path: Path) -> None:
        with (tmp_path / "one").open("wb") as file:
            descriptor = os.dup(file.fileno())
        os.close(descriptor)
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fsync(descriptor)
        with pytest.raises(ValueError, match="closed file"):
            os.fsync(file)


class TestMigrated:
    def test_is_of_one_run_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two runs on one server: neither has the other's database, and the end of one leaves the other its own."""
        monkeypatch.setenv(migrated.MIGRATED, "")  # what follows sets it: this puts back what the run had
        monkeypatch.setattr(migrated, "_migrate", lambda *_: None)
        server = os.environ["DATABASE_URL"]

        def there() -> list[bool]:
            with psycopg.connect(server) as seen:
                known = {name for (name,) in seen.execute("SELECT datname FROM pg_database")}
            return [name in known for name in names]

        names = []
        with migrated.migrated(server):
            names.append(os.environ[migrated.MIGRATED])
            with migrated.migrated(server):
                names.append(os.environ[migrated.MIGRATED])
                assert there() == [True, True]
            assert there() == [True, False]
        assert there() == [False, False]
