"""What is to become a document, before it has an issuer and an address; and the words in which such drafts are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from archive.documents.paper import NOTHING, Paper
from archive.models import SealedDocument
from foundation.money import capital
from foundation.text import Text
from notices.parts import money, same
from notices.writing import Row, Section, numbered
from trading.models import Deal

NONE: Final = "—"


@dataclass(frozen=True)
class Draft:
    """A document that is to be: what it tells of and says, and to which party alone it is sent, if it is."""

    kind: str
    number: str
    source: str
    deal: Deal
    lot: str | None
    at: datetime
    title: Text
    sections: Sequence[Section]
    record: Mapping[str, Any]
    edition: int = 1
    subtitle: Text = NOTHING
    party: str | None = None
    addressee: str = ""
    is_public: bool = True
    stored: Sequence[Mapping[str, Any]] = field(default=())
    """Sections as they are kept already, in place of `sections`."""


def row_of(draft: Draft) -> SealedDocument:
    """Return the unsaved row of a draft: with its content, under the centre's name, and at its address."""
    paper = Paper(
        kind=draft.kind,
        number=draft.number,
        edition=draft.edition,
        title=draft.title,
        subtitle=draft.subtitle,
        issuer=settings.CENTRE_NAME,
        issued_at=draft.at,
        url=address_of(draft.number),
        sections=[*draft.stored, *(one.to_json() for one in _counted(draft.sections))],
        record=draft.record,
        addressee=draft.addressee,
        is_demonstration=settings.MODE != "production",
    )
    return SealedDocument(
        number=draft.number, kind=draft.kind, edition=draft.edition, source=draft.source, deal=draft.deal, lot_id=draft.lot,
        party_id=draft.party, is_public=draft.is_public, title=draft.title.zh[:400], title_en=draft.title.en[:400], content=paper.content,
        content_digest=paper.digest, at=draft.at,
    )  # fmt: skip


def address_of(number: str) -> str:
    """Return the page where a document is held against ours."""
    return f"{settings.PUBLIC_URL}/documents/{quote(number, safe='')}/"


def _counted(sections: Iterable[Section]) -> Iterable[Section]:
    """Return sections that say something; those with a heading are counted."""
    said = [one for one in sections if not one.is_empty]
    plain = [one for one in said if not one.heading.zh]
    return [*plain, *numbered([one for one in said if one.heading.zh])]


def plain(*paragraphs: Text) -> Section:
    """Return paragraphs without a heading."""
    return Section(NOTHING, paragraphs=paragraphs)


def about(deal: Deal, lot_title: str = "", *more: Row) -> Section:
    """Return what deal and lot a document is of, and whose."""
    rows = [
        Row(Text("项目名称", "Deal"), same(deal.title)),
        Row(Text("项目编号", "Number of the deal"), same(deal.number)),
        *([Row(Text("标段（包、宗地、标的）", "Lot"), same(lot_title))] if lot_title else []),
        Row(deal.procedure.organiser_title, same(deal.organiser.name)),
        *([Row(Text("代理机构", "Agency"), same(deal.agency.name))] if deal.agency else []),
        Row(Text("交易方式", "Method"), deal.procedure.title),
        *more,
    ]
    return Section(Text("项目", "The deal"), rows=tuple(rows))


def amount_rows(label: Text, amount: Decimal | str | None) -> tuple[Row, ...]:
    """Return an amount in digits and in capital numerals; nothing where there is none."""
    if amount in (None, ""):
        return ()
    value = Decimal(str(amount))
    words = Text("大写", "In words")
    return (
        Row(
            Text(f"{label.zh}（元）", f"{label.en} (yuan)"),
            money(value),
        ),
        Row(words, same(f"人民币{capital(value)}" if value == value.quantize(Decimal("0.01")) else NONE)),
    )
