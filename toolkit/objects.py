"""The objects of a sealed competition: fields and their shapes, nothing of their meaning. `docs/formats/sealed-bid.md`, section 3."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from toolkit import canonical
from toolkit.log import leaves
from toolkit.records import (
    Base64,
    Base64OrNone,
    BidId,
    Code,
    CodeOrNone,
    Hash,
    HashOrNone,
    Id,
    Instant,
    Label,
    Line,
    Number,
    Positive,
    Record,
    Share,
)

MOST_PARTS = 1000
REHEARSED = "rehearsal-"
"""How the ids of rehearsals begin, and of no lot."""


def is_rehearsal(lot: str) -> bool:
    """Tell whether an id that stands where a lot's does is a rehearsal's."""
    return lot.startswith(REHEARSED)


class PolicyUnit(Record):
    """What is released together: at which stage, and to whom."""

    unit: Label
    stage: Positive
    audience: Literal["public", "experts"]


class Custodian(Record):
    """A holder of one share: `cert` opens capsules, `signer` signs; both in base64 of DER."""

    x: Share
    org: Code
    cert: Base64
    signer: Base64


class Policy(Record):
    """Who can open together, until when bids come, whose signatures count. Signed by the organiser."""

    v: Literal["sbe1/policy"] = "sbe1/policy"
    suite: Label
    deal: Id
    lots: list[Id] = Field(min_length=1, max_length=1000)
    version: Positive
    prev: HashOrNone
    deadline: Instant
    organiser: Code
    supervisor: CodeOrNone
    operators: list[Code] = Field(min_length=1, max_length=20)
    mode: Literal["custodians", "bidder"]
    k: Number
    n: Number
    units: list[PolicyUnit] = Field(min_length=1, max_length=16)
    custodians: list[Custodian] = Field(max_length=9)
    log: Line
    log_size: Number
    log_root: Hash
    witnesses: list[Line] = Field(min_length=1, max_length=9)
    witness_quorum: Positive
    receipt_cert: Base64
    freeze_cert: Base64
    opening_cert: Base64
    evaluation_cert: Base64OrNone
    tsa_cert: Base64
    committee_quorum: Number
    objection_s: Number
    posting_s: Positive
    rescue_s: Number

    @property
    def is_restricted(self) -> bool:
        """Whether it has units that only a committee reads, through the process of `evaluation_cert`."""
        return any(one.audience == "experts" for one in self.units)

    @property
    def line(self) -> leaves.Line:
        """The policy's line in the log."""
        return leaves.Line("policy", self.deal, leaves.WHOLE_DEAL, self.version, self.hash)

    @property
    def changed_as(self) -> str:
        """What stands in the place of a lot in the log's lines of its changes: its version, for a deal may have several policies."""
        return str(self.version)

    @property
    def keeps_apart(self) -> bool:
        """Whether it is for lots alone."""
        return not any(map(is_rehearsal, self.lots))


class Rehearsal(Policy):
    """
    What a test bid is sealed under before the deal is announced: a policy of its own kind, for a lot that is none.

    No policy has its hash, and no lot its id; a real bid names a policy, and what is signed for a lot names that. So nothing
    of a rehearsal is ever taken for the real thing, nor the other way round.
    """

    v: Literal["sbe1/rehearsal"] = "sbe1/rehearsal"  # type: ignore[assignment]  # a policy in all but its name

    @property
    def line(self) -> leaves.Line:
        """The rehearsal's line in the log."""
        return leaves.Line("rehearsal", self.deal, self.lots[0], self.version, self.hash)

    @property
    def changed_as(self) -> str:
        """Its id: its deadline does not move, and what is said of the deal's policies does not concern it."""
        return self.lots[0]

    @property
    def keeps_apart(self) -> bool:
        """Whether it is for one rehearsal alone, in which custodians open one unit that everybody may read."""
        units = [(one.stage, one.audience) for one in self.units]
        return (
            len(self.lots) == 1
            and is_rehearsal(self.lots[0])
            and (units, self.mode, self.version) == ([(1, "public")], "custodians", 1)
        )


class Acceptance(Record):
    """A custodian's word that the key is its own; signed with its signing certificate."""

    v: Literal["sbe1/acceptance"] = "sbe1/acceptance"
    policy: Hash
    x: Share
    cert: Hash
    statement: Literal["key made on my device, no escrow copy"] = "key made on my device, no escrow copy"


class Change(Record):
    """A later deadline; signed by two persons of the organiser."""

    v: Literal["sbe1/change"] = "sbe1/change"
    deal: Id
    n: Positive
    prev: Hash
    deadline: Instant


class CoreUnit(Record):
    """A unit and the commitment to its key."""

    unit: Label
    key_commit: Hash


class CorePart(Record):
    """A sealed part: size and hash of its ciphertext."""

    unit: Label
    part: Label
    size: Positive
    sha256: Hash


class Core(Record):
    """What a filing is: it fixes deal, lot, bid, signer, policy and every ciphertext."""

    v: Literal["sbe1/core"] = "sbe1/core"
    suite: Label
    deal: Id
    lot: Id
    policy: Hash
    bid: BidId
    seq: Positive
    prev: HashOrNone
    signer: Hash
    units: list[CoreUnit] = Field(min_length=1, max_length=16)
    parts: list[CorePart] = Field(min_length=1, max_length=MOST_PARTS)


class HeaderShare(Record):
    """A capsule by its hash."""

    unit: Label
    x: Share
    capsule: Hash


class Header(Record):
    """The core and all capsules by their hashes; signed by the bidder. Its hash is the filing's name."""

    v: Literal["sbe1/header"] = "sbe1/header"
    core: Hash
    shares: list[HeaderShare] = Field(max_length=16 * 9)


class ManifestFile(Record):
    """A file of a unit: size and hash of its plaintext."""

    part: Label
    name: Line
    size: Number
    sha256: Hash


class Manifest(Record):
    """What one unit offers; it names nothing of another unit, for an unsalted hash of a small file gives the file back."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["sbe1/manifest"] = "sbe1/manifest"
    deal: Id
    lot: Id
    bid: BidId
    seq: Positive
    unit: Label
    policy: Hash
    fields: dict[str, Any]
    files: list[ManifestFile] = Field(max_length=MOST_PARTS)
    salt: Hash


class CapsuleContent(Record):
    """What a custodian finds in a capsule."""

    v: Literal["sbe1/share"] = "sbe1/share"
    core: Hash
    unit: Label
    x: Share
    share: Hash


class End(Record):
    """A filing is withdrawn, or replaced by another; signed by its signer's organisation."""

    v: Literal["sbe1/end"] = "sbe1/end"
    deal: Id
    lot: Id
    bid: BidId
    seq: Positive
    header: Hash
    replaced_by: HashOrNone


class Receipt(Record):
    """The platform's word that it took in, replaced or ended a filing; signed and timestamped."""

    v: Literal["sbe1/receipt"] = "sbe1/receipt"
    id: BidId
    deal: Id
    lot: Id
    kind: Literal["filed", "replaced", "withdrawn"]
    header: HashOrNone
    salt: HashOrNone
    leaf: HashOrNone
    ended: HashOrNone
    ended_leaf: HashOrNone
    received_at: Instant
    evidence: HashOrNone
    origin: Line
