"""Registering alone or as a lead, answering a lead who named one: who gets the page, and what it says at each state."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bidding.models import Registration
from config.demo.moves import Cast
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_to_all(world: World) -> Cast:
    """A tender that accepts joint bids."""
    return world.announced(consortium_allowed=True, consortium_terms="成员不超过三家")


def page(who: str, lot: str, language: str = "zh-hans") -> str:
    client = reader(who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(f"/lots/{lot}/joint/")
    assert answer.status_code == 200
    return answer.text


def press(who: str, lot: str, act: str, **given: Any) -> Any:
    return reader(who).post(f"/lots/{lot}/joint/", {"act": act} | given, follow=False)


def code(world: World, who: str) -> str:
    return world.cast.members[who].party.code or ""


class TestWhoGetsIt:
    @pytest.mark.parametrize("who", ["sun", "chen", "su", "yan", "kang"])
    def test_nobody_who_is_no_bidder(self, who: str, open_to_all: Cast) -> None:
        for path in (f"/lots/{open_to_all.lot}/joint/", "/me/joint-bids/"):
            assert reader(who).get(path).status_code == 404
            assert Client().get(path).status_code == 404
        assert press(who, open_to_all.lot, "register").status_code == 404
        assert not Registration.objects.exists()

    def test_nobody_of_a_draft(self, world: World) -> None:
        assert reader("bai").get(f"/lots/{world.draft().lot}/joint/").status_code == 404

    def test_the_deal_leads_there(self, world: World, open_to_all: Cast) -> None:
        address = f"/deals/{world.deal(open_to_all).number}/"
        assert f"/lots/{open_to_all.lot}/joint/" in reader("bai").get(address).text
        assert f"/lots/{open_to_all.lot}/joint/" not in reader("sun").get(address).text


class TestAJointBid:
    def test_goes_from_named_to_bidding(self, world: World, open_to_all: Cast) -> None:
        lot = open_to_all.lot
        answer = press("bai", lot, "register", members=f"{code(world, 'cui').lower()}\n{code(world, 'deng')}")
        assert (answer.status_code, answer["Location"]) == (302, f"/lots/{lot}/joint/")
        made = Registration.objects.get()
        lead = page("bai", lot)
        assert lead.count("待答复</strong></td>") == 2
        assert "等待成员答复" in lead
        assert "等待贵单位答复" in reader("cui").get("/me/joint-bids/").text
        assert "Agree</button>" in page("cui", lot, "en")
        for who in ("cui", "deng"):
            assert press(who, lot, "agree", registration=made.id).status_code == 302
            assert "同意参加</button>" not in page(who, lot)
        assert Registration.objects.get().status == "qualified"
        assert page("bai", lot).count("已同意</strong> <span") == 2

    def test_that_was_declined_says_what_helps(self, world: World, open_to_all: Cast) -> None:
        lot = open_to_all.lot
        press("bai", lot, "register", members=code(world, "cui"))
        made = Registration.objects.get()
        assert press("cui", lot, "decline", registration=made.id).status_code == 302
        lead = page("bai", lot)
        assert "已拒绝</strong> <span" in lead
        assert "请撤回后重新报名" in lead
        assert "withdraws it and registers anew" in page("bai", lot, "en")
        assert press("bai", lot, "withdraw", registration=made.id).status_code == 302
        assert 'name="members"' in page("bai", lot)

    def test_is_not_shown_to_others(self, world: World, open_to_all: Cast) -> None:
        press("bai", open_to_all.lot, "register", members=code(world, "cui"))
        other = page("deng", open_to_all.lot)
        assert not any(world.cast.members[who].party.name in other for who in ("bai", "cui"))
        assert (
            press("deng", open_to_all.lot, "agree", registration=Registration.objects.get().id).status_code
            == 404
        )


class TestRefusals:
    def test_are_told_with_every_reason_and_keep_what_was_typed(
        self, world: World, open_to_all: Cast
    ) -> None:
        answer = press("bai", open_to_all.lot, "register", members="91370200MA0NOBODY0")
        assert answer.status_code == 422
        assert "没有这些单位：91370200MA0NOBODY0" in answer.text
        assert ">91370200MA0NOBODY0</textarea>" in answer.text
        assert 'href="#members"' in answer.text
        press("cui", open_to_all.lot, "register")
        press("bai", open_to_all.lot, "register", members=code(world, "cui"))
        made = Registration.objects.get(party=world.cast.members["bai"].party)
        refused = press("cui", open_to_all.lot, "agree", registration=made.id)
        assert "联合体各方不得再以自己名义单独投标" in refused.text
        assert "招标投标法实施条例" in refused.text

    def test_of_what_was_not_offered(self, open_to_all: Cast) -> None:
        assert press("bai", open_to_all.lot, "other").status_code == 422

    def test_where_joint_bids_are_not_accepted_no_members_are_asked_for(self, world: World) -> None:
        made = world.announced()
        assert 'name="members"' not in page("bai", made.lot)
        answer = press("bai", made.lot, "register", members=code(world, "cui"))
        assert "招标文件不接受联合体投标" in answer.text
        assert press("bai", made.lot, "register").status_code == 302
        assert "单独投标" in page("bai", made.lot)

    def test_outside_the_time_the_page_says_so(self, world: World, open_to_all: Cast) -> None:
        world.later(days=60)
        shown = page("bai", open_to_all.lot)
        assert "现在不能报名" in shown
        assert 'value="register"' not in shown

    def test_a_lot_on_hold_says_so(self, world: World, open_to_all: Cast) -> None:
        world.tell(
            "su", f"/api/v1/lots/{open_to_all.lot}/holds/", {"reason": "调查", "law": "招标投标法第六十一条"}
        )
        assert "标段处于暂停状态：监督部门责令暂停（招标投标法第六十一条）" in page("bai", open_to_all.lot)
