"""Files beside the documents: sent, sent again, read, taken out."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import demo
from tests.world import World, build
from trading.models import Attachment

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.7 \xff\x00 drawing"


@pytest.fixture
def world() -> World:
    return build()


def send(deal: str, *, name: str = "图纸 一.pdf", who: str = "sun", key: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"}
    if key:
        headers["Idempotency-Key"] = key
    file = SimpleUploadedFile(name, CONTENT, content_type="application/pdf")
    return Client(raise_request_exception=False).post(
        f"/api/v1/deals/{deal}/attachments/", {"file": file}, headers=headers
    )


def ask(method: str, path: str, who: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"} if who else {}
    return Client(raise_request_exception=False).generic(method, path, headers=headers)


class TestAttaching:
    def test_keeps_a_file_by_its_digest(self, world: World) -> None:
        sent = send(world.draft().deal)
        assert sent.status_code == 201
        assert (sent.json()["digest"], sent.json()["size"]) == (
            hashlib.sha256(CONTENT).hexdigest(),
            len(CONTENT),
        )

    def test_acts_once_for_a_key_although_the_boundary_differs(self, world: World) -> None:
        deal = world.draft().deal
        first, second = (send(deal, key="f-1") for _ in range(2))
        assert (first.status_code, first.content) == (201, second.content)
        assert Attachment.objects.count() == 1

    def test_refuses_another_file_under_the_key(self, world: World) -> None:
        deal = world.draft().deal
        send(deal, key="f-1")
        assert send(deal, key="f-1", name="别的.pdf").json()["code"] == "key_reused"

    def test_is_the_organisers(self, world: World) -> None:
        deal = world.draft().deal
        assert send(deal, who="bai").status_code == 404
        assert send(deal, who="chen").status_code == 403

    @pytest.mark.parametrize("raw", [b"", b"--x", b"nothing"])
    def test_refuses_what_is_no_form(self, world: World, raw: bytes) -> None:
        headers = {"Authorization": f"Bearer {demo.token_of('sun')}"}
        answer = Client(raise_request_exception=False).post(
            f"/api/v1/deals/{world.draft().deal}/attachments/",
            raw,
            content_type="multipart/form-data; boundary=x",
            headers=headers,
        )
        assert answer.status_code in (400, 422)


class TestReading:
    def test_gives_the_bytes_under_the_files_own_name(self, world: World) -> None:
        path = f"/api/v1/attachments/{send(world.draft().deal).json()['id']}/content/"
        got = ask("GET", path, "sun")
        assert got.getvalue() == CONTENT
        got.close()
        assert "filename*=UTF-8''%E5%9B%BE%E7%BA%B8%20%E4%B8%80.pdf" in got["Content-Disposition"]
        assert got["Content-Disposition"].startswith("attachment;")
        sha256 = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
        assert got["Repr-Digest"] == f"sha-256=:{sha256}:"

    def test_tells_nobody_of_a_file_of_a_draft(self, world: World) -> None:
        path = f"/api/v1/attachments/{send(world.draft().deal).json()['id']}/content/"
        assert {ask("GET", path, who).status_code for who in (None, "bai", "song", "lu", "guan")} == {404}

    def test_leaves_no_trace_of_who_reads(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        """Who takes the documents of a tender is nobody's to know: nothing is written, and no log says who it was."""
        made = world.draft()
        path = f"/api/v1/attachments/{send(made.deal).json()['id']}/content/"
        world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
        ask("GET", "/api/v1/me/", "bai")  # the first use of a token each day is noted
        by = world.cast.members["bai"]
        with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
            for read in (path, f"/api/v1/deals/{made.deal}/documents/", f"/deals/{world.deal(made).number}/"):
                answer = ask("GET", read, "bai")
                assert answer.status_code == 200 and answer.getvalue()
        assert len(queries) > 3 and caplog.records
        assert [
            one["sql"]
            for one in queries
            if not one["sql"].lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ] == []
        told = " ".join(
            f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name != "django.db.backends"
        )
        assert [one for one in (by.id, by.party_id, by.user_id, by.user.email) if str(one) in told] == []


class TestTakingOut:
    def test_is_for_drafts(self, world: World) -> None:
        made = world.draft()
        path = f"/api/v1/attachments/{send(made.deal).json()['id']}/"
        assert ask("DELETE", path, "bai").status_code == 404
        assert ask("DELETE", path, "chen").status_code == 403
        assert ask("DELETE", path, "sun").status_code == 204
        assert ask("DELETE", path, "sun").status_code == 404

    def test_leaves_what_was_published(self, world: World) -> None:
        made = world.draft()
        path = f"/api/v1/attachments/{send(made.deal).json()['id']}/"
        world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
        refused = ask("DELETE", path, "sun")
        assert (refused.status_code, refused.json()["code"]) == (409, "already_published")
        public = ask("GET", f"{path}content/")
        public.close()
        assert public.status_code == 200
