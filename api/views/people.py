"""Who is who: the actor, parties; what the law offers; deals handed in; health."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Party
from api.doors import Door, parsed
from api.serializers.common import PartySerializer
from foundation.errors import to_problem
from trading import particulars, registry
from trading.actions import exchange
from trading.law.grammar import Limit, Procedure


class MeSerializer(serializers.Serializer[Any]):
    """In whose name and capacity the reader acts."""

    role = serializers.CharField()
    member = serializers.CharField(source="member_id", allow_null=True)
    party = serializers.CharField(source="party_id", allow_null=True)
    regions = serializers.ListField(child=serializers.CharField())
    sectors = serializers.ListField(child=serializers.CharField())


class HandIn(serializers.Serializer[Any]):
    """Deals of another trading system; a record's shape is the schema `Record` in the documentation."""

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
    error = serializers.DictField(allow_null=True)


class HandedIn(serializers.Serializer[Any]):
    """The results, in the order of the records."""

    results = ResultSerializer(many=True)


class Me(Door):
    """The reader."""

    @extend_schema(operation_id="me_read", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who the reader is to the platform."""
        if self.actor.user_id is None:
            raise NotAuthenticated
        return Response(MeSerializer(self.actor).data)


class OneParty(Door):
    """A party as everybody sees it."""

    is_shared = True

    @extend_schema(operation_id="parties_read", responses=PartySerializer)
    def get(self, request: Request, party_id: str) -> Response:
        """Read the name and, when verified, the code of an organisation."""
        return Response(PartySerializer(get_object_or_404(Party, id=party_id, kind="organisation")).data)


class Procedures(Door):
    """Every edition of every procedure."""

    is_shared = True

    @extend_schema(operation_id="procedures_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """List them by key."""
        rows = [_head(p) for p in registry.procedures()]
        return Response({"results": rows, "next": None, "previous": None})


class OneProcedure(Door):
    """One edition."""

    is_shared = True

    @extend_schema(operation_id="procedures_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, kind: str, method: str, edition: str) -> Response:
        """Read states, steps, limits with their articles, and the schemas of what is filled in."""
        try:
            procedure = registry.pinned(f"{kind}/{method}/{edition}")
        except KeyError:
            raise Http404 from None
        return Response(
            _head(procedure)
            | {
                "states": [
                    {"name": s.name, "title": _both(s.title), "phase": s.phase.value, "final": s.final, "rerun": s.rerun}
                    for s in procedure.states
                ],
                "steps": [
                    {
                        "name": s.name, "title": _both(s.title), "sources": list(s.sources), "target": s.target,
                        "by": [r.value for r in s.roles], "after": [x.name for x in s.after], "opens": [x.name for x in s.opens],
                        "due": s.due.name if s.due else None, "guards": [_both(g.title) for g in s.guards],
                        "takes": particulars.schema(s.takes) if s.takes else None, "notice": s.notice,
                        "whole_deal": s.whole_deal, "law": str(s.law) if s.law else None,
                    }
                    for s in procedure.steps
                ],
                "limits": [_limit(limit) for limit in procedure.limits().values()],
                "particulars": particulars.schema(procedure.particulars),
                "lot_particulars": particulars.schema(procedure.lot_particulars),
            }
        )  # fmt: skip


class Exchange(Door):
    """Deals that run in another trading system."""

    @extend_schema(operation_id="exchange_hand_in", request=HandIn, responses=HandedIn)
    def post(self, request: Request) -> HttpResponseBase:
        """Hand deals in; each record is taken, changed, left or refused for itself."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        values = parsed(HandIn, request)
        language = get_language() or "zh-hans"

        def effect() -> Response:
            rows = [
                {
                    "index": r.index, "key": r.key, "outcome": r.outcome, "deal": r.deal,
                    "error": to_problem(r.error, language) if r.error else None,
                }
                for r in exchange.hand_in(source=values["source"], records=values["records"], by=self.actor)
            ]  # fmt: skip
            return Response({"results": rows})

        return self.act(request, effect)


class Health(Door):
    """Whether the platform can work."""

    authentication_classes = ()  # type: ignore[assignment]

    @extend_schema(operation_id="health_read", responses=OpenApiTypes.OBJECT, auth=[])
    def get(self, request: Request) -> Response:
        """Answer when the database does."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Response({"status": "ok"})


def _head(procedure: Procedure) -> dict[str, Any]:
    return {
        "key": procedure.key, "kind": procedure.kind, "method": procedure.method, "edition": procedure.edition,
        "title": _both(procedure.title), "kind_title": _both(procedure.kind_title), "law": str(procedure.law),
        "superseded_on": procedure.superseded_on.isoformat() if procedure.superseded_on else None,
    }  # fmt: skip


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "name": limit.name, "title": _both(limit.title), "bound": limit.bound.value, "length": limit.length,
        "unit": limit.unit.value, "back": limit.back, "of": limit.of, "stops": limit.stops, "practice": limit.practice,
        "law": str(limit.law), "verified": limit.law.verified.value,
    }  # fmt: skip


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
