"""The audit of live auctions: every move against the journal, and what is kept against the log from which it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F

from bidding import auction_rooms
from bidding.actions.auctioning import concluding, rounds
from bidding.auctions import judging
from bidding.auctions.judging import Kept
from bidding.models import Auction, AuctionKey, AuctionProposal, Move, Participant, RoomMessage
from foundation.errors import Conflict
from foundation.models import LogEntry
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.auctions import logbook, running
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
    yield from _beside()
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


def _beside() -> Iterator[Finding]:
    """Compare who took part, whose passkeys sign, what was said to rooms, and what hosts proposed."""
    words = Text("竞价参加人", "participant of an auction")
    told = {one.data.get("participant"): one.data.get("digest") for one in events("bidding.auction.entered")}
    # Earlier releases told of its id alone.
    entered = {
        one.id: None if told.get(one.id, "") is None else one.digest for one in Participant.objects.iterator()
    }
    yield from compare("auction_participant", words, entered, told, lambda key: f"participant {key}")
    for one in Participant.objects.exclude(number=F("registration__alias")).order_by("id"):
        said = Text("竞买号不是其登记的竞买号", "It takes part under another number than it registered under")
        yield Finding("auction_participant_otherwise", f"participant {one.id}", said)
    words = Text("竞价通行密钥", "passkey of an auction")
    told = {
        (one.data.get("participant"), one.data.get("digest")): one.actor
        for one in events("bidding.auction.key_bound")
    }
    bound = {
        (one.participant_id, canonical.sha256(bytes(one.content))): one.bound_by
        for one in AuctionKey.objects.iterator()
    }
    yield from compare("auction_key", words, bound, told, lambda key: f"participant {key[0]} key {key[1]}")
    words = Text("竞价室发言", "words to an auction's room")
    told = {one.data.get("message"): one.data.get("digest") for one in events("bidding.auction.said")}
    said_in = {one.id: one.digest for one in RoomMessage.objects.iterator()}
    yield from compare("auction_message", words, said_in, told, lambda key: f"message {key}")
    words = Text("竞价提请事项", "proposal of an auction's host")
    told = {one.data.get("proposal"): one.data.get("digest") for one in events("bidding.auction.proposed")}
    proposed = {one.id: one.digest for one in AuctionProposal.objects.iterator()}
    yield from compare("auction_proposal", words, proposed, told, lambda key: f"proposal {key}")


def _told(rules: Any, moves: Sequence[Move]) -> Kept | None:
    """Return what the moves come to; None where the columns beside one say something else of it."""
    kept = judging.begin(rules)
    for one in moves:
        move: Any = judging.parse(bytes(one.content))
        run, refused = running.step(rules, kept.run, move)
        kept = Kept(rules, run)
        said = (one.code, one.shown is not None, one.stood, one.ended)
        code = refused.code if refused else ""
        if said != (code, judging.is_shown(move, refused), judging.standing(kept), judging.is_over(kept)):
            return None
    return kept


def _is_chained(row: Auction, moves: Sequence[Move]) -> bool:
    """Tell whether the chain that is kept, and each head that was logged, are those of the moves."""
    start = logbook.begin(row.lot_id, row.rules_sha256)
    heads = dict(enumerate(logbook.chained(start, (one.digest for one in moves)), 1))
    logged = dict(row.heads.values_list("entry", "number"))
    entries = LogEntry.objects.in_bulk(logged)
    if (bytes.fromhex(row.head) if row.head else None) != heads.get(len(moves)):
        return False
    # Of moves that an earlier release wrote nothing was logged by themselves; the first head afterwards covers them.
    return max(logged.values(), default=len(moves)) == len(moves) and all(
        entry in entries and number in heads and bytes(entries[entry].content) == logbook.leaf(heads[number])
        for entry, number in logged.items()
    )


def _follows(row: Auction) -> bool:
    moves = list(row.moves.order_by("number"))
    try:
        kept = _told(rounds.rules_of(row), moves)
    except (Unfit, ValueError):  # what cannot be read was written by nobody here
        return False
    if kept is None or kept.run != rounds.kept_of(row).run:
        return False
    if not _is_chained(row, moves):
        return False
    said = row.starts_at, row.signing
    if said != (auction_rooms.instant(kept.rules.starts_at), kept.rules.signing):
        return False
    if row.file is None:
        return True
    try:
        concluding.check_as_said(row, Record.from_bytes(bytes(row.file)))
    except (Conflict, Refused):
        return False
    return canonical.sha256(bytes(row.file)) == row.sha256
