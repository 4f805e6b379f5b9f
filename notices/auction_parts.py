"""The parts of notices on auctions that are scheduled, stand, and go on."""

from __future__ import annotations

from bidding import auction_rooms
from foundation.text import Text
from notices.context import Context, LotView
from notices.known import LABELS
from notices.parts import chosen, instant, same
from notices.writing import Row, Section
from toolkit.auctions.words import FORMS

_SILENCE = Text(
    "平台一度无法访问，竞价自最后一次可访问时起暂停",
    "The platform could not be reached; the auction stands from when it last could",
)


def schedule(c: Context) -> Section:
    """Which lot is auctioned, in which form, when and where, and by which rules; not how many take part."""
    rows = [_lot(v) for v in c.lots]
    if c.auction is not None:
        form, online = (
            FORMS[c.auction.form],
            Text("平台竞价室（网上）", "The auction's room on this platform"),
        )
        rows += [
            Row(LABELS["auction_form"], Text(form.zh, form.en)),
            Row(LABELS["auction_begins"], instant(c.auction.starts_at)),
            Row(LABELS["auction_place"], same(c.auction.room) if c.auction.room else online),
            Row(
                LABELS["auction_rules"],
                same(c.auction.rules_sha256),
            ),
        ]
    # When and where it may be seen, and how one comes to take part, stands in the deal.
    return Section(Text("竞价安排", "The auction"), rows=(*rows, *chosen(c, "viewing", "application")))


def pause(c: Context) -> Section:
    """Which lot's auction stands or goes on, why, since when, at which price and with how much time left."""
    move = c.move
    rows = [_lot(v) for v in c.lots]
    if move is not None:
        said = auction_rooms.said_of(move).get("reason")
        rows += [
            Row(Text("原因", "Reason"), same(str(said)) if said else _SILENCE),
            Row(Text("时间", "At"), instant(c.at)),
            Row(Text("当前价（元）", "Price that stands (yuan)"), same(str(move.stands["price"] or "—"))),
            Row(
                Text("剩余时间（秒）", "Time left (seconds)"), same(str(move.stands["remaining_ms"] // 1000))
            ),
        ]
    return Section(Text("竞价暂停与恢复", "The auction stands or goes on"), rows=tuple(rows))


def _lot(v: LotView) -> Row:
    return Row(LABELS["auctioned"], same(f"{v.lot.number} {v.lot.title}"))
