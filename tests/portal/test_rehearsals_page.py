"""The page of rehearsals, and what a deal's page says of them to those inside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Member
from tests.bidding.rehearsal.conftest import studio
from tests.bidding.rehearsal.studio import Studio
from tests.bidding.sealed.conftest import _few_rounds

__all__ = ["_few_rounds", "studio"]
pytestmark = pytest.mark.django_db


def read(who: str | None, path: str = "/rehearsals/", language: str = "zh-hans") -> str:
    """Return a page as somebody reads it."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if who is not None:
        client.force_login(Member.objects.get(user__email=f"{who}@demo.invalid").user)
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    if folder := os.environ.get("KEEP_PAGES"):
        name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
        (Path(folder) / f"{name}-{who}-{language}.html").write_text(page)
    return page


class TestThePage:
    def test_shows_strangers_nothing(self, studio: Studio) -> None:
        row = studio.begin()
        for who in (None, "bai", "cui"):
            page = read(who)
            assert row.id not in page
            assert ("须先登录" if who is None else "没有与您有关的演练") in page

    def test_leads_custodians_to_what_they_are_to_do(self, studio: Studio) -> None:
        row = studio.begin()
        assert "token-file" not in read("kang")
        studio.freeze()
        page = read("kang")
        assert f"open-share rehearsal --lot {row.id}" in page
        assert page.count("未提交") == 3
        assert 'href="/rehearsals/"' in page  # in the navigation
        assert 'href="/rehearsals/"' not in read("bai", "/about/")

    def test_tells_every_custodians_part(self, studio: Studio) -> None:
        studio.begin(posting_s=60)
        row = studio.freeze()
        studio.posted(row, [1, 2])
        assert read("sun").count("已提交</strong>") == 2
        studio.later(seconds=61)
        studio.settle()
        page = read("sun")
        assert "已打开，但有保管人没有完成" in page
        assert (page.count("正常</strong>"), page.count("没有提交</strong>")) == (2, 1)
        english = read("su", language="en")
        assert "It opened, but not every custodian did its part" in english
        assert "was silent" in english


class TestTheDealsPage:
    def test_warns_those_inside_before_the_notice(self, studio: Studio) -> None:
        address = f"/deals/{studio.scene.lot.deal.number}/"
        assert "开标尚未演练成功" in read("sun", address)
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2, 3])
        studio.settle()
        page = read("sun", address)
        assert "开标已演练成功" in page
        assert "开标尚未演练成功" not in page
        studio.announce()
        assert 'href="/rehearsals/"' in read("sun", address)
        assert 'href="/rehearsals/"' not in read(None, address)
