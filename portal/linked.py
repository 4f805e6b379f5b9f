"""What pages say to search engines in schema.org's words, as a block of JSON-LD: data, which no browser runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from archive.ocds.red_flags import is_sale
from notices.models import Notice
from portal import open_data
from trading.models import Deal

_ENDS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SCHEMA = "https://schema.org"


def block(content: Mapping[str, Any]) -> SafeString:
    """Return the block; nothing that somebody typed can end it, for no sign of markup is left in it."""
    text = orjson.dumps({"@context": _SCHEMA, **content}).decode()
    for sign, written in _ENDS.items():
        text = text.replace(sign, written)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def of_notice(notice: Notice) -> SafeString:
    """Tell of a notice: an article about its deal."""
    deal = notice.deal
    return block(
        {
            "@type": "Article",
            "@id": _url("notices", notice.number),
            "url": _url("notices", notice.number),
            "identifier": notice.number,
            "headline": notice.title,
            "alternativeHeadline": notice.title_en,
            "datePublished": _instant(notice.published_at),
            "inLanguage": ["zh-Hans", "en"],
            "author": _organisation(deal.organiser.name),
            "publisher": _organisation(settings.PUBLISHER_NAME),
            "license": settings.LICENCE_URL,
            "isAccessibleForFree": True,
            "about": {"@type": _type_of(deal), "@id": _url("deals", deal.number), "name": deal.title},
        }
    )


def of_deal(deal: Deal) -> SafeString:
    """Tell of an announced deal: what somebody wants to buy, or offers."""
    return block(
        {
            "@type": _type_of(deal),
            "@id": _url("deals", deal.number),
            "url": _url("deals", deal.number),
            "identifier": deal.number,
            "name": deal.title,
            "availabilityStarts": _instant(deal.announced_at),
            "areaServed": {"@type": "AdministrativeArea", "identifier": f"GB/T 2260 {deal.region}"},
            **_by(deal),
        }
    )


def of_data() -> SafeString:
    """Tell of all that is published."""
    return block(
        {
            "@type": "DataCatalog",
            "@id": f"{settings.PUBLIC_URL}/data/",
            "url": f"{settings.PUBLIC_URL}/data/",
            "name": "公共资源交易开放数据",
            "license": settings.LICENCE_URL,
            "publisher": _organisation(settings.PUBLISHER_NAME),
            "dataset": [_dataset(one) for one in open_data.datasets()],
        }
    )


def _dataset(one: open_data.Dataset) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "@id": f"{settings.PUBLIC_URL}/data/#{one.id}",
        "identifier": one.id,
        "name": one.title.zh,
        "alternateName": one.title.en,
        "description": f"{one.about.zh} {one.about.en}",
        "keywords": list(one.keywords),
        "license": settings.LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": _organisation(settings.PUBLISHER_NAME),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": way.url, "encodingFormat": way.media_type}
            for way in one.ways
        ],
    }


def _type_of(deal: Deal) -> str:
    return "Offer" if is_sale(deal.procedure.ocds) else "Demand"


def _by(deal: Deal) -> dict[str, Any]:
    """Return who offers or seeks it; a demand itself has no word for that."""
    organiser = _organisation(deal.organiser.name)
    return {"offeredBy": organiser} if is_sale(deal.procedure.ocds) else {"@reverse": {"seeks": organiser}}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _url(kind: str, number: str) -> str:
    return f"{settings.PUBLIC_URL}/{kind}/{number}/"


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
