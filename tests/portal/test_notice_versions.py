"""Versions of a notice on its page: what is written anew, who looks at it, what differs, and what is shown no more."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from archive.models import Release
from foundation import followers
from notices import revising, wording
from notices.models import Notice
from tests.factories.accounts import MemberFactory, token_of
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db
HOSTILE = "示例路九号<script>alert(1)</script> & <b>"


@pytest.fixture
def notice(world: World) -> Notice:
    made = world.announced()
    followers.catch_up()
    return Notice.objects.get(deal=made.deal, kind="construction_tender")


@pytest.fixture
def clerk(world: World) -> Client:
    """Another person of Sun's organisation, by a token."""
    member = MemberFactory.create(role=Role.ORGANISER, party=world.cast.parties["housing_bureau"])
    return Client(headers={"Authorization": f"Bearer {token_of(member)}"})


def place(notice: Notice) -> revising.Place:
    found = revising.places(notice.content, wording.free_texts(notice.kind, notice.deal.procedure))
    return next(one for one in found if "地址" in one.where.zh)


def words(page: str) -> str:
    """Return what a page says to who sees neither styles nor marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def draft(notice: Notice, **given: str) -> Any:
    body = {
        place(notice).name: HOSTILE,
        "ground": "inaccurate",
        "reason": "门牌号有误",
        "seen": notice.digest,
    } | given
    return reader("sun").post(f"/notices/{notice.number}/correction/", body)


class TestAPublishedNotice:
    def test_says_which_periods_run_and_what_may_be_raised_until_when(
        self, world: World, notice: Notice
    ) -> None:
        path = f"/notices/{notice.number}/"
        said = words(Client().get(path).text)
        assert "正在进行的期限" in said
        assert re.search(r"投标.*（《招标投标法》第24条），截止 2026年\d+月\d+日 00:00，还剩", said)
        assert re.search(r"2026年\d+月\d+日 00:00 前可以提出：.*（《招标投标法实施条例》第22条）", said)
        world.later(days=60)
        assert "正在进行的期限" not in Client().get(path).text


class TestACorrection:
    def test_goes_from_a_form_through_a_second_person_to_the_page(
        self, notice: Notice, clerk: Client
    ) -> None:
        was = place(notice).zh
        form = reader("sun").get(f"/notices/{notice.number}/correction/")
        assert was in form.text
        answer = draft(notice)
        assert answer.status_code == 302, answer.text
        number = answer["Location"].strip("/").split("/")[-1]
        assert Client().get(f"/notices/{number}/").status_code == 404
        assert Client().get(f"/reviews/{number}/").status_code == 404
        own = reader("sun").get(f"/reviews/{number}/").text
        assert "须由另一人审核" in own
        assert "审核通过并发布" not in own
        queue = clerk.get("/reviews/").text
        assert f"/reviews/{number}/" in queue
        page = clerk.get(f"/reviews/{number}/").text
        for said in (
            "审核通过并发布",
            "法定内容核对",
            "《招标投标法》第16条第2款",
            "［删去：",
            "［增加：",
            "全文预览",
        ):
            assert said in page
        assert clerk.post(f"/reviews/{number}/", {"act": "approve"}).status_code == 302
        self.is_shown(notice, number, was)

    def is_shown(self, notice: Notice, number: str, was: str) -> None:
        followers.catch_up()
        client = Client()
        page = client.get(f"/notices/{number}/").text
        said = words(page)
        assert "<script>alert(1)" not in page
        assert "第2版与第1版的差别" in said
        assert "［增加：" in said
        assert was in page or "<del>" in page
        old = client.get(f"/notices/{notice.number}/").text
        assert "本公告已被新的版本取代" in old
        assert f'/notices/{number}/"' in old
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert "What differs between version 2 and version 1" in words(client.get(f"/notices/{number}/").text)
        assert number in client.get("/notices/").text
        assert f"/notices/{notice.number}/" not in client.get("/notices/").text
        deal = client.get(f"/deals/{notice.deal.number}/").text
        assert number in deal
        assert notice.number in deal
        release = json.loads(Release.objects.order_by("-sequence")[0].body)
        assert release["tag"] == ["tenderAmendment"]
        assert release["tender"]["amendments"][0]["rationale"].endswith("门牌号有误")

    def test_that_is_refused_loses_nothing_that_was_typed(self, notice: Notice) -> None:
        answer = draft(notice, reason="")
        assert answer.status_code == 422
        assert html.escape(HOSTILE, quote=True).replace("&#x27;", "'") in answer.text
        assert 'id="reason-error"' in answer.text
        assert draft(notice, seen="0" * 64).status_code == 422
        for who in ("bai", "chen", "song"):
            assert reader(who).get(f"/notices/{notice.number}/correction/").status_code == 404


class TestAWithdrawal:
    def test_of_a_secret_is_gone_at_once(self, notice: Notice) -> None:
        path, said = (
            f"/notices/{notice.number}/withdrawal/",
            {"ground": "third_party", "reason": "含个人住址"},
        )
        answer = reader("chen").post(path, said)
        followers.catch_up()
        number = answer["Location"].strip("/").split("/")[-1]
        gone = Client().get(f"/notices/{notice.number}/")
        assert gone.status_code == 410
        assert notice.title not in gone.text
        assert notice.digest in gone.text
        page = Client().get(f"/notices/{number}/").text
        assert "不再公开" in page
        assert notice.title not in words(page)
        assert Client().get(f"/api/v1/notices/{notice.id}/").status_code == 404
