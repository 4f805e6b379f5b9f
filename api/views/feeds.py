"""What is public, for feed readers, calendars and search engines."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.actor import Actor
from api import atom, calendars, sitemaps, words
from api.asking import Ask, Choice, Region
from api.doors import Door
from foundation import clock
from foundation.errors import NotFound
from foundation.text import Text
from notices import queries as notice_queries
from notices.models import Notice
from trading import queries
from trading.law.grammar import Phase
from trading.models import Period

PAGE = 50
MOST_ENTRIES = 1_000
STAYS = timedelta(days=7)
"""How long an end stays in the calendar after it came."""
_TITLE = Text("公告公示", "Notices")
_AWAITED = (
    Phase.ANNOUNCED.value,
    Phase.BIDDING.value,
    Phase.EVALUATING.value,
    Phase.PUBLICISING.value,
    Phase.SUSPENDED.value,
)
_PART = re.compile(r"(notices|deals)-([0-9]{4}-(?:0[1-9]|1[0-2]))-([1-9][0-9]{0,3})\.xml", re.ASCII)


class OfferedAtom(JSONRenderer):
    """Lets a reader ask for a feed in so many words; what it writes itself are problems."""

    media_type = atom.MEDIA_TYPE


class NoticesFeed(Door):
    """Published notices, for feed readers."""

    is_shared = True
    renderer_classes = (JSONRenderer, OfferedAtom)
    asks = (
        Ask("kind", "The kind of notice", "kind"),
        Choice("family", "The kind of its deal", "deal__kind", choices=words.kinds),
        Region("region", "A place, with all places in it (GB/T 2260)", "deal__region__startswith"),
        Choice("language", "In which language; Chinese unless said", choices=("zh", "en")),
        Ask("before", "The id of a notice: those published before it, as `next` gives it", longest=40),
    )

    @extend_schema(operation_id="notices_feed", responses={(200, atom.MEDIA_TYPE): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        """Read the notices of a type, of a place, or all, newest first, as Atom; an entry keeps its id for good."""
        rows: QuerySet[Notice] = notice_queries.published().select_related("deal__organiser")
        for ask in self.asks:
            if ask.name in self.asked:
                rows = ask.sift(rows, self.asked[ask.name])
        found = list(_before(rows, self.asked.get("before")).order_by("-published_at", "-id")[: PAGE + 1])
        feed = self._feed(request, found)
        return HttpResponse(
            atom.written(feed, found[:PAGE]), content_type=f"{atom.MEDIA_TYPE}; charset=utf-8"
        )

    def _feed(self, request: Request, found: list[Notice]) -> atom.Feed:
        asked = {name: str(value) for name, value in request.query_params.items()}
        sifted = {name: value for name, value in asked.items() if name != "before"}
        language = self.asked.get("language", "zh")
        title = Text(f"{settings.PUBLISHER_NAME} · {_TITLE.zh}", f"{_TITLE.en} · {settings.PUBLISHER_NAME}")
        links = {"self": _address(asked), "first": _address(sifted)}
        if len(found) > PAGE:
            links["next"] = _address({**sifted, "before": found[PAGE - 1].id})
        links["alternate"] = f"{settings.PUBLIC_URL}/notices/"
        return atom.Feed(
            id="urn:yangguang:notices"
            + "".join(f":{name}:{value}" for name, value in sorted(sifted.items())),
            title=title.en if language == "en" else title.zh,
            author=settings.PUBLISHER_NAME,
            licence=settings.LICENCE_URL,
            site=settings.PUBLIC_URL,
            language=language,
            links=links,
        )


def _address(asked: dict[str, str]) -> str:
    return f"{settings.PUBLIC_URL}/feeds/notices.atom" + (f"?{urlencode(asked)}" if asked else "")


def _before(rows: QuerySet[Notice], id: str | None) -> QuerySet[Notice]:
    """Return the notices that come after one in the order of the feed."""
    if id is None:
        return rows
    at = notice_queries.published().filter(id=id).values_list("published_at", flat=True).first()
    if at is None:
        raise NotFound("not_found", Text("没有此内容", "There is nothing here"))
    return rows.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=id), published_at__lte=at)


class Deadlines(Door):
    """What ends soon, and what is opened, to subscribe to."""

    is_shared = True
    tells_the_hour = True
    renderer_classes = (JSONRenderer, calendars.Offered)
    asks = (
        Choice("family", "The kind of deal", "lot__deal__kind", choices=words.kinds),
        Region("region", "A place, with all places in it (GB/T 2260)", "lot__deal__region__startswith"),
    )

    @extend_schema(
        operation_id="deadlines_calendar", responses={(200, calendars.MEDIA_TYPE): OpenApiTypes.STR}
    )
    def get(self, request: Request) -> HttpResponse:
        """Download the next thousand ends of periods and the openings that come with them as iCalendar; each keeps its UID."""
        rows = Period.objects.filter(current=True, ends_at__gte=clock.now() - STAYS, lot__phase__in=_AWAITED)
        rows = rows.filter(lot__deal__in=queries.deals(Actor.public()).values("id"))
        for ask in self.asks:
            if ask.name in self.asked:
                rows = ask.sift(rows, self.asked[ask.name])
        return calendars.several(rows.order_by("ends_at", "id")[:MOST_ENTRIES])


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Return the index of all addresses."""
    return HttpResponse(sitemaps.index(settings.PUBLIC_URL), content_type=sitemaps.MEDIA_TYPE)


@require_safe
def sitemap_part(_request: HttpRequest, name: str) -> HttpResponse:
    """Return the addresses of a month."""
    if name == "pages.xml":
        return _xml(sitemaps.pages(settings.PUBLIC_URL))
    if not (asked := _PART.fullmatch(name)):
        raise Http404
    return _xml(sitemaps.part(asked[1], asked[2], int(asked[3]), settings.PUBLIC_URL))


def _xml(found: bytes | None) -> HttpResponse:
    if found is None:
        raise Http404
    return HttpResponse(found, content_type=sitemaps.MEDIA_TYPE)
