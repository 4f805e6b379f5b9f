"""The job behind the files: it makes what changed, leaves what did not, and minds neither a twin nor being killed."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.bulk import making, shelf
from archive.models import Process, Release
from archive.ocds.values import Json, decode
from foundation import followers
from tests.bidding.results.bench import PRICES
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.scene import Scene
from tests.world import World, build

__all__ = ["_few_rounds", "bare", "bare_road", "scene"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(making, "REST", 0)
    return build()


def made(folder: Path) -> dict[str, shelf.File]:
    followers.catch_up()
    assert making.make(folder) == 0
    return {one.name: one for one in shelf.listed(folder)}


def lines(path: Path) -> list[Json]:
    return [decode(one) for one in gzip.decompress(path.read_bytes()).decode().splitlines()]


class TestTheFiles:
    def test_hold_every_release_and_what_each_process_comes_to(self, world: World, tmp_path: Path) -> None:
        world.announced(lots=3)
        found = made(tmp_path)
        month = f"releases-{Release.objects.get(sequence=1).at:%Y-%m}"
        endings = ("csv.zip", "jsonl.gz", "xlsx")
        assert sorted(found) == sorted(
            [
                "compiled.jsonl.gz",
                "releases.jsonl.gz",
                *(f"{one}.{e}" for e in endings for one in ("compiled-0001", month)),
            ]
        )
        rows = Release.objects.order_by("at", "sequence").values_list("body", flat=True)
        assert (
            lines(tmp_path / f"{month}.jsonl.gz")
            == lines(tmp_path / "releases.jsonl.gz")
            == list(map(decode, rows))
        )
        processes = Process.objects.order_by("number").values_list("body", flat=True)
        assert lines(tmp_path / "compiled.jsonl.gz") == list(map(decode, processes))
        assert found["compiled.jsonl.gz"].members == 3

    def test_are_what_the_index_says(self, world: World, tmp_path: Path) -> None:
        world.announced()
        for name, one in made(tmp_path).items():
            content = (tmp_path / name).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (one.bytes, one.sha256)

    def test_are_made_anew_only_where_something_changed(self, world: World, tmp_path: Path) -> None:
        world.announced()
        before = {name: one.sha256 for name, one in made(tmp_path).items()}
        stamps = {name: (tmp_path / name).stat().st_mtime_ns for name in before}
        assert {name: (tmp_path / name).stat().st_mtime_ns for name in made(tmp_path)} == stamps
        world.later(days=40)
        world.announced()
        after = made(tmp_path)
        first, *_ = sorted(name for name in before if name.startswith("releases-"))
        assert (tmp_path / first).stat().st_mtime_ns == stamps[first]
        assert after[first].past or after[first] == made(tmp_path)[first]
        assert after["compiled.jsonl.gz"].members == 2

    def test_are_read_in_as_many_queries_for_three_lots_as_for_one(
        self, world: World, tmp_path: Path
    ) -> None:
        counts = []
        for lots in (1, 3):
            world.announced(lots=lots)
            followers.catch_up()
            with CaptureQueriesContext(connection) as asked:
                making.make(tmp_path / str(lots))
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 12

    def test_go_by_parts_from_which_no_process_moves(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "PART", 2)
        world.announced(lots=3)
        found = made(tmp_path)
        parts = [found[f"compiled-000{part}.jsonl.gz"].members for part in (1, 2)]
        assert (parts, found["compiled.jsonl.gz"].members) == ([2, 1], 3)


class TestTheJob:
    def test_goes_on_where_one_was_killed(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.announced(lots=2)
        followers.catch_up()
        with monkeypatch.context() as broken:

            def killed(*_given: object) -> None:
                raise KeyboardInterrupt

            broken.setattr(making, "_whole", killed)
            with pytest.raises(KeyboardInterrupt):
                making.make(tmp_path)
        (tmp_path / ".making-x").mkdir()
        assert not (tmp_path / "compiled.jsonl.gz").exists()
        assert "compiled.jsonl.gz" in made(tmp_path)
        assert not list(tmp_path.glob(".making-*"))

    def test_leaves_a_folder_to_whoever_has_it(self, world: World, tmp_path: Path) -> None:
        world.announced()
        followers.catch_up()
        with shelf.alone(tmp_path):
            making.make(tmp_path)
        assert shelf.listed(tmp_path) == []
        assert made(tmp_path)

    def test_rests_after_it_made_a_file(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "REST", 10**6)
        world.announced()
        made(tmp_path)
        world.announced()
        followers.catch_up()
        assert making.make(tmp_path) > 0

    def test_puts_a_whole_together_again_once_a_part_that_rested_was_made(
        self, world: World, tmp_path: Path
    ) -> None:
        world.announced()
        made(tmp_path)
        state = orjson.loads((tmp_path / ".state.json").read_bytes())
        state["again"]["compiled-0001"] = "2999-01-01T00:00:00Z"
        (tmp_path / ".state.json").write_bytes(orjson.dumps(state))
        world.announced()
        followers.catch_up()
        assert making.make(tmp_path) == 1
        assert len(lines(tmp_path / "compiled.jsonl.gz")) == 1
        state = orjson.loads((tmp_path / ".state.json").read_bytes())
        state["again"] = {}
        (tmp_path / ".state.json").write_bytes(orjson.dumps(state))
        making.make(tmp_path)
        assert made(tmp_path)["compiled.jsonl.gz"].members == len(lines(tmp_path / "compiled.jsonl.gz")) == 2

    def test_makes_all_anew_where_the_index_was_lost(self, world: World, tmp_path: Path) -> None:
        world.announced()
        before = made(tmp_path)
        (tmp_path / shelf.INDEX).unlink()
        assert made(tmp_path).keys() == before.keys()

    def test_begins_anew_where_the_database_is_another(self, world: World, tmp_path: Path) -> None:
        state = tmp_path / ".state.json"
        state.write_bytes(orjson.dumps({"through": 10**6, "stale": [], "again": {}}))
        world.announced()
        assert made(tmp_path)


class TestAtItsAddress:
    def test_a_file_is_given_out_and_not_sent_again(
        self, world: World, tmp_path: Path, settings: object
    ) -> None:
        settings.BULK_ROOT = tmp_path  # type: ignore[attr-defined]
        assert Client().get("/ocds/bulk/index.json").json() == {"files": []}
        world.announced()
        found = made(tmp_path)
        index = Client().get("/ocds/bulk/index.json")
        assert {one["name"] for one in index.json()["files"]} == found.keys()
        answer = Client().get("/ocds/bulk/compiled.jsonl.gz")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert hashlib.sha256(content).hexdigest() == found["compiled.jsonl.gz"].sha256
        again = Client().get("/ocds/bulk/compiled.jsonl.gz", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize("name", [".state.json", "compiled.xlsx", "releases-2026-13x.xlsx"])
    def test_nothing_else_is(self, name: str) -> None:
        assert Client().get(f"/ocds/bulk/{name}").status_code == 404


class TestATenderUnderSeal:
    def test_is_in_the_same_bytes_whoever_bids_for_it(
        self, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "REST", 0)
        before = made(tmp_path)
        stamps = {name: (tmp_path / name).stat() for name in before}
        scene.register("deng")
        for who, price in PRICES.items():
            scene.filed(who, price=price)
        assert made(tmp_path) == before
        for name, one in stamps.items():
            now = (tmp_path / name).stat()
            assert (now.st_size, now.st_mtime_ns, now.st_ino) == (one.st_size, one.st_mtime_ns, one.st_ino)
