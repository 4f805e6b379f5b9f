"""The confirmation of a deal (成交确认书) and the certificate of a trade (交易凭证), by the step that issues either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive.documents.drafts import Draft, about, amount_rows, plain
from foundation.models import Event
from foundation.text import Text
from notices.parts import instant, labelled, same
from notices.writing import Row, Section
from trading.law.grammar import Law
from trading.law.statutes import LAND_ORDER_39, PROPERTY_ORDER_32
from trading.models import StepTaken
from trading.winners import candidates_of, recorded, winner_of


@dataclass(frozen=True, slots=True)
class Issued:
    """What a step issues: known by what is handed in with it."""

    kind: str
    sign: str
    title: Text
    law: Law
    opening: Text


# By the field that is handed in with the step: the number under which the organiser or the centre keeps it.
ISSUED: Final[Mapping[str, Issued]] = {
    "confirmation_number": Issued(
        "deal_confirmation",
        "QR",
        Text("成交确认书", "Confirmation of the deal"),
        LAND_ORDER_39.article("20"),
        Text(
            "根据{law}，经公开交易，下列标的已经成交，{winner}为竞得人（中标人）。竞得人应当按照公告和本确认书约定的时间，与{organiser}签订合同。",
            "",
        ),
    ),
    "certificate_number": Issued(
        "trade_certificate",
        "PZ",
        Text("交易凭证", "Certificate of the trade"),
        PROPERTY_ORDER_32.article("30"),
        Text(
            "根据{law}，经审核，本次交易的转让方与受让方已经签订交易合同，受让方已按约定付款，交易行为符合规定程序，特出具此凭证。",
            "",
        ),
    ),
}


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the documents of steps that issue one."""
    ids = [event.data["taken"] for event in events if event.data.get("taken")]
    found = StepTaken.objects.select_related("lot__deal__organiser", "lot__deal__agency")
    rows = found.filter(lot__deal__source="").in_bulk(ids)
    for one in (rows[key] for key in ids if key in rows):
        for field, issued in ISSUED.items():
            if one.data.get(field):
                yield _draft(one, issued)


def _draft(taken: StepTaken, issued: Issued) -> Draft:
    lot = taken.lot
    deal = lot.deal
    party, winner = winner_of(lot)
    said: Mapping[str, Any] = recorded(lot)
    price = said.get("price") or next(
        (one["price"] for one in candidates_of(lot) if one["name"] == winner), None
    )
    words = issued.opening.format(law=str(issued.law), winner=winner or "—", organiser=deal.organiser.name)
    result = [
        *([Row(Text("竞得人（受让方、中标人）", "Winner"), same(winner))] if winner else []),
        *amount_rows(Text("成交价", "Price"), price),
        Row(Text("办理时间", "When"), instant(taken.at)),
        Row(Text("依据", "Under"), same(str(issued.law))),
    ]
    step = lot.procedure.step(taken.step, source=taken.source)
    handed = tuple(labelled(step.takes, taken.data)) if step and step.takes else ()
    return Draft(
        kind=issued.kind,
        number=f"{deal.number}-{issued.sign}{lot.number}-{taken.id[-4:]}",
        source=taken.id,
        deal=deal,
        lot=lot.id,
        at=taken.at,
        title=issued.title,
        subtitle=same(deal.title),
        sections=(
            plain(words),
            about(deal, f"{lot.number} {lot.title}"),
            Section(Text("成交情况", "What was agreed"), rows=(*handed, *result)),
        ),
        record={
            "step": taken.id, "deal": deal.id, "deal_number": deal.number, "unified_code": deal.unified_code, "lot": lot.id,
            "winner": winner or "", "price": str(price or ""), "at": taken.at.isoformat(),
        },
        party=party,
        addressee=winner,
        is_public=False,
    )  # fmt: skip
