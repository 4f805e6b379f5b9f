"""The field packs against the data standard, and the checks of a record."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.law.fields import formats, packs
from trading.law.fields.examples import example
from trading.law.fields.packs import Stage
from trading.law.fields.validation import error, errors

STANDARD = Path(__file__).parents[4] / "shared" / "data" / "data_standard_entities.json"
LOT = "E3500000717002688002001"
DEAL = "A01-12350100MB02709751-20161231-211018-2"
SCOPES = {"社会公开": "open", "政务公开": "government"}
entities = st.sampled_from(packs.entities())
seeds = st.integers(0, 10_000)


def standard() -> dict[str, dict[str, Any]]:
    if not STANDARD.exists():
        pytest.skip("needs ../shared/data/data_standard_entities.json")
    read = json.loads(STANDARD.read_text("utf-8"))["entities"]
    return {code: e for code, e in read.items() if 800 <= int(code) <= 909}


class TestPacks:
    def test_have_every_entity_of_the_sectors_under_its_title(self) -> None:
        wanted = {code: (e["en"], e["cn"]) for code, e in standard().items()}
        assert wanted == {e.code: (e.name, e.title.zh) for e in packs.entities()}
        assert len(wanted) == 107

    def test_have_every_field_as_the_standard_writes_it(self) -> None:
        wrong = []
        for code, e in standard().items():
            ours = {f.code: f for f in packs.entity(code).fields}
            assert len(ours) == len(packs.entity(code).fields) == len(e["fields"])
            for f in e["fields"]:
                mine = ours.get(f["en"])
                theirs = (f["cn"], f.get("format", "C..ul"), f.get("required") == "是")
                if mine is None or (mine.name, mine.written_format, mine.required) != theirs:
                    wrong.append((code, f["en"], theirs, mine))
        assert wrong == []

    def test_have_every_required_field(self) -> None:
        wanted = {
            (code, f["en"])
            for code, e in standard().items()
            for f in e["fields"]
            if f.get("required") == "是"
        }
        assert wanted == {(e.code, f.code) for e in packs.entities() for f in e.required}
        assert len(wanted) == 3253

    def test_open_no_field_that_the_standard_keeps_from_the_public(self) -> None:
        undecided = []
        for code, e in standard().items():
            for f in e["fields"]:
                mine = packs.entity(code).field(f["en"]).scope
                if f.get("disclosure"):
                    assert mine == SCOPES[f["disclosure"]], (code, f["en"])
                elif mine is packs.Scope.OPEN:
                    undecided.append((code, f["en"]))
        # Where the column is empty, only a note that says 社会公开 opens a field.
        assert undecided == [("835", "BIDDER_NAME"), ("892", "SUBCONTRACT"), ("893", "SUBCONTRACT")]

    def test_read_every_format_of_the_standard(self) -> None:
        for e in packs.entities():
            for f in e.fields:
                assert (f.kind == "date") == bool(f.format.pattern), (e.code, f.code)
                assert f.domain in {"", "yes_no", "json", *formats.PATTERNS}, (e.code, f.code, f.domain)

    def test_name_no_work_type_that_the_sector_does_not_have(self) -> None:
        for e in packs.entities():
            assert set(e.subtypes) <= set(packs.subtypes(e.pack)), e.code
        used = {(e.pack, s) for e in packs.entities() for s in e.subtypes}
        assert used == {(pack, s) for pack, types in packs.SUBTYPES.items() for s in types}

    def test_label_fields_in_english_without_misspellings(self) -> None:
        assert packs.entity("802").field("BID_ECTION_NUM").label.en == "Bid Section Number"
        assert packs.entity("891").field("MARGIN?_NUMBER1").label.en == "Margin Number1"
        assert all(f.label.en for e in packs.entities() for f in e.fields)


class TestApplicable:
    @pytest.mark.parametrize(
        ("sector", "subtype", "special"),
        [
            ("housing", "works", {"822"}),
            ("municipal", "other", {"823"}),
            ("water", "works", {"849", "853", "855"}),
            ("water", "supervision", {"850", "853"}),
            ("water", "survey_design", {"851"}),
            ("transport", "port_works", {"882", "891"}),
            ("transport", "expressway_mechanical_works", {"882", "890", "895"}),
            ("transport", "expressway_survey_supervision", {"882", "886", "887", "890", "900"}),
            ("transport", "road_survey_design", {"888", "889", "890", "905"}),
            ("transport", "road_maintenance", {"882", "890", "906"}),
        ],
    )
    def test_adds_the_tables_of_the_work_type(self, sector: str, subtype: str, special: set[str]) -> None:
        common = {e.code for e in packs.applicable(sector)}
        assert {e.code for e in packs.applicable(sector, subtype)} - common == special

    def test_is_empty_for_a_sector_without_a_pack(self) -> None:
        assert packs.applicable("energy") == ()

    def test_refuses_an_unknown_work_type(self) -> None:
        with pytest.raises(ValueError, match="no work type 'works'"):
            packs.applicable("transport", "works")

    def test_gives_each_transport_work_type_exactly_one_table_of_tender_requirements(self) -> None:
        for subtype in packs.subtypes("transport"):
            found = [e.code for e in packs.applicable("transport", subtype) if 891 <= int(e.code) <= 906]
            assert len(found) == 1, subtype

    def test_sorts_by_stage(self) -> None:
        assert [e.code for e in packs.required_at(Stage.OPENING, "water")] == ["836", "837"]
        assert [e.code for e in packs.required_at(Stage.CONTRACT, "transport")] == ["872"]
        assert [e.code for e in packs.required_at(Stage.REQUIREMENTS, "water", "survey_design")] == [
            "851",
            "852",
            "854",
        ]


class TestErrors:
    @given(entities, seeds)
    def test_are_none_for_an_example(self, entity: packs.Entity, seed: int) -> None:
        record = example(entity, seed=seed)
        assert errors(entity, record) == {}
        assert record == example(entity, seed=seed)
        assert list(record) == [f.code for f in entity.fields]

    @given(entities, seeds, st.data(), st.sampled_from([None, "", "absent"]))
    def test_name_exactly_the_required_field_that_is_missing(
        self, entity: packs.Entity, seed: int, data: st.DataObject, how: str | None
    ) -> None:
        dropped = data.draw(st.sampled_from(entity.required)).code
        record: dict[str, Any] = example(entity, seed=seed)
        if how == "absent":
            del record[dropped]
        else:
            record[dropped] = how
        found = errors(entity, record)
        assert list(found) == [dropped]
        assert found[dropped].zh == "必填"

    @given(entities, seeds)
    def test_do_not_ask_for_optional_fields(self, entity: packs.Entity, seed: int) -> None:
        record = {code: v for code, v in example(entity, seed=seed).items() if entity.field(code).required}
        assert errors(entity, record) == {}

    @given(entities, seeds)
    def test_name_a_field_that_the_record_does_not_have(self, entity: packs.Entity, seed: int) -> None:
        assert list(errors(entity, {**example(entity, seed=seed), "NOBODY": "1"})) == ["NOBODY"]

    @given(entities, st.data())
    def test_refuse_a_text_that_is_longer_than_its_field(
        self, entity: packs.Entity, data: st.DataObject
    ) -> None:
        bounded = [f for f in entity.fields if f.kind == "text" and f.format.length and f.domain != "json"]
        field = data.draw(st.sampled_from(bounded))
        assert error(field, "9" * ((field.format.length or 0) + 1)) is not None

    @given(
        st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=Decimal(10) ** 9, places=6)
    )
    def test_accept_a_number_as_text_exactly_when_as_a_decimal(self, value: Decimal) -> None:
        field = next(f for f in packs.entity("825").fields if f.code == "GUARANTEE_AMOUNT")
        assert error(field, value) is None
        assert error(field, str(value)) is None

    @pytest.mark.parametrize(
        ("entity", "field", "good", "bad"),
        [
            ("812", "LIMITE_TIME", [3, "12", Decimal(9999)], ["1.5", "-1", "10000", "one", 1.0, True, "NaN", "1e3", " 1"]),
            ("822", "CONTROL_PRICE", ["12345678901234.123456", 1], ["123456789012345", "1.1234567", Decimal("Infinity")]),
            ("849", "END_DATE", ["20260302", "20280229"], ["2026-03-02", "20260230", "2026031", 20260302, "20270229"]),
            ("806", "DATA_TIMESTAMP", ["20260302090000"], ["20260302", "20260302240000", "2026030209000"]),
            ("802", "BID_SECTION_CODE", [LOT], ["E350000071700268800200", "E3500000717-02688002001"]),
            ("802", "UNIFIED_DEAL_CODE", [DEAL], [DEAL.replace("231-", "23-1"), "A" * 40]),
            ("803", "BID_SECTION_CODES", [f"{LOT};{LOT}"], [f"{LOT},{LOT}", ";"]),
            ("800", "PLATFORM_CODE", ["12350100MB02709751"], ["12350100MB0270975I", "12350100MB0270975"]),
            ("803", "SYNDICATED_FLAG", ["0", "1", 1], ["2", "是", True, "true"]),
            ("822", "IS_COMPREHENSIVE_SCORE", ["0", "1"], ["2", "否"]),
            ("813", "RATE", ["50%", "-30%", "100%"], ["101%", "50", "0.5"]),
            ("817", "EXCEPITON_TYPE", [1, "9"], [3, "0", "流标"]),
            ("823", "MARGIN_PAY_TYPE", ["1", "1;2;9"], ["1,2", "4", "1;"]),
            ("856", "BID_EVALUATION_REPORT", ['{"a": 1}'], ["{a: 1}"]),
            ("818", "NET_ID", ["192.0.2.1", "255.255.255.255"], ["256.0.0.1", "1.2.3", "1.2.3.4."]),
            ("825", "BIDDER_NAME", ["中" * 200], ["中" * 201, 7, ["x"]]),
            ("873", "BIDDER_CREDIT_RATE", ["AA", "A", "无"], ["AAA", "E"]),
        ],
    )  # fmt: skip
    def test_know_the_types(self, entity: str, field: str, good: list[Any], bad: list[Any]) -> None:
        described = packs.entity(entity).field(field)
        assert [v for v in good if error(described, v)] == []
        assert [v for v in bad if not error(described, v)] == []

    def test_speak_both_languages(self) -> None:
        found = error(packs.entity("817").field("EXCEPITON_TYPE"), "3")
        assert found is not None
        assert "1（流标）" in found.zh
        assert found.en == "one of 1, 2, 9"


class TestParse:
    @pytest.mark.parametrize("written", ["", "C", "X..3", "C..", "N..3.2", "yyyy"])
    def test_refuses_what_is_no_format(self, written: str) -> None:
        with pytest.raises(ValueError, match="not a format"):
            formats.parse(written)

    def test_reads_both_spellings_of_an_instant(self) -> None:
        assert formats.parse("YYYYMMDDhhMmss") == formats.parse("yyyyMMddHHmmss")
