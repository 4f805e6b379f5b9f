"""The chain of an auction's moves from its rows (docs/formats/auction.md, section 9), and the file that opens its leaves in the log."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from bidding.models import Auction, Move
from foundation import transparency_witnessed
from foundation.models import LogLeaf
from toolkit import canonical
from toolkit.auctions import logbook
from toolkit.auctions.logbook import Logbook, Placed, Salted


def after(row: Auction, moves: Iterable[Move]) -> bytes:
    """Return the head after moves that follow on what the auction's row has."""
    head = bytes.fromhex(row.head) if row.head else logbook.begin(row.lot_id, row.rules_sha256)
    return [head, *logbook.chained(head, (one.digest for one in moves))][-1]


def opened(row: Auction, until: int) -> Logbook:
    """Return what opens the heads of an auction in the log, of its moves up to a number. Only with its record, which has these moves."""
    placed = _placed(row, until)
    moves = row.moves.filter(number__lte=until).order_by("number")
    seen = transparency_witnessed.covering([one.index for one in placed])
    return Logbook(
        auction=row.lot_id, moves=tuple(map(_salted, moves.iterator())), heads=tuple(placed),
        witnessed=tuple(base64.b64encode(one.to_text().encode()).decode() for one in seen),
    )  # fmt: skip


def is_witnessed(row: Auction, until: int) -> bool | None:
    """Tell whether witnesses have seen the head after a move; None while it waits for its place in the log."""
    entry = row.heads.filter(number=until).values_list("entry", flat=True).first()
    index = LogLeaf.objects.filter(entry=entry).values_list("index", flat=True).first() if entry else None
    return None if index is None else bool(transparency_witnessed.covering([index]))


def _placed(row: Auction, until: int) -> list[Placed]:
    heads = dict(row.heads.filter(number__lte=until).values_list("entry", "number"))
    leaves = LogLeaf.objects.filter(entry__in=heads).values_list("entry", "index")
    return [
        Placed(number=number, index=index)
        for number, index in sorted((heads[entry or 0], index) for entry, index in leaves)
    ]


def _salted(move: Move) -> Salted:
    signed = [canonical.sha256(bytes(one)) if one else "" for one in (move.statement, move.signature)]
    return Salted(number=move.number, salt=bytes(move.salt).hex(), statement=signed[0], signature=signed[1])
