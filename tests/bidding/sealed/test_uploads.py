"""Uploads: resumed, checked, bounded, nobody else's to see, and gone when nobody submits them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client

from accounts import demo
from accounts.actor import Actor
from bidding.actions import uploads
from bidding.models import Upload
from bidding.sealed import store
from foundation import clock
from tests.world import World, build
from toolkit import canonical

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 40
DIGEST = canonical.sha256(CONTENT)


@pytest.fixture
def world(tmp_path: object, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build()


def ask(
    method: str, who: str | None, digest: str = DIGEST, content: bytes = b"", **headers: str
) -> httpx.Response:
    if who is not None:
        headers["Authorization"] = f"Bearer {demo.token_of(who)}"
    answer = Client(raise_request_exception=False).generic(
        method,
        f"/api/v1/uploads/{digest}/",
        content,
        content_type="application/offset+octet-stream",
        headers=headers,
    )
    return httpx.Response(answer.status_code, headers=list(answer.items()), content=answer.content)


def send(
    offset: int, content: bytes, who: str = "bai", *, size: int = len(CONTENT), digest: str = DIGEST
) -> httpx.Response:
    return ask("PATCH", who, digest, content, **{"Upload-Offset": str(offset), "Upload-Length": str(size)})


class TestUploads:
    def test_arrive_piece_by_piece(self, world: World) -> None:
        assert ask("HEAD", "bai").status_code == 404
        assert send(0, CONTENT[:100]).headers["Upload-Offset"] == "100"
        assert ask("HEAD", "bai").headers["Upload-Offset"] == "100"
        last = send(100, CONTENT[100:])
        assert (last.headers["Upload-Offset"], last.json()["is_complete"]) == (str(len(CONTENT)), True)
        assert store.path(Upload.objects.get().id).read_bytes() == CONTENT

    def test_tell_where_to_go_on(self, world: World) -> None:
        send(0, CONTENT[:100])
        wrong = send(50, CONTENT[50:])
        assert (wrong.status_code, wrong.json()["code"], wrong.json()["data"]) == (
            409,
            "upload_offset",
            {"offset": 100},
        )

    def test_that_are_complete_stay_as_they_are(self, world: World) -> None:
        send(0, CONTENT)
        assert send(0, b"x" * 10).json()["is_complete"]
        assert store.path(Upload.objects.get().id).read_bytes() == CONTENT

    def test_begin_anew_when_the_whole_is_another(self, world: World) -> None:
        wrong = send(0, CONTENT[:-1] + b"x")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "part_hash")
        assert ask("HEAD", "bai").headers["Upload-Offset"] == "0"
        assert send(0, CONTENT).json()["is_complete"]

    def test_are_no_longer_than_was_said(self, world: World) -> None:
        assert send(0, CONTENT + b"x").json()["code"] == "part_too_large"
        assert ask("HEAD", "bai").headers["Upload-Offset"] == "0"

    def test_keep_their_size(self, world: World) -> None:
        send(0, CONTENT[:10])
        assert send(10, b"x", size=11).json()["code"] == "upload_size"

    def test_are_bounded(self, world: World, settings: Any) -> None:
        settings.UPLOAD_BYTES = 1000
        assert send(0, b"x", size=1001).json()["code"] == "part_too_large"
        settings.UPLOAD_BYTES, settings.UPLOAD_QUOTA_BYTES = 10**6, 15_000
        assert send(0, CONTENT).status_code == 200
        other = send(0, CONTENT[::-1], digest=canonical.sha256(CONTENT[::-1]))
        assert (other.status_code, other.json()["code"]) == (422, "upload_quota")
        assert not Upload.objects.exclude(sha256=DIGEST).exists()

    def test_come_in_blocks(self, world: World) -> None:
        answer = ask(
            "PATCH",
            "bai",
            DIGEST,
            b"x" * (8 * 1024 * 1024 + 1),
            **{"Upload-Offset": "0", "Upload-Length": "9999999"},
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Upload-Offset": "-1", "Upload-Length": "5"}, {"Upload-Offset": "0", "Upload-Length": "x"}],
    )
    def test_say_what_they_are(self, world: World, headers: dict[str, str]) -> None:
        assert ask("PATCH", "bai", DIGEST, b"x", **headers).status_code == 422

    def test_are_named_by_a_digest(self, world: World) -> None:
        for name in ("x", "../../etc/cron.d/x", "A" * 64, "%00" * 20):
            assert ask("HEAD", "bai", name).status_code in (400, 404)

    def test_are_nobody_elses(self, world: World) -> None:
        send(0, CONTENT)
        unknown = ask("GET", "cui", "0" * 64)
        theirs = ask("GET", "cui")
        assert (theirs.status_code, theirs.content) == (404, unknown.content)
        assert ask("GET", None).status_code in (401, 403)
        assert send(0, CONTENT[:7], "cui").headers["Upload-Offset"] == "7"

    def test_of_others_than_bidders_are_refused(self, world: World) -> None:
        for who in ("sun", "chen", "su"):
            assert send(0, CONTENT, who).status_code == 403
        assert not Upload.objects.exists()

    def test_that_nobody_submits_are_removed(
        self, world: World, django_capture_on_commit_callbacks: Any
    ) -> None:
        send(0, CONTENT)
        place = store.path(Upload.objects.get().id)
        assert uploads.sweep(by=Actor.clock()) == 0
        clock.shift_to(clock.now() + timedelta(days=8))
        with django_capture_on_commit_callbacks(execute=True):
            assert uploads.sweep(by=Actor.clock()) == 1
        assert not place.exists() and not Upload.objects.exists()

    def test_that_were_submitted_stay(self, world: World) -> None:
        send(0, CONTENT)
        Upload.objects.update(is_filed=True)
        clock.shift_to(clock.now() + timedelta(days=80))
        assert uploads.sweep(by=Actor.clock()) == 0
