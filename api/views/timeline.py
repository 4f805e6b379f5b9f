"""What happened to a deal, in order."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import calendars
from api.asking import LIMIT, Ask
from api.doors import Door
from api.serializers.common import TextField
from api.views.deals import find_deal
from archive import timeline
from archive.timeline import Entry
from trading import queries


class TimelineEntrySerializer(serializers.Serializer[Any]):
    """One public thing that happened to a deal."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=timeline.KINDS_OF_ENTRY)
    subject = serializers.CharField(help_text="The id of what it is told of")
    lot = serializers.CharField(allow_null=True, help_text="Where it concerns one lot alone")
    title = TextField(source="what")
    detail = TextField()
    number = serializers.CharField(help_text="Of a notice; else empty")


class TimelinePage(serializers.Serializer[Any]):
    """Entries in order; `last` is what to ask `after` next, null when there is no more."""

    results = TimelineEntrySerializer(many=True)
    last = serializers.CharField(allow_null=True)


class DealTimeline(Door):
    """The public history of a deal."""

    is_shared = True
    asks = (Ask("after", "Go on after the entry that `last` named", longest=200), LIMIT)

    @extend_schema(operation_id="deals_timeline", responses=TimelinePage)
    def get(self, request: Request, deal_id: str) -> Response:
        """List steps, notices, clarifications, documents, suspensions and contracts of an announced deal, oldest first."""
        deal = find_deal(self, deal_id)
        lots = {lot.id: lot for lot in deal.lots.all()}
        after, limit = self.asked.get("after", ""), self.asked.get("limit", 50)
        rest = [entry for entry in timeline.of_deal(deal, lots) if _place(entry) > after]
        shown = rest[:limit]
        last = _place(shown[-1]) if len(rest) > limit else None
        return Response({"results": TimelineEntrySerializer(shown, many=True).data, "last": last})


class DealCalendar(Door):
    """The deadlines of a deal, to subscribe to."""

    is_shared = True
    renderer_classes = (JSONRenderer, calendars.Offered)

    @extend_schema(operation_id="deals_calendar", responses={(200, calendars.MEDIA_TYPE): OpenApiTypes.STR})
    def get(self, request: Request, deal_id: str) -> HttpResponse:
        """Download the running limits of every lot as iCalendar; an entry keeps its UID, each change raises its SEQUENCE."""
        deal = find_deal(self, deal_id)
        lots = queries.lots(self.actor).filter(deal=deal).order_by("number", "round")
        return calendars.answer(deal, lots.prefetch_related("periods", "holds"))


def _place(entry: Entry) -> str:
    """Return a text that sorts as the entries do: an entry that comes later never comes before it."""
    return f"{entry.at:%Y%m%d%H%M%S%f}.{entry.subject}.{entry.kind}"
