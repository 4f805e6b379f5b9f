"""The objects of an opening: freeze list, stage, what custodians post and bidders send, the record. Fields and shapes only."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from toolkit import canonical
from toolkit.records import Hash, HashOrNone, Id, Instant, Label, Line, Number, Positive, Record, Share, text

MOST_FILINGS = 20_000


class FrozenBid(Record):
    """A live filing at the cut."""

    header: Hash
    core: Hash
    salt: Hash
    index: Number
    signer: Hash
    received_at: Instant
    evidence: HashOrNone  # of what was kept about the signer's certificate (`revocation.digest`)


class RefusedFiling(Record):
    """A reserved place in the log that holds no valid filing, and why."""

    index: Number
    cause: Annotated[str, text(r"^[a-z0-9_]{1,64}$")]


class Freeze(Record):
    """The live filings of a lot at the deadline."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/freeze"] = "sbe1/freeze"
    deal: Id
    lot: Id
    policy: Hash
    change_n: Number
    deadline: Instant
    cut: Annotated[str, text(r"^[^\r]{1,8192}$")]
    bids: list[FrozenBid] = Field(max_length=MOST_FILINGS)
    refused: list[RefusedFiling] = Field(max_length=MOST_FILINGS)


class Cut(Record):
    """
    Nobody outside saw the log in the minute after the deadline: down to which head it counts all the same, and which one witnesses
    had seen last by the end of that minute; signed by two of the supervisor.
    """

    v: Literal["sbe1/cut"] = "sbe1/cut"
    deal: Id
    lot: Id
    policy: Hash
    change_n: Number
    deadline: Instant
    cut: Annotated[str, text(r"^[^\r]{1,8192}$")]
    seen: Annotated[str, text(r"^[^\r]{1,8192}$")]
    reason: Line


class Stage(Record):
    """The committee and the organiser let a later stage be opened."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/stage"] = "sbe1/stage"
    deal: Id
    lot: Id
    stage: Annotated[int, Field(strict=True, ge=2, le=16)]
    freeze: Hash
    result: Hash
    committee: list[Hash] = Field(max_length=99)
    bids: list[Hash] = Field(max_length=MOST_FILINGS)


class PostedResult(Record):
    """
    What a custodian found in one capsule; a good share only by its hash.

    Or why it did not touch it: `refused`, with the code of what is wrong with the list's entry as `cause`.
    """

    header: Hash
    unit: Label
    r: Literal["ok", "bad", "missing", "refused"]
    share_hash: HashOrNone
    cause: Annotated[str, text(r"^[a-z0-9_]{0,64}$")]


class Posted(Record):
    """One custodian's statement about every unit of every frozen filing."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/posted"] = "sbe1/posted"
    deal: Id
    lot: Id
    stage: Positive
    freeze: Hash
    checkpoint: Hash
    x: Share
    results: list[PostedResult] = Field(max_length=MOST_FILINGS)


class SentShare(Record):
    """One share."""

    header: Hash
    unit: Label
    share: Hash


class Shares(Record):
    """What a custodian sends beside `posted.json`, for the opening process's eyes only."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/shares"] = "sbe1/shares"
    posted: Hash
    x: Share
    shares: list[SentShare] = Field(max_length=MOST_FILINGS)


class UnitKey(Record):
    """A unit's key."""

    unit: Label
    key: Hash


class Keys(Record):
    """What a bidder sends to open its own filing: always in bidder mode, as a rescue in the other."""

    v: Literal["sbe1/keys"] = "sbe1/keys"
    deal: Id
    lot: Id
    stage: Positive
    freeze: Hash
    header: Hash
    keys: list[UnitKey] = Field(min_length=1, max_length=16)


class Remedy(Record):
    """
    The platform failed while bidders were to send their keys, between `since` and `to`: until when they may instead; signed by
    two of the organiser.
    """

    v: Literal["sbe1/remedy"] = "sbe1/remedy"
    deal: Id
    lot: Id
    stage: Positive
    freeze: Hash
    n: Positive
    since: Instant
    to: Instant
    until: Instant
    reason: Line

    @property
    def ends_it(self) -> bool:
        """Whether it gives no more time: who sent no key until `to` is not to blame."""
        return self.until == self.to


class Objection(Record):
    """Somebody holds a receipt, and the freeze list omits its filing; signed by the bidder."""

    v: Literal["sbe1/objection"] = "sbe1/objection"
    deal: Id
    lot: Id
    freeze: Hash
    receipt: Hash


class OpenedUnit(Record):
    """What became of a unit; `key` is shown only of public units."""

    header: Hash
    unit: Label
    outcome: Literal["opened", "revoked", "withdrawn"]
    cause: Annotated[str, text(r"^[a-z0-9_]{0,64}$")]
    key: HashOrNone
    blamed: list[Share] = Field(max_length=9)


class Opening(Record):
    """The record of an opening; signed with the freeze certificate."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/opening"] = "sbe1/opening"
    deal: Id
    lot: Id
    stage: Positive
    freeze: Hash
    posts: list[Hash] = Field(max_length=9)
    units: list[OpenedUnit] = Field(max_length=MOST_FILINGS)
