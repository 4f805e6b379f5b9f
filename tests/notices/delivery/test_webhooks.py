"""What programs and telephones get: webhooks that can be verified and are tried again, text messages once a number confirms."""

from __future__ import annotations

import ipaddress
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from foundation import clock
from foundation.errors import Conflict, NotFound
from notices.actions import keeping
from notices.delivery import links, reasons, timing, webhooks
from notices.delivery.sending import Sender
from notices.models import Parcel, Subscription
from tests.notices.delivery.following import Following, receiving

pytestmark = pytest.mark.django_db


def local(settings: Settings) -> Sender:
    """Return a sender to whom this machine is not forbidden."""
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    return Sender(resolve=lambda *_: ["127.0.0.1"])


class TestWebhook:
    def test_gets_what_it_can_verify(self, following: Following, settings: Settings) -> None:
        with receiving() as receiver:
            subscription = following.by(channel="webhook", target=receiver.url)
            _, [notice] = following.publish()
            [parcel] = following.send(local(settings))
            assert parcel.status == "sent"
            keeping.rotate_secret(subscription_id=subscription.id, by=following.world.actor("bai"))
            keeping.test(subscription_id=subscription.id, by=following.world.actor("bai"))
            following.send(local(settings))
        (headers, told), (second, test) = receiver.came
        stamp = int(headers["webhook-timestamp"])
        assert headers["webhook-id"] == parcel.id
        assert headers["webhook-signature"] == webhooks.signature(subscription.secret, parcel.id, stamp, told)
        data = json.loads(told)["data"]
        assert [one["number"] for one in data["notices"]] == [notice.number]
        new = Subscription.objects.get().secret
        assert second["webhook-signature"].split() == [
            webhooks.signature(key, second["webhook-id"], int(second["webhook-timestamp"]), test) for key in (new, subscription.secret)
        ]  # fmt: skip
        assert new != subscription.secret and json.loads(test)["type"] == "subscription.test"

    def test_is_tried_again_under_the_same_id_later_and_later_until_it_is_given_up(
        self, following: Following, settings: Settings
    ) -> None:
        with receiving([500]) as receiver:
            following.by(channel="webhook", target=receiver.url)
            following.publish()
            for attempt in range(1, timing.MOST_ATTEMPTS + 1):
                [parcel] = following.send(local(settings))
                assert (parcel.attempts, parcel.reason) == (attempt, "http_500")
                if (wait := timing.delay(attempt)) is not None:
                    assert parcel.status == "waiting" and parcel.due_at > clock.now() + wait - timedelta(
                        seconds=2
                    )
                    Parcel.objects.update(due_at=clock.now())
            assert parcel.status == "dead"
            assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
            assert len({sent for _, sent in receiver.came}) == 1
            assert len(receiver.came) == timing.MOST_ATTEMPTS
            receiver.answers[:] = [200]
            for by in ("cui", "sun"):
                with pytest.raises(NotFound):
                    keeping.retry(parcel_id=parcel.id, by=following.world.actor(by))
            keeping.retry(parcel_id=parcel.id, by=following.world.actor("chen"))
            with pytest.raises(Conflict):
                keeping.retry(parcel_id=parcel.id, by=following.world.actor("chen"))
            [parcel] = following.send(local(settings))
            assert (parcel.status, parcel.attempts) == ("sent", 1)

    def test_that_takes_no_more_is_left_alone(self, following: Following, settings: Settings) -> None:
        with receiving([410]) as receiver:
            following.by(channel="webhook", target=receiver.url)
            following.publish()
            [parcel] = following.send(local(settings))
            assert (parcel.status, parcel.reason) == ("dead", reasons.GONE)
            following.publish()
            assert Parcel.objects.count() == len(receiver.came) == 1
        assert Subscription.objects.get().stopped_for == reasons.GONE

    def test_that_leads_inside_is_not_called(self, following: Following) -> None:
        with receiving() as receiver:
            following.by(channel="webhook", target=receiver.url)
            following.publish()
            [parcel] = following.send(Sender(resolve=lambda *_: ["127.0.0.1"]))
            assert parcel.reason == reasons.FORBIDDEN_ADDRESS and not receiver.came

    def test_that_redirects_inside_is_not_followed(self, following: Following, settings: Settings) -> None:
        with receiving([307]) as receiver:
            following.by(channel="webhook", target=receiver.url)
            following.publish()
            [parcel] = following.send(local(settings))
            assert parcel.reason == "http_307" and len(receiver.came) == 1


class TestTextMessage:
    def test_is_sent_once_the_number_confirms(self, following: Following, settings: Settings) -> None:
        folder = Path(settings.SMS_URL.removeprefix("file://"))
        subscription = following.by(channel="sms", target="13900000000")
        following.send()
        [asked] = folder.iterdir()
        number, said = asked.read_text().splitlines()
        assert number == "13900000000"
        token = said.split("http://127.0.0.1:8000/subscribe/confirm/")[1].partition("/")[0]
        keeping.confirm(token=token, by=following.world.actor("bai").public())
        _, [notice] = following.publish()
        following.send()
        [told] = set(folder.iterdir()) - {asked}
        assert (
            notice.title[:60] in told.read_text()
            and links.unsubscription(subscription.id) in told.read_text()
        )
