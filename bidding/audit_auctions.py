"""The audit of live auctions: every move against the journal, and what is kept against the log from which it follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bidding.actions.auctioning import concluding, rounds
from bidding.auctions import judging
from bidding.models import Auction, Move
from foundation.errors import Conflict
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.refusing import Unfit
from toolkit.refusals import Refused


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from compare(
        "auction_move", Text("竞价操作", "move of an auction"),
        {(one.auction_id, one.number): (one.digest, one.by) for one in Move.objects.iterator()},
        {
            (event.subject, event.data.get("number")): (event.data.get("digest"), event.actor)
            for event in events("bidding.auction.moved")
        },
        lambda key: f"auction {key[0]} move {key[1]}",
    )  # fmt: skip
    rows = list(Auction.objects.order_by("id"))
    settled = {event.subject: event.data.get("sha256") for event in events("bidding.auction.settled")}
    yield from compare(
        "auction", Text("竞价规则", "rules of an auction"),
        {one.id: (canonical.sha256(bytes(one.rules)), one.sha256 or None) for one in rows},
        {
            event.subject: (event.data.get("sha256"), settled.get(event.subject))
            for event in events("bidding.auction.scheduled")
        },
        lambda key: f"auction {key}",
    )  # fmt: skip
    for one in rows:
        if not _follows(one):
            words = Text(
                "保存的竞价状态与操作日志不符", "What is kept of the auction does not follow from its log"
            )
            yield Finding("auction_otherwise", f"auction {one.id}", words)


def _follows(row: Auction) -> bool:
    moves = list(row.moves.order_by("number"))
    try:
        log: list[Any] = [judging.parse(bytes(one.content)) for one in moves]
        kept = judging.fold(rounds.rules_of(row), log)
    except (Unfit, ValueError):  # what cannot be read was written by nobody here
        return False
    if kept.run != rounds.kept_of(row).run:
        return False
    if row.file is None:
        return True
    try:
        concluding.check_as_said(row, Record.from_bytes(bytes(row.file)))
    except (Conflict, Refused):
        return False
    return canonical.sha256(bytes(row.file)) == row.sha256
