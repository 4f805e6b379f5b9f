"""Notices of deals that run elsewhere: shown as they came."""

from __future__ import annotations

from foundation import ids
from foundation.models import Event
from foundation.text import Text
from notices.models import Notice
from notices.writing import Content, Section
from trading.models import HandedInNotice

_HEADING = Text("原公告", "As published elsewhere")


def of_event(event: Event) -> Notice:
    """Return the unsaved notice of an event `trading.notice.handed_in`; a later text under one key is a new version."""
    row = HandedInNotice.objects.select_related("deal").get(id=event.data["handed_in"])
    text = content(row.title, row.text)
    earlier = HandedInNotice.objects.filter(deal=row.deal, source_key=row.source_key, id__lt=row.id).count()
    return Notice(
        number=f"{row.deal.number}-{ids.new('no')[-4:]}", deal=row.deal, kind=row.kind, version=earlier + 1, title=row.title,
        title_en=row.title, content=text.to_json(), digest=text.digest(), source_url=row.source_url,
    )  # fmt: skip


def content(title: str, text: str) -> Content:
    """Return a foreign notice in the shape of ours: its paragraphs, in the language in which it came."""
    paragraphs = tuple(Text(line, line) for line in (part.strip() for part in text.splitlines()) if line)
    return Content(Text(title, title), (Section(_HEADING, paragraphs=paragraphs),))
