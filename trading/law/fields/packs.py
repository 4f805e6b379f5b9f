"""Loads the field packs: which entities a lot carries, and which fields each has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from foundation.text import Text
from trading.law.fields.formats import Format, Kind, parse


class Stage(StrEnum):
    """At which stage of a deal a record is due."""

    PROJECT = "project"
    TENDER = "tender"
    LOT = "lot"
    REQUIREMENTS = "requirements"  # what the tender documents ask, table by table
    PREQUALIFICATION = "prequalification"
    NOTICE = "notice"
    DOCUMENTS = "documents"
    INVITATION = "invitation"
    GUARANTEE = "guarantee"
    OPENING = "opening"
    BIDS = "bids"
    EXPERTS = "experts"
    SCORES = "scores"
    REPORT = "report"
    CANDIDATES = "candidates"
    PUBLICITY = "publicity"
    AWARD = "award"
    RESULT = "result"
    REPORT_TO_SUPERVISOR = "report_to_supervisor"
    CONTRACT = "contract"
    PERFORMANCE = "performance"
    EXCEPTION = "exception"


class Scope(StrEnum):
    """Who may read a field: 社会公开 or 政务公开. Where the standard is silent, government only."""

    OPEN = "open"
    GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of an entity.

    `domain` says what a value is beside its size: the name of a pattern of `formats.PATTERNS`, `yes_no`, `json`, or the
    codes allowed, in `choices`, with their Chinese meaning. `several` allows more than one, parted by half-width semicolons.
    """

    code: str
    name: str
    kind: Kind
    written_format: str
    required: bool
    scope: Scope
    domain: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False

    @property
    def format(self) -> Format:
        """The size of a value."""
        return parse(self.written_format)

    @property
    def label(self) -> Text:
        """The name in two languages; the English one is made from the code."""
        return Text(self.name, _english(self.code))


@dataclass(frozen=True, slots=True)
class Entity:
    """
    One record of the standard, at one stage of a deal.

    `subtypes` are the work types it belongs to; an empty tuple means every one.
    """

    code: str
    name: str
    title: Text
    pack: str
    stage: Stage
    subtypes: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which a record is incomplete."""
        return tuple(f for f in self.fields if f.required)

    def field(self, code: str) -> Field:
        """Return the field with a code; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.code == code:
                return candidate
        raise KeyError(f"entity {self.code} has no field {code!r}")


# Housing and municipal works share one pack.
SECTORS: dict[str, str] = {
    "housing": "housing",
    "municipal": "housing",
    "water": "water",
    "transport": "transport",
}

SUBTYPES: dict[str, dict[str, Text]] = {
    "housing": {
        "works": Text("施工", "Works"),
        "other": Text("非施工（勘察、设计、监理、货物）", "Other than works"),
    },
    "water": {
        "works": Text("水利施工", "Water works"),
        "supervision": Text("水利施工监理", "Supervision of water works"),
        "survey_design": Text("水利勘察设计", "Water survey and design"),
    },
    "transport": {
        "port_works": Text("港航施工", "Port and waterway works"),
        "port_survey_design": Text("港航勘察设计", "Port and waterway survey and design"),
        "port_supervision": Text("港航施工监理", "Supervision of port and waterway works"),
        "port_testing": Text("港航试验检测", "Port and waterway testing"),
        "expressway_mechanical_works": Text("高速公路机电工程施工", "Expressway electrical and mechanical works"),
        "expressway_subgrade_works": Text("高速公路路基土建工程施工", "Expressway subgrade works"),
        "expressway_pavement_works": Text("高速公路路面土建工程施工", "Expressway pavement works"),
        "expressway_mechanical_design": Text("高速公路机电工程勘察设计", "Expressway electrical and mechanical design"),
        "expressway_mechanical_supervision": Text("高速公路机电工程施工监理", "Supervision of expressway electrical and mechanical works"),
        "expressway_survey_supervision": Text("高速公路勘察监理、设计审查", "Expressway survey supervision and design review"),
        "expressway_civil_supervision": Text("高速公路土建施工监理", "Supervision of expressway civil works"),
        "expressway_testing": Text("高速公路试验检测", "Expressway testing"),
        "road_works": Text("普通公路工程施工", "Road works"),
        "road_supervision": Text("普通公路工程施工监理", "Supervision of road works"),
        "road_survey_design": Text("普通公路勘察设计", "Road survey and design"),
        "road_maintenance": Text("普通国省道养护大中修施工", "Major maintenance of national and provincial roads"),
    },
}  # fmt: skip


