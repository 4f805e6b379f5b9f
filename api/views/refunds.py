"""Deposits that are to be given back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import Role
from api.asking import PAGED, Choice
from api.doors import Door, pages_of
from api.paging import Pages
from bidding import interest, refunds, timing
from foundation import clock
from foundation.errors import Forbidden
from foundation.text import Text


class RefundSerializer(serializers.Serializer[Any]):
    """A deposit that is held, and when it goes back. Lot and party are told once the bidding is over."""

    registration = serializers.CharField(source="registration.id")
    account = serializers.CharField(source="registration.account")
    lot = serializers.SerializerMethodField()
    party = serializers.SerializerMethodField()
    held = serializers.DecimalField(max_digits=20, decimal_places=2)
    cause = serializers.ChoiceField(choices=[cause.value for cause in refunds.Cause], allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(
        allow_null=True, help_text="The last day in time; null: not to be given back yet"
    )
    law = serializers.SerializerMethodField()
    interest = serializers.BooleanField(help_text="Whether what the bank paid on it goes back too")
    interest_owed = serializers.SerializerMethodField(
        help_text="What that comes to until today, of what is not paid yet"
    )
    late = serializers.SerializerMethodField(help_text="The article under which a late refund costs more")
    late_owed = serializers.SerializerMethodField(
        help_text="What that comes to until today, of what is not paid yet; nothing where the article gives no rate"
    )
    is_overdue = serializers.SerializerMethodField()

    def get_lot(self, refund: refunds.Refund) -> str | None:
        """Return the lot, where it is no secret."""
        return None if _is_secret(refund) else refund.registration.lot_id

    def get_party(self, refund: refunds.Refund) -> str | None:
        """Return the party, where it is no secret."""
        return None if _is_secret(refund) else refund.registration.party_id

    def get_law(self, refund: refunds.Refund) -> str | None:
        """Return the article that sets the day."""
        return str(refund.law) if refund.law else None

    def get_late(self, refund: refunds.Refund) -> str | None:
        """Return the article."""
        return str(refund.late.law) if refund.late else None

    @extend_schema_field(serializers.DecimalField(max_digits=20, decimal_places=2))
    def get_interest_owed(self, refund: refunds.Refund) -> str:
        """Return the amount."""
        return f"{self.context['besides'][refund.registration.id].interest.owed:.2f}"

    @extend_schema_field(serializers.DecimalField(max_digits=20, decimal_places=2))
    def get_late_owed(self, refund: refunds.Refund) -> str:
        """Return the amount."""
        return f"{self.context['besides'][refund.registration.id].late.owed:.2f}"

    def get_is_overdue(self, refund: refunds.Refund) -> bool:
        """Tell whether its day is over."""
        return refund.is_overdue(self.context["at"])


def _is_secret(refund: refunds.Refund) -> bool:
    return refund.registration.lot.phase in timing.BEFORE_THE_OPENING


class Refunds(Door):
    """The deposits that the centre holds and has to give back."""

    asks = (*PAGED, Choice("overdue", "Only what the journal told to be overdue", choices=("yes",)))

    @extend_schema(operation_id="refunds_list", responses=pages_of(RefundSerializer))
    def get(self, request: Request) -> Response:
        """List the deposits that are held of withdrawn bidders and of lots whose bidding is over, with their days."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        if self.actor.role is not Role.CENTRE:
            words = Text("只有交易中心退还保证金", "Only the centre gives deposits back")
            raise Forbidden("role_not_allowed", words)
        rows = refunds.kept_by(self.actor)
        if "overdue" in self.asked:
            rows = refunds.reported(rows)
        pages = Pages(type(self).__name__, "id")
        found = refunds.of(pages.paginate_queryset(rows, request, view=self) or [])
        at = clock.now()
        counted = zip(found, interest.of(found, clock.local_date(at)), strict=True)
        context = {"at": at, "besides": {refund.registration.id: one for refund, one in counted}}
        return pages.get_paginated_response(RefundSerializer(found, many=True, context=context).data)
