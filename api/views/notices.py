"""Notices: what is published, its versions, and what is written anew into it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import words
from api.asking import PAGED, Ask, Choice, Instant, Region, sort
from api.doors import Door, pages_of, parsed
from api.serializers import activities
from api.serializers import notices as shapes
from foundation.text import Text
from notices import queries, revising, wording
from notices.actions import deciding, revisions
from notices.models import Notice


class Notices(Door):
    """Published notices."""

    is_shared = True

    asks = (
        *PAGED,
        Ask("kind", "The kind of notice", "kind"),
        Ask("deal", "Its deal, by the id", "deal_id"),
        Choice("family", "The kind of its deal", "deal__kind", choices=words.kinds),
        Region("region", "A place, with all places in it (GB/T 2260)", "deal__region__startswith"),
        Instant("published_from", "Published at or after", "published_at__gte"),
        Instant("published_before", "Published before", "published_at__lt"),
        sort("-published_at", "published_at"),
    )

    @extend_schema(operation_id="notices_list", responses=pages_of(shapes.NoticeSerializer))
    def get(self, request: Request) -> Response:
        """List them, newest first: of each the version that stands."""
        return self.page(request, queries.headlines(), shapes.NoticeSerializer, order="-published_at")


class OneNotice(Door):
    """One notice."""

    is_shared = True

    @extend_schema(operation_id="notices_read", responses=shapes.NoticeDetailSerializer)
    def get(self, request: Request, notice_id: str) -> Response:
        """Read a version of a notice by its id or its number."""
        return Response(shapes.NoticeDetailSerializer(_find(notice_id)).data)


class NoticeVersions(Door):
    """The versions of a notice."""

    is_shared = True

    @extend_schema(operation_id="notices_versions", responses=shapes.NoticeDetailSerializer(many=True))
    def get(self, request: Request, notice_id: str) -> Response:
        """List the versions of a notice that may be read, the first one first, each with its content."""
        rows = queries.versions(_find(notice_id)).filter(status__in=queries.READABLE)
        return Response(shapes.NoticeDetailSerializer(rows, many=True).data)


class NoticePlaces(Door):
    """What may be corrected."""

    is_shared = True

    @extend_schema(operation_id="notices_places", responses=shapes.CorrectableSerializer(many=True))
    def get(self, request: Request, notice_id: str) -> Response:
        """List the fields of a notice whose words may be corrected; all others are facts, which a step changes."""
        found = _find(notice_id)
        places = revising.places(found.content, wording.free_texts(found.kind, found.deal.procedure))
        return Response(shapes.CorrectableSerializer(places, many=True).data)


class _Revision(Door):
    def made(self, request: Request, found: Notice, act: Callable[[], Notice]) -> HttpResponseBase:
        """Draft a version, or publish it where no second person is wanted."""

        def effect() -> Response:
            row = act()
            headers = {"Location": f"/api/v1/notices/drafts/{row.id}/"}
            return Response(shapes.DraftSerializer(row).data, status=201, headers=headers)

        return self.act(request, effect, deal=found.deal_id)


class NoticeCorrection(_Revision):
    """Correcting a notice."""

    @extend_schema(
        operation_id="notices_correct", request=shapes.NewCorrection, responses={201: shapes.DraftSerializer}
    )
    def post(self, request: Request, notice_id: str) -> HttpResponseBase:
        """Correct what a notice says; public at once, or when another person has approved it, as the law of its kind says."""
        found, values = _find(notice_id), parsed(shapes.NewCorrection, request)
        values["said"] = {one["code"]: Text(one["zh"], one["en"]) for one in values["said"]}
        return self.made(
            request, found, lambda: revisions.correct(notice_id=found.id, by=self.actor, **values)
        )


class NoticeWithdrawal(_Revision):
    """Withdrawing a notice."""

    @extend_schema(
        operation_id="notices_withdraw", request=shapes.NewWithdrawal, responses={201: shapes.DraftSerializer}
    )
    def post(self, request: Request, notice_id: str) -> HttpResponseBase:
        """Withdraw a notice; what is secret or harms others goes at once, with all versions before it."""
        found, values = _find(notice_id), parsed(shapes.NewWithdrawal, request)
        return self.made(
            request, found, lambda: revisions.withdraw(notice_id=found.id, by=self.actor, **values)
        )


class NoticeDrafts(Door):
    """What persons wrote into notices."""

    asks = (
        *PAGED,
        Choice("status", "How far it is", "status", choices=shapes.DRAFT_STATUSES),
        Ask("deal", "The deal, by its id", "deal_id"),
    )

    @extend_schema(operation_id="notices_drafts", responses=pages_of(shapes.DraftSerializer))
    def get(self, request: Request) -> Response:
        """List corrections and withdrawals on deals of the reader's side, and for staff, newest first."""
        return self.page(request, queries.revisions(self.actor), shapes.DraftSerializer)


class OneNoticeDraft(Door):
    """One draft."""

    @extend_schema(operation_id="notices_draft", responses=shapes.DraftSerializer)
    def get(self, request: Request, notice_id: str) -> Response:
        """Read a correction or a withdrawal, published or not."""
        return Response(shapes.DraftSerializer(_draft(self, notice_id)).data)


class NoticeApproval(Door):
    """The second person's word."""

    @extend_schema(operation_id="notices_approve", request=None, responses=shapes.DraftSerializer)
    def post(self, request: Request, notice_id: str) -> HttpResponseBase:
        """Publish what another person drafted."""
        found = _draft(self, notice_id)

        def effect() -> Response:
            row = deciding.approve(notice_id=found.id, by=self.actor)
            return Response(shapes.DraftSerializer(row).data)

        return self.act(request, effect, deal=found.deal_id)


class NoticeReturn(Door):
    """Sending a draft back."""

    @extend_schema(operation_id="notices_return", request=activities.Why, responses=shapes.DraftSerializer)
    def post(self, request: Request, notice_id: str) -> HttpResponseBase:
        """Send back what another person drafted, or take back one's own."""
        found, values = _draft(self, notice_id), parsed(activities.Why, request)

        def effect() -> Response:
            row = deciding.send_back(notice_id=found.id, by=self.actor, **values)
            return Response(shapes.DraftSerializer(row).data)

        return self.act(request, effect, deal=found.deal_id)


def _find(notice_id: str) -> Notice:
    field = "id" if notice_id.startswith("ntc_") else "number"
    found: Notice = get_object_or_404(queries.readable(), **{field: notice_id})
    return found


def _draft(door: Door, notice_id: str) -> Notice:
    found: Notice = get_object_or_404(queries.revisions(door.actor), id=notice_id)
    return found
