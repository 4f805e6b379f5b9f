"""What somebody follows: the filters of the search page that make sense for what is published later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from django.db import connection

from foundation import codes
from foundation.errors import Invalid
from foundation.text import Text
from notices.models import SavedSearch
from notices.search import asking, tokens
from notices.search.facets import BANDS
from trading import registry
from trading.law.grammar import Phase

LATEST = 200  # notices in which the rarest lexeme of a search is looked for
_PARTY, _KIND = re.compile(r"pty_[0-9A-Z]{1,36}"), re.compile(r"[a-z][a-z_]{0,59}")
# One pass over the newest texts, whatever the number of lexemes.
_COMMON = """
    SELECT word, count(*) FROM (
        SELECT unnest(tsvector_to_array(newest.lexemes)) AS word
        FROM (SELECT lexemes FROM notices_searchentry ORDER BY at DESC, id DESC LIMIT %s) newest
    ) words WHERE word = ANY(%s) GROUP BY word
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Filters by the names that they have in the address of the search page; empty ones ask for nothing.

    A search of deals is followed by the notices of those deals; days and orders are of no use for what is yet to come.
    """

    text: str = ""
    family: str = ""
    region: str = ""
    phase: str = ""
    kind: str = ""
    organiser: str = ""
    amount: str = ""

    @classmethod
    def read(cls, query: str) -> Wanted:
        """Return the filters of an address's query; what else stands there is left out."""
        given = dict(parse_qsl(query.removeprefix("?"), max_num_fields=50))
        return cls(**{name: " ".join(given.get(name, "").split()) for name in NAMES})

    def query(self) -> str:
        """Return the filters as the query of an address, always in the same order."""
        return urlencode({name: value for name in NAMES if (value := getattr(self, name))})

    @property
    def phrases(self) -> tuple[str, ...]:
        """What must stand in a text, folded."""
        return asking.phrases_of(self.text)

    def check(self) -> None:
        """
        Refuse filters that are none.

        :raises Invalid: `search_malformed`, with every field that is wrong.
        """
        wrong = {name: [said] for name, said in self._wrong()}
        if wrong:
            raise Invalid(
                "search_malformed", Text("有条件填写不正确", "Some filters are not understood"), fields=wrong
            )

    def _wrong(self) -> Iterator[tuple[str, Text]]:
        if len(self.text) > asking.LONGEST_TEXT:
            yield "text", Text(f"最多{asking.LONGEST_TEXT}个字", f"At most {asking.LONGEST_TEXT} characters")
        elif self.text and not self.phrases:
            yield "text", Text("应当有文字或数字", "Some letter or digit is needed")
        choices: Mapping[str, Collection[str]] = {
            "family": {kind for kind, _ in registry.methods()},
            "region": codes.REGIONS,
            "phase": {phase.value for phase in Phase},
            "amount": BANDS,
        }
        for name, known in choices.items():
            if (value := getattr(self, name)) and value not in known:
                yield name, _NO_CHOICE
        for name, form in {"kind": _KIND, "organiser": _PARTY}.items():
            if (value := getattr(self, name)) and not form.fullmatch(value):
                yield name, _NO_CHOICE


NAMES = tuple(one.name for one in fields(Wanted))
_NO_CHOICE = Text("没有这个选项", "There is no such choice")


def save(wanted: Wanted) -> SavedSearch:
    """Return the saved search for some filters, made if nobody asked for the same before; locked."""
    wanted.check()
    locked = SavedSearch.objects.select_for_update(no_key=True).filter(query=wanted.query())
    # What nobody follows is swept away; once the row is locked, it stays.
    while (found := locked.first()) is None:
        SavedSearch.objects.bulk_create([row(wanted, _anchor(wanted.phrases))], ignore_conflicts=True)
    return found


def row(wanted: Wanted, anchor: str) -> SavedSearch:
    """Return the row of some filters, not stored."""
    band = BANDS.get(wanted.amount)
    return SavedSearch(
        query=wanted.query(), family=wanted.family, kind=wanted.kind, phase=wanted.phase, organiser=wanted.organiser,
        region=codes.region_prefix(wanted.region) if wanted.region else "", least=band.least if band else None,
        below=band.below if band else None, patterns=[tokens.pattern(phrase) for phrase in wanted.phrases], anchor=anchor,
    )  # fmt: skip


def _anchor(phrases: Collection[str]) -> str:
    """Return the lexeme of some phrases that fewest of the newest texts have."""
    lexemes = lexemes_of(phrases)
    if not lexemes:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, [LATEST, lexemes])
        return rarest(lexemes, dict(cursor.fetchall()))


def lexemes_of(phrases: Collection[str]) -> list[str]:
    """Return the lexemes of every text in which some phrases stand."""
    return list(dict.fromkeys(lexeme for phrase in phrases for lexeme in tokens.asked(phrase)))


def rarest(lexemes: Collection[str], common: Mapping[str, int]) -> str:
    """Return the lexeme that fewest texts have, of equals the longest."""
    return min(lexemes, key=lambda one: (common.get(one, 0), -len(one), one))
