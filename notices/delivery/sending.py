"""Sending what was claimed by the way that its subscription names, and settling it by how that went."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError

from accounts.models.members import MemberStatus
from foundation import clock
from notices import queries
from notices.delivery import calling, guarding, mailing, outbox, reasons, texting, webhooks, wording
from notices.delivery.calling import NotTaken
from notices.models import Channel, InboxMessage, Notice, Parcel, Purpose, Subscription

log = logging.getLogger(__name__)


class Gone(NotTaken):
    """The receiver takes no more."""


class Sender:
    """
    Sends parcels one after another; each thread has its own.

    A mail server is spoken to over one connection until `rest`.
    """

    def __init__(self, resolve: guarding.Resolve = guarding.resolve) -> None:
        self._resolve = resolve
        self._post: BaseEmailBackend | None = None
        self._ways: Mapping[str, Callable[[Parcel, Subscription, Sequence[Notice]], None]] = {
            Channel.INBOX: lambda *_: None,
            Channel.EMAIL: self._mail,
            Channel.WEBHOOK: self._call,
            Channel.SMS: self._text,
        }

    def turn(self) -> bool:
        """Send the parcel that is due first; return whether there was one."""
        parcel = outbox.claim()
        if parcel is None:
            return False
        try:
            self.send(parcel)
        except DatabaseError:
            raise
        except Exception:
            # Whatever it is, it is this parcel's: the others go on.
            log.exception("Parcel %s was not sent", parcel.id)
            self.rest()
            outbox.failed(parcel, reasons.UNEXPECTED)
        return True

    def send(self, parcel: Parcel) -> None:
        """Send a claimed parcel and settle it."""
        found = Subscription.objects.select_related("member__user").filter(id=parcel.subscription_id).first()
        if found is None:
            return
        if why := _unwanted(parcel, found):
            outbox.dropped(parcel, why)
            return
        notices = list(
            queries.published()
            .filter(id__in=parcel.deliveries.values("notice"))
            .select_related("deal__organiser")
            .order_by("published_at", "id")
        )
        if not notices and parcel.purpose == Purpose.NOTICES:
            outbox.dropped(parcel, reasons.NOT_WANTED)
            return
        try:
            self._ways[found.channel](parcel, found, notices)
        except (mailing.Refused, Gone) as refused:
            outbox.failed(parcel, refused.why, for_good=True)
        except NotTaken as failed:
            self.rest()
            outbox.failed(parcel, failed.why)
        else:
            outbox.arrived(parcel, _inbox(found, notices))

    def rest(self) -> None:
        """Hang up: nothing is to be sent for now, or what was spoken to failed."""
        post, self._post = self._post, None
        if post is not None:
            try:
                post.close()
            except OSError:
                log.warning("The mail server did not say goodbye.")

    def _mail(self, parcel: Parcel, to: Subscription, notices: Sequence[Notice]) -> None:
        asks = parcel.purpose == Purpose.CONFIRMATION
        letter = wording.confirmation(to) if asks else wording.letter(to, notices)
        address = to.target or (to.member.user.email if to.member else "")
        if self._post is None:
            self._post = mailing.dial()
        mailing.send(mailing.message(parcel, address, letter), self._post)

    def _call(self, parcel: Parcel, to: Subscription, notices: Sequence[Notice]) -> None:
        at = clock.now()
        keys = [to.secret, *([to.former_secret] if to.former_until and at < to.former_until else [])]
        kind = "subscription.test" if parcel.purpose == Purpose.TEST else "notices.published"
        body = webhooks.body(kind, parcel.made_at, to.id, notices)
        place = guarding.read(to.target, only_encrypted=settings.MODE == "production")
        headers = webhooks.headers(parcel.id, at, body, keys)
        status = calling.post(place, headers, body, resolve=self._resolve, allowed=settings.WEBHOOK_NETWORKS)
        if status == 410:
            raise Gone(reasons.GONE)
        if not 200 <= status < 300:
            raise NotTaken(reasons.http(status))

    def _text(self, parcel: Parcel, to: Subscription, notices: Sequence[Notice]) -> None:
        gateway = texting.gateway()
        if gateway is None:
            raise NotTaken(reasons.NO_GATEWAY)
        asks = parcel.purpose == Purpose.CONFIRMATION
        said = wording.short_confirmation(to) if asks else wording.short(to, notices)
        gateway.send(to.target, said, parcel.id)


def _unwanted(parcel: Parcel, to: Subscription) -> str:
    """Return why nobody wants a parcel any more; empty if somebody does."""
    if to.member is not None and (to.member.status != MemberStatus.ACTIVE or not to.member.user.is_active):
        return reasons.NO_MEMBER
    wanted = {Purpose.CONFIRMATION: ("pending",), Purpose.TEST: ("active", "paused")}.get(
        Purpose(parcel.purpose), ("active",)
    )
    return "" if to.status in wanted else reasons.NOT_WANTED


def _inbox(to: Subscription, notices: Sequence[Notice]) -> list[InboxMessage]:
    """Return what comes into an inbox by a parcel that was taken, not stored: nothing by other ways."""
    if to.channel != Channel.INBOX or to.member_id is None:
        return []
    at = clock.now()
    return [InboxMessage(member_id=to.member_id, notice=one, subscription=to, at=at) for one in notices]
