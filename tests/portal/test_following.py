"""A search is followed from its page, looked after on a page of its own, and read in the inbox; nobody sees another's."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from foundation import followers
from notices.delivery import outbox
from notices.delivery.sending import Sender
from notices.models import InboxMessage, Notice, Parcel, Subscription
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db


def sent() -> None:
    followers.catch_up()
    sender = Sender(resolve=lambda *_: ["10.0.0.1"])
    outbox.close_digests()
    while sender.turn():
        pass


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


class TestFollowing:
    def test_begins_at_the_search_and_ends_in_the_inbox(self, world: World, client: Client) -> None:
        bai = reader("bai")
        search = bai.get("/search/?text=测试&region=370200&since=2026-01-01").text
        [form] = re.findall(r'href="(/subscribe/\?[^"]+)"', search)
        page = bai.get(form.replace("&amp;", "&")).text.partition("<main")[2].partition("yg-printed")[0]
        assert "测试" in page and "青岛市" in page and "2026-01-01" not in page
        given = {
            "query": "text=测试&region=370200",
            "channel": "inbox",
            "frequency": "immediately",
            "once": once(page),
        }
        first, again = bai.post("/subscribe/", given), bai.post("/subscribe/", given)
        assert first["Location"] == again["Location"]
        [subscription] = Subscription.objects.all()
        assert subscription.name == "测试、青岛市"
        world.announced()
        sent()
        inbox = bai.get("/me/inbox/").text
        assert "测试工程" in inbox and "未读：1" in re.sub(r"<[^>]*>", "", inbox)
        message = InboxMessage.objects.get()
        opened = bai.post("/me/inbox/", {"message": message.id})
        assert opened["Location"] == f"/notices/{Notice.objects.get().number}/"
        assert "未读：0" in re.sub(r"<[^>]*>", "", bai.get("/me/inbox/").text)
        for address in ("/me/inbox/", "/me/subscriptions/", f"/me/subscriptions/{subscription.id}/"):
            assert client.get(address).status_code == 404
        cui = reader("cui")
        assert (
            "测试工程" not in cui.get("/me/inbox/").text
            and "还没有订阅" in cui.get("/me/subscriptions/").text
        )
        assert cui.post("/me/inbox/", {"message": message.id}).status_code == 404
        for act in ("save", "pause", "delete", "test", "rotate"):
            assert cui.post(f"/me/subscriptions/{subscription.id}/", {"act": act}).status_code == 404

    def test_is_changed_paused_and_ended(self, world: World) -> None:
        bai = reader("bai")
        own = bai.post("/subscribe/", {"query": "", "channel": "email", "frequency": "daily"})["Location"]
        named = bai.post(
            own, {"act": "save", "name": "<script>\x00=cmd 𠮷", "frequency": "weekly"}, follow=True
        ).text
        assert "&lt;script&gt;=cmd 𠮷" in named and "<script>=" not in named and "每周一" in named
        assert "至少" not in bai.post(own, {"act": "save", "name": "x", "frequency": "never"}).text
        assert bai.post(own, {"act": "save", "name": "x", "frequency": "never"}).status_code == 422
        assert bai.post(own, {"act": "nothing"}).status_code == 422
        assert "已暂停" in bai.post(own, {"act": "pause"}, follow=True).text
        world.announced()
        sent()
        assert not Parcel.objects.exists()
        assert "已恢复" in bai.post(own, {"act": "resume"}, follow=True).text
        assert "已删除" in bai.post(own, {"act": "delete"}, follow=True).text
        assert bai.get(own).status_code == 404

    def test_by_webhook_shows_its_secret_and_how_each_went_and_staff_sees_no_addressee(
        self, world: World
    ) -> None:
        bai = reader("bai")
        given = {
            "query": "text=测试",
            "channel": "webhook",
            "frequency": "immediately",
            "target": "https://hook.example/secret-path",
        }
        own = bai.post("/subscribe/", given)["Location"]
        secret = Subscription.objects.get().secret
        assert secret in bai.get(own).text
        bai.post(own, {"act": "rotate"})
        assert secret not in bai.get(own).text and "旧密钥同时签名" in bai.get(own).text
        bai.post(own, {"act": "test"})
        sent()
        assert "地址指向内部网络" in bai.get(own).text and "下次尝试" in bai.get(own).text
        Parcel.objects.update(status="dead", ended_at=Parcel.objects.get().made_at)
        chen = reader("chen")
        page = chen.get("/deliveries/").text
        assert "地址指向内部网络" in page and "hook.example" not in page and "测试、" not in page
        assert bai.get("/deliveries/").status_code == 404
        assert chen.post("/deliveries/", {"parcel": "pcl_x"}).status_code == 422
        assert (
            "已重新排入发送"
            in chen.post("/deliveries/", {"parcel": Parcel.objects.get().id}, follow=True).text
        )
        assert Parcel.objects.get().status == "waiting"

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"channel": "webhook", "target": "http://127.0.0.1/"}, "须使用域名"),
            ({"channel": "sms", "target": "12345"}, "手机号码"),
            ({"channel": "fax"}, "没有这种方式"),
            ({"frequency": "never"}, "没有这个选项"),
            ({"query": "family=nonsense"}, "没有这个选项"),
            ({"query": "text=" + "公" * 99}, "最多60个字"),
        ],
    )
    def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(
        self, world: World, settings: Settings, given: dict[str, str], said: str
    ) -> None:
        assert world.cast
        settings.SMS_URL = "console://"
        told = {"query": "", "channel": "inbox", "frequency": "daily", **given}
        answer = reader("bai").post("/subscribe/", told)
        assert answer.status_code == 422 and said in answer.text
        assert given.get("target", "") in answer.text
        assert not Subscription.objects.exists()

    def test_without_an_account_is_bounded_for_each_visitor(
        self, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert world.cast
        monkeypatch.setattr("portal.views.following.FORMS_AN_HOUR", 2)
        codes = [
            client.post(
                "/subscribe/",
                {"query": "", "target": f"a{n}@example.invalid", "frequency": "daily"},
                REMOTE_ADDR="192.0.2.77",
            ).status_code
            for n in range(4)
        ]
        assert codes == [200, 200, 429, 429]
        assert (
            client.post("/subscribe/", {"query": "", "target": "nobody", "frequency": "daily"}).status_code
            == 422
        )
