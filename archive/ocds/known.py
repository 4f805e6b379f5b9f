"""What everybody may read of a lot, in plain values: all that a release is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.law.ocds import OcdsTerms


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody named: by its credit code, else by its id here, else by its name; a natural person `is_a_person`."""

    name: str
    code: str = ""
    party: str = ""
    is_a_person: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A period `[starts_at, ends_at)`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """The end of another period, under the name of its limit."""

    code: str
    title: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer; never who asked."""

    id: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """
    Something published: a code of the list `documentType` where one fits, where it can be read, and since when. A corrected or withdrawn
    notice says with `reason` why it is there.
    """

    id: str
    title: str
    url: str
    published_at: datetime
    type: str = ""
    format: str = "text/html"
    reason: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Bid:
    """
    A bid that is open, or the last price of somebody in an auction; `bidders` are those who bid together, nobody where only a number is
    public. `stands` is None while nobody may know whether it does. One that did not open `is_withdrawn`: it counts as withdrawn or as
    revoked, for which the standard has one code.
    """

    id: str
    at: datetime
    price: Decimal | None
    bidders: Sequence[Organisation] = ()
    stands: bool | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Winner:
    """Who was chosen and for how much; `is_final` once the award was made, at an instant where it is known."""

    suppliers: Sequence[Organisation]
    price: Decimal | None
    is_final: bool
    at: datetime | None = None
    bid: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A published contract and what came of it."""

    id: str
    supplier: Organisation
    price: Decimal
    signed_at: datetime
    bond: Decimal = Decimal(0)
    final_price: Decimal | None = None
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is tendered, and how: the part of a deal that is announced."""

    deal: str
    title: str
    method_title: str
    law: OcdsTerms
    organiser: Organisation
    agency: Organisation | None = None
    currency: str = "CNY"
    category: str = ""
    classification: str = ""  # a class of deals of the platforms' data standard
    value: Decimal | None = None
    least: Decimal | None = None
    is_electronic: bool = False
    auction_url: str = ""
    framework: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    A lot in one round. `status` is a code of the list `tenderStatus`; `count` says how many bid, once that is public. `sealed_until`
    is when bids are opened, while they are under seal; `told_at` when another system last published something of it.
    """

    lot: str
    number: int
    title: str
    terms: Terms
    status: str
    bidding: Span | None = None
    milestones: Sequence[Milestone] = ()
    answered: Sequence[Answered] = ()
    papers: Sequence[Paper] = ()
    is_opened: bool = False
    opened_at: datetime | None = None
    sealed_until: datetime | None = None
    bids: Sequence[Bid] = ()
    count: int | None = None
    winners: Sequence[Winner] = ()
    contract: Agreed | None = None
    previous: str = ""
    told_at: datetime | None = None
