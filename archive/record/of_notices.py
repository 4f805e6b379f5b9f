"""A notice version as files: one that people read without anything else, and one for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string

from archive.record import keeping, withdrawals
from archive.record.heads import instant
from archive.record.keeping import HTML, JSON, Made
from foundation import clock
from foundation.followers import Follower
from foundation.models import Event
from notices import queries
from notices.models import Notice
from trading.law.notice_revisions import WORDS, Act

_LANGUAGES: Final = (("zh-Hans", "zh"), ("en", "en"))
_LABELS: Final = {
    "zh": {
        "version": "版本",
        "at": "发布时间",
        "source": "原文",
        "digest": "内容摘要（SHA-256）",
        "here": "本文件在公开档案中的地址",
    },
    "en": {
        "version": "Version",
        "at": "Published",
        "source": "Source",
        "digest": "Digest of the content (SHA-256)",
        "here": "This file in the public record",
    },
}
_NUMBER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)


class NoticeFiles(Follower):
    """Puts each version of a notice on record when it is published, and takes off those that must not be public any longer."""

    name = "archive.record.notices"
    types = ("notices.notice.published",)

    def handle_all(self, events: Sequence[Event]) -> None:
        """Put the notices of these events on record, each once; with a withdrawal those before it go that it hides."""
        wanted = {event.subject for event in events}
        rows = list(_with_words(queries.readable().filter(id__in=wanted)))
        keeping.keep(file for one in rows for file in files(one))
        for one in rows:
            if one.act == Act.WITHDRAWN:
                _take_off(one)


def paths(notice: Notice) -> list[str]:
    """Return under which names a version of a notice lies, for people and for programs."""
    return [f"{_folder(notice)}/{notice.version}.{ending}" for ending in ("html", "json")]


def files(notice: Notice) -> list[Made]:
    """Return both files of a version of a notice that may be read."""
    assert notice.published_at is not None
    (page, data), at = paths(notice), notice.published_at
    return [
        Made(page, at, HTML, render_to_string("archive/notice.html", _context(notice, page)).encode()),
        Made(data, at, JSON, _json(notice, instant(at))),
    ]


def _with_words(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.select_related("deal__organiser", "lot", "first").order_by("published_at", "version", "id")


def _folder(notice: Notice) -> str:
    """Return where the versions of a notice lie: by the number of the first, or its id where that has other signs than a path."""
    first = notice.first or notice
    return f"notices/{first.number if _NUMBER.fullmatch(first.number) else first.id}"


def _take_off(withdrawal: Notice) -> None:
    """Take the versions off the record that a withdrawal hides, on its ground and under its article."""
    hidden = _with_words(queries.versions(withdrawal).filter(status="hidden"))
    gone = withdrawals.lock([path for one in hidden for path in paths(one)])
    words = WORDS[withdrawal.ground]
    withdrawals.withdraw(gone, article=withdrawal.law, reason=f"{words.zh} / {words.en}", at=clock.now())


def _json(notice: Notice, at: str) -> bytes:
    deal = notice.deal
    found = {
        "id": notice.id, "number": notice.number, "version": notice.version, "kind": notice.kind,
        "deal": deal.number, "lot": notice.lot.number if notice.lot else None, "organiser": deal.organiser.name,
        "published_at": at, "source_url": notice.source_url,
        "act": notice.act, "ground": notice.ground, "law": notice.law, "reason": notice.reason,
        "title": {"zh": notice.title, "en": notice.title_en}, "content": notice.content, "digest": notice.digest,
    }  # fmt: skip
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _context(notice: Notice, path: str) -> dict[str, Any]:
    languages = _LANGUAGES if _has_english(notice) else _LANGUAGES[:1]
    return {
        "notice": notice,
        "versions": [
            {"code": code, "content": _in(language, notice.content), "labels": _LABELS[language]}
            for code, language in languages
        ],
        "address": f"{settings.PUBLIC_URL}/notices/{notice.number}/",
        "path": path.removesuffix(".html"),
    }


def _has_english(notice: Notice) -> bool:
    """Tell whether it stands in English too: what came from elsewhere is in the language in which it came."""
    return bool(notice.title != notice.title_en)


def _in(language: str, value: Any) -> Any:
    """Return a stored content with its words in one language."""
    if isinstance(value, dict):
        return (
            value[language]
            if value.keys() == {"zh", "en"}
            else {k: _in(language, v) for k, v in value.items()}
        )
    return [_in(language, one) for one in value] if isinstance(value, list) else value
