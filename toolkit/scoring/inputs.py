"""What is published of a lot beside its rule: the bids, and each act of the committee as a list of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toolkit.records import Hash, Id, Instant, Line, Number, Positive, Record, text
from toolkit.scoring.numbers import Amount, AmountOrNone, Share, Signed

Name = Annotated[str, text(r"^[a-z][a-z0-9_]{0,63}$")]
IdOrNone = Annotated[str, text(r"^([A-Za-z0-9_-]{1,48})?$")]
LineOrNone = Annotated[str, text(r"^[^\x00-\x1f\x7f]{0,1024}$")]
Draw = Annotated[tuple[Id, ...], Field(min_length=2)]
Stage = Literal["first", "second"]
Claim = Literal["small", "prison", "welfare", "joint", "subcontract", "domestic"]
"""
What entitles to a price preference: a small or micro firm (小型、微型企业), a prison's enterprise (监狱企业), a welfare
enterprise of disabled persons (残疾人福利性单位), a consortium with or a subcontract to small firms, domestic products
(本国产品).
"""


class Bid(Record):
    """
    A bid as opened.

    `quotes` are the prices in the order in which they were given, none where the envelope with the price stayed closed;
    `small_share` is what small firms get of a joint bid; `brand` names the core products' brand where brands count;
    `agreed_price` is that of the framework agreement; `submitted_at` is the receipt's time, 0 only where it is not among the
    `ties`.
    """

    id: Id
    quotes: tuple[Amount, ...] = Field(max_length=99)
    claims: tuple[Claim, ...] = ()
    small_share: Share = Field(default="0", validate_default=True)
    brand: LineOrNone = ""
    agreed_price: AmountOrNone = None
    submitted_at: Instant = 0


class Exclusion(Record):
    """
    A bid that the committee, or the purchaser in the review of qualification, found not to comply: why, in its words.

    `stage` is `second` for what was found in the second of two envelopes.
    """

    bid: Id
    ground: Name
    words: LineOrNone = ""
    stage: Stage = "first"


class Sheet(Record):
    """What one expert gave one bid: a score for each criterion, in the order of the rule."""

    bid: Id
    expert: Positive
    scores: tuple[Amount, ...] = Field(min_length=1, max_length=1000)


class Adjustment(Record):
    """A commercial deviation of a bid, expressed in money (商务偏差折算): added to its price for the evaluation only."""

    bid: Id
    name: Line
    amount: Signed


class PricedLine(Record):
    """A line of the priced list: `slipped` where the committee finds a decimal point or percentage evidently misplaced."""

    quantity: Amount
    unit_price: Amount
    amount: Amount
    slipped: Literal["", "slipped"] = ""


class Correction(Record):
    """
    Where the prices of a bid contradict each other.

    `statement` is the total of the opening statement (开标一览表) in digits, `words` what its capital numerals say, `body` the
    total elsewhere in the bid. `answer` is what the bidder said to the corrected price.
    """

    bid: Id
    statement: Amount
    words: AmountOrNone = None
    body: AmountOrNone = None
    lines: tuple[PricedLine, ...] = Field(default=(), max_length=100_000)
    answer: Literal["", "confirmed", "declined"] = ""


class Review(Record):
    """
    The review of an abnormally low price: when the bidder was asked, until when it could answer, when it did (0: never), and
    what the committee found. Who was never asked was not reviewed.
    """

    bid: Id
    asked_at: Positive
    due_at: Positive
    answered_at: Instant = 0
    finding: Literal["justified", "unjustified"]


class Coefficient(Record):
    """A coefficient that was drawn at the opening, among those that the tender documents announce."""

    name: Literal["discount", "ceiling_share"]
    value: Share


class DrawFile(Record):
    """A draw by lot (`draw/1`) from which a coefficient, or the order of equal bids, follows: the digest of its file."""

    purpose: Literal["coefficient", "tie"]
    number: Positive
    sha256: Hash


class Given(Record):
    """
    What chance or people decided, and when it counts. `draws` are the files of what was drawn by lot: nothing of the result is computed
    from them, and whoever has one compares.

    `drawn` are the draws for ties that nothing else resolves: each holds a group of equal bids in the order in which they were
    drawn, and decides of exactly this group. `ballots` are the rounds of
    a vote: in each the bid that each member voted for. `chosen` is whom the purchaser selected; `served` who had the last
    turn, whether or not it still bids, `declined` who passed on this one.
    """

    coefficients: tuple[Coefficient, ...] = ()
    drawn: tuple[Draw, ...] = ()
    ballots: tuple[tuple[Id, ...], ...] = ()
    chosen: IdOrNone = ""
    served: IdOrNone = ""
    declined: tuple[Id, ...] = ()
    draws: tuple[DrawFile, ...] = ()


__all__ = [
    "Adjustment", "Bid", "Claim", "Coefficient", "Correction", "DrawFile", "Exclusion", "Given", "Id", "IdOrNone", "Name", "Number",
    "Positive", "PricedLine", "Record", "Review", "Sheet",
]  # fmt: skip
