"""What is sent arrives once by every way, is tried again when it does not, and is ended by one click."""

from __future__ import annotations

import email
import email.policy
import smtplib
import threading
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.db import close_old_connections, connection
from django.test import Client

from foundation import clock
from foundation.errors import NotFound, TooOften
from notices.actions import keeping, subscribing
from notices.delivery import links, outbox, reasons, seen
from notices.delivery.sending import Sender
from notices.delivery.wanted import Wanted
from notices.models import Delivery, InboxMessage, Notice, Parcel, Subscription
from tests.notices.delivery.following import Following

pytestmark = pytest.mark.django_db


def parsed(number: int = -1) -> EmailMessage:
    """Return a mail that was sent, as Python's own parser reads it."""
    raw = mail.outbox[number].message().as_bytes()
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage) and not found.defects
    return found


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class TestInbox:
    def test_gets_a_notice_once_by_however_many_subscriptions(self, following: Following) -> None:
        following.by()
        following.by(wish=Wanted(text="测试"))
        following.by(wish=Wanted(text="没有这样的"))
        _, notices = following.publish()
        assert [parcel.status for parcel in following.send()] == ["sent"] * 2 * len(notices)
        assert set(InboxMessage.objects.values_list("notice", flat=True)) == {notice.id for notice in notices}
        assert InboxMessage.objects.count() == len(notices)

    def test_gets_it_once_though_the_sender_comes_back_late(self, following: Following) -> None:
        """A sender that was thought dead finishes after another took its parcel over: one message, one settlement."""
        following.by()
        following.publish()
        slow = outbox.claim()
        assert slow is not None
        assert outbox.claim() is None  # it is leased
        Parcel.objects.filter(id=slow.id).update(due_at=clock.now())  # the lease is over
        following.send()
        settled = list(Parcel.objects.values())
        member = Delivery.objects.get().subscription.member
        notice = Delivery.objects.get().notice_id
        late = InboxMessage(member=member, notice_id=notice, at=clock.now())
        assert not outbox.arrived(slow, [late])
        assert not outbox.failed(slow, reasons.TIMEOUT)
        assert list(Parcel.objects.values()) == settled
        assert InboxMessage.objects.count() == 1

    def test_is_told_again_of_nothing(self, following: Following) -> None:
        from notices.delivery.follower import tell

        following.by(frequency="daily")
        _, notices = following.publish()
        for _ in range(3):
            tell({notice.id for notice in notices})
        assert Delivery.objects.count() == len(notices)
        assert Parcel.objects.count() == 1

    def test_shows_nothing_that_was_hidden_since(self, following: Following) -> None:
        following.by()
        following.by("cui", "email")
        _, [notice] = following.publish()
        first = outbox.claim()
        assert first is not None
        Sender().send(first)
        Notice.objects.filter(id=notice.id).update(status="hidden")
        following.send()
        assert not mail.outbox or notice.title not in parsed()["Subject"]
        assert not seen.inbox(following.world.actor("bai")).exists()
        assert {parcel.reason for parcel in Parcel.objects.exclude(status="sent")} == {reasons.NOT_WANTED}
        assert Parcel.objects.filter(status="sent").count() == 1

    def test_is_read_by_its_owner(self, following: Following) -> None:
        following.by()
        following.publish()
        following.send()
        assert keeping.read(by=following.world.actor("cui")) == 0
        assert keeping.read(by=following.world.actor("bai"), messages=["msg_x"]) == 0
        assert keeping.read(by=following.world.actor("bai")) == 1
        assert keeping.read(by=following.world.actor("bai")) == 0


