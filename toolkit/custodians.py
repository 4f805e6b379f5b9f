"""
The custodian's side of an opening. It refuses by default, sees what it decrypts, and posts once.

Order matters: everything public is checked before the key is touched; the point in a capsule is checked to be on the
curve before the key meets it; of a bad capsule nothing is said but `bad`, for it may be another bidder's, copied in.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from toolkit import canonical, capsules, cases, certificates, cms, dealing, policies
from toolkit.capsules import Agreement
from toolkit.cases import Agreed, Case
from toolkit.filings import Filing
from toolkit.log.checkpoint import Checkpoint
from toolkit.objects import CapsuleContent
from toolkit.policies import Custody, Pins
from toolkit.proceedings import Posted, PostedResult, SentShare, Shares
from toolkit.records import Base64, Hash, Id, Line, Number, Positive, Record
from toolkit.refusals import Refused
from toolkit.signers import Signer
from toolkit.units import Progress


class PostedBefore(Record):
    """One list this client posted."""

    deal: Id
    lot: Id
    stage: Positive
    freeze: Hash


class Memory(Record):
    """What a custodian's client remembers: the newest head of each log, and what it posted. Written before anything leaves."""

    class Seen(Record):
        """The newest checkpoint of one log."""

        origin: Line
        size: Number
        root: Base64

    v: Literal["sbe1/memory"] = "sbe1/memory"
    seen: list[Seen] = Field(default_factory=list, max_length=100)
    posted: list[PostedBefore] = Field(default_factory=list, max_length=100_000)

    def last(self, origin: str) -> Checkpoint | None:
        """Return the newest checkpoint seen of a log."""
        for one in self.seen:
            if one.origin == origin:
                return Checkpoint(origin, one.size, base64.b64decode(one.root))
        return None

    def saw(self, newer: Checkpoint) -> Memory:
        """Return the memory with a newer checkpoint."""
        older = self.last(newer.origin)
        if older is not None and older.size >= newer.size:
            return self
        kept = [one for one in self.seen if one.origin != newer.origin]
        seen = self.Seen(origin=newer.origin, size=newer.size, root=base64.b64encode(newer.root).decode())
        return self.model_copy(update={"seen": [*kept, seen]})


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent: the signed list for everybody, the shares for the opening process alone; and what to remember first."""

    content: bytes
    signature: bytes
    shares: bytes
    memory: Memory


@dataclass(frozen=True, slots=True)
class Client:
    """A custodian with both keys, the pins that came with its installation, and its memory."""

    pins: Pins
    signer: Signer
    key: Agreement
    memory: Memory

    def check(self, case: Case, stage: int, *, at: datetime) -> Agreed:
        """
        Return what may be opened at `at`, by this machine's own clock: what the custodian is shown before the key is used.

        :raises Refused: `not_a_custodian`, `already_posted`, and as `cases.check`.
        """
        self._x(case.custody)
        seen = self.memory.last(case.head.checkpoint.origin)
        agreed = cases.check(case, stage, self.pins, seen=seen, at=at)
        policies.check_opener(case.custody, self.pins.trust, at)
        for before in self.memory.posted:
            same = (before.deal, before.lot, before.stage) == (agreed.freeze.deal, case.lot, stage)
            if same and before.freeze != agreed.freeze.hash:
                raise Refused("already_posted")
        return agreed

    def size(self, case: Case, agreed: Agreed) -> int:
        """Return how many bytes of capsules `post` opens, and reports."""
        bids = [case.filings[one] for one in agreed.opened]
        return sum(dealing.capsule_size(one.place(unit)) for one in bids for unit in agreed.units)

    def post(self, case: Case, agreed: Agreed, *, at: datetime, progress: Progress = lambda _: None) -> Post:
        """
        Open this custodian's capsules of the stage and return one signed list of all of them; excluded bids' are not touched.

        A second post for the same list is allowed (the first may have been lost) and says the same of every capsule.
        """
        custody, freeze = case.custody, agreed.freeze
        x = self._x(custody)
        results, sent = [], []
        for header in agreed.bids:
            if header in agreed.excluded:
                cause = agreed.excluded[header].code
                results += [
                    PostedResult(header=header, unit=unit, r="refused", share_hash="", cause=cause)
                    for unit in agreed.units
                ]
                continue
            filing = case.filings[header]
            for unit in agreed.units:
                share = self._share(filing, unit, x)
                hashed = ""
                if isinstance(share, bytes):
                    sent.append(SentShare(header=header, unit=unit, share=share.hex()))
                    hashed = dealing.share_hash(filing.place(unit), filing.header.core, x, share)
                result: Literal["ok", "bad", "missing"] = "ok" if isinstance(share, bytes) else share
                results.append(PostedResult(header=header, unit=unit, r=result, share_hash=hashed, cause=""))
                progress(dealing.capsule_size(filing.place(unit)))
        posted = Posted(
            deal=freeze.deal,
            lot=freeze.lot,
            stage=agreed.stage,
            freeze=freeze.hash,
            checkpoint=canonical.sha256(case.head.checkpoint.text.encode()),
            x=x,
            results=results,
        )
        shares = Shares(posted=posted.hash, x=x, shares=sent).to_bytes()
        before = PostedBefore(deal=freeze.deal, lot=freeze.lot, stage=agreed.stage, freeze=freeze.hash)
        memory = self.memory.saw(case.head.checkpoint)
        if before not in memory.posted:
            memory = memory.model_copy(update={"posted": [*memory.posted, before]})
        return Post(
            posted.to_bytes(),
            cms.sign(self.signer, posted.to_bytes(), at=at),
            capsules.seal(shares, certificates.from_base64(custody.policy.opening_cert)),
            memory,
        )

    def _x(self, custody: Custody) -> int:
        own = certificates.fingerprint(self.key.certificate)
        for one in custody.policy.custodians:
            is_own = certificates.fingerprint(certificates.from_base64(one.cert)) == own
            if is_own and policies.is_custodian(self.signer.certificate, one.signer):
                return one.x
        raise Refused("not_a_custodian")

    def _share(self, filing: Filing, unit: str, x: int) -> bytes | Literal["bad", "missing"]:
        place = filing.place(unit)
        try:
            capsule = filing.capsule(unit, x)
        except Refused:
            return "missing"
        try:
            content = CapsuleContent.from_bytes(
                capsules.open_(capsule, self.key, dealing.capsule_size(place))
            )
        except Refused:
            return "bad"
        if (content.core, content.unit, content.x) != (filing.header.core, unit, x):
            return "bad"
        return bytes.fromhex(content.share)
