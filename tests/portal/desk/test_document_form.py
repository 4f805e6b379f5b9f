"""The tender document as a form, and its item lines in a spreadsheet: out without formulas, in with an error for each row."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from openpyxl import Workbook, load_workbook

from config.demo import documents
from portal.desk import document_form, sheets
from portal.desk.document_form import PREFIX
from tests.portal.desk.test_drafts import form
from tests.portal.test_bids import reader
from tests.world import World
from trading import particulars
from trading.law import tender_document_json
from trading.law.decryption import Opener
from trading.law.tender_document import TenderDocument
from trading.models import Document

pytestmark = pytest.mark.django_db
HEADING = [sheets.COLUMNS[name].zh for name in document_form.ITEM_FIELDS]


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile("items.xlsx", written.getvalue(), content_type=sheets.MEDIA_TYPE)


def address_of(world: World) -> str:
    return f"/deals/{world.deal(world.draft()).number}/documents/tender/edit/"


class TestTheForm:
    def test_saves_a_version_that_says_what_the_one_before_said(self, world: World) -> None:
        address, client = address_of(world), reader("sun")
        before = Document.objects.get()
        text = client.get(address).text
        for said in (
            "评分标准",
            "技术方案",
            "下级标准",
            "报价表",
            "投标总价",
            'name="document.criteria.0.weight"',
            "评标（评审）方法",
        ):
            assert said in text
        given = form(TenderDocument, before.content, PREFIX)
        assert client.post(address, {"act": "save"} | given).status_code == 302
        after = Document.objects.get(version=2)
        assert (after.content, after.digest) == (before.content, before.digest)

    def test_refuses_what_is_unsound_and_loses_nothing(self, world: World) -> None:
        address, client = address_of(world), reader("sun")
        given = form(TenderDocument, Document.objects.get().content, PREFIX)
        wrong = given | {"document.criteria.0.weight": "51", "document.title": "改了的文件"}
        answer = client.post(address, {"act": "save"} | wrong)
        assert answer.status_code == 422 and 'value="51"' in answer.text and "改了的文件" in answer.text
        answer = client.post(address, {"act": "save"} | given | {"document.criteria.0.weight": "many"})
        assert 'id="document.criteria.0.weight-error"' in answer.text and "权重（分）" in answer.text
        answer = client.post(address, given | {"add": "document.criteria.0.children"})
        assert 'name="document.criteria.0.children.0.name"' in answer.text
        assert Document.objects.count() == 1

    def test_is_the_organisers_alone(self, world: World) -> None:
        address = address_of(world)
        for who in ("song", "chen", "bai"):
            assert reader(who).get(address).status_code == 404
            assert reader(who).get(address.replace("edit/", "items.xlsx")).status_code == 404

    def test_does_not_nest_without_end(self, world: World) -> None:
        deep = "document" + ".criteria.0.children" * 40 + ".name"
        answer = reader("sun").post(address_of(world), {"act": "save", deep: "x"})
        assert answer.status_code == 422


class TestASheet:
    def test_goes_out_and_comes_in_the_same(self) -> None:
        told = [
            ("1", '=HYPERLINK("http://x")', "台", "60.5", "", "+1"),
            ("001", "交换机\n48口", "套", "3", "9.99", "@a"),
        ]
        lines = [dict(zip(document_form.ITEM_FIELDS, one, strict=True)) for one in told]
        written = sheets.write(lines)
        book = load_workbook(io.BytesIO(written))
        assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value} == {
            "s"
        }
        read = sheets.read(written)
        assert (list(read.lines), list(read.wrong)) == (lines, [])

    def test_is_taken_over_whole_and_saved_by_the_form(self, world: World) -> None:
        address, client = address_of(world), reader("sun")
        given = form(TenderDocument, Document.objects.get().content, PREFIX)
        rows = [[n, f"设备{n}", "台", 1.1, None, "=1+1"] for n in range(1, 101)]
        answer = client.post(address, {"act": "import", "sheet": workbook(HEADING, *rows)} | given)
        assert answer.status_code == 200 and "读入 100 行" in answer.text and "设备60" in answer.text
        assert Document.objects.count() == 1
        carried = answer.context["carried"]
        kept = {name: value for name, value in given.items() if not name.startswith("document.items")}
        assert client.post(address, {"act": "save", "items": carried} | kept).status_code == 302
        items = Document.objects.get(version=2).content["items"]
        assert (len(items), items[99]["name"], items[99]["quantity"]) == (100, "设备100", "1.1")
        sheet = client.get(address.replace("edit/", "items.xlsx"))
        assert len(list(sheets.read(sheet.content).lines)) == 100

    def test_with_errors_is_not_taken_over_and_says_each_row(self, world: World) -> None:
        address, client = address_of(world), reader("sun")
        sheet = workbook(HEADING, ["1", "好", "台", "1"], [], ["2", "坏", "台", "许多"], ["3", "", "台", "1"])
        answer = client.post(address, {"act": "import", "sheet": sheet, "document.title": "不丢"})
        assert answer.status_code == 422 and "不丢" in answer.text and "没有读入" in answer.text
        found = sheets.read(workbook(HEADING, ["1", "好", "台", "1"], [], ["2", "坏", "台", "许多"]).read())
        assert [(one.row, one.column.zh) for one in found.wrong] == [(4, "数量")]

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"<html>", b"=1+1,2,3"])
    def test_that_is_none_is_refused_in_words(self, world: World, content: bytes) -> None:
        answer = reader("sun").post(
            address_of(world), {"act": "import", "sheet": SimpleUploadedFile("a.xlsx", content)}
        )
        assert answer.status_code == 422 and 'id="sheet-error"' in answer.text

    def test_without_its_columns_or_with_too_many_rows_is_refused(self) -> None:
        with pytest.raises(Exception, match="sheet_columns"):
            sheets.read(workbook(["名称", "单位"], ["a", "b"]).read())
        rows = [[n, "x", "台", "1"] for n in range(document_form.MOST_LINES + 1)]
        with pytest.raises(Exception, match="sheet_too_long"):
            sheets.read(workbook(HEADING, *rows).read())
        with pytest.raises(Exception, match="sheet_unreadable"):
            sheets.read(b"x" * (sheets.MOST_BYTES + 1))


def test_what_travels_in_one_field_is_read_with_care() -> None:
    for hostile in ("", "x", "{}", "[1, null, []]", '[{"number": {"a": 1}, "other": "x"}]'):
        for line in document_form.carried_lines(hostile):
            assert set(line) == set(document_form.ITEM_FIELDS)


def test_what_a_version_says_comes_through_the_form_unchanged() -> None:
    whole = documents.tender_document("某文件", "1000.00", by=Opener.CUSTODIANS)
    sent = QueryDict(mutable=True)
    for name, value in form(TenderDocument, whole, PREFIX).items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    back = document_form.to_json(document_form.of_form(sent), Document(content=whole))
    assert tender_document_json.to_dict(particulars.parse(TenderDocument, back)) == whole
