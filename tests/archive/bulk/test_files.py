"""Releases as files: nothing is lost on the way there and back, and nothing in them runs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import flattentool
import openpyxl
import pytest

from archive.bulk import cells, tables, writers
from archive.bulk.writers import Several, Workbook
from archive.ocds.values import Json, decode, encode
from tests.archive.bulk.conftest import everything, hostile
from tests.archive.ocds import holding
from tests.hostile import NAMES

FORMATS = tuple(writers.WRITERS)


def written(folder: Path, releases: Sequence[Json]) -> dict[str, Path]:
    paths = {name: folder / f"releases.{name}" for name in FORMATS}
    with Several(paths) as files:
        for one in releases:
            files.add(encode(one).decode())
    return paths


def of_csv(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table by its columns, as the archive has them."""
    with zipfile.ZipFile(path) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in archive.namelist()
        }


def of_workbook(path: Path) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        titles, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, titles), line, strict=True)) for line in lines]
    return found


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of all that a release says, as columns are named."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}/{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for one in value:
            yield from leaves(one, f"{path}/0")
    else:
        yield path


class TestTables:
    def test_have_a_column_for_all_that_a_release_says(self) -> None:
        said = {path for one in everything() for path in leaves(one)}
        assert said - {name for table in tables.TABLES for name in table.columns} == set()

    def test_say_whose_each_element_is(self, tmp_path: Path) -> None:
        releases = everything()
        found = of_csv(written(tmp_path, releases)["csv.zip"])
        assert len(found["main"]) == len(releases)
        marks = {(one["ocid"], one["id"]) for one in releases}
        assert {(row["ocid"], row["id"]) for lines in found.values() for row in lines} == marks
        assert found["award_suppliers"][0].keys() == {
            "ocid", "id", "awards/0/id", "awards/0/suppliers/0/id", "awards/0/suppliers/0/name",
        }  # fmt: skip


class TestTheReadersOfTheStandard:
    @pytest.mark.filterwarnings(
        "ignore::flattentool.exceptions.FlattenToolWarning"
    )  # of the schema, not of ours
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_get_the_releases_back(self, tmp_path: Path, kind: str) -> None:
        """By flatten-tool, which knows of our columns nothing but their names."""
        if not holding.SHARED.is_dir():
            pytest.skip("needs ../shared/ocds")
        releases = everything()
        paths = written(tmp_path, releases)
        source = paths["xlsx"]
        if kind == "csv":
            source = tmp_path / "tables"
            zipfile.ZipFile(paths["csv.zip"]).extractall(source)
        (tmp_path / "schema.json").write_text(json.dumps(holding.schema()))
        flattentool.unflatten(
            str(source),
            input_format=kind,
            output_name=str(tmp_path / "back.json"),
            root_list_path="releases",
            root_id="ocid",
            schema=str(tmp_path / "schema.json"),
            encoding="utf-8-sig",
            disable_local_refs=True,
        )
        back = decode((tmp_path / "back.json").read_text())["releases"]
        assert {one["id"]: one for one in map(ordered, back)} == {
            one["id"]: one for one in map(ordered, releases)
        }


def ordered(value: Any) -> Any:
    """Return a release with its lists in an order of their own: tables keep none between them."""
    if isinstance(value, dict):
        return {name: ordered(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(map(ordered, value), key=repr)
    return (
        Decimal(value).normalize()
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        else value
    )


class TestAHostileName:
    def test_is_whole_in_the_lines(self, tmp_path: Path) -> None:
        lines = gzip.decompress(written(tmp_path, hostile())["jsonl.gz"].read_bytes()).decode().split("\n")
        assert [decode(one)["buyer"]["name"] for one in lines[:-1]] == list(NAMES)

    @pytest.mark.parametrize(("ending", "read"), [("csv.zip", of_csv), ("xlsx", of_workbook)])
    def test_is_no_formula_and_legible_in_a_table(
        self, tmp_path: Path, ending: str, read: Callable[[Path], dict[str, list[dict[str, Any]]]]
    ) -> None:
        found = read(written(tmp_path, hostile())[ending])
        for table, column in (("main", "buyer/name"), ("bidders", "bids/details/0/tenderers/0/name")):
            names = [row[column] for row in found[table]]
            assert not [one for one in names if one.lstrip()[0] in "=+-@＝＋－＠\t\r"]
            # A workbook writes so what XML would take for the end of a line alone.
            assert [cells.original(one).replace("_x000D_", "\r") for one in names] == list(NAMES)

    def test_makes_no_cell_of_a_workbook_a_formula_or_a_link(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(written(tmp_path, hostile())["xlsx"])
        for sheet in book.worksheets:
            assert not [
                one for line in sheet.iter_rows() for one in line if one.data_type == "f" or one.hyperlink
            ]


class TestNumbers:
    def test_are_numbers_with_every_digit(self, tmp_path: Path) -> None:
        release = everything()[3]
        release["tender"]["value"] = {"amount": Decimal("1234567890123456.78"), "currency": "CNY"}
        paths = written(tmp_path, [release])
        assert of_csv(paths["csv.zip"])["awards"][0]["awards/0/value/amount"] == "45600000.01"
        sheets = of_workbook(paths["xlsx"])
        assert sheets["awards"][0]["awards/0/value/amount"] == 45600000.01
        # A spreadsheet keeps fifteen digits of a number; where there are more it is a text.
        assert sheets["main"][0]["tender/value/amount"] == "1234567890123456.78"


class TestAFile:
    def test_is_the_same_for_the_same_releases(self, tmp_path: Path) -> None:
        found = []
        for name in "ab":
            (tmp_path / name).mkdir()
            found.append([one.read_bytes() for one in written(tmp_path / name, everything()).values()])
        assert found[0] == found[1]

    def test_of_lines_put_behind_another_is_one(self, tmp_path: Path) -> None:
        whole = written(tmp_path, everything())["jsonl.gz"].read_bytes()
        assert gzip.decompress(whole + whole) == 2 * gzip.decompress(whole)

    def test_of_more_rows_than_a_sheet_takes_goes_on_on_the_next(self, tmp_path: Path) -> None:
        book = Workbook(tmp_path / "a.xlsx", last_row=2)
        for one in everything()[:5]:
            book.add("", list(tables.rows(one)))
        book.close()
        found = of_workbook(tmp_path / "a.xlsx")
        assert [len(found[name]) for name in ("main", "main_2", "main_3")] == [2, 2, 1]
