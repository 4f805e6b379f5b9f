"""A competition from notice to opening, played by hand: whoever attacks it changes one thing and plays on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.toolkit.pki import NOW
from tests.toolkit.world import BIDDERS, DEADLINE, DEAL, LOT, World, milliseconds
from toolkit import (
    canonical,
    capsules,
    certificates,
    cms,
    filings,
    history,
    opening,
    posting,
    receipts,
    timestamps,
)
from toolkit.cases import Case
from toolkit.certificates import instant
from toolkit.custodians import Client, Memory, Post
from toolkit.cuts import Supervised
from toolkit.filings import Filing
from toolkit.freezing import LoggedChange
from toolkit.log import checkpoint, leaves, tiles, tree
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.log.leaves import Line
from toolkit.objections import Raised
from toolkit.objects import Change, End
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import Cut, Freeze, FrozenBid, Objection, RefusedFiling, Stage
from toolkit.receipts import Issued
from toolkit.sealing import Before
from toolkit.signers import KeySigner
from toolkit.stages import Release
from toolkit.successions import Version

POLICY_TSA = "1.3.6.1.4.1.99999.2.1"
OPENED_AT = instant(DEADLINE) + timedelta(minutes=15)


class Log:
    """A log in memory, read like files."""

    def __init__(self, world: World, prelude: int = 3) -> None:
        self.world = world
        self.leaves = [f"another journal {at}".encode() for at in range(prelude)]

    def add(self, leaf: bytes) -> int:
        self.leaves.append(leaf)
        return len(self.leaves) - 1

    def head(self, at: datetime, size: int | None = None, witnesses: int = 2) -> Head:
        size = len(self.leaves) if size is None else size
        root = tree.root(tree.MemoryTree(self.leaves[:size]), size)
        head = checkpoint.sign(Checkpoint(self.world.log.name, size, root), self.world.log)
        for witness in self.world.witnesses[:witnesses]:
            head = checkpoint.cosign(head, witness, int(at.timestamp()))
        return head

    def files(self) -> tiles.Files:
        found: dict[str, bytes] = {}
        nodes = tree.MemoryTree(self.leaves)
        for level, index, width in tiles.files_of(len(self.leaves)):
            low = index * tiles.WIDTH
            if level == tiles.ENTRIES:
                content = tiles.bundle(self.leaves[low : low + width])
            else:
                assert isinstance(level, int)
                content = b"".join(nodes.node(8 * level, low + at) for at in range(width))
            found[tiles.tile_path(level, index, width)] = content

        def read(path: str) -> bytes:
            if path not in found:
                raise FileNotFoundError(path)
            return found[path]

        return read


@dataclass
class Filed:
    """A filing as the platform took it in."""

    filing: Filing
    issued: Issued
    salt: str
    index: int
    received_at: int
    folder: Path
    code: str
    is_live: bool = True
    end: tuple[bytes, bytes] | None = None


@dataclass
class Competition:
    """The platform, honest unless a test makes it otherwise."""

    folder: Path
    world: World = field(default_factory=World)
    deal: str = DEAL
    changed: Mapping[str, Any] = field(default_factory=dict)  # other values in the policy

    def __post_init__(self) -> None:
        self.custody: Custody = self.world.custody(self.world.policy(deal=self.deal, **self.changed))
        self.trust = self.world.authority.trust()
        self.log = Log(self.world)
        self.policy_index = self.log.add(
            Line("policy", self.deal, leaves.WHOLE_DEAL, 1, self.custody.policy.hash).to_bytes()
        )
        self.policy_head = self.log.head(NOW)
        self.filed: list[Filed] = []
        self.changes: list[LoggedChange] = []
        self.deadline = self.custody.policy.deadline
        self.others: list[Version] = []
        self.objections: list[Raised] = []
        self.stages: list[Release] = []
        self.refused: list[RefusedFiling] = []
        self.cut: Supervised | None = None
        self.shown: dict[str, Issued] = {}  # receipts beside the list
        self.heads: list[Head] = []
        self.clients = [
            Client(self.world.pins(), signer, key, Memory())
            for signer, key in zip(self.world.custodian_signers, self.world.custodian_keys, strict=True)
        ]

    # Before the deadline

    def stamp(self, at: datetime) -> Callable[[bytes], bytes]:
        return lambda content: timestamps.grant(
            timestamps.ask(content, 7), self.world.tsa, at=at, serial=1, policy=POLICY_TSA
        )

    def file(
        self, code: str = BIDDERS[0], *, at: datetime = NOW, filing: Filing | None = None, after: Filed | None = None,
        **given: Any,
    ) -> Filed:  # fmt: skip
        folder = self.folder / f"bid-{len(self.filed)}"
        if filing is None:
            filing = self.world.seal(folder, code, custody=self.custody, **given)
        received = milliseconds(at)
        receipt = receipts.filed(
            self.custody,
            filing.core.lot,
            filing.name,
            received_at=received,
            ended=after.filing.name if after else "",
            evidence=filings.digest_of_evidence(filing),
        )
        index = self.log.add(bytes.fromhex(receipt.leaf))
        if after:
            self.log.add(bytes.fromhex(receipt.ended_leaf))
            after.is_live = False  # nobody signs an end of what is replaced: the replacement says it
        issued = receipts.issue(receipt, self.world.receipts, self.stamp(at), at)
        one = Filed(filing, issued, receipt.salt, index, received, folder, code)
        self.filed.append(one)
        return one

    def withdraw(self, one: Filed, *, logged: bool = True) -> None:
        one.is_live, one.end = False, self.end(one)
        if logged:
            self.log.add(leaves.ended(one.filing.name))

    def end(self, one: Filed, signer: KeySigner | None = None, replaced_by: str = "") -> tuple[bytes, bytes]:
        core = one.filing.core
        end = End(
            deal=core.deal, lot=core.lot, bid=core.bid, seq=core.seq, header=one.filing.name, replaced_by=replaced_by
        ).to_bytes()  # fmt: skip
        return end, cms.sign(signer or self.world.bidders[one.code], end, at=NOW)

    def replace(self, one: Filed, **given: Any) -> Filed:
        """File a bid in the place of `one`."""
        core = one.filing.core
        before = Before(core.bid, core.seq, one.filing.name)
        return self.file(one.code, before=before, after=one, **given)

    def change(self, deadline: int, *, at: datetime = NOW, signers: Sequence[Any] | None = None) -> None:
        prev = canonical.sha256(self.changes[-1].content) if self.changes else self.custody.policy.hash
        content = Change(deal=self.deal, n=len(self.changes) + 1, prev=prev, deadline=deadline).to_bytes()
        self.log.add(
            Line(
                "change",
                self.deal,
                self.custody.policy.changed_as,
                len(self.changes) + 1,
                canonical.sha256(content),
            ).to_bytes()
        )
        signatures = [cms.sign(one, content, at=at) for one in signers or self.world.organisers]
        self.changes.append(LoggedChange(content, signatures, self.log.head(at)))
        self.deadline = deadline

    # After it

    def live(self) -> list[Filed]:
        return [one for one in self.filed if one.is_live and one.filing.core.lot == LOT]

    def freeze(
        self, bids: Sequence[Filed] | None = None, *, cut_at: datetime | None = None, **changed: Any
    ) -> Freeze:
        cut = self.log.head(cut_at or instant(self.deadline) + timedelta(seconds=5))
        entries = [
            FrozenBid(
                header=one.filing.name, core=one.filing.header.core, salt=one.salt, index=one.index,
                signer=one.filing.core.signer, received_at=one.received_at, evidence=filings.digest_of_evidence(one.filing),
            )
            for one in sorted(self.live() if bids is None else bids, key=lambda one: one.filing.name)
        ]  # fmt: skip
        values: dict[str, Any] = {
            "deal": self.deal, "lot": LOT, "policy": self.custody.policy.hash, "change_n": len(self.changes),
            "deadline": self.deadline, "cut": cut.to_text(), "bids": entries, "refused": self.refused,
        }  # fmt: skip
        return Freeze(**(values | changed))

    def publish(self, freeze: Freeze) -> None:
        self.frozen = freeze
        self.log.add(Line("freeze", self.deal, LOT, 1, freeze.hash).to_bytes())
        self.freeze_head = self.log.head(instant(self.deadline) + timedelta(seconds=20))

    def supervise(
        self, at: datetime, *, signers: Sequence[KeySigner] | None = None, logged: bool = True, seen: Head | None = None,
        **changed: Any,
    ) -> Head:  # fmt: skip
        """
        Let two of the supervisor sign the state of the log that witnesses see at `at`; return it.

        `seen` is the head that they had seen last in time; else that which has the policy.
        """
        head = self.log.head(at)
        values = {
            "deal": self.deal, "lot": LOT, "policy": self.custody.policy.hash, "change_n": len(self.changes),
            "deadline": self.deadline, "cut": head.to_text(), "seen": (seen or self.policy_head).to_text(), "reason": "机房断电",
        }  # fmt: skip
        content = Cut(**(values | changed)).to_bytes()
        if logged:
            self.log.add(Line("cut", self.deal, LOT, 1, canonical.sha256(content)).to_bytes())
        by = self.world.supervisors if signers is None else signers
        signatures = [cms.sign(one, content, at=at) for one in by]
        self.cut = Supervised(content, signatures, self.log.head(at + timedelta(seconds=5)))
        self.shown = {one.filing.name: one.issued for one in self.filed}
        return head

    def case(self, *, at: datetime = OPENED_AT, **changed: Any) -> Case:
        content = self.frozen.to_bytes()
        case = Case(
            custody=self.custody,
            lot=LOT,
            log=self.log.files(),
            head=self.log.head(at),
            policy_index=self.policy_index,
            policy_head=self.policy_head,
            freeze=(content, cms.sign(self.world.freezer, content, at=at)),
            freeze_head=self.freeze_head,
            filings={one.filing.name: one.filing for one in self.filed},
            changes=self.changes,
            objections=self.objections,
            others=self.others,
            stages=self.stages,
            cut=self.cut,
            receipts=self.shown,
            heads=self.heads,
        )
        return replace(case, **changed)

    def post(self, x: int, stage: int = 1, *, at: datetime = OPENED_AT, case: Case | None = None) -> Post:
        client, case = self.clients[x - 1], case or self.case(at=at)
        post = client.post(case, client.check(case, stage, at=at), at=at)
        self.clients[x - 1] = replace(client, memory=post.memory)
        return post

    def receive(
        self, post: Post, stage: int = 1, bids: Sequence[str] | None = None, at: datetime = OPENED_AT
    ) -> Received:
        names = [one.header for one in self.frozen.bids] if bids is None else bids
        filings = {one.filing.name: one.filing for one in self.filed}
        received = posting.check_post(
            post.content, post.signature, self.custody, self.frozen, stage, names, self.trust, at
        )
        return posting.open_shares(received, post.shares, self.world.opening, filings)

    def posts(self, xs: Sequence[int], stage: int = 1) -> list[Received]:
        case = self.case()
        return [self.receive(self.post(x, stage, case=case), stage) for x in xs]

    def settle(
        self, one: Filed, posts: Sequence[Received], unit: str = "form", **given: Any
    ) -> opening.Outcome:
        return opening.settle(one.filing, unit, posts, self.custody, lambda _: _nowhere, **given)

    def object(
        self, one: Filed, *, ends: Sequence[tuple[bytes, bytes]] = (), issued: Issued | None = None, head: Head | None = None
    ) -> Raised:  # fmt: skip
        issued = issued or one.issued
        objection = Objection(
            deal=self.deal, lot=LOT, freeze=self.frozen.hash, receipt=canonical.sha256(issued.content)
        ).to_bytes()
        signature = cms.sign(self.world.bidders[one.code], objection, at=OPENED_AT)
        raised = Raised(objection, signature, issued, [one.end] if one.end else ends, head=head)
        self.objections.append(raised)
        return raised

    def release(
        self, bids: Sequence[str], *, result_first: bool = True, members: int = 2, organiser: bool = True,
        experts: Sequence[KeySigner] = (),
    ) -> Stage:  # fmt: skip
        experts = list(experts) or [self.world.authority.issue(f"Expert {at}") for at in range(members)]
        result = canonical.sha256(b"technical result")
        stage = Stage(
            deal=self.deal, lot=LOT, stage=2, freeze=self.frozen.hash, result=result,
            committee=sorted(certificates.fingerprint(one.certificate) for one in experts), bids=sorted(bids),
        )  # fmt: skip
        content = stage.to_bytes()
        lines = [Line("result", self.deal, LOT, 1, result), Line("stage", self.deal, LOT, 2, stage.hash)]
        for line in lines if result_first else reversed(lines):
            self.log.add(line.to_bytes())
        signers = experts + ([self.world.organisers[0]] if organiser else [])
        signatures = [cms.sign(one, content, at=OPENED_AT) for one in signers]
        self.stages = [Release(content, signatures, self.log.head(OPENED_AT))]
        return stage


def _nowhere(_: bytes) -> None:
    """Files are only checked."""


def tampered(filing: Filing, replaced: Mapping[str, bytes]) -> Filing:
    """The same filing in a store where some files hold other bytes, or none where the bytes are empty."""
    from io import BytesIO
    from typing import BinaryIO

    class Store:
        def open(self, name: str) -> BinaryIO:
            if name not in replaced:
                return filing.store.open(name)
            if not replaced[name]:
                raise FileNotFoundError(name)
            return BytesIO(replaced[name])

    return replace(filing, store=Store())


__all__ = ["OPENED_AT", "Competition", "Filed", "Log", "capsules", "history", "tampered"]
