"""The dictionary of fields says all there is, and the same as the national standard where that has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from archive import dictionary
from archive.dictionary import Group
from trading.law import record_names
from trading.law.disclosure_records import TABLES
from trading.law.labels import Disclosure

STANDARD = Path(__file__).parents[3] / "shared" / "data" / "data_standard_entities.json"
UNDECIDED = {("835", "BIDDER_NAME"), ("892", "SUBCONTRACT"), ("893", "SUBCONTRACT")}
"""Fields whose scope the standard leaves out in its column, and says in a note."""


def of(group: Group) -> list[dictionary.Described]:
    return [one for one in dictionary.objects().values() if one.group is group]


class TestTheDictionary:
    def test_has_a_name_for_every_record_and_field_and_no_other(self) -> None:
        assert record_names.known("R") == frozenset(TABLES)
        assert record_names.known("F") == {
            name for table in TABLES.values() for rule in table for name in rule.fields
        }

    def test_says_of_every_field_who_may_read_it_and_under_which_article(self) -> None:
        for one in dictionary.objects().values():
            for entry in one.entries:
                assert entry.name.zh and entry.name.en and entry.size and entry.law, (one.code, entry)
                assert entry.why.zh, (one.code, entry)

    def test_knows_lengths_and_what_is_required(self) -> None:
        found = {one.code: one for one in dictionary.objects()["deal"].entries}
        assert (found["title"].size, found["title"].required) == ("C..300", True)
        assert (found["estimate"].size, found["estimate"].required) == ("N..20,2", False)
        assert found["created_by"].scope is Disclosure.WITHHELD

    def test_names_objects_once(self) -> None:
        codes = [one.code for group in Group for one in of(group)]
        assert len(codes) == len(set(codes)) == len(dictionary.objects())
        assert len(of(Group.STANDARD)) == 107


class TestTheStandard:
    @pytest.fixture
    def entities(self) -> dict[str, Any]:
        if not STANDARD.exists():
            pytest.skip("needs ../shared/data/data_standard_entities.json")
        return dict(json.loads(STANDARD.read_text("utf-8"))["entities"])

    def test_differs_nowhere_but_where_it_is_named(self, entities: dict[str, Any]) -> None:
        scopes = {"社会公开": Disclosure.OPEN, "政务公开": Disclosure.ON_REQUEST}
        differs = []
        for one in of(Group.STANDARD):
            theirs = {field["en"]: field for field in entities[one.code]["fields"]}
            assert theirs.keys() == {entry.code for entry in one.entries}, one.code
            for entry in one.entries:
                field = theirs[entry.code]
                ours = (entry.name.zh, entry.size, entry.required, entry.scope)
                scope = scopes.get(field.get("disclosure", ""), Disclosure.ON_REQUEST)
                if ours != (field["cn"], field.get("format", "C..ul"), field.get("required") == "是", scope):
                    differs.append((one.code, entry.code))
        assert set(differs) == UNDECIDED

    def test_has_entities_that_no_deal_here_carries(self, entities: dict[str, Any]) -> None:
        """Subjects, credit, supervision, minerals, carbon, drugs and others: kept in records of our own, or not at all."""
        ours = {one.code for one in of(Group.STANDARD)}
        others = {code for code in entities if code not in ours}
        assert all(not 800 <= int(code) <= 909 for code in others)
        assert len(others) == len(entities) - 107


@pytest.mark.django_db
class TestItsPages:
    @pytest.mark.parametrize(
        "path",
        [
            "/dictionary/",
            "/dictionary/deal/",
            "/dictionary/outcome.values/",
            "/dictionary/802/",
            "/catalogue/",
        ],
    )
    def test_are_read_by_anybody_in_both_languages(self, path: str) -> None:
        client = Client()
        assert client.get(path).status_code == 200
        client.get("/language/en/")
        assert '<html lang="en"' in client.get(path).text

    def test_are_of_what_there_is(self) -> None:
        assert Client().get("/dictionary/nope/").status_code == 404
