"""What becomes of a subscription: confirmed, changed, paused, ended; and what its owner reads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from accounts import names
from accounts.actor import Actor
from foundation import clock
from foundation.errors import Conflict, NotFound, TooOften
from foundation.text import Text
from foundation.transactions import action, lock_row
from notices.actions.subscribing import LONGEST_NAME, malformed
from notices.delivery import links, outbox, webhooks
from notices.delivery.seen import STAFF, parcels
from notices.models import Channel, Frequency, InboxMessage, Parcel, Purpose, Subscription

CONFIRMED_WITHIN = timedelta(hours=48)
TESTS_AN_HOUR = 10


@action
def confirm(*, token: str, by: Actor) -> Subscription:
    """
    Begin to tell a subscription, for whoever has the link that was sent to its address; again changes nothing.

    :raises NotFound: if there is nothing to confirm, or it was two days ago.
    """
    subscription = _locked(links.to_be_confirmed(token))
    if subscription.status == "pending":
        at = clock.now()
        if at - subscription.created_at > CONFIRMED_WITHIN:
            raise _unknown()
        subscription.confirm(at=at)
        subscription.save()
    return subscription


@action
def unsubscribe(*, token: str, by: Actor) -> None:
    """
    End the subscription of a link; again changes nothing. One of a mere address is forgotten, its address with it.

    :raises NotFound: if the link is none of ours.
    """
    pk = links.to_be_ended(token)
    if pk is None:
        raise _unknown()
    found = Subscription.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        return
    if found.member_id is None:
        found.delete()
    elif found.status in ("active", "paused"):
        found.stop(why="unsubscribed")
        found.save()


@action
def change(
    *,
    subscription_id: str,
    by: Actor,
    name: str | None = None,
    frequency: str | None = None,
    status: str | None = None,
) -> Subscription:
    """
    Change what is given of one's own subscription; `status` may become `active` or `paused`.

    What gathers already is sent when it was to be.

    :raises NotFound: for anybody else's.
    :raises Invalid: `subscription_malformed`.
    :raises Conflict: `subscription_pending`, for its number has to confirm first.
    """
    subscription = _own(subscription_id, by)
    wrong: dict[str, list[Text | str]] = {}
    if frequency is not None and frequency not in Frequency.values:
        wrong["frequency"] = [Text("没有这个选项", "There is no such choice")]
    if status not in (None, "active", "paused"):
        wrong["status"] = [Text("没有这个选项", "There is no such choice")]
    if name is not None and len(name.strip()) > LONGEST_NAME:
        wrong["name"] = [Text(f"最多{LONGEST_NAME}个字", f"At most {LONGEST_NAME} characters")]
    if wrong:
        raise malformed(wrong)
    if status is not None and subscription.status == "pending":
        said = Text("请先用收到的链接确认", "Confirm it first by the link that was sent")
        raise Conflict("subscription_pending", said)
    if status == "paused" and subscription.status == "active":
        subscription.pause()
    elif status == "active" and subscription.status in ("paused", "stopped"):
        subscription.resume(at=clock.now())
    subscription.name = subscription.name if name is None else names.tidy(name)
    subscription.frequency = frequency or subscription.frequency
    subscription.save()
    return subscription


@action
def delete(*, subscription_id: str, by: Actor) -> None:
    """
    Forget one's own subscription with all that was on its way; what is in the inbox stays.

    :raises NotFound: for anybody else's.
    """
    _own(subscription_id, by).delete()


@action
def rotate_secret(*, subscription_id: str, by: Actor) -> Subscription:
    """
    Give one's own webhook a new secret; for a day the former one signs as well.

    :raises NotFound: for anybody else's, and for what is no webhook.
    """
    subscription = _own(subscription_id, by, Channel.WEBHOOK)
    subscription.former_secret, subscription.former_until = (
        subscription.secret,
        clock.now() + webhooks.BOTH_FOR,
    )
    subscription.secret = webhooks.new_secret()
    subscription.save()
    return subscription


@action
def test(*, subscription_id: str, by: Actor) -> Parcel:
    """
    Have a test sent to one's own webhook; how that went stands with its deliveries.

    :raises NotFound: for anybody else's, and for what is no webhook.
    :raises TooOften: `too_many_tests`.
    """
    subscription = _own(subscription_id, by, Channel.WEBHOOK)
    at = clock.now()
    lately = Parcel.objects.filter(
        subscription=subscription, purpose=Purpose.TEST, made_at__gt=at - timedelta(hours=1)
    )
    if lately.count() >= TESTS_AN_HOUR:
        said = Text("测试过于频繁，请稍后再试", "Too many tests; try again later")
        raise TooOften("too_many_tests", said, retry_after_seconds=600)
    return outbox.post(subscription, Purpose.TEST, at)


@action
def read(*, by: Actor, messages: Collection[str] | None = None) -> int:
    """Say that messages of one's own inbox were read, all of them unless some are named; return how many were not."""
    unread = InboxMessage.objects.filter(member_id=by.member_id, member__isnull=False, read_at=None)
    if messages is not None:
        unread = unread.filter(id__in=messages)
    return unread.update(read_at=clock.now())


@action
def retry(*, parcel_id: str, by: Actor) -> Parcel:
    """
    Have something that was given up tried anew, as staff or as its owner.

    :raises NotFound: for anybody else's.
    :raises Conflict: `parcel_not_dead`.
    """
    seen = Parcel.objects.all() if by.role in STAFF else parcels(by)
    if not seen.filter(pk=parcel_id).exists():
        raise NotFound("parcel_not_found", Text("未找到该投递", "There is no such delivery"))
    parcel = lock_row(Parcel, parcel_id)
    if parcel.status != "dead":
        raise Conflict("parcel_not_dead", Text("该投递并未失败", "It was not given up"))
    parcel.retry(at=clock.now())
    parcel.save()
    outbox.hint()
    return parcel


def _own(pk: str, by: Actor, channel: Channel | None = None) -> Subscription:
    """Lock one's own subscription."""
    own = Subscription.objects.select_for_update().filter(pk=pk, member_id=by.member_id, member__isnull=False)
    found = (own if channel is None else own.filter(channel=channel)).first()
    if found is None:
        raise _unknown()
    return found


def _locked(pk: str | None) -> Subscription:
    found = Subscription.objects.select_for_update().filter(pk=pk).first() if pk else None
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("subscription_not_found", Text("未找到该订阅", "There is no such subscription"))