def entity(code: str) -> Entity:
    """Return the entity with a code; KeyError if no pack has it."""
    return _entities()[code]


def entities() -> tuple[Entity, ...]:
    """Return every entity, ordered by code."""
    return tuple(_entities().values())


def subtypes(sector: str) -> dict[str, Text]:
    """Return the work types of a sector, by code; none for a sector without a pack."""
    return SUBTYPES.get(SECTORS.get(sector, ""), {})


def applicable(sector: str, subtype: str = "") -> tuple[Entity, ...]:
    """
    Return the entities that a lot of a sector and work type carries, ordered by code; none for a sector without a pack.

    Without a work type only those that every lot of the sector carries.

    :raises ValueError: if the sector has no such work type.
    """
    if subtype and subtype not in subtypes(sector):
        raise ValueError(f"sector {sector!r} has no work type {subtype!r}")
    pack = SECTORS.get(sector)
    return tuple(e for e in entities() if e.pack == pack and (not e.subtypes or subtype in e.subtypes))


def required_at(stage: Stage, sector: str, subtype: str = "") -> tuple[Entity, ...]:
    """Return the entities due at a stage, among those applicable."""
    return tuple(e for e in applicable(sector, subtype) if e.stage is stage)


def codes_by_sector() -> dict[str, tuple[str, ...]]:
    """Return all codes of each sector's pack: what a procedure names as its `field_packs`."""
    return {sector: tuple(e.code for e in entities() if e.pack == pack) for sector, pack in SECTORS.items()}


@cache
def _entities() -> dict[str, Entity]:
    fields: dict[str, list[Field]] = {}
    for pack in dict.fromkeys(SECTORS.values()):
        for row in _rows(f"{pack}.tsv"):
            fields.setdefault(row["entity"], []).append(_field(row))
    return {
        row["entity"]: Entity(
            code=row["entity"],
            name=row["name"],
            title=Text(row["zh"], row["en"]),
            pack=row["sector"],
            stage=Stage(row["stage"]),
            subtypes=tuple(filter(None, row["subtypes"].split(","))),
            fields=tuple(fields[row["entity"]]),
        )
        for row in _rows("entities.tsv")
    }


def _field(row: dict[str, str]) -> Field:
    domain = row["domain"].removesuffix(";")
    listed = "=" in domain or "," in domain
    pairs = (part.partition("=") for part in domain.split(",")) if listed else ()
    return Field(
        code=row["code"],
        name=row["zh"],
        kind=Kind(row["kind"]),
        written_format=row["format"],
        required=row["required"] == "1",
        scope=Scope(row["scope"]),
        domain="" if listed else domain,
        choices=tuple((code, meaning or code) for code, _, meaning in pairs),
        several=row["domain"].endswith(";"),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    # Split by hand: one code of the standard holds a quotation mark, which a csv reader would interpret.
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    head = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(head, line.split("\t"), strict=True))


# Words that the standard's codes shorten or misspell.
_WORDS = {
    "ECTION": "Section", "INQUERY": "Inquiry", "CLARI": "Clarification", "MODI": "Modification", "LIMITE": "Limit",
    "QUAL": "Qualification", "QUALIFI": "Qualification", "EXCEPITON": "Exception", "TOTLE": "Total", "REQURE": "Required",
    "REPROT": "Report", "UINT": "Unit", "CHARACT": "Characteristic", "APP": "Application", "DOC": "Document", "DEPT": "Department",
    "NUM": "Number", "NO": "No.", "TRA": "Trading", "PLAT": "Platform", "PUB": "Public", "PM": "Project Manager", "ADDR": "Address",
    "ORG": "Organisation", "EN": "EN", "IP": "IP", "URL": "URL", "CPU": "CPU", "ID": "ID", "MAC": "MAC", "XML": "XML", "TEL": "Telephone",
}  # fmt: skip


def _english(code: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in code).split()
    # Three codes are written in camel case (ProjectPlanNum).
    return " ".join(_WORDS.get(w.upper(), w if w != w.upper() else w.capitalize()) for w in words)
