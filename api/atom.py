"""Notices as an Atom feed (RFC 4287), a page of it leading to the next (RFC 5005, section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from api.legible import legible
from foundation.text import Text
from notices.models import Notice

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed that has nothing yet: it has to say something
SUMMARY_CHARACTERS = 300
register_namespace("", _NAMESPACE)


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands around the entries of one page; `links` by their relation, `site` without a final slash."""

    id: str
    title: str
    author: str
    licence: str
    site: str
    language: str
    links: Mapping[str, str] = field(default_factory=dict)


def written(feed: Feed, notices: Sequence[Notice]) -> bytes:
    """Return a page of the feed."""
    root = Element(f"{{{_NAMESPACE}}}feed", {"xml:lang": "en" if feed.language == "en" else "zh-Hans"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max((_at(one) for one in notices), default=_NEVER)))
    _text(SubElement(root, _tag("author")), "name", feed.author)
    _text(root, "rights", feed.licence)
    for relation, address in feed.links.items():
        SubElement(root, _tag("link"), {"rel": relation, "href": address, "type": _type_of(relation)})
    for one in notices:
        _entry(root, feed, one)
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _entry(root: Element, feed: Feed, notice: Notice) -> None:
    entry = SubElement(root, _tag("entry"))
    is_english = feed.language == "en"
    # The id is the notice's for good, wherever the platform's address moves.
    _text(entry, "id", f"urn:yangguang:notice:{notice.id}")
    _text(entry, "title", notice.title_en if is_english else notice.title)
    _text(entry, "published", _instant(_at(notice)))
    _text(
        entry, "updated", _instant(_at(notice))
    )  # what is published never changes: a correction is another notice
    _text(SubElement(entry, _tag("author")), "name", notice.deal.organiser.name)
    address = f"{feed.site}/notices/{notice.number}/"
    SubElement(entry, _tag("link"), {"rel": "alternate", "type": "text/html", "href": address})
    for scheme, term in (("kind", notice.kind), ("family", notice.deal.kind), ("region", notice.deal.region)):
        SubElement(entry, _tag("category"), {"scheme": f"urn:yangguang:{scheme}", "term": term})
    said = " ".join(_paragraphs(notice, is_english=is_english))
    if said:
        _text(entry, "summary", legible(said, longest=SUMMARY_CHARACTERS))


def _paragraphs(notice: Notice, *, is_english: bool) -> Iterator[str]:
    for section in notice.content.get("sections", ()):
        for paragraph in section.get("paragraphs", ()):
            words = Text(str(paragraph["zh"]), str(paragraph["en"]))
            yield words.en if is_english else words.zh


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, _tag(name)).text = legible(value)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _type_of(relation: str) -> str:
    return "text/html" if relation == "alternate" else MEDIA_TYPE


def _at(notice: Notice) -> datetime:
    return notice.published_at or notice.drafted_at


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
