"""
The addresses of all pages, for search engines (sitemaps.org 0.9): an index of parts by month, none with more than fifty thousand.

Parts go by the month of publication, so what was published long ago stays where it is; a month with more has several.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.urls import reverse

from accounts.actor import Actor
from notices import queries as notice_queries
from notices.models import Notice
from trading import queries
from trading.models import Deal

MEDIA_TYPE = "application/xml"
MOST: Final = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "home",
    "portal-notices",
    "portal-deals",
    "portal-auctions",
    "portal-procedures",
    "portal-openings",
    "portal-results",
    "portal-statistics",
    "portal-help",
    "data",
    "about",
)
register_namespace("sm", _NAMESPACE)
_DATED: Final = {"notices": "published_at", "deals": "announced_at"}


def index(site: str) -> bytes:
    """Return the index."""
    root = Element(f"{{{_NAMESPACE}}}sitemapindex")
    _add(root, "sitemap", f"{site}/sitemaps/pages.xml")
    for kind, dated in _DATED.items():
        months = _rows(kind).order_by().annotate(month=TruncMonth(dated, tzinfo=UTC)).values("month")
        for one in months.annotate(count=Count("id"), last=Max(dated)).order_by("month"):
            for part in range(1, (one["count"] - 1) // MOST + 2):
                # A deal's page changes after its announcement, and only the part itself says when.
                at = one["last"] if kind == "notices" else None
                _add(root, "sitemap", f"{site}/sitemaps/{kind}-{one['month']:%Y-%m}-{part}.xml", at)
    return _bytes(root)


def pages(site: str) -> bytes:
    """Return the part of the pages that there are without any deal."""
    return _part((f"{site}{reverse(name)}", None) for name in _PAGES)


def part(kind: str, month: str, number: int, site: str) -> bytes | None:
    """Return a part of the notices or deals of a month (`2026-03`), from 1 on; None where there is none."""
    begin = datetime.strptime(f"{month}+0000", "%Y-%m%z")
    end = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    dated = _DATED[kind]
    rows = _rows(kind).filter(**{f"{dated}__gte": begin, f"{dated}__lt": end}).order_by(dated, "id")
    found = list(rows.values_list("number", "changed")[(number - 1) * MOST : number * MOST])
    return _part((f"{site}/{kind}/{one}/", at) for one, at in found) if found else None


def _rows(kind: str) -> QuerySet[Any]:
    if kind == "notices":
        return notice_queries.published().annotate(changed=F("published_at"))
    last = Notice.objects.filter(deal=OuterRef("pk"), status="published").order_by("-published_at")
    rows: QuerySet[Deal] = queries.deals(Actor.public()).filter(announced_at__isnull=False)
    return rows.annotate(changed=Subquery(last.values("published_at")[:1]))


def _part(addresses: Iterable[tuple[str, datetime | None]]) -> bytes:
    root = Element(f"{{{_NAMESPACE}}}urlset")
    for address, at in addresses:
        _add(root, "url", address, at)
    return _bytes(root)


def _add(root: Element, name: str, address: str, at: datetime | None = None) -> None:
    one = SubElement(root, f"{{{_NAMESPACE}}}{name}")
    SubElement(one, f"{{{_NAMESPACE}}}loc").text = address
    if at is not None:
        SubElement(one, f"{{{_NAMESPACE}}}lastmod").text = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _bytes(root: Element) -> bytes:
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found
