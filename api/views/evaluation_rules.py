"""By which rule the bids of a lot are ranked."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door
from api.serializers.evaluation_rules import RuleSerializer
from api.views.lots import find_lot
from bidding import announcing


class LotRule(Door):
    """The rule as announced."""

    @extend_schema(operation_id="evaluation_rule_read", responses=RuleSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read by which rule bids are ranked, number by number; 404 where none are compared or nothing is announced."""
        found = announcing.of(find_lot(self, lot_id), self.actor)
        if found is None:
            raise Http404
        return Response(RuleSerializer(found).data)
