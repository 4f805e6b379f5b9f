"""What comes out of an auction at an instant: its phase, the price that stands, the outcome, and which moves were refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from toolkit.auctions.moves import Money, MoneyOrNone
from toolkit.records import Id, Instant, Number, Positive, Record
from toolkit.scoring.inputs import IdOrNone, Name
from toolkit.scoring.numbers import AmountOrNone
from toolkit.scoring.results import Reason

Outcome = Literal["open", "deal", "agreement", "no_deal", "undecided", "withdrawn"]


class Award(Record):
    """Who gets what at which price; `quantity` in a share auction, `percent` beyond a cap, `value` where not the price alone decides."""

    bidder: Id
    price: Money
    quantity: Number = 0
    percent: AmountOrNone = None
    value: AmountOrNone = None


class Turned(Record):
    """A move that was refused, by its number."""

    number: Positive
    reason: Reason


class Result(Record):
    """
    An auction at an instant.

    `ends_at` is when the phase ends if nothing happens, 0 if no time ends it, and after the end the instant of the end;
    `remaining_ms` is what the auction's clock has left. `price`, `leader` stand; `least` is the price that would be accepted
    next. `outcome` comes with its `reason`; `awards` are who gets what, `ranking` all of them, best first, where not the price alone
    decides, and `tied` those among whom nothing has decided yet. `silent` are those who committed to a price and did not show it in
    its time, by id; it is written where there are any.
    """

    phase: Name
    ends_at: Instant
    remaining_ms: Number
    price: MoneyOrNone
    leader: IdOrNone
    least: MoneyOrNone
    outcome: Outcome
    reason: Name
    awards: tuple[Award, ...]
    ranking: tuple[Award, ...]
    tied: tuple[Id, ...]
    turned: tuple[Turned, ...]
    silent: Annotated[tuple[Id, ...], Field(exclude_if=lambda given: not given)] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """
    What a form says of itself at a time of the auction's clock; `ends` is on that clock, and once it is `closed` the end itself.

    `awards` are whom the rules of the form find; `tied` those of equal standing, by id, whom `ties` did not part.
    `reason` says why there is no award yet, or never. `silent` is as in a `Result`, and no form's own matter.
    """

    phase: str
    ends: int = 0
    closed: bool = False
    price: Decimal | None = None
    leader: str = ""
    least: Decimal | None = None
    awards: tuple[Award, ...] = ()
    ranking: tuple[Award, ...] = ()
    tied: tuple[str, ...] = ()
    tied_at: Decimal | None = None
    reason: str = ""
    silent: tuple[str, ...] = ()
