"""The record of an auction (竞价记录): each price that was named and accepted, under the number of who named it, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from archive.documents.drafts import Draft, about, plain
from bidding.auctions.articles import FORMS
from bidding.models import Auction, Move
from foundation.clock import ZONE
from foundation.models import Event
from foundation.text import Text
from notices.parts import instant, money, same
from notices.writing import Row, Section

KIND = "auction_record"
TITLE: Final = Text("竞价记录", "Record of the auction")


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the records of auctions; one that is settled anew is the next edition."""
    for event in events:
        rows = Auction.objects.select_related("lot__deal__organiser", "lot__deal__agency").defer(
            "kept", "rules", "file"
        )
        row = rows.get(id=event.data["auction"])
        if row.sha256 == event.data["sha256"]:  # a later one is told by its own event
            yield _draft(row, event)


def _draft(row: Auction, event: Event) -> Draft:
    lot = row.lot
    found = Move.objects.filter(auction=row, code="", price__isnull=False, participant__isnull=False)
    moves = list(
        found.select_related("participant").defer("content", "statement", "signature").order_by("number")
    )
    earlier = Event.objects.filter(type=event.type, subject=row.id, subject_seq__lt=event.subject_seq).count()
    ended = datetime.fromtimestamp(row.ended_ms / 1000, UTC) if row.ended_ms else None
    rows = (
        Row(Text("开始时间", "Begun"), instant(row.starts_at)),
        *([Row(Text("结束时间", "Ended"), instant(ended))] if ended else []),
        Row(Text("报价次数", "Prices named"), same(str(len(moves)))),
        *([Row(Text("最后有效报价（元）", "Last price (yuan)"), money(moves[-1].price))] if moves else []),
        Row(Text("竞价规则摘要（SHA-256）", "Digest of the rules"), same(row.rules_sha256)),
        Row(Text("竞价数据摘要（SHA-256）", "Digest of the data"), same(row.sha256)),
        Row(Text("依据", "Under"), same(str(FORMS[row.form]))),
    )
    said = Text(
        "本次竞价在平台上公开进行，竞买人以竞买号报价。下表为全部被接受的报价，任何人可以用公开的竞价数据重演本次竞价并核对结果。",
        "",
    )
    sections = (
        plain(said), about(lot.deal, f"{lot.number} {lot.title}"), Section(Text("竞价情况", "The auction"), rows=rows), _prices(moves),
    )  # fmt: skip
    record = {
        "auction": row.id, "lot": lot.id, "rules_sha256": row.rules_sha256, "sha256": row.sha256, "outcome": event.data["outcome"],
    }  # fmt: skip
    return Draft(
        kind=KIND,
        number=f"{lot.deal.number}-JJ{lot.number}-{row.id[-4:]}-{earlier + 1}",
        edition=earlier + 1,
        source=row.id,
        deal=lot.deal,
        lot=lot.id,
        at=event.at,
        title=TITLE,
        subtitle=same(lot.deal.title),
        sections=sections,
        record=record,
    )


def _prices(moves: Sequence[Move]) -> Section:
    header = (
        Text("序号", "No."), Text("时间", "When"), Text("竞买号", "Bidder"), Text("报价（元）", "Price (yuan)"),
    )  # fmt: skip
    table = tuple(
        (
            same(str(one.number)),
            _moment(one.at_ms),
            same(one.participant.number if one.participant else ""),
            money(one.price),
        )
        for one in moves
    )
    return Section(Text("报价记录", "The prices"), header=header if table else (), table=table)


def _moment(milliseconds: int) -> Text:
    """Write an instant to the millisecond, by which moves are told apart."""
    local = datetime.fromtimestamp(milliseconds / 1000, ZONE)
    return same(f"{local:%Y-%m-%d %H:%M:%S}.{milliseconds % 1000:03d}")
