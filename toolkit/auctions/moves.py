"""
The moves of an auction: whatever anybody did in it, numbered from 1 without a gap, each with the instant at which it was judged.

A move is logged whether it was accepted or refused. Who moves is a number that the bidder has in this auction alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from toolkit.records import Hash, Id, Instant, Label, Line, Number, Positive, Record
from toolkit.scoring.numbers import Amount, AmountOrNone

MOST = 10**15
"""Below this any two prices have a sum that the format can write."""


def _cents(value: Decimal | None) -> Decimal | None:
    if value is not None and (-int(value.as_tuple().exponent) > 2 or value >= MOST):
        raise ValueError("money has fifteen digits and two decimals at most")
    return value


Money = Annotated[Amount, AfterValidator(_cents)]
"""The currency's unit, to the cent."""
MoneyOrNone = Annotated[AmountOrNone, AfterValidator(_cents)]


Moment = Annotated[int, Field(strict=True, ge=1, le=10**14)]
"""An instant of the world, in milliseconds since 1970: whatever is counted from it the format can write."""


class _Move(Record):
    number: Positive
    at: Moment


class _Bidders(_Move):
    bidder: Id


class Raise(_Bidders):
    """An open price against the one that stands; `repeated` is the price typed again where the step is large."""

    kind: Literal["raise"] = "raise"
    price: Money
    repeated: MoneyOrNone = None


class Claim(_Bidders):
    """A priority holder takes the price that stands (行使优先购买权)."""

    kind: Literal["claim"] = "claim"
    price: Money


class Waive(_Bidders):
    """A priority holder gives its right up."""

    kind: Literal["waive"] = "waive"


class Ask(_Bidders):
    """A bidder wants to go on: in the limited-time phase, or in the draw among those who reached the cap."""

    kind: Literal["ask"] = "ask"


class Offer(_Bidders):
    """What a bidder takes on beyond the cap, in per cent (竞自持、竞配建)."""

    kind: Literal["offer"] = "offer"
    percent: Amount


class Quote(_Bidders):
    """A price that others do not see until all are known; in a share auction for `quantity`, or for no less than `least`."""

    kind: Literal["quote"] = "quote"
    price: Money
    quantity: Number = 0
    least: Number = 0


class Commit(_Bidders):
    """A price is given, and nobody can read it: its commitment (`commitments.price`), before the time to give prices is over."""

    kind: Literal["commit"] = "commit"
    commitment: Hash


class Show(_Bidders):
    """The price that a bidder committed to, once the time to give prices is over; `salt` is 32 random bytes in hexadecimal."""

    kind: Literal["show"] = "show"
    price: Money
    quantity: Number = 0
    least: Number = 0
    salt: Hash


class Cancel(_Bidders):
    """A bidder takes the quote of its own turn back, while the turn lasts."""

    kind: Literal["cancel"] = "cancel"


class Take(_Bidders):
    """A bidder stops the descending clock at the price that it shows."""

    kind: Literal["take"] = "take"
    price: Money


class Call(_Move):
    """The auctioneer calls the price that stands, for the `count`th time."""

    kind: Literal["call"] = "call"
    count: Positive
    price: Money


class Hammer(_Move):
    """The hammer falls."""

    kind: Literal["hammer"] = "hammer"


class Step(_Move):
    """The host changes the increment."""

    kind: Literal["step"] = "step"
    increment: Money


class Extend(_Move):
    """The host gives so many seconds more."""

    kind: Literal["extend"] = "extend"
    seconds: Annotated[int, Field(strict=True, ge=1, le=24 * 3600)]


class Pause(_Move):
    """The clock of the auction stands from now on."""

    kind: Literal["pause"] = "pause"
    reason: Line


class Resume(_Move):
    """The clock goes on, with as much left as there was."""

    kind: Literal["resume"] = "resume"
    reason: Line


class Withdraw(_Move):
    """The lot is taken out of the auction."""

    kind: Literal["withdraw"] = "withdraw"
    reason: Line


class Beat(_Move):
    """The platform ran without a break from `since` until now."""

    kind: Literal["beat"] = "beat"
    since: Instant


class Reveal(_Move):
    """The reserve price, after the end."""

    kind: Literal["reveal"] = "reveal"
    price: Money
    salt: Hash


class Secret(_Move):
    """What a contributor of the draw had committed to, after the end."""

    kind: Literal["secret"] = "secret"
    contributor: Label
    secret: Hash


class Score(_Bidders):
    """What one expert gave the scheme of one bidder, after the end: in the order of the criteria."""

    kind: Literal["score"] = "score"
    expert: Positive
    scores: tuple[Amount, ...] = Field(min_length=1, max_length=1000)


Move = Annotated[
    Ask | Beat | Call | Cancel | Claim | Commit | Extend | Hammer | Offer | Pause | Quote | Raise | Resume | Reveal | Score | Secret
    | Show | Step | Take | Waive | Withdraw,
    Field(discriminator="kind"),
]  # fmt: skip
AFTER_THE_END = (Reveal, Secret, Score)
"""The moves that are of no use before the end, and the only ones after it."""


def bidder_of(move: Any) -> str:
    """Return who moves, or nothing for a move of the host."""
    return move.bidder if isinstance(move, _Bidders) else ""
