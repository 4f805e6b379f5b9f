"""Searching what is public: notices and deals by their texts, narrowed by what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from api import words
from api.asking import Ask, BadQuery, Choice, Instant, Region
from api.doors import Door
from foundation.errors import Unavailable
from foundation.patience import TooBroad
from foundation.text import Text
from notices import queries
from notices.models import Notice, Subject
from notices.search import asking, facets, pages, suggesting
from notices.search.asking import Hit, Question
from trading.models import Deal

_TEXT = Ask("text", "What must stand in the text: words parted by blanks", longest=asking.LONGEST_TEXT)


class HitSerializer(serializers.Serializer[Any]):
    """A published notice or an announced deal."""

    subject = serializers.ChoiceField(choices=Subject.values)
    id = serializers.CharField()
    number = serializers.CharField()
    deal = serializers.CharField(help_text="The deal, by the id")
    title = serializers.CharField()
    title_en = serializers.CharField(help_text="As the title, where there is no other")
    family = serializers.CharField()
    kind = serializers.CharField(help_text="Of a notice; empty for a deal")
    phase = serializers.CharField(help_text="Of the deal")
    region = serializers.CharField()
    organiser = serializers.CharField(help_text="The party's id")
    amount = serializers.DecimalField(
        max_digits=20, decimal_places=2, allow_null=True, help_text="The deal's estimate, yuan"
    )
    at = serializers.DateTimeField(help_text="When it was published or announced")


class FoundSerializer(serializers.Serializer[Any]):
    """A page of what was found, and how much of it there is of each part."""

    next = serializers.CharField(allow_null=True, help_text="The address of the next page")
    count = serializers.IntegerField(help_text=f"How many were found, at most {asking.MOST}")
    is_all = serializers.BooleanField(help_text="Whether there are no more; else only the first were counted")
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="By the name of the parameter that narrows to a part: how many there are of each value",
    )
    results = HitSerializer(many=True)


class SuggestionsSerializer(serializers.Serializer[Any]):
    """What may be meant."""

    results = serializers.ListField(child=serializers.CharField())


class Search(Door):
    """Everything public, by its text."""

    is_shared = True

    asks = (
        Ask("cursor", "Where the page begins, as `next` gave it", longest=100),
        _TEXT,
        Choice("subject", "Notices or deals", choices=tuple(Subject.values)),
        Choice("family", "The kind of the deal", choices=words.kinds),
        Ask("kind", "The kind of notice", longest=60),
        Choice("phase", "The phase of the deal", choices=words.PHASES),
        Region("region", "A place, with all places in it (GB/T 2260)"),
        Ask("organiser", "The organiser, by the id", longest=40),
        Choice("amount", "The band in which the estimate lies", choices=tuple(facets.BANDS)),
        Instant("since", "Published or announced at or after"),
        Instant("before", "Published or announced before"),
        Choice("sort", "In which order; `title` and `amount` order what is counted", choices=pages.ORDERS),
    )

    @extend_schema(operation_id="search", responses=FoundSerializer)
    def get(self, request: Request) -> Response:
        """
        Find notices and deals in whose texts all words stand, the newest first, with counts of the parts to narrow to.

        Traditional and simplified signs, full and half width, upper and lower case are the same.
        """
        cursor = self.asked.get("cursor", "")
        if cursor and pages.read(cursor) is None:
            said = Text("请使用 next 给出的地址", "Follow the address that `next` gave")
            raise BadQuery("bad_cursor", said, fields={"cursor": [said]})
        try:
            found = pages.page(self._question(), self.asked.get("sort", ""), cursor)
        except TooBroad as error:
            raise _too_broad() from error
        address = request.build_absolute_uri()
        answer = {
            "next": replace_query_param(address, "cursor", found.following) if found.following else None,
            "count": len(found.found.hits), "is_all": found.found.is_all, "facets": facets.count(found.found.hits),
            "results": _shown(found.hits),
        }  # fmt: skip
        return Response(FoundSerializer(answer).data)

    def _question(self) -> Question:
        asked = self.asked
        plain = {name: asked[name] for name in _SAME if name in asked}
        band = facets.BANDS.get(asked.get("amount", ""))
        question = Question(phrases=_phrases(asked.get("text", "")), **plain)
        return replace(question, least=band.least, below=band.below) if band else question


_SAME = ("subject", "family", "kind", "phase", "region", "organiser", "since", "before")


class Suggestions(Door):
    """What somebody who types may mean."""

    is_shared = True

    asks = (_TEXT,)

    @extend_schema(operation_id="search_suggestions", responses=SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """List organisers and titles of public deals in which all words stand: eight at most, none without a text."""
        try:
            found = suggesting.suggest(self.asked.get("text", ""))
        except TooBroad as error:
            raise _too_broad() from error
        return Response(SuggestionsSerializer({"results": found}).data)


def _shown(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return found entries as they are told, as far as they may still be read. Two queries."""
    ids = [hit.id for hit in hits]
    deals = Deal.objects.filter(announced_at__isnull=False).in_bulk(ids)
    rows: dict[str, Deal | Notice] = {**queries.headlines().in_bulk(ids), **deals}
    return [asdict(hit) | _named(rows[hit.id]) for hit in hits if hit.id in rows]


def _named(row: Deal | Notice) -> dict[str, str]:
    named = {"number": row.number, "title": row.title}
    if isinstance(row, Deal):
        return named | {"title_en": row.title, "deal": row.id}
    return named | {"title_en": row.title_en, "deal": row.deal_id}


def _phrases(text: str) -> tuple[str, ...]:
    """
    Return what is looked for.

    :raises BadQuery: if there is neither a sign nor a letter nor a digit in what was given.
    """
    phrases = asking.phrases_of(text)
    if text and not phrases:
        said = Text("应含文字、字母或数字", "A sign, a letter or a digit is expected")
        raise BadQuery("bad_parameter", said, fields={"text": [said]})
    return phrases


def _too_broad() -> Unavailable:
    said = Text("没有能够及时找完，请缩小范围", "The search went too far to finish in time; narrow it down")
    return Unavailable("search_too_broad", said)