class TestMail:
    def test_is_read_by_programs_and_people(self, following: Following) -> None:
        subscription = following.by(channel="email", name="测试\u202e<b>工程</b>")
        _, [notice] = following.publish()
        [parcel] = following.send()
        message = parsed()
        assert message["To"] == "bai@demo.invalid"
        assert message["Subject"] == " ".join(notice.title.split())
        assert message["Message-ID"] == f"<{parcel.id}@127.0.0.1>"
        assert message["List-Unsubscribe"].strip() == f"<{links.unsubscription(subscription.id)}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_content_type() == "multipart/alternative"
        text, html = body(message, "plain"), body(message, "html")
        for part in (text, html):
            assert notice.title in part and links.notice(notice.number) in part
            assert notice.deal.organiser.name in part
        assert links.unsubscription(subscription.id) in text
        assert "&lt;b&gt;工程" in html and "<b>工程" not in html

    def test_is_in_the_language_of_whoever_follows(self, following: Following) -> None:
        following.by(channel="email", language="en")
        _, [notice] = following.publish()
        following.send()
        message = parsed()
        assert message["Subject"] == notice.title_en
        assert "Unsubscribe" in body(message, "plain") and 'lang="en"' in body(message, "html")

    def test_has_the_same_id_when_it_is_sent_again(
        self, following: Following, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The process dies between sending and writing that down: what goes out again can be told for the same."""
        following.by(channel="email")
        following.publish()

        def dies(*_given: Any) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(outbox, "arrived", dies)
            with pytest.raises(KeyboardInterrupt):
                Sender().turn()
        assert outbox.claim() is None
        Parcel.objects.update(due_at=clock.now())
        [parcel] = following.send()
        assert (parcel.status, parcel.attempts) == ("sent", 2)
        assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [f"<{parcel.id}@127.0.0.1>"] * 2

    def test_is_gathered_into_one_a_day(self, following: Following) -> None:
        following.by(channel="email", frequency="daily")
        made = [following.publish() for _ in range(2)]
        assert [parcel.status for parcel in following.send()] == ["gathering"]
        assert not mail.outbox
        following.world.later(days=1)
        assert [parcel.status for parcel in following.send()] == ["sent"]
        message = parsed()
        titles = [notice.title for _, notices in made for notice in notices]
        assert message["Subject"].startswith(f"{len(titles)}条新公告：")
        assert all(
            body(message, "plain").count(links.notice(n.number)) == 1 for _, notices in made for n in notices
        )
        following.publish()
        assert sorted(parcel.status for parcel in following.send()) == ["gathering", "sent"]

    @pytest.mark.parametrize(
        ("error", "why", "status"),
        [
            (smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), reasons.MAIL_REFUSED, "dead"),
            (smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), reasons.MAIL_FAILED, "waiting"),
            (smtplib.SMTPServerDisconnected(), reasons.MAIL_FAILED, "waiting"),
            (ConnectionRefusedError(), reasons.MAIL_FAILED, "waiting"),
            (ValueError("a fault of ours"), reasons.UNEXPECTED, "waiting"),
        ],
    )
    def test_that_is_not_taken_says_why(
        self, following: Following, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str, status: str
    ) -> None:
        def fails(*_given: Any) -> int:
            raise error

        following.by(channel="email")
        following.publish()
        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fails)
        [parcel] = following.send()
        assert (parcel.status, parcel.reason) == (status, why)
        assert reasons.words(why) is not None

    def test_of_a_revoked_member_is_not_sent(self, following: Following) -> None:
        subscription = following.by(channel="email")
        following.publish()
        assert subscription.member is not None
        subscription.member.status, subscription.member.revoked_at = "revoked", clock.now()
        subscription.member.save()
        [parcel] = following.send()
        assert (parcel.status, parcel.reason, mail.outbox) == ("dropped", reasons.NO_MEMBER, [])


class TestAddress:
    def test_is_asked_first_told_then_and_forgotten_by_one_click(
        self, following: Following, client: Client
    ) -> None:
        page = "/subscribe/?text=测试"
        assert "先发一封确认邮件" in client.get(page).text
        sent = client.post(
            "/subscribe/",
            {"query": "text=测试", "target": "Reader@Example.invalid", "frequency": "immediately"},
        )
        assert "请查收确认邮件" in sent.text
        following.publish()
        [asked] = following.send()
        assert asked.purpose == "confirmation"
        message = parsed()
        assert message["To"] == "reader@example.invalid"
        assert message["List-Unsubscribe"] is None
        assert "测试" not in body(message, "plain")  # a stranger's words reach nobody who did not ask
        address = body(message, "plain").split()[-1].removeprefix("http://127.0.0.1:8000")
        assert "确认订阅公告" in client.get(address).text
        assert Subscription.objects.get().status == "pending"  # to open the link confirms nothing
        assert "订阅已确认" in client.post(address).text
        assert "订阅已确认" in client.post(address).text
        following.publish()
        following.send()
        message = parsed()
        assert "测试工程" in message["Subject"]
        end = message["List-Unsubscribe"].strip().strip("<>").removeprefix("http://127.0.0.1:8000")
        assert "退订公告" in client.get(end).text
        assert Subscription.objects.count() == 1
        program = Client(enforce_csrf_checks=True)  # a mail program: no cookies, no page seen before
        one_click = program.post(
            end, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert one_click.status_code == 200
        assert (
            not Subscription.objects.exists()
            and not Parcel.objects.exists()
            and not Delivery.objects.exists()
        )
        assert (
            "已退订"
            in program.post(
                end, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
            ).text
        )

    def test_is_not_flooded_and_nobody_learns_of_it(self, following: Following) -> None:
        public = following.world.actor("bai").public()
        for text in ("测试", "测试", "道路", "桥", "隧道", "学校"):
            subscribing.subscribe_address(
                wish=Wanted(text=text), address="a@example.invalid", frequency="daily", by=public
            )
        assert Parcel.objects.count() == subscribing.CONFIRMATIONS_AN_HOUR

    def test_is_not_asked_by_strangers_without_end(
        self, following: Following, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(subscribing, "STRANGERS_AN_HOUR", 2)
        public = following.world.actor("bai").public()
        for n in range(2):
            subscribing.subscribe_address(
                wish=Wanted(), address=f"a{n}@example.invalid", frequency="daily", by=public
            )
        with pytest.raises(TooOften):
            subscribing.subscribe_address(
                wish=Wanted(), address="b@example.invalid", frequency="daily", by=public
            )

    def test_that_never_confirms_is_forgotten(self, following: Following) -> None:
        public = following.world.actor("bai").public()
        subscribing.subscribe_address(
            wish=Wanted(), address="a@example.invalid", frequency="daily", by=public
        )
        token = links.confirmation(Subscription.objects.get().id).rstrip("/").rpartition("/")[2]
        following.world.later(hours=49)
        with pytest.raises(NotFound):
            keeping.confirm(token=token, by=public)
        outbox.sweep(timedelta(hours=48), timedelta(days=90))
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("token", ["x", "sub_1:x", "sub_1"])
    def test_is_confirmed_and_ended_by_our_own_links_alone(self, client: Client, token: str) -> None:
        assert client.get(f"/subscribe/confirm/{token}/").status_code == 404
        assert client.post(f"/unsubscribe/{token}/").status_code == 404
        assert links.to_be_ended(links.confirmation("sub_1").rstrip("/").rpartition("/")[2]) is None


@pytest.mark.django_db(transaction=True)
class TestSenders:
    def test_beside_each_other_send_each_parcel_once(self, following: Following) -> None:
        for who in ("bai", "cui", "sun", "chen"):
            for text in ("", "测试", "工程", "青岛"):
                following.by(who, channel="email", wish=Wanted(text=text))
        following.publish()
        parcels = Parcel.objects.count()
        assert parcels == 16

        def work() -> None:
            close_old_connections()
            sender = Sender()
            while sender.turn():
                pass
            sender.rest()
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ids = [one.extra_headers["Message-ID"] for one in mail.outbox]
        assert len(ids) == len(set(ids)) == parcels
        assert set(Parcel.objects.values_list("status", "attempts")) == {("sent", 1)}
