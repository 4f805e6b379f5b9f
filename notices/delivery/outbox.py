"""
What is to be sent, as rows: put there by the follower, claimed once by whoever sends, settled by the same.

A claim ends before anything is sent, so a process that dies holds no lock; what it had is due again when its lease is over.
Then the message may go out a second time, under the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from foundation import clock, copying, hints
from notices.delivery import reasons, timing
from notices.delivery.matching import Match
from notices.models import Delivery, Frequency, InboxMessage, Parcel, Purpose, Subscription

HINT = "notices.delivery"
DIGESTS_AT_ONCE = 500
SWEPT_AT_ONCE = 1_000


def put(matches: Sequence[Match]) -> None:
    """Write what notices tell to subscriptions, in the caller's transaction; what is told to one already is left out."""
    told = set(
        Delivery.objects.filter(notice__in={one.notice for one in matches}).values_list(
            "subscription_id", "notice_id"
        )
    )
    fresh = [one for one in matches if (one.subscription, one.notice) not in told]
    if not fresh:
        return
    at = clock.now()
    gathering = _gathering([one for one in fresh if one.frequency != Frequency.IMMEDIATELY], at)
    parcels, deliveries = [], []
    for one in fresh:
        parcel = gathering.get(one.subscription)
        if parcel is None:
            parcel = _parcel(one.subscription, Purpose.NOTICES, at)
            parcels.append(parcel)
        deliveries.append(
            Delivery(subscription_id=one.subscription, notice_id=one.notice, parcel_id=parcel.id)
        )
    copying.insert(parcels)
    Delivery.objects.bulk_create(deliveries, batch_size=5_000)
    hint()


def post(subscription: Subscription, purpose: Purpose, at: datetime) -> Parcel:
    """Write that something other than notices is to be sent at once, in the caller's transaction."""
    parcel = _parcel(subscription.id, purpose, at)
    parcel.save(force_insert=True)
    hint()
    return parcel


def hint() -> None:
    """Wake whoever sends when the present transaction commits."""
    hints.publish_on_commit(HINT)


def close_digests() -> int:
    """Close the digests that are due, so that they are sent; return how many, at most some hundred."""
    with transaction.atomic():
        due = Parcel.objects.select_for_update(skip_locked=True).filter(
            status="gathering", due_at__lte=clock.now()
        )
        closed = list(due.order_by("due_at", "id")[:DIGESTS_AT_ONCE])
        for parcel in closed:
            parcel.close()
            parcel.save(update_fields=["status"])
        return len(closed)


def claim() -> Parcel | None:
    """
    Return the parcel that is due first, claimed until its lease is over; None if none is.

    One whose sender was lost too often is given up.
    """
    while True:
        with transaction.atomic():
            due = Parcel.objects.select_for_update(skip_locked=True).filter(status="waiting")
            at = clock.now()
            parcel = due.filter(due_at__lte=at).order_by("due_at", "id").first()
            if parcel is None:
                return None
            if parcel.attempts < timing.MOST_ATTEMPTS:
                parcel.attempts += 1
                parcel.due_at = at + timing.LEASE
                parcel.save(update_fields=["attempts", "due_at"])
                return parcel
            parcel.give_up(why=parcel.reason or reasons.WORKER_LOST, at=at)
            parcel.save()


def arrived(claimed: Parcel, inbox: Iterable[InboxMessage] = ()) -> bool:
    """
    Say that a claimed parcel was taken, and put its notices into an inbox in the same transaction; return whether it was ours still.

    What is in an inbox already stays as it is.
    """
    with transaction.atomic():
        # Whoever deletes a subscription locks it before its parcels, so everybody does.
        list(Subscription.objects.select_for_update(no_key=True).filter(id=claimed.subscription_id))
        parcel = _held(claimed)
        if parcel is None:
            return False
        parcel.arrive(at=clock.now())
        parcel.save()
        InboxMessage.objects.bulk_create(inbox, ignore_conflicts=True)
        return True


def failed(claimed: Parcel, why: str, *, for_good: bool = False) -> bool:
    """
    Say that a claimed parcel was not taken, and when it is tried again; return whether it was ours still.

    What else waits for the same address would fail as well, and waits along. An address that takes no more is left alone.
    """
    with transaction.atomic():
        locked = Subscription.objects.select_for_update(no_key=True).filter(id=claimed.subscription_id)
        subscription, parcel = locked.first(), _held(claimed)
        if subscription is None or parcel is None:
            return False
        at = clock.now()
        wait = None if for_good else timing.delay(parcel.attempts)
        if wait is None:
            parcel.give_up(why=why, at=at)
            if why == reasons.GONE and subscription.status in ("active", "paused"):
                subscription.stop(why=why)
                subscription.save()
        else:
            parcel.reason, parcel.due_at = why, at + wait
            waiting = Parcel.objects.filter(
                subscription=subscription, status="waiting", due_at__lt=parcel.due_at
            )
            waiting.exclude(id=parcel.id).update(due_at=parcel.due_at)
        parcel.save()
        return True


def dropped(claimed: Parcel, why: str) -> bool:
    """Say that nobody wants a claimed parcel any more; return whether it was ours still."""
    with transaction.atomic():
        parcel = _held(claimed)
        if parcel is None:
            return False
        parcel.drop(why=why, at=clock.now())
        parcel.save()
        return True


def sweep(unconfirmed_for: timedelta, kept_for: timedelta) -> None:
    """
    Remove what nobody confirmed in time, what ended long ago, and searches that nobody follows.

    The follower has read on long since: what is removed is not told again.
    """
    at = clock.now()
    Subscription.objects.filter(status="pending", created_at__lt=at - unconfirmed_for).delete()
    while ended := list(
        Parcel.objects.filter(ended_at__lt=at - kept_for).values_list("id", flat=True)[:SWEPT_AT_ONCE]
    ):
        Parcel.objects.filter(id__in=ended).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notices_savedsearch saved WHERE NOT EXISTS"
            " (SELECT FROM notices_subscription one WHERE one.saved_id = saved.id)"
        )


def _held(claimed: Parcel) -> Parcel | None:
    """Lock a parcel that was claimed; None if another has claimed it since, or it was settled."""
    mine = Parcel.objects.select_for_update().filter(
        id=claimed.id, status="waiting", attempts=claimed.attempts
    )
    return mine.first()


def _gathering(matches: Sequence[Match], at: datetime) -> dict[str, Parcel]:
    """Return the digests that gather for some subscriptions, locked until the caller ends, begun where there is none."""
    wanted = {one.subscription: one.frequency for one in matches}
    open_ones = Parcel.objects.select_for_update().filter(status="gathering", subscription__in=wanted)
    found = {parcel.subscription_id: parcel for parcel in open_ones.order_by("id")}
    begun = [
        _parcel(subscription, Purpose.NOTICES, at, due_at=timing.next_digest(frequency, at, settings.DIGEST_HOUR))
        for subscription, frequency in wanted.items()
        if subscription not in found
    ]  # fmt: skip
    copying.insert(begun)
    return found | {parcel.subscription_id: parcel for parcel in begun}


def _parcel(subscription: str, purpose: Purpose, at: datetime, *, due_at: datetime | None = None) -> Parcel:
    return Parcel(
        subscription_id=subscription, purpose=purpose, made_at=at, due_at=due_at or at,
        status="gathering" if due_at else "waiting",
    )  # fmt: skip
