"""How long one person may let an auction stand: whoever sees that something is wrong waits for nobody, but not for ever."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from accounts.actor import Actor
from bidding.actions.auctioning import rounds
from bidding.auctions import bounds
from bidding.models import Auction
from foundation.errors import Conflict
from foundation.text import Text


def check(row: Auction, at: int) -> None:
    """
    Refuse another pause by one person, once those before it lasted so long together that it takes two.

    :raises Conflict: `pause_takes_two`.
    """
    moves = row.moves.filter(kind__in=("pause", "resume"), code="").order_by("number")
    # What two approved is the platform's own move, of which nobody's request is kept; a host chooses the key of what it does alone.
    approved = {*row.proposals.filter(status="approved").values_list("id", flat=True)}
    said = [
        (kind, moved, by != Actor.clock().label and (key not in approved or bool(request)))
        for kind, moved, by, key, request in moves.values_list("kind", "at_ms", "by", "key", "fingerprint")
    ]
    stood = alone_ms(said, rounds.rules_of(row).notice_s * 1000, at)
    if not bounds.PAUSED.holds(Decimal(stood) / 1000):
        words = Text(
            "一人决定的暂停已累计达到上限，再次暂停须两人办理",
            "One person has let it stand for long enough: to pause it again takes two",
        )
        raise Conflict("pause_takes_two", words)


def alone_ms(moves: Iterable[tuple[str, int, bool]], notice_ms: int, at: int) -> int:
    """
    Return how long an auction stood until an instant because one person said so: from each pause until it went on, with its notice.

    `moves` are its pauses and resumptions in order: the kind, the instant, and whether one person alone made it.
    """
    stood, since, until = 0, None, at
    for kind, moved, is_alone in (*moves, ("pause", at, False)):
        if kind == "resume":
            until = moved + notice_ms
            continue
        if since is not None:
            stood += min(until, moved) - since
        since, until = (moved if is_alone else None), at
    return stood
