"""Records of the field standard: what the standard opens is on the page, in the table and in the JSON; the rest in none of them."""

from __future__ import annotations

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from foundation import clock
from portal import filed
from tests.hostile import NAMES
from tests.world import World
from trading.law import disclosure
from trading.law.fields import packs
from trading.law.fields.packs import Scope
from trading.models import FieldRecord, Lot

MARK = re.compile(r"〔\d+\.\d+〕")


def mark(entity: packs.Entity, field: packs.Field) -> str:
    """Return a value that no other field has."""
    return f"〔{entity.code}.{entity.fields.index(field)}〕"


def marks(entities: list[packs.Entity], *, required: bool = False) -> set[str]:
    """Return the values of the fields that are open, or of those among them that are required."""
    return {
        mark(e, f)
        for e in entities
        for f in e.fields
        if f.scope is Scope.OPEN and (f.required or not required)
    }


def file_all(world: World, *, phase: str) -> tuple[str, str]:
    """File every field of every entity, for the deal or for its lot in turns; return the deal's id and number."""
    made = world.announced()
    FieldRecord.objects.all().delete()
    Lot.objects.filter(id=made.lot).update(phase=phase)
    FieldRecord.objects.bulk_create(
        FieldRecord(
            deal_id=made.deal, lot_id=made.lot if n % 2 else None, entity=e.code, record={f.code: mark(e, f) for f in e.fields},
            updated_at=clock.now(), updated_by="x",
        )
        for n, e in enumerate(packs.entities())
    )  # fmt: skip
    return made.deal, world.deal(made).number


@pytest.mark.django_db
class TestRecords:
    def test_show_what_the_standard_opens_at_every_door_and_nothing_else(
        self, world: World, client: Client
    ) -> None:
        deal, number = file_all(world, phase="concluded")
        entities = list(packs.entities())
        page = client.get(f"/deals/{number}/").text
        sheet = client.get(f"/api/v1/deals/{deal}/field-records.csv").text
        listed = client.get(f"/api/v1/deals/{deal}/field-records/").text
        packages = [
            client.get(f"/api/v1/deals/{deal}/exchange-package.{one}").text for one in ("json", "xml")
        ]
        assert f"/api/v1/deals/{deal}/field-records.csv" in page
        for text in (page, sheet, listed, *packages):
            found = set(MARK.findall(text))
            assert marks(entities, required=True) <= found
            assert found == marks(entities)
        shown = html.unescape(page)
        assert all(f.name in shown for e in entities for f in e.required if f.scope is Scope.OPEN)
        inside = set(MARK.findall(str(world.stage.get("sun", f"/api/v1/deals/{deal}/field-records/"))))
        assert inside == {mark(e, f) for e in entities for f in e.fields}

    def test_that_tell_of_bids_wait_for_the_opening(self, world: World, client: Client) -> None:
        deal, number = file_all(world, phase="bidding")
        early = [e for e in packs.entities() if e.stage not in disclosure.RECORDS]
        for path in (
            f"/deals/{number}/",
            f"/api/v1/deals/{deal}/field-records.csv",
            f"/api/v1/deals/{deal}/field-records/",
            f"/api/v1/deals/{deal}/exchange-package.json",
            f"/api/v1/deals/{deal}/exchange-package.xml",
        ):
            assert set(MARK.findall(client.get(path).text)) == marks(early), path

    def test_are_a_table_that_a_spreadsheet_opens_and_does_not_run(
        self, world: World, client: Client
    ) -> None:
        made = world.announced()
        row = FieldRecord.objects.get(deal=made.deal, entity="800")
        row.record |= {"PROJECT_NAME": '=HYPERLINK("//x")', "ADDRESS": "甲路1号，\n“乙”座"}
        row.save()
        answer = client.get(f"/api/v1/deals/{made.deal}/field-records.csv", headers={"Accept": "text/csv"})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="{world.deal(made).number}-field-records.csv"' in answer["Content-Disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbfdeal,")
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        told = {line["field"]: line for line in lines if line["entity"] == "800"}
        assert told["PROJECT_NAME"]["value"] == '\'=HYPERLINK("//x")'
        assert told["ADDRESS"]["value"] == "甲路1号，\n“乙”座"
        assert (told["ADDRESS"]["field_name"], told["ADDRESS"]["entity_title"]) == ("项目地址", "报建项目")
        missing = client.get("/api/v1/deals/deal_x/field-records.csv", headers={"Accept": "text/csv"})
        assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")

    @pytest.mark.parametrize("name", NAMES)
    def test_are_a_package_in_the_standards_own_names_whatever_somebody_typed(
        self, world: World, client: Client, name: str
    ) -> None:
        made = world.announced()
        row = FieldRecord.objects.get(deal=made.deal, entity="800")
        row.record |= {"PROJECT_NAME": name}
        row.save()
        address = f"/api/v1/deals/{made.deal}/exchange-package"
        (entity,) = (one for one in client.get(f"{address}.json").json()["entities"] if one["code"] == "800")
        assert (entity["name"], entity["records"][0]["fields"]["PROJECT_NAME"]) == ("ZJ_PROJECT", name)
        answer = client.get(f"{address}.xml", headers={"Accept": "application/xml"})
        assert answer["Content-Type"] == "application/xml"
        read = ElementTree.fromstring(answer.content).findtext("entity[@code='800']/record/PROJECT_NAME")
        assert read == name.replace("\r\n", "\n")  # what XML makes of the end of a line

    def test_are_in_english_beside_chinese_and_folded_where_they_are_long(
        self, world: World, client: Client
    ) -> None:
        number = world.deal(world.announced()).number
        assert "报建编号" in (chinese := client.get(f"/deals/{number}/").text)
        assert '<details class="govuk-details yg-record"><summary' in chinese
        client.get("/language/en/")
        english = client.get(f"/deals/{number}/").text
        assert "Registered construction project" in english
        assert "Project Name" in english


class TestValues:
    @pytest.mark.parametrize(
        ("entity", "field", "value", "zh"),
        [
            ("803", "SYNDICATED_FLAG", "1", "是"),
            ("803", "SYNDICATED_FLAG", 0, "否"),
            ("806", "DATA_TIMESTAMP", "20260302090000", "2026-03-02 09:00:00"),
            ("849", "END_DATE", "20260302", "2026-03-02"),
            ("849", "END_DATE", "三月", "三月"),
            ("825", "GUARANTEE_AMOUNT", "1234.5", "1234.5"),
        ],
    )
    def test_are_shown_in_words(self, entity: str, field: str, value: object, zh: str) -> None:
        assert filed.shown(packs.entity(entity).field(field), value).zh == zh

    def test_that_are_chosen_are_shown_with_their_meaning(self) -> None:
        field = packs.entity("823").field("MARGIN_PAY_TYPE")
        meanings = dict(field.choices)
        assert filed.shown(field, "1;2").zh == f"{meanings['1']}（1）；{meanings['2']}（2）"
