"""What the law offers: the procedures and their editions."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import words
from api.asking import Choice
from api.doors import Door
from api.serializers import rules as shapes
from trading import registry


class Procedures(Door):
    """Every edition of every procedure."""

    is_shared = True
    asks = (
        Choice("kind", "The kind of deal", choices=words.kinds),
        Choice("method", "How it is carried out", choices=words.methods),
    )

    @extend_schema(operation_id="procedures_list", responses=shapes.ProceduresPage)
    def get(self, request: Request) -> Response:
        """List them by key."""
        rows = [p for p in registry.procedures() if all(getattr(p, n) == v for n, v in self.asked.items())]
        data = shapes.ProcedureSerializer(rows, many=True).data
        return Response({"results": data, "next": None, "previous": None})


class OneProcedure(Door):
    """One edition."""

    is_shared = True

    @extend_schema(operation_id="procedures_read", responses=shapes.ProcedureDetailSerializer)
    def get(self, request: Request, kind: str, method: str, edition: str) -> Response:
        """Read states, steps, limits with their articles, and the schemas of what is filled in."""
        try:
            procedure = registry.pinned(f"{kind}/{method}/{edition}")
        except KeyError:
            raise Http404 from None
        return Response(shapes.ProcedureDetailSerializer(procedure).data)
