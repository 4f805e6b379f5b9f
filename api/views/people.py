"""Who asks; deals handed in by other systems; health."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from api import words
from api.doors import Door, parsed
from api.noting import names_a_deadline
from foundation import transparency_audit
from foundation.errors import to_problem
from trading.actions import attempts, exchange
from trading.models import Deal


class MeSerializer(serializers.Serializer[Any]):
    """In whose name and capacity the reader acts."""

    role = serializers.ChoiceField(choices=words.ROLES)
    member = serializers.CharField(source="member_id", allow_null=True)
    party = serializers.CharField(source="party_id", allow_null=True)
    regions = serializers.ListField(child=serializers.CharField())
    sectors = serializers.ListField(child=serializers.CharField())
    certificate = serializers.CharField(source="certificate_id", allow_null=True)


class HandIn(serializers.Serializer[Any]):
    """Deals of another trading system; a record's shape is the schema `ExchangeRecord` in the documentation."""

    source = serializers.RegexField(r"^[A-Za-z0-9-]{1,40}$")  # type: ignore[assignment]
    records = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=exchange.LARGEST_BATCH
    )


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one record."""

    index = serializers.IntegerField()
    key = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["created", "changed", "unchanged", "refused"])
    deal = serializers.CharField(allow_null=True)
    error = serializers.DictField(allow_null=True, help_text="The problem, where it was refused")


class HandedIn(serializers.Serializer[Any]):
    """The results, in the order of the records."""

    results = ResultSerializer(many=True)


class HealthSerializer(serializers.Serializer[Any]):
    """That the platform can work."""

    status = serializers.ChoiceField(choices=["ok"])
    audited_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When everything was last held to the log, whatever that found; null before the first time",
    )


class Me(Door):
    """The reader."""

    @extend_schema(operation_id="me_read", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who the reader is to the platform."""
        if self.actor.user_id is None:
            raise NotAuthenticated
        return Response(MeSerializer(self.actor).data)


class Exchange(Door):
    """Deals that run in another trading system."""

    @extend_schema(operation_id="exchange_hand_in", request=HandIn, responses=HandedIn)
    def post(self, request: Request) -> HttpResponseBase:
        """Hand deals in; each record is taken, changed, left or refused for itself."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        values = parsed(HandIn, request)
        language = get_language() or "zh-hans"

        refused: list[tuple[str, str]] = []

        def effect() -> Response:
            results = exchange.hand_in(source=values["source"], records=values["records"], by=self.actor)
            refused.extend(_refused_moves(results, values["records"]))
            rows = [
                {
                    "index": r.index, "key": r.key, "outcome": r.outcome, "deal": r.deal,
                    "error": to_problem(r.error, language) if r.error else None,
                }
                for r in results
            ]  # fmt: skip
            return Response({"results": rows})

        answer = self.act(request, effect)
        for deal, code in refused:
            attempts.note_move(deal_id=deal, via="exchange", codes=[code], by=self.actor)
        return answer


def _refused_moves(results: list[exchange.Result], records: list[Any]) -> Iterator[tuple[str, str]]:
    """Return the deals of ours whose deadlines refused records named, each with the code of the refusal."""
    found = [(one.error, records[one.index]) for one in results if one.error is not None]
    named = [(str(raw.get("id", "")), error.code) for error, raw in found if names_a_deadline(raw)]
    ours = set(Deal.objects.filter(id__in=[deal for deal, _ in named]).values_list("id", flat=True))
    return ((deal, code) for deal, code in named if deal in ours)


class Health(Door):
    """Whether the platform can work."""

    authentication_classes = ()  # type: ignore[assignment]

    @extend_schema(operation_id="health_read", responses=HealthSerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Answer when the database does; an audit is due each night."""
        done = transparency_audit.last()
        return Response(HealthSerializer({"status": "ok", "audited_at": done.at if done else None}).data)
