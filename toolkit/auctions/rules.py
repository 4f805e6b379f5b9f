"""
What the rules of several forms have in common. No number of the law stands here: each is published in the rules of its auction,
and the platform compares it with the law before the notice (`bidding.auctions.lawful`).

Instants are milliseconds since 1970, times end with `_s` and are seconds; both are read on the auction's own clock (`clock`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from toolkit.auctions.moves import Moment, Money, MoneyOrNone
from toolkit.records import Hash, HashOrNone, Id, Label, Number, Positive, Record, text

Seconds = Annotated[int, Field(strict=True, ge=0, le=400 * 24 * 3600)]
Rounds = Annotated[int, Field(strict=True, ge=1, le=100)]
Signing = Literal["none", "certificate", "passkey"]
"""By what whoever bids signs each price: nothing, the organisation's certificate, or a passkey made for this auction alone."""
Ties = Literal["earliest", "draw", "open"]
"""Among equal prices: the earliest wins, a draw by committed seeds, or nothing decides and the organiser goes on as announced."""


class Seed(Record):
    """Who gives a part of the seed of a draw, and what it committed to before the start."""

    contributor: Label
    commitment: Hash


class Holder(Record):
    """
    A bidder with a priority right (优先购买权). The lower `rank` goes before the higher, among equals the earlier claim stands:
    a co-owner or shareholder, a tenant, as the announcement says.
    """

    bidder: Id
    right: Literal["co_owner", "shareholder", "tenant", "other"]
    rank: Positive


class Rules(Record):
    """
    What every form has.

    `bidders` are the admitted ones; with fewer than `fewest` nobody competes, and `if_fewer` says whether the lot is not sold or
    the only bidder may buy by agreement. `reserve` commits to the secret price, `seeds` to the parts of a draw. A reserve that is not
    revealed within `settle_s` after the end (0: whenever) is none, or nothing is sold: `if_untold`. Where `silence_s` is
    not 0 the clock runs only while the log shows that the platform ran: it stands from the last sign of life before a longer
    silence. A resumed auction goes on `notice_s` later, so that whoever bids can come back, and with `least_left_s` left at least of
    what was timed. `signing` says how prices are signed (`signing`); no price follows from it. Where `show_s` is not 0, prices that others
    do not see are committed to, and shown within so long after the time to give them (`showing`); only then it is written.
    """

    up: ClassVar[bool] = True

    auction: Id
    currency: Annotated[str, text(r"^[A-Z]{3}$")] = "CNY"
    starts_at: Moment
    bidders: tuple[Id, ...] = Field(max_length=10_000)
    fewest: Positive = 1
    if_fewer: Literal["no_deal", "agreement"] = "no_deal"
    reserve: HashOrNone = ""
    settle_s: Seconds = 0
    if_untold: Literal["no_deal", "stands"] = "no_deal"
    seeds: tuple[Seed, ...] = Field(default=(), max_length=9)
    silence_s: Seconds = 0
    notice_s: Seconds = 0
    least_left_s: Seconds = 0
    signing: Signing = "none"
    show_s: Annotated[Seconds, Field(exclude_if=lambda given: not given)] = 0

    def after_start(self, seconds: int) -> int:
        """Return the instant so many seconds after the start."""
        return self.starts_at + seconds * 1000


class PriceRules(Rules):
    """
    Open prices. The first is `start_price` or better; each later one is better than the one that stands by `increment` at least, and
    with a `strict` grid by a whole multiple of it. A step of more than `large_steps` increments (0: no bound), or of more than half of
    what stands, needs the price again.
    Where a host may change the increment, `largest_increment` (or none) bounds it.
    """

    start_price: Money
    increment: Money
    grid: Literal["strict", "least"] = "strict"
    cap: MoneyOrNone = None
    self_outbid: Literal["refused", "allowed"] = "refused"
    large_steps: Number = 0
    increments: Literal["fixed", "changed_by_host"] = "fixed"
    largest_increment: MoneyOrNone = None
    holders: tuple[Holder, ...] = ()
