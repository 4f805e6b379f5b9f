"""The public record: notices, the feeds; and the journal for those who watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import sessions
from accounts.roles import Role
from api import cursors, waiting
from api.asking import PAGED, Ask, Choice, Instant, Whole, sort
from api.doors import Door, pages_of
from api.serializers.leaves import NO_LEAF, LeafSerializer, opened
from archive import leaves
from bidding.secrecy import without_secrets
from foundation import clock, feeds
from foundation.errors import Forbidden, Invalid
from foundation.models import Instance, Position, Publication
from foundation.text import Text
from trading.models import Deal
from trading.queries import inside_for

LONGEST_WAIT_SECONDS = 60


class ChangeSerializer(serializers.Serializer[Any]):
    """One entry of a feed."""

    sequence = serializers.IntegerField()
    type = serializers.CharField()
    deal = serializers.CharField(allow_null=True)
    lot = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment]
    leaf = serializers.SerializerMethodField(help_text=NO_LEAF)

    @extend_schema_field(LeafSerializer(allow_null=True))
    def get_leaf(self, row: Publication) -> dict[str, Any] | None:
        """Return what opens the leaf."""
        return opened(self.context, row.position)


class ChangesPage(serializers.Serializer[Any]):
    """Entries in order; `last` is what to ask `after` next."""

    results = ChangeSerializer(many=True)
    last = serializers.IntegerField()


class EventSerializer(serializers.Serializer[Any]):
    """An event of the journal, for those who watch. Nothing in it counts the events that its reader may not see."""

    cursor = serializers.SerializerMethodField(help_text="Its place: what `after` takes")
    type = serializers.CharField(source="event.type")
    subject = serializers.CharField(source="event.subject")
    deal = serializers.CharField(source="event.deal", allow_null=True)
    actor = serializers.CharField(source="event.actor")
    at = serializers.DateTimeField(source="event.at")
    data = serializers.DictField(source="event.data")  # type: ignore[assignment]
    leaf = serializers.SerializerMethodField(help_text=NO_LEAF)

    @extend_schema_field(LeafSerializer(allow_null=True))
    def get_leaf(self, row: Position) -> dict[str, Any] | None:
        """Return what opens the leaf."""
        return opened(self.context, row.event_id)

    def get_cursor(self, row: Position) -> str:
        """Return the word for the event's place."""
        return cursors.word(row.position, of=_JOURNAL)


_JOURNAL = "journal"
_LEAVES = Choice("leaves", "`yes` for what opens each event's leaf in the transparency log", choices=("yes",))


class After(Ask):
    """A place in the journal, as an event's `cursor` gave it."""

    def read(self, raw: str) -> int:
        """Return the position."""
        try:
            position: int = cursors.place(raw, of=_JOURNAL)
        except ValueError as error:
            words = Text("请使用事件给出的 cursor", "Give the `cursor` of an event")
            raise Invalid("bad_cursor", words) from error
        return position


_FOLLOW = (
    Whole("after", "Sequence number after which to go on; 0 is the beginning"),
    Whole("limit", "At most this many", least=1, most=feeds.MAX_ENTRIES),
    Whole(
        "wait", "Seconds to wait for something new; an instance may wait for less", most=LONGEST_WAIT_SECONDS
    ),
)


class Changes(Door):
    """Everything public, in order, without gaps."""

    asks = (*_FOLLOW, _LEAVES)

    def is_shared_for(self, request: HttpRequest) -> bool:
        """Share what is there already; whoever waits, waits alone."""
        return not {"wait", "leaves"} & request.GET.keys()

    @extend_schema(operation_id="changes_read", responses=ChangesPage)
    def get(self, request: Request) -> Response:
        """
        Read the public feed on from a sequence number.

        With its leaf, whoever holds the log's files can check that an entry is what was logged (docs/formats/log.md): a notice at
        once, what happened to a lot once that came to its result.
        """
        return _follow(self, feeds.PUBLIC)


