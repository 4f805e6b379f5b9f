"""The public record from what is published to files that a stranger checks: whole, once, and nothing else."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from archive.models import PublicBytes, PublicFile, RecordHead, Release
from archive.record import backlog, heads, keeping, showing, tree
from archive.record.keeping import JSON, Made
from archive.record.publisher import Publisher, TreeIsForeign
from archive.record.tree import Tree
from foundation import clock, followers
from foundation.models import FollowerCursor
from notices.models import Notice
from tests.world import World, build
from toolkit.log import note
from toolkit.mirroring import checking, manifest, places

pytestmark = pytest.mark.django_db

SIGNER = note.generate("demo.test.invalid/log", note.LOG)


@pytest.fixture
def world() -> World:
    return build()


def publish(root: Path) -> int:
    return Publisher(Tree(root), SIGNER).turn()


def published(root: Path) -> checking.Checked:
    """Publish what waits, and check the tree as anybody would."""
    followers.catch_up()
    publish(root)
    return checking.check(places.Folder(root), SIGNER.verifier)


def tree_of(root: Path) -> dict[str, tuple[bytes, float]]:
    """Return all files with their bytes, and for those on record their dates."""
    return {
        name: (path.read_bytes(), 0 if name.partition("/")[0] in manifest.OWN[1:] else path.stat().st_mtime)
        for path in root.rglob("*")
        if path.is_file() and (name := path.relative_to(root).as_posix())
    }


def keep(count: int, *, of: str = "one") -> None:
    keeping.keep(
        Made(f"tests/{of}-{n}.json", clock.now(), JSON, json.dumps({of: n}).encode()) for n in range(count)
    )


class TestAnAnnouncedDeal:
    def test_is_on_record_whole_once(self, world: World, tmp_path: Path) -> None:
        world.announced()
        found = published(tmp_path)
        assert found.differences == []
        assert found.head.lines == PublicFile.objects.count()
        notice = Notice.objects.get()
        page = (tmp_path / f"notices/{notice.number}/1.html").read_text()
        assert notice.content["title"]["zh"] in page
        assert notice.content["title"]["en"] in page
        assert "<script" not in page
        assert "http" not in page.partition("</style>")[0]  # it loads nothing
        assert (
            json.loads((tmp_path / f"notices/{notice.number}/1.json").read_bytes())["content"]
            == notice.content
        )
        FollowerCursor.objects.update(position=0)
        assert published(tmp_path).head == found.head

    def test_has_its_releases_as_packages_that_lead_to_each_other(self, world: World, tmp_path: Path) -> None:
        made = world.announced()
        published(tmp_path)
        rows = list(Release.objects.filter(process__lot=made.lot).order_by("number"))
        ocid = rows[0].process_id
        package = json.loads((tmp_path / f"ocds/records/{ocid}.json").read_bytes())
        linked = [
            one["url"].partition("/record/")[2].partition("#")[0] for one in package["records"][0]["releases"]
        ]
        found = [json.loads((tmp_path / one).read_bytes())["releases"][0] for one in linked]
        assert found == [json.loads(one.body) for one in rows]
        assert package["records"][0]["compiledRelease"]["ocid"] == ocid

    def test_is_not_there_as_long_as_it_is_a_draft(self, world: World, tmp_path: Path) -> None:
        world.draft()
        followers.catch_up()
        assert publish(tmp_path) == 0
        assert tree_of(tmp_path) == {}

    def test_tells_nothing_of_a_bid_under_seal(self, world: World, tmp_path: Path) -> None:
        made = world.announced()
        before = published(tmp_path).head
        moves_of_bidders(world, made)
        assert published(tmp_path).head == before


def moves_of_bidders(world: World, made: Any) -> None:
    """Bidders come, pay and ask, all before the opening."""
    asked = world.tell("bai", f"/api/v1/lots/{made.lot}/questions/", {"text": "几层？"})
    assert asked["id"]
    world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/", {})


class TestAReleaseOfBefore:
    def test_is_put_on_record_when_a_publisher_starts(self, world: World, tmp_path: Path) -> None:
        world.announced()
        followers.catch_up()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE archive_publicfile DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM archive_publicfile WHERE path LIKE 'ocds/%%'")
            cursor.execute("ALTER TABLE archive_publicfile ENABLE TRIGGER USER")
        assert backlog.missing().count() == Release.objects.count() > 0
        assert published(tmp_path).differences == []
        assert not backlog.missing().exists()


class TestTheManifest:
    def test_goes_on_in_segments_that_chain(self, tmp_path: Path) -> None:
        for step, count in enumerate((3, 1021, 1, 30)):
            keep(count, of=f"batch{step}")
            publish(tmp_path)
            found = checking.check(places.Folder(tmp_path), SIGNER.verifier)
            assert found.differences == []
        assert found.head.lines == 1055
        segments = sorted(tmp_path.rglob("manifest/*/*/*"))
        assert [len(one.read_bytes().splitlines()) for one in segments] == [1025, 32]

    def test_is_rebuilt_to_the_byte(self, tmp_path: Path) -> None:
        keep(1100)
        publish(tmp_path / "first")
        keep(3, of="more")
        keeping.keep([Made("tests/one-0.json", clock.now(), JSON, b"another edition")])
        publish(tmp_path / "first")
        showing.show(Tree(tmp_path / "again"), SIGNER.verifier, after=0)
        assert tree_of(tmp_path / "again") == tree_of(tmp_path / "first")

    def test_is_not_taken_up_in_the_tree_of_another(self, tmp_path: Path) -> None:
        keep(1)
        publish(tmp_path)
        with pytest.raises(TreeIsForeign, match="not signed by this log"):
            Publisher(Tree(tmp_path), note.generate("demo.other.invalid/log", note.LOG)).turn()

    def test_of_an_older_database_is_not_taken_up(self, tmp_path: Path) -> None:
        keep(1)
        with pytest.raises(TreeIsForeign, match="older copy"), transaction.atomic():
            point = transaction.savepoint()
            publish(tmp_path)
            transaction.savepoint_rollback(point)
            publish(tmp_path)

    def test_has_no_path_that_leads_elsewhere(self) -> None:
        for path in (
            "../x/y",
            "a/../b",
            "a/.b",
            "head",
            "manifest/1",
            "a",
            "/a/b",
            "a//b",
            "a/b.withdrawn",
            "文/件",
        ):
            with pytest.raises(ValueError, match="on record"):
                keeping.keep([Made(path, clock.now(), JSON, b"x")])


class TestAFullDisk:
    def test_leaves_what_was_whole_and_is_made_up_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(3)
        publish(tmp_path)
        before = tree_of(tmp_path)
        keep(5, of="later")
        written = tree._written
        left = [7]

        def full(path: Path, write: Any, *, is_flushed: bool) -> None:
            left[0] -= 1
            if left[0] < 5:
                path.write_bytes(b"ha")  # what found room
                raise OSError(errno.ENOSPC, "No space left on device")
            written(path, write, is_flushed=is_flushed)

        monkeypatch.setattr(tree, "_written", full)
        publisher = Publisher(Tree(tmp_path), SIGNER)
        with pytest.raises(OSError, match="No space"):
            publisher.turn()
        assert tree_of(tmp_path) == before
        assert checking.check(places.Folder(tmp_path), SIGNER.verifier).differences == []
        monkeypatch.undo()
        assert publisher.turn() == 5
        assert checking.check(places.Folder(tmp_path), SIGNER.verifier).differences == []


class TestTheTables:
    def test_keep_what_is_on_record(self, tmp_path: Path) -> None:
        keep(2)
        publish(tmp_path)
        for change in (
            lambda: PublicFile.objects.update(path="tests/other.json"),
            lambda: PublicFile.objects.update(number=None),
            lambda: PublicFile.objects.all().delete(),
            lambda: PublicBytes.objects.update(content=b"other"),
            lambda: PublicBytes.objects.update(content=None),
            lambda: RecordHead.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_take_the_same_twice_and_leave_it(self) -> None:
        keep(2)
        keep(2)
        assert PublicFile.objects.count() == 2


class TestTheCommands:
    def test_publish_and_rebuild(self, tmp_path: Path) -> None:
        keep(2)
        with override_settings(RECORD_ROOT=tmp_path / "record", TRANSPARENCY_KEY_PATH=tmp_path / "key"):
            call_command("publish_record", "--once")
        assert heads.size() == 2
        assert (tmp_path / "record/head").exists()
