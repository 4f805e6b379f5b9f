"""A25, A26: names that mean more than they say, files that are more than they seem, uploads that never end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import demo
from accounts.actor import Actor
from bidding.actions import uploads
from bidding.models import Upload
from bidding.sealed import store
from foundation import clock
from foundation.inspection import looking
from tests.bidding.sealed import test_uploads
from tests.bidding.sealed.scene import Scene
from tests.foundation.test_inspection import BAD, GOOD
from tests.toolkit.competition import Competition
from tests.world import World, build
from toolkit import canonical, names
from trading.actions import documents
from trading.models import Attachment

NAMES = (
    "../../etc/cron.d/x", "a\0.pdf", "CON", "投" * 100, "发票\u202efdp.exe", "a\r\nb", "/etc/passwd", "a\\..\\b", ".bashrc",
)  # fmt: skip


class TestNames:
    @pytest.mark.parametrize("name", [name for name in NAMES if name.isprintable() or "\u202e" in name])
    def test_in_a_sealed_manifest_are_the_bidders_fault(
        self, competition: Competition, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        """A25: a client that checks nothing seals a harmful name: it is refused when the manifest is read, and is no path."""
        harmless = competition.folder / "plan.txt"
        harmless.write_text("plan")
        with monkeypatch.context() as careless:
            careless.setattr(names, "check_all", lambda _: None)
            one = competition.file(files={name: harmless})
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts((1, 2, 3)))
        assert (outcome.outcome, outcome.cause, outcome.blamed) == ("revoked", "file_name", ())

    @pytest.mark.django_db
    def test_of_files_in_a_filing_never_reach_the_disk(self, scene: Scene) -> None:
        """A25: the names under which a filing's files are told are compared and forgotten; on the disk are ids alone."""
        filed = scene.upload(scene.seal("bai"))
        for name in (*NAMES, "form.1.p7m/../../x", "😀"):
            answer = scene.file(scene.folder, files=filed | {name: filed["core.json"]})
            expected = (400, "parse_error") if "\0" in name else (422, "parts_malformed")
            assert (answer.status, answer.body["code"]) == expected, (name, answer.body)
        assert scene.file(scene.folder, files=filed).body["state"] == "accepted"
        stored = {path.name for path in (Path(configured.MEDIA_ROOT) / "sealed").rglob("*") if path.is_file()}
        assert stored == set(Upload.objects.values_list("id", flat=True))


@pytest.mark.django_db
class TestUploads:
    @pytest.fixture
    def world(self, tmp_path: Path, settings: Any) -> World:
        settings.MEDIA_ROOT = tmp_path
        return build()

    def test_that_broke_off_are_bounded_and_go(
        self, world: World, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        """A26: broken off at 10, 50 and 99 percent: they fill the quota and no more, and are gone after their days."""
        settings.UPLOAD_BYTES, settings.UPLOAD_QUOTA_BYTES = 100_000, 250_000
        size = 100_000
        told = {}
        for percent in (10, 50, 99):
            digest = canonical.sha256(b"%d" % percent)
            answer = test_uploads.send(0, bytes(size * percent // 100), size=size, digest=digest)
            told[percent] = answer.status_code if answer.status_code == 200 else answer.json()["code"]
        assert told == {10: 200, 50: 200, 99: "upload_quota"}
        stored = [path for path in Path(configured.MEDIA_ROOT).rglob("upl_*") if path.is_file()]
        assert sorted(path.stat().st_size for path in stored) == [10_000, 50_000]
        clock.shift_to(clock.now() + timedelta(days=settings.UPLOAD_DAYS, minutes=1))
        with django_capture_on_commit_callbacks(execute=True):
            assert uploads.sweep(by=Actor.clock()) == 2
        assert [path for path in stored if path.exists()] == []
        assert test_uploads.send(0, bytes(10), size=size, digest=canonical.sha256(b"99")).status_code == 200

    def test_that_say_more_than_they_are_take_no_more_room(self, world: World) -> None:
        """A26: ten gigabytes announced, a length that is none, an offset beyond the end: refused before a byte is written."""
        found = [
            test_uploads.send(0, b"x", size=10 * 1024**3).json()["code"],
            test_uploads.send(5, b"x", size=10**15).json()["code"],
            test_uploads.ask(
                "PATCH", "bai", content=b"x", **{"Upload-Offset": "1e3", "Upload-Length": "9"}
            ).status_code,
            test_uploads.ask(
                "PATCH", "bai", content=b"x", **{"Upload-Offset": "١", "Upload-Length": "9"}
            ).status_code,
        ]
        assert found == ["part_too_large", "part_too_large", 422, 422]
        assert not Upload.objects.exists()
        assert test_uploads.send(7, b"x", size=100).json()["code"] == "upload_offset"
        assert not store.path(Upload.objects.get().id).exists()


@pytest.mark.django_db
class TestAttachments:
    """Files that everybody may read: A26 through the address, the looking itself is `foundation/test_inspection`."""

    @pytest.fixture
    def world(self, tmp_path: Path, settings: Any) -> World:
        settings.MEDIA_ROOT = tmp_path
        return build()

    def send(
        self, world: World, name: str, content: bytes, media_type: str = "application/pdf", *, deal: str = "", **more: Any
    ) -> Any:  # fmt: skip
        file = SimpleUploadedFile(name, content, content_type=media_type)
        return Client(raise_request_exception=False).post(
            f"/api/v1/deals/{deal or world.draft().deal}/attachments/", {"file": file},
            headers={"Authorization": f"Bearer {demo.token_of('sun')}"}, **more,
        )  # fmt: skip

    @pytest.mark.parametrize("code", sorted(set(BAD) - {"file_name"}))
    def test_that_are_harmful_are_refused_in_words_and_leave_nothing(self, world: World, code: str) -> None:
        deal = world.draft().deal
        for name, content in BAD[code]:
            if not content:
                continue  # the form takes no empty file
            answer = self.send(world, name, content, deal=deal)
            assert (answer.status_code, answer.json()["code"]) == (422, code), (name, answer.json())
            assert answer.json()["detail"] and answer.json()["fields"]["file"]
        assert not Attachment.objects.exists()
        assert [path for path in Path(configured.MEDIA_ROOT).rglob("*") if path.is_file()] == []

    def test_are_of_the_type_that_they_are_found_to_be(self, world: World) -> None:
        deal = world.draft().deal
        for name, content in GOOD.items():
            answer = self.send(world, name, content, "text/html", deal=deal)
            assert (answer.status_code, answer.json()["media_type"]) == (201, looking.media_type_of(name)), (
                name
            )

    def test_of_ten_gigabytes_are_refused_before_they_are_read(self, world: World) -> None:
        answer = self.send(world, "a.pdf", b"%PDF-1.7", CONTENT_LENGTH=str(10 * 1024**3))
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def test_end_with_what_a_deal_may_hold(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "MAX_DEAL_BYTES", 1)
        deal = world.draft().deal
        assert self.send(world, "a.txt", b"x", deal=deal).status_code == 201
        again = self.send(world, "b.txt", b"y", deal=deal)
        assert (again.status_code, again.json()["code"]) == (409, "attachments_quota")
