"""
A release as rows of tables: one row for the release, one for each element of its lists.

The columns are named by their paths as flatten-tool names them (`awards/0/suppliers/0/name`), so that its readers get the release back.
They are written down here, for a table that is written row by row has to know them before it has seen the last release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive.bulk.cells import Cell, cell
from archive.ocds.values import Json

_VALUE: Final = ("value/amount", "value/currency")
_ORGANISATION: Final = ("id", "name")
_ITEM: Final = ("id", "description", "classification/id", "classification/description", "relatedLot")


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table: the lists that lead from the release to its elements, each by its path from the one before it, and the fields of an
    element.
    """

    name: str
    lists: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns: whose element it is, by ids, and its own fields."""
        ids, at = ["ocid", "id"] if self.lists else [], ""
        for one in self.lists[:-1]:
            at += f"{one}/0/"
            ids.append(f"{at}id")
        own = f"{at}{self.lists[-1]}/0/" if self.lists else ""
        return (*ids, *(f"{own}{name}" for name in self.fields))


TABLES: Final = (
    Table(
        "main",
        (),
        (
            "ocid", "id", "date", "tag", "initiationType", "language", "title", "buyer/id", "buyer/name", "tender/id", "tender/title",
            "tender/status", "tender/procuringEntity/id", "tender/procuringEntity/name", "tender/procurementMethod",
            "tender/procurementMethodDetails", "tender/mainProcurementCategory", "tender/value/amount", "tender/value/currency",
            "tender/minValue/amount", "tender/minValue/currency", "tender/submissionMethod",
            "tender/submissionTerms/electronicSubmissionPolicy", "tender/submissionTerms/advancedElectronicSignatureRequired",
            "tender/tenderPeriod/startDate", "tender/tenderPeriod/endDate", "tender/hasEnquiries", "tender/bidOpening/date",
            "tender/techniques/hasFrameworkAgreement", "tender/techniques/hasElectronicAuction",
            "tender/techniques/electronicAuction/url", "tender/numberOfTenderers",
        ),
    ),
    Table("parties", ("parties",), (*_ORGANISATION, "identifier/scheme", "identifier/id", "identifier/legalName", "roles")),
    Table("tenderers", ("tender/tenderers",), _ORGANISATION),
    Table("lots", ("tender/lots",), ("id", "title", "status", *_VALUE)),
    Table("items", ("tender/items",), _ITEM),
    Table(
        "documents",
        ("tender/documents",),
        ("id", "documentType", "title", "url", "datePublished", "format", "language", "relatedLots"),
    ),
    Table("amendments", ("tender/amendments",), ("id", "date", "rationale", "description")),
    Table("milestones", ("tender/milestones",), ("id", "title", "dueDate", "relatedLots")),
    Table("enquiries", ("tender/enquiries",), ("id", "date", "description", "answer", "dateAnswered", "relatedLot")),
    Table("bid_statistics", ("bids/statistics",), ("id", "measure", "value", "relatedLot")),
    Table("bids", ("bids/details",), ("id", "date", "status", *_VALUE, "relatedLots")),
    Table("bidders", ("bids/details", "tenderers"), _ORGANISATION),
    Table("awards", ("awards",), ("id", "title", "status", "date", *_VALUE, "relatedBid", "relatedLots")),
    Table("award_suppliers", ("awards", "suppliers"), _ORGANISATION),
    Table("award_items", ("awards", "items"), _ITEM),
    Table(
        "contracts",
        ("contracts",),
        (
            "id", "awardID", "title", "status", "dateSigned", *_VALUE, "implementation/endDate",
            "implementation/finalValue/amount", "implementation/finalValue/currency",
        ),
    ),
    Table("guarantees", ("contracts", "guarantees"), ("id", "obligations", *_VALUE)),
    Table("related_processes", ("relatedProcesses",), ("id", "relationship", "title", "scheme", "identifier")),
    Table("withheld", ("withheldInformation",), ("id", "field", "name", "rationale", "availabilityDate")),
)  # fmt: skip
"""All that a release may hold; a test holds it against what is written of every stage of a process."""


def rows(release: Json) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of a release, each with the number of its table in `TABLES`."""
    marks = [cell(release["ocid"]), cell(release["id"])]
    for number, (lists, fields) in enumerate(_PATHS):
        if not lists:
            yield number, [cell(_at(release, path)) for path in fields]
            continue
        for ids, element in _elements(release, lists):
            yield number, [*marks, *ids, *(cell(_at(element, path)) for path in fields)]


_Path = tuple[str, ...]


def _split(table: Table) -> tuple[tuple[_Path, ...], tuple[_Path, ...]]:
    return tuple(tuple(one.split("/")) for one in table.lists), tuple(
        tuple(one.split("/")) for one in table.fields
    )


_PATHS: Final = tuple(map(_split, TABLES))


def _elements(of: Json, lists: Sequence[_Path]) -> Iterator[tuple[list[Cell], Json]]:
    """Yield the elements to which lists lead, each with the ids of those around it."""
    first, *others = lists
    for element in _at(of, first) or ():
        if not others:
            yield [], element
        else:
            for ids, inner in _elements(element, others):
                yield [cell(element["id"]), *ids], inner


def _at(value: Any, path: _Path) -> Any:
    for name in path:
        if value is None:
            return None
        value = value.get(name)
    return value
