"""Following searches: a member's subscriptions, what was sent to them, the inbox; and for staff what could not be delivered."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.rights import require_member, require_role
from api.asking import PAGED, Choice
from api.doors import Door, pages_of, parsed
from api.serializers import subscriptions as shapes
from notices.actions import keeping, subscribing
from notices.delivery import seen
from notices.delivery.wanted import Wanted
from notices.models import Channel, Subscription


class _OfMembers(Door):
    """What is a member's own; who has not signed in is asked to."""

    def member(self) -> None:
        """
        Refuse who acts for nobody.

        :raises NotAuthenticated: for a visitor; :raises Forbidden: for who signed in and acts for nobody.
        """
        if self.actor.user_id is None:
            raise NotAuthenticated
        require_member(self.actor)

    def own(self, pk: str) -> Subscription:
        """Return one of the member's own subscriptions; 404 for any other."""
        self.member()
        return get_object_or_404(seen.subscriptions(self.actor), id=pk)


class Subscriptions(_OfMembers):
    """What a member follows."""

    asks = (
        *PAGED,
        Choice("channel", "The way", "channel", choices=tuple(Channel.values)),
        Choice("status", "Where it stands", "status", choices=shapes.STATES),
    )

    @extend_schema(operation_id="subscriptions_list", responses=pages_of(shapes.SubscriptionSerializer))
    def get(self, request: Request) -> Response:
        """List what one follows, the latest first."""
        self.member()
        return self.page(request, seen.subscriptions(self.actor), shapes.SubscriptionSerializer)

    @extend_schema(
        operation_id="subscriptions_make",
        request=shapes.NewSubscription,
        responses={201: shapes.SubscriptionMadeSerializer},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """
        Follow a search. Who follows the same by the same way already gets that subscription, as it stands.

        The secret of a webhook is told in this answer alone.
        """
        self.member()
        values = parsed(shapes.NewSubscription, request)
        wish = Wanted(**{name: " ".join(value.split()) for name, value in values.pop("search").items()})

        def effect() -> Response:
            made = subscribing.subscribe(wish=wish, by=self.actor, **values)
            return Response(shapes.SubscriptionMadeSerializer(made).data, status=201)

        return self.act(request, effect, told_once=("secret",))


class OneSubscription(_OfMembers):
    """One of them."""

    @extend_schema(operation_id="subscriptions_read", responses=shapes.SubscriptionSerializer)
    def get(self, request: Request, subscription_id: str) -> Response:
        """Read one of one's own subscriptions."""
        return Response(shapes.SubscriptionSerializer(self.own(subscription_id)).data)

    @extend_schema(
        operation_id="subscriptions_change",
        request=shapes.SubscriptionChange,
        responses=shapes.SubscriptionSerializer,
    )
    def patch(self, request: Request, subscription_id: str) -> HttpResponseBase:
        """Change its name or frequency, pause it, or let it go on: then what is published from now on is told."""
        found, values = self.own(subscription_id), parsed(shapes.SubscriptionChange, request)

        def effect() -> Response:
            changed = keeping.change(subscription_id=found.id, by=self.actor, **values)
            return Response(shapes.SubscriptionSerializer(changed).data)

        return self.act(request, effect)

    @extend_schema(operation_id="subscriptions_delete", request=None, responses={204: None})
    def delete(self, request: Request, subscription_id: str) -> HttpResponseBase:
        """Forget it, with all that was on its way; what is in the inbox stays."""
        found = self.own(subscription_id)

        def effect() -> Response:
            keeping.delete(subscription_id=found.id, by=self.actor)
            return Response(status=204)

        return self.act(request, effect)


class SubscriptionDeliveries(_OfMembers):
    """What was sent to one of them."""

    asks = (*PAGED, Choice("outcome", "How it went", "status", choices=shapes.OUTCOMES))

    @extend_schema(operation_id="subscriptions_deliveries", responses=pages_of(shapes.DeliverySerializer))
    def get(self, request: Request, subscription_id: str) -> Response:
        """List what was sent to a subscription or is to be, the latest first, with how that went."""
        found = self.own(subscription_id)
        rows = seen.parcels(self.actor).filter(subscription=found)
        return self.page(request, rows, shapes.DeliverySerializer)


class SubscriptionSecret(_OfMembers):
    """The secret of a webhook."""

    @extend_schema(
        operation_id="subscriptions_rotate_secret", request=None, responses=shapes.SubscriptionMadeSerializer
    )
    def post(self, request: Request, subscription_id: str) -> HttpResponseBase:
        """Give a webhook a new secret, told in this answer alone; for a day the former one signs as well."""
        found = self.own(subscription_id)

        def effect() -> Response:
            changed = keeping.rotate_secret(subscription_id=found.id, by=self.actor)
            return Response(shapes.SubscriptionMadeSerializer(changed).data)

        return self.act(request, effect, told_once=("secret",))


class SubscriptionTest(_OfMembers):
    """Trying a webhook."""

    @extend_schema(
        operation_id="subscriptions_test", request=None, responses={201: shapes.DeliverySerializer}
    )
    def post(self, request: Request, subscription_id: str) -> HttpResponseBase:
        """Have a test sent to a webhook; how that went stands with its deliveries."""
        found = self.own(subscription_id)

        def effect() -> Response:
            parcel = keeping.test(subscription_id=found.id, by=self.actor)
            return Response(shapes.DeliverySerializer(parcel).data, status=201)

        return self.act(request, effect)


class Inbox(_OfMembers):
    """A member's messages."""

    asks = PAGED

    @extend_schema(operation_id="inbox_list", responses=pages_of(shapes.MessageSerializer))
    def get(self, request: Request) -> Response:
        """List the notices in one's inbox, the latest first."""
        self.member()
        return self.page(request, seen.inbox(self.actor), shapes.MessageSerializer)


class InboxRead(_OfMembers):
    """Reading them."""

    @extend_schema(operation_id="inbox_read", request=shapes.Read, responses=shapes.ReadSerializer)
    def post(self, request: Request) -> HttpResponseBase:
        """Mark messages of one's inbox as read: those that are named, or all."""
        self.member()
        values = parsed(shapes.Read, request)

        def effect() -> Response:
            count = keeping.read(by=self.actor, messages=values.get("messages"))
            return Response({"read": count})

        return self.act(request, effect)


class Undelivered(_OfMembers):
    """What could not be delivered."""

    asks = PAGED

    @extend_schema(operation_id="deliveries_undelivered", responses=pages_of(shapes.UndeliveredSerializer))
    def get(self, request: Request) -> Response:
        """List what was given up and why, for the centre and administrators; not to whom it was to go."""
        self.member()
        require_role(self.actor, *seen.STAFF)
        return self.page(request, seen.dead(self.actor), shapes.UndeliveredSerializer)


class DeliveryRetry(_OfMembers):
    """Trying one anew."""

    @extend_schema(operation_id="deliveries_retry", request=None, responses=shapes.UndeliveredSerializer)
    def post(self, request: Request, delivery_id: str) -> HttpResponseBase:
        """Have something that was given up tried anew, as staff or as its owner."""
        self.member()

        def effect() -> Response:
            parcel = keeping.retry(parcel_id=delivery_id, by=self.actor)
            return Response(shapes.UndeliveredSerializer(parcel).data)

        return self.act(request, effect)
