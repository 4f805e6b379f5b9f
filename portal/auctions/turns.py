"""Whose turn it is in a reverse auction in rounds, as whoever takes part sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bidding.actions.auctioning import rounds
from bidding.auctions import judging
from bidding.models import Auction
from toolkit.auctions.forms import reverse_rounds
from toolkit.auctions.prices import EXACT


@dataclass(frozen=True)
class OwnTurn:
    """
    The round and the order of its turns; `bidder` has the turn, nobody in a pause. `last` is the reader's own price before this round,
    `most` what it may quote at most in its turn, or None, `quoted` what it has quoted in it.
    """

    own: str
    round: int
    rounds: int
    order: Sequence[str]
    bidder: str
    last: Decimal
    most: Decimal | None
    quoted: Decimal | None

    @property
    def is_own(self) -> bool:
        """Whether the reader has the turn."""
        return self.bidder == self.own


def of(row: Auction, own: str, at: datetime) -> OwnTurn | None:
    """Return the same for who takes part under a number; None in other forms, outside of the rounds, or to whoever only watches."""
    if row.form != "reverse_rounds" or not own:
        return None
    instant = rounds.milliseconds(at)
    kept, _ = judging.caught_up(rounds.kept_of(row), instant, rounds.pulse(row.id))
    found = reverse_rounds.turn_at(kept.rules, kept.run.form, kept.run.clock.now(instant))
    if found is None or own not in found.prices:
        return None
    last = found.prices[own]
    most = EXACT.subtract(last, kept.rules.increment)
    return OwnTurn(
        own, found.round, kept.rules.rounds, found.order, found.bidder, last, most if most > 0 else None,
        found.quoted if found.bidder == own else None,
    )  # fmt: skip