class MyChanges(Door):
    """What concerns one's own party, in order, without gaps."""

    asks = _FOLLOW

    @extend_schema(operation_id="changes_own", responses=ChangesPage)
    def get(self, request: Request) -> Response:
        """Read the party's feed on from a sequence number."""
        if self.actor.party_id is None:
            raise NotAuthenticated
        feed = feeds.bidder if self.actor.role is Role.BIDDER else feeds.party
        return _follow(self, feed(self.actor.party_id))


class Journal(Door):
    """The journal, for supervisors and auditors."""

    asks = (
        *PAGED,
        Ask("deal", "The deal, by its id", "event__deal"),
        Ask("subject", "What it happened to, by its id", "event__subject"),
        Ask("actor", "Who did it, by the member's id; `clock` for timed steps", "event__actor"),
        Ask("type", "The type of event, or how it begins: `trading.lot.`", "event__type__startswith"),
        Instant("from", "At or after", "event__at__gte"),
        Instant("before", "Before", "event__at__lt"),
        After("after", "The `cursor` of an event, after which to go on", "position__gt"),
        _LEAVES,
        sort("position", "-position"),
    )

    @extend_schema(operation_id="journal_read", responses=pages_of(EventSerializer))
    def get(self, request: Request) -> Response:
        """
        List events in their order, oldest first, of deals in the reader's scope.

        What tells of bids is left out until they are due, and then stands at its own place: read the deal's events anew once
        a lot has moved on from bidding.
        """
        if self.actor.member_id is None:
            raise NotAuthenticated
        if self.actor.role not in (Role.SUPERVISOR, Role.AUDITOR):
            raise Forbidden(
                "role_not_allowed",
                Text("只有监督和审计人员可以查看", "Only supervisors and auditors read the journal"),
            )
        rows: QuerySet[Position] = Position.objects.select_related("event")
        rows = rows.filter(event__deal__in=Deal.objects.filter(inside_for(self.actor)).values("id"))
        return self.page(request, without_secrets(rows), EventSerializer, order="position")

    def context_of(self, rows: Sequence[Position]) -> dict[str, Any]:
        """Return what opens the leaves, where that was asked for."""
        return {"leaves": leaves.for_watchers([row.event for row in rows])} if "leaves" in self.asked else {}


class ClockSerializer(serializers.Serializer[Any]):
    """The platform's clock: real, or that of a demonstration, which may be put forward."""

    now = serializers.DateTimeField()
    mode = serializers.ChoiceField(choices=[mode.value for mode in Instance.Mode])
    zone = serializers.CharField(help_text="The zone in which legal days are counted")


class Clock(Door):
    """The platform's clock."""

    @extend_schema(operation_id="clock_read", responses=ClockSerializer)
    def get(self, request: Request) -> Response:
        """Read the instant by which everything here is judged."""
        found = {"now": clock.now(), "mode": clock.mode().value, "zone": str(clock.ZONE)}
        return Response(ClockSerializer(found).data)


def _follow(door: Door, feed: str) -> Response:
    after, limit = door.asked.get("after", 0), door.asked.get("limit", 100)
    seconds = min(door.asked.get("wait", 0), settings.FEED_WAIT_SECONDS)
    rows = feeds.read(feed, after, limit)
    headers = {}
    if seconds and not rows:
        with waiting.place() as is_there:
            # Whoever finds no place is answered at once and told when to ask again.
            headers = {} if is_there else {"Retry-After": str(waiting.COME_BACK_SECONDS)}
            rows = feeds.wait(feed, after, seconds, limit) if is_there else rows
        # Who may read was decided before the wait; a member whose rights ended meanwhile hears no more.
        member_id = door.actor.member_id
        if member_id is not None and sessions.actor_by_now(door.request._request).member_id != member_id:
            raise NotAuthenticated
    last = rows[-1].sequence if rows else after
    found = leaves.for_the_public([row.position for row in rows]) if "leaves" in door.asked else {}
    shown = ChangeSerializer(rows, many=True, context={"leaves": found})
    return Response({"results": shown.data, "last": last}, headers=headers)
