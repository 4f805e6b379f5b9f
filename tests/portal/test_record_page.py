"""The pages that lead to the public record: what it is, and where a notice lies in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from archive.record.publisher import Publisher
from archive.record.tree import Tree
from foundation import followers
from notices.models import Notice
from tests.archive.record.test_publishing import SIGNER
from tests.world import build

pytestmark = pytest.mark.django_db


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheRecord:
    def test_is_told_of_before_anything_is_published(self) -> None:
        assert "还没有公布任何内容" in read("/record/")

    def test_leads_to_its_head_and_a_notice_to_its_files(self, tmp_path: Path) -> None:
        build().announced()
        followers.catch_up()
        notice = Notice.objects.get()
        page = f"/notices/{notice.number}/"
        assert "/record/notices/" not in read(page)  # not before its line is in the manifest
        Publisher(Tree(tmp_path), SIGNER).turn()
        for ending in ("html", "json"):
            assert f'href="/record/notices/{notice.number}/1.{ending}"' in read(page)
            assert (tmp_path / f"notices/{notice.number}/1.{ending}").is_file()
        assert 'href="/record/manifest/000/000/000.jsonl"' in read("/record/")
