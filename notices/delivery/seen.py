"""Who sees what of subscriptions and of what was sent. API and pages ask here."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from notices.models import Delivery, InboxMessage, Parcel, Subscription
from notices.queries import READABLE

STAFF = (Role.CENTRE, Role.ADMINISTRATOR)


def subscriptions(actor: Actor) -> QuerySet[Subscription]:
    """Return the actor's own subscriptions: nobody, staff included, sees what another follows."""
    own = Subscription.objects.filter(member_id=actor.member_id, member__isnull=False)
    return own.select_related("saved")


def parcels(actor: Actor) -> QuerySet[Parcel]:
    """Return what was sent to the actor's own subscriptions, or is to be, with the notices that may still be read."""
    own = Parcel.objects.filter(subscription__member_id=actor.member_id, subscription__member__isnull=False)
    told = Delivery.objects.filter(notice__status__in=READABLE).select_related("notice")
    return own.prefetch_related(Prefetch("deliveries", told.defer("notice__content")))


def inbox(actor: Actor) -> QuerySet[InboxMessage]:
    """Return the actor's own messages with their notices, as far as these may still be read: what was hidden since is told no more."""
    own = InboxMessage.objects.filter(
        member_id=actor.member_id, member__isnull=False, notice__status__in=READABLE
    )
    return own.select_related("notice__deal").defer("notice__content", "notice__deal__particulars")


def dead(actor: Actor) -> QuerySet[Parcel]:
    """
    Return what could not be delivered, for staff; to others nothing.

    Staff sees that, why and when something failed, and not to whom it was to go nor what was asked for.
    """
    if actor.role not in STAFF:
        return Parcel.objects.none()
    return Parcel.objects.filter(status="dead").select_related("subscription")
