"""Requests for information that is disclosed on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from api.asking import PAGED, Choice
from api.doors import Door, pages_of, parsed
from api.serializers import requests as shapes
from api.views.parties import veiled
from notices import request_queries
from notices.actions import requests
from notices.models import InformationRequest


class Requests(Door):
    """Requests for information."""

    asks = (*PAGED, Choice("status", "How far it is", "status", choices=shapes.STATUSES))

    @extend_schema(operation_id="requests_list", responses=pages_of(shapes.RequestSerializer))
    def get(self, request: Request) -> Response:
        """List one's own; all of them for the centre, and for supervisors and auditors without who asks. Newest first."""
        return self.page(request, request_queries.visible(self.actor), shapes.RequestSerializer)

    @extend_schema(
        operation_id="requests_file", request=shapes.NewRequest, responses={201: shapes.RequestSerializer}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """File a request; the receipt says until when it is answered."""
        if not self.actor.user_id:
            raise NotAuthenticated
        values = parsed(shapes.NewRequest, request)

        def effect() -> Response:
            row = requests.file_request(by=self.actor, **values)
            body = shapes.RequestSerializer(row, context={"actor": self.actor}).data
            return Response(body, status=201, headers={"Location": f"/api/v1/information-requests/{row.id}/"})

        return self.act(request, effect, content=veiled(request), told_once=("applicant",))


class OneRequest(Door):
    """One request."""

    @extend_schema(operation_id="requests_read", responses=shapes.RequestSerializer)
    def get(self, request: Request, request_id: str) -> Response:
        """Read a request."""
        return Response(shapes.RequestSerializer(_find(self, request_id), context={"actor": self.actor}).data)


class _Act(Door):
    def done(
        self, request: Request, request_id: str, shape: type[Serializer[Any]] | None, act: Callable[..., Any]
    ) -> HttpResponseBase:
        """Do something with a request that the actor may read, and answer with how it stands."""
        found = _find(self, request_id)
        values = parsed(shape, request) if shape else {}

        def effect() -> Response:
            act(request_id=found.id, by=self.actor, **values)
            row = _find(self, request_id)
            return Response(shapes.RequestSerializer(row, context={"actor": self.actor}).data)

        return self.act(request, effect, told_once=("applicant",))


class RequestCompletion(_Act):
    """Completing one's request."""

    @extend_schema(
        operation_id="requests_complete", request=shapes.Completion, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Complete one's request as the centre asked; the time to answer runs from now."""
        return self.done(request, request_id, shapes.Completion, requests.complete)


class RequestWithdrawal(_Act):
    """Taking one's request back."""

    @extend_schema(operation_id="requests_withdraw", request=None, responses=shapes.RequestSerializer)
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Withdraw one's request."""
        return self.done(request, request_id, None, requests.withdraw)


class RequestGuidance(_Act):
    """Asking for what is missing."""

    @extend_schema(
        operation_id="requests_ask_back", request=shapes.Guidance, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Ask once for what is missing, within seven working days."""
        return self.done(request, request_id, shapes.Guidance, requests.ask_back)


class RequestExtension(_Act):
    """Taking more time."""

    @extend_schema(
        operation_id="requests_extend", request=shapes.Extension, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Take twenty working days more, once."""
        return self.done(request, request_id, shapes.Extension, requests.extend)


class RequestConsultation(_Act):
    """Hearing a third party."""

    @extend_schema(
        operation_id="requests_consult", request=shapes.NewConsultation, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Hear a third party; the time to answer stands still."""
        return self.done(request, request_id, shapes.NewConsultation, requests.consult)


class RequestOpinion(_Act):
    """What a third party said."""

    @extend_schema(
        operation_id="requests_note_opinion", request=shapes.Opinion, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Note what the third party said, or that it said nothing in time; the time to answer goes on."""
        return self.done(request, request_id, shapes.Opinion, requests.note_opinion)


class RequestAnswer(_Act):
    """Answering a request."""

    @extend_schema(
        operation_id="requests_answer", request=shapes.RequestReply, responses=shapes.RequestSerializer
    )
    def post(self, request: Request, request_id: str) -> HttpResponseBase:
        """Answer a request in one of the ways that the law knows."""
        return self.done(request, request_id, shapes.RequestReply, requests.answer)


def _find(door: Door, request_id: str) -> InformationRequest:
    found: InformationRequest = get_object_or_404(request_queries.visible(door.actor), id=request_id)
    return found
