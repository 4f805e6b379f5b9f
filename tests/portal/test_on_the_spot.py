"""Objections at the opening: bidders raise them on its page, the organiser answers there, everybody reads both."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from foundation import followers
from notices.models import Notice
from tests.bidding.opening.conftest import begun, hall, shown, three
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.conftest import _few_rounds, bare, scene
from trading.models import Objection

__all__ = ["_few_rounds", "bare", "begun", "hall", "scene", "shown", "three"]
pytestmark = pytest.mark.django_db
SAID = "<b>唱标</b>时未宣布工期。"


def signed_in(hall: Hall, who: str) -> Client:
    client = Client()
    client.force_login(hall.scene.world.cast.members[who].user)
    return client


def address(hall: Hall) -> str:
    return f"/lots/{hall.lot}/opening/"


def read(hall: Hall, client: Client | None = None, language: str = "zh-hans") -> str:
    client = client or Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(address(hall)).content.decode()


def say(hall: Hall, who: str, **given: str) -> tuple[int, str]:
    answer = signed_in(hall, who).post(address(hall), given)
    return answer.status_code, answer.content.decode()


def named(page: str) -> str:
    """Return the name of the form that a page shows."""
    found = re.search(r'name="once" value="(frm_\w+)"', page[page.index('id="speak"') :])
    assert found
    return found[1]


class TestObjecting:
    def test_is_heard_and_answered_before_everybody_and_names_nobody(self, shown: Hall) -> None:
        assert say(shown, "cui", act="object", grounds=SAID)[0] == 302
        page = read(shown)
        assert "&lt;b&gt;唱标&lt;/b&gt;时未宣布工期。" in page
        assert "等待答复" in page
        assert 'data-live="final"' not in page
        heard = page[page.index('id="heard"') : page.index('id="speak"')]
        assert shown.scene.world.cast.members["cui"].party.name not in heard
        objection = Objection.objects.get()
        assert (
            say(shown, "sun", act="answer", objection=objection.id, upheld="yes", reply="现予补充宣布。")[0]
            == 302
        )
        for language, word in (("zh-hans", "异议成立"), ("en", "upheld")):
            page = read(shown, language=language)
            assert "现予补充宣布。" in page
            assert word in page

    def test_is_for_those_who_bid(self, shown: Hall) -> None:
        for who in ("han", "sun", "su", "chen"):
            assert say(shown, who, act="object", grounds="x")[0] == 403
            assert 'name="grounds"' not in read(shown, signed_in(shown, who))
        assert Client().post(address(shown), {"act": "object", "grounds": "x"}).status_code == 403
        assert 'name="grounds"' in read(shown, signed_in(shown, "bai"))

    def test_is_answered_by_the_organiser_alone(self, shown: Hall) -> None:
        say(shown, "cui", act="object", grounds=SAID)
        objection = Objection.objects.get()
        for who in ("bai", "su", "chen"):
            assert say(shown, who, act="answer", objection=objection.id, reply="x")[0] == 403
            assert 'name="reply"' not in read(shown, signed_in(shown, who))
        assert 'name="reply"' not in read(shown)
        assert 'name="reply"' in read(shown, signed_in(shown, "sun"))

    def test_tells_what_is_missing_beside_its_field(self, shown: Hall) -> None:
        status, page = say(shown, "cui", act="object", grounds=" ")
        assert status == 422
        assert 'id="grounds-error"' in page
        say(shown, "cui", act="object", grounds=SAID)
        objection = Objection.objects.get()
        status, page = say(shown, "sun", act="answer", objection=objection.id, upheld="yes", reply="")
        assert status == 422
        assert f'id="reply-{objection.id}-error"' in page
        assert f'href="#reply-{objection.id}"' in page
        assert re.search(r'value="yes" checked', page)

    def test_is_taken_back_by_who_raised_it(self, shown: Hall) -> None:
        say(shown, "cui", act="object", grounds=SAID)
        objection = Objection.objects.get()
        assert say(shown, "bai", act="withdraw", objection=objection.id)[0] == 404
        assert say(shown, "cui", act="withdraw", objection=objection.id)[0] == 302
        assert "已撤回</strong>" in read(shown)

    def test_sent_twice_is_raised_once_and_told_the_same(self, shown: Hall) -> None:
        client = signed_in(shown, "cui")
        form = {"once": named(read(shown, client)), "act": "object", "grounds": SAID}
        answers = [client.post(address(shown), form, follow=True) for _ in range(2)]
        assert [one.status_code for one in answers] == [200, 200]
        assert all("异议已提出，等待当场答复" in one.content.decode() for one in answers)
        assert Objection.objects.count() == 1
        # Once it is answered, the same form again is still the old one; a new showing is a new objection.
        objection = Objection.objects.get()
        say(shown, "sun", act="answer", objection=objection.id, reply="不成立。")
        client.post(address(shown), form)
        assert Objection.objects.count() == 1
        client.post(address(shown), form | {"once": named(read(shown, client))})
        assert Objection.objects.count() == 2

    def test_holds_up_the_record_and_stands_in_its_notice(self, shown: Hall) -> None:
        say(shown, "cui", act="object", grounds=SAID)
        world, made = shown.scene.world, shown.scene.made
        step = f"/api/v1/lots/{shown.lot}/steps/record_opening/"
        refused = world.stage._send("chen", "POST", step, {})
        assert [one["code"] for one in refused.body["reasons"]] == ["open_objection"]
        say(shown, "sun", act="answer", objection=Objection.objects.get().id, reply="已当场补充。")
        world.tell("chen", step, {})
        assert 'data-live="final"' in read(shown)
        assert say(shown, "bai", act="object", grounds="x")[0] == 422
        followers.catch_up()
        notice = Notice.objects.get(deal=made.deal, kind="construction_opening_record")
        assert "时未宣布工期。" in str(notice.content)
        assert "已当场补充。" in str(notice.content)


class TestTheAddress:
    """What the page does, programs do at the addresses of objections."""

    def test_lets_everybody_read_what_was_said(self, shown: Hall) -> None:
        world = shown.scene.world
        path = f"/api/v1/lots/{shown.lot}/objections/"
        said = world.tell("cui", path, {"stage": "opening", "grounds": SAID})
        refused = world.stage._send("han", "POST", path, {"stage": "opening", "grounds": SAID})
        assert (refused.status, refused.body["code"]) == (403, "only_for_bidders")
        for who in (None, "bai", "sun"):
            (row,) = world.stage.get(who, path)["results"]
            assert (row["grounds"], row["party"]) == (SAID, None)
        assert world.stage.get("su", path)["results"][0]["party"] is not None
        answered = world.tell(
            "sun", f"/api/v1/objections/{said['id']}/reply/", {"reply": "不成立。", "upheld": False}
        )
        assert world.stage.get(None, f"/api/v1/objections/{said['id']}/") == answered
