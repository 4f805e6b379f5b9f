"""The parts of notices on auctions that stand and go on."""

from __future__ import annotations

from bidding import auction_rooms
from foundation.text import Text
from notices.context import Context
from notices.parts import instant, same
from notices.writing import Row, Section

_SILENCE = Text(
    "平台一度无法访问，竞价自最后一次可访问时起暂停",
    "The platform could not be reached; the auction stands from when it last could",
)


def pause(c: Context) -> Section:
    """Which lot's auction stands or goes on, why, since when, at which price and with how much time left."""
    move = c.move
    rows = [Row(Text("标段（包、宗地、标的）", "Lot"), same(f"{v.lot.number} {v.lot.title}")) for v in c.lots]
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
