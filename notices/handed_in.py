"""Notices of deals that run elsewhere: shown as they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from foundation import ids
from foundation.models import Event
from foundation.text import Text
from notices.models import Notice
from notices.writing import Content, Section
from trading.models import HandedInNotice

HANDED_IN = "trading.notice.handed_in"
_HEADING = Text("原公告", "As published elsewhere")


def of_events(events: Sequence[Event], at: datetime) -> list[Notice]:
    """
    Return the unsaved notices of events `trading.notice.handed_in`, published; a later text under one key is a new version.

    A notice is public from the instant at which it was published there: that is the date by which people look for it.
    """
    wanted = {event.data["handed_in"]: event for event in events}
    rows = HandedInNotice.objects.select_related("deal").in_bulk(list(wanted))
    versions = _versions({row.deal_id for row in rows.values()})
    firsts, found = _firsts({row.deal_id for row in rows.values()}), []
    for handed_in, event in wanted.items():
        row = rows[handed_in]
        notice = _notice(row, versions[handed_in], event.position, at)
        known = firsts.setdefault((row.deal_id, row.source_key), notice.id)
        if known != notice.id:
            notice.first_id = known
        found.append(notice)
    return found


def replaced(notices: Sequence[Notice]) -> None:
    """Let the versions that stand before some newly published ones stand behind them. One query, if there are any."""
    firsts = {one.first_id for one in notices if one.first_id}
    if not firsts:
        return
    later = Notice.objects.filter(
        first=Coalesce(OuterRef("first_id"), OuterRef("id")), version__gt=OuterRef("version")
    )
    series = Notice.objects.filter(Q(id__in=firsts) | Q(first__in=firsts), status="published")
    series.filter(Exists(later)).update(status="superseded")


def _firsts(deals: set[str]) -> dict[tuple[str, str], str]:
    """Return the first versions of the notices of some deals, by the keys of their source."""
    rows = Notice.objects.filter(deal__in=deals, first=None).exclude(source_key="")
    return {(deal, key): pk for deal, key, pk in rows.values_list("deal_id", "source_key", "id")}


def _versions(deals: set[str]) -> dict[str, int]:
    """Return the version of each notice of some deals, by id: how many came under its key until then."""
    found: dict[str, int] = {}
    counted: dict[tuple[str, str], int] = {}
    came = HandedInNotice.objects.filter(deal_id__in=deals).order_by("id")
    for row, deal, key in came.values_list("id", "deal_id", "source_key"):
        found[row] = counted[deal, key] = counted.get((deal, key), 0) + 1
    return found


def _notice(row: HandedInNotice, version: int, position: int | None, at: datetime) -> Notice:
    text = content(row.title, row.text)
    notice = Notice(
        number=f"{row.deal.number}-{ids.new('no')[-8:]}", deal=row.deal, kind=row.kind, version=version,
        source_key=row.source_key, title=row.title,
        title_en=row.title, content=text.to_json(), digest=text.digest(), source_url=row.source_url, position=position,
        drafted_at=at,
    )  # fmt: skip
    notice.publish(at=min(row.published_at, at))
    return notice


def content(title: str, text: str) -> Content:
    """Return a foreign notice in the shape of ours: its paragraphs, in the language in which it came."""
    paragraphs = tuple(Text(line, line) for line in (part.strip() for part in text.splitlines()) if line)
    return Content(Text(title, title), (Section(_HEADING, paragraphs=paragraphs),))
