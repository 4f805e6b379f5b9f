"""The public record: notices, the feeds; and the journal for those who watch."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import Role
from api.doors import Door, page, pages_of
from bidding.queries import without_secrets
from foundation import clock, feeds
from foundation.errors import Forbidden, Invalid
from foundation.models import Position
from foundation.text import Text
from notices import queries
from trading.models import Deal
from trading.queries import visible_to

LONGEST_WAIT_SECONDS = 25


class NoticeSerializer(serializers.Serializer[Any]):
    """A notice in a list."""

    id = serializers.CharField()
    number = serializers.CharField()
    deal = serializers.CharField(source="deal_id")
    lot = serializers.CharField(source="lot_id", allow_null=True)
    kind = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    title_en = serializers.CharField()
    published_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the content's canonical JSON")
    source_url = serializers.CharField()


class NoticeDetailSerializer(NoticeSerializer):
    """A notice with its content: sections of paragraphs, labelled rows and tables in both languages."""

    content = serializers.DictField()


class ChangeSerializer(serializers.Serializer[Any]):
    """One entry of a feed."""

    sequence = serializers.IntegerField()
    type = serializers.CharField()
    deal = serializers.CharField(allow_null=True)
    lot = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment]


class ChangesPage(serializers.Serializer[Any]):
    """Entries in order; `last` is what to ask `after` next."""

    results = ChangeSerializer(many=True)
    last = serializers.IntegerField()


class EventSerializer(serializers.Serializer[Any]):
    """An event of the journal, for those who watch."""

    position = serializers.IntegerField()
    type = serializers.CharField(source="event.type")
    subject = serializers.CharField(source="event.subject")
    subject_seq = serializers.IntegerField(source="event.subject_seq")
    deal = serializers.CharField(source="event.deal", allow_null=True)
    actor = serializers.CharField(source="event.actor")
    at = serializers.DateTimeField(source="event.at")
    data = serializers.DictField(source="event.data")  # type: ignore[assignment]


class Notices(Door):
    """Published notices."""

    is_shared = True

    @extend_schema(
        operation_id="notices_list",
        parameters=[OpenApiParameter(name, str) for name in ("kind", "deal", "family", "region")],
        responses=pages_of(NoticeSerializer),
    )
    def get(self, request: Request) -> Response:
        """List them, newest first."""
        rows = queries.published()
        for name, field in (
            ("kind", "kind"),
            ("deal", "deal_id"),
            ("family", "deal__kind"),
            ("region", "deal__region"),
        ):
            if value := request.query_params.get(name):
                rows = rows.filter(**{field: value})
        return page(self, request, rows, NoticeSerializer, ordering=("-published_at", "-id"))


class OneNotice(Door):
    """One notice."""

    is_shared = True

    @extend_schema(operation_id="notices_read", responses=NoticeDetailSerializer)
    def get(self, request: Request, notice_id: str) -> Response:
        """Read a notice by its id or its number."""
        field = "id" if notice_id.startswith("ntc_") else "number"
        return Response(
            NoticeDetailSerializer(get_object_or_404(queries.published(), **{field: notice_id})).data
        )


_FOLLOW = [
    OpenApiParameter("after", int, description="Sequence number after which to go on; 0 is the beginning"),
    OpenApiParameter("limit", int, description="At most this many, 1 to 1000"),
    OpenApiParameter(
        "wait", int, description=f"Seconds to wait for something new, 0 to {LONGEST_WAIT_SECONDS}"
    ),
]


class Changes(Door):
    """Everything public, in order, without gaps."""

    def is_shared_for(self, request: HttpRequest) -> bool:
        """Share what is there already; whoever waits, waits alone."""
        return "wait" not in request.GET

    @extend_schema(operation_id="changes_read", parameters=_FOLLOW, responses=ChangesPage)
    def get(self, request: Request) -> Response:
        """Read the public feed on from a sequence number."""
        return _follow(request, feeds.PUBLIC)


class MyChanges(Door):
    """What concerns one's own party, in order, without gaps."""

    @extend_schema(operation_id="changes_own", parameters=_FOLLOW, responses=ChangesPage)
    def get(self, request: Request) -> Response:
        """Read the party's feed on from a sequence number."""
        if self.actor.party_id is None:
            raise NotAuthenticated
        return _follow(request, feeds.party(self.actor.party_id))


class Journal(Door):
    """The journal, for supervisors and auditors."""

    @extend_schema(
        operation_id="journal_read",
        parameters=[OpenApiParameter(n, str) for n in ("deal", "type")] + [OpenApiParameter("after", int)],
        responses=pages_of(EventSerializer),
    )
    def get(self, request: Request) -> Response:
        """List events by position, oldest first, of deals in the reader's scope."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        if self.actor.role not in (Role.SUPERVISOR, Role.AUDITOR):
            raise Forbidden(
                "role_not_allowed",
                Text("只有监督和审计人员可以查看", "Only supervisors and auditors read the journal"),
            )
        rows: QuerySet[Position] = Position.objects.select_related("event")
        rows = rows.filter(event__deal__in=Deal.objects.filter(visible_to(self.actor)).values("id"))
        rows = without_secrets(rows)
        for name in ("deal", "type"):
            if value := request.query_params.get(name):
                rows = rows.filter(**{f"event__{name}": value})
        after = _number(request, "after", 0, 0, 2**62)
        return page(self, request, rows.filter(position__gt=after), EventSerializer, ordering="position")


class Clock(Door):
    """The platform's clock."""

    @extend_schema(operation_id="clock_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Read the instant by which everything here is judged."""
        at = clock.now()
        return Response({"now": at.isoformat(), "mode": clock.mode().value, "zone": str(clock.ZONE)})


def _follow(request: Request, feed: str) -> Response:
    after = _number(request, "after", 0, 0, 2**62)
    limit = _number(request, "limit", 100, 1, feeds.MAX_ENTRIES)
    wait = _number(request, "wait", 0, 0, LONGEST_WAIT_SECONDS)
    rows = feeds.wait(feed, after, wait, limit)
    return Response(
        {"results": ChangeSerializer(rows, many=True).data, "last": rows[-1].sequence if rows else after}
    )


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    raw = request.query_params.get(name)
    if raw is None:
        return default
    if raw.isascii() and raw.isdigit() and len(raw) < 20 and least <= int(raw) <= most:
        return int(raw)
    words = Text(f"应为{least}至{most}的整数", f"A whole number from {least} to {most} is expected")
    raise Invalid("bad_parameter", words, fields={name: [words]})
