"""A host's words to everybody in the room."""

from __future__ import annotations

from accounts.actor import Actor
from bidding.actions.auctioning import hosts, rounds, writing
from bidding.models import Auction, RoomMessage
from bidding.models.auction_acts import LONGEST_WORDS
from foundation import hints, journal
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action


@action
def say(*, auction_id: str, words: str, by: Actor) -> RoomMessage:
    """
    Say something to the room; it stands among the moves that everybody sees.

    :raises Forbidden: `role_not_allowed` unless a host speaks.
    :raises Conflict: `auction_over` once nothing more is said.
    :raises Invalid: `words_missing`.
    """
    known = Auction.objects.filter(id=auction_id).select_related("lot__deal").first()
    if known is None:
        raise rounds.not_found()
    hosts.check(known.lot, by)
    if not words.strip() or len(words) > LONGEST_WORDS:
        said = Text(
            f"请填写{LONGEST_WORDS}字以内的内容", f"Say something, in {LONGEST_WORDS} characters at most"
        )
        raise Invalid("words_missing", said, fields={"words": [said]})
    row = rounds.lock(auction_id)
    if row.status in ("settled", "withdrawn"):
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))
    at = journal.instant(row.id)
    row.shown += 1
    row.save(update_fields=["shown"])
    made = RoomMessage.objects.create(auction=row, shown=row.shown, words=words.strip(), at=at, by=by.label)
    journal.append_all([writing.said(made, row, known.lot.deal_id)], actor=by.label, at=at)
    hints.publish_on_commit(writing.channel(row.id))
    return made
