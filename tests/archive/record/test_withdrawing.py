"""A file that must not be public any longer: its bytes go everywhere, a tombstone stays, and the manifest says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.roles import Role
from archive.actions.withdrawing import withdraw_from_record
from archive.models import PublicBytes, PublicFile
from archive.record import audit, keeping, showing
from archive.record.keeping import JSON, Made
from archive.record.tree import Tree
from foundation import clock, transparency
from foundation.errors import DomainError
from foundation.models import Event
from tests.archive.record.test_publishing import SIGNER, publish, tree_of
from toolkit.mirroring import checking, places
from toolkit.mirroring.manifest import by_digest
from toolkit.mirroring.notes import Tombstone

pytestmark = pytest.mark.django_db

PATH, TWIN, OTHER = "tests/name.json", "tests/copy/name.json", "tests/other.json"
CHEN = Actor(role=Role.CENTRE, member_id="mem_chen", user_id="usr_chen")
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR, member_id="mem_admin", user_id="usr_admin")
ARTICLE = "政府信息公开条例第十五条"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a record with two editions of a file, a second file of the same bytes, and one that has nothing to do with it."""
    put(PATH, b'{"name":"zhang-one"}')
    put(PATH, b'{"name":"li-two"}')
    put(TWIN, b'{"name":"li-two"}')
    put(OTHER, b"{}")
    publish(tmp_path / "record")
    return tmp_path / "record"


def put(path: str, content: bytes) -> int:
    return keeping.keep([Made(path, clock.now(), JSON, content)])


def withdraw(**other: Any) -> Any:
    given: dict[str, Any] = {
        "path": PATH,
        "article": ARTICLE,
        "reason": "涉及个人隐私",
        "second": ADMINISTRATOR,
        "by": CHEN,
    } | other
    return withdraw_from_record(**given)


def checked(root: Path) -> checking.Checked:
    return checking.check(places.Folder(root), SIGNER.verifier)


class TestAWithdrawal:
    def test_takes_all_bytes_and_every_copy_of_them(self, root: Path) -> None:
        assert withdraw() == [TWIN, PATH]
        publish(root)
        assert checked(root).differences == []
        assert not any(b"zhang" in content or b"li-two" in content for content, _ in tree_of(root).values())
        gone = PublicBytes.objects.filter(withdrawn_at__isnull=False)
        assert set(gone.values_list("content", flat=True)) == {None}
        assert gone.count() == 2
        assert (root / OTHER).read_bytes() == b"{}"
        assert not (root / PATH).exists()

    def test_leaves_a_tombstone_that_says_why(self, root: Path) -> None:
        withdraw()
        publish(root)
        for path in (PATH, TWIN):
            said = Tombstone.read((root / f"{path}.withdrawn").read_text(), SIGNER.verifier)
            assert (said.path, said.article, said.reason) == (path, ARTICLE, "涉及个人隐私")
        event = Event.objects.get(type="archive.record.withdrawn")
        assert (event.actor, event.data["second"], event.data["paths"]) == (
            "mem_chen",
            "mem_admin",
            [TWIN, PATH],
        )
        assert "隐私" not in str(event.data)

    def test_holds_before_the_first_publication_too(self, tmp_path: Path) -> None:
        put(PATH, b'{"name":"zhang-one"}')
        withdraw()
        publish(tmp_path)
        assert checked(tmp_path).differences == []
        assert not any(b"zhang" in content for content, _ in tree_of(tmp_path).values())

    def test_does_not_come_undone_by_who_puts_it_on_record_again(self, root: Path) -> None:
        withdraw()
        publish(root)
        assert put(PATH, b'{"name":"li-two"}') == 0
        assert put(PATH, b'{"name":"***"}') == 1
        publish(root)
        assert checked(root).differences == []
        assert (root / PATH).read_bytes() == b'{"name":"***"}'
        assert not (root / f"{PATH}.withdrawn").exists()

    def test_is_rebuilt_as_it_is(self, root: Path) -> None:
        withdraw()
        publish(root)
        showing.show(Tree(root.parent / "again"), SIGNER.verifier, after=0)
        assert tree_of(root.parent / "again") == tree_of(root)

    @pytest.mark.parametrize(
        ("other", "code"),
        [
            ({"path": "tests/none.json"}, "record_file_unknown"),
            ({"second": CHEN}, "record_second_person"),
            ({"by": Actor(role=Role.BIDDER, user_id="usr_bai")}, "record_not_staff"),
            ({"second": Actor(role=Role.ORGANISER, user_id="usr_sun")}, "record_not_staff"),
            ({"article": ""}, "record_reason"),
            ({"reason": "一\n二"}, "record_reason"),
        ],
    )
    def test_is_refused(self, root: Path, other: dict[str, Any], code: str) -> None:
        with pytest.raises(DomainError) as refused:
            withdraw(**other)
        assert refused.value.code == code
        assert not PublicBytes.objects.filter(withdrawn_at__isnull=False).exists()

    def test_is_refused_twice(self, root: Path) -> None:
        withdraw()
        with pytest.raises(DomainError, match="record_file_withdrawn"):
            withdraw()


class TestTheAudit:
    @pytest.fixture
    def found(self, root: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
        settings.RECORD_ROOT = root
        monkeypatch.setattr(transparency, "log_key", lambda: SIGNER.verifier)
        return lambda: [f"{one.code} {one.where}" for one in audit.findings()]

    def test_finds_nothing_where_nothing_is(self, root: Path, found: Callable[[], list[str]]) -> None:
        assert found() == []
        withdraw()
        put("tests/waiting.json", b"[]")
        assert found() == []  # what the publisher has not written yet is not wrong
        publish(root)
        assert found() == []

    def test_finds_a_file_that_was_changed_or_removed(
        self, root: Path, found: Callable[[], list[str]]
    ) -> None:
        digest = PublicFile.objects.get(path=OTHER).stored_id
        (root / by_digest(digest)).write_bytes(b"[]")
        assert found() == [f"record_file {by_digest(digest)}"]
        (root / by_digest(digest)).unlink()
        assert found() == [f"record_file {by_digest(digest)}"]

    def test_finds_a_manifest_that_is_not_of_the_rows(
        self, root: Path, found: Callable[[], list[str]]
    ) -> None:
        path = root / "manifest/000/000/000.jsonl"
        path.write_bytes(path.read_bytes().replace(b"other.json", b"othex.json"))
        assert found() == ["record_rows manifest/000/000/000.jsonl"]
        (root / "head").write_bytes(b"x\n")
        assert [one.partition(" ")[0] for one in found()] == ["record_files"]

    def test_finds_withdrawn_bytes_that_were_put_back(
        self, root: Path, found: Callable[[], list[str]]
    ) -> None:
        digest = PublicFile.objects.filter(path=PATH).latest("edition").stored_id
        withdraw()
        publish(root)
        path = root / by_digest(digest)
        path.write_bytes(b'{"name":"li-two"}')
        assert found() == [f"record_left {by_digest(digest)}"]
