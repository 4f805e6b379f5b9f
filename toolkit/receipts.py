"""What the bidder keeps: the platform's signed and timestamped word, and the proof that the log holds its leaf."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from toolkit import certificates, cms, timestamps, timing
from toolkit.certificates import Trust, instant
from toolkit.log import leaves
from toolkit.log.checkpoint import Head
from toolkit.log.proof import Proof
from toolkit.objects import Receipt
from toolkit.policies import Custody
from toolkit.refusals import Refused
from toolkit.signers import Signer

# The token is asked for right after the reservation; an authority that is down for a while must not void a receipt.
TOKEN_WITHIN = timedelta(minutes=10)

Stamp = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt as it is kept: `receipt.json`, `receipt.p7s`, and `receipt.tst` over the signature."""

    content: bytes
    signature: bytes
    token: bytes


def filed(
    custody: Custody, lot: str, header: str, *, received_at: int, salt: str = "", ended: str = "", evidence: str = ""
) -> Receipt:  # fmt: skip
    """
    Return the receipt of a filing; with `ended`, of one that replaces the filing of that name.

    `salt` is drawn unless given; `received_at` is the ticket's time in milliseconds since 1970; `evidence` is the digest of
    what was kept about the signer's certificate.
    """
    salt = salt or secrets.token_hex(32)
    return Receipt(
        id=secrets.token_hex(16),
        deal=custody.policy.deal,
        lot=lot,
        kind="replaced" if ended else "filed",
        header=header,
        salt=salt,
        leaf=leaves.filed(salt, header).hex(),
        ended=ended,
        ended_leaf=leaves.ended(ended).hex() if ended else "",
        received_at=received_at,
        evidence=evidence,
        origin=custody.log.name,
    )


def withdrawn(custody: Custody, lot: str, header: str, *, received_at: int) -> Receipt:
    """Return the receipt of a withdrawal."""
    return Receipt(
        id=secrets.token_hex(16),
        deal=custody.policy.deal,
        lot=lot,
        kind="withdrawn",
        header="",
        salt="",
        leaf="",
        ended=header,
        ended_leaf=leaves.ended(header).hex(),
        received_at=received_at,
        evidence="",
        origin=custody.log.name,
    )


def issue(receipt: Receipt, signer: Signer, stamp: Stamp, at: datetime) -> Issued:
    """Return the receipt signed and stamped."""
    content = receipt.to_bytes()
    signature = cms.sign(signer, content, at=at)
    return Issued(content, signature, stamp(signature))


def check(issued: Issued, custody: Custody, trust: Trust) -> Receipt:
    """
    Return the receipt, if it is genuine and says what its leaves say.

    :raises Refused: `receipt_context`, `receipt_leaf`, `receipt_signer`, `timestamp_late`, and what objects, signatures,
        certificates and timestamps are refused for.
    """
    receipt = Receipt.from_bytes(issued.content)
    policy = custody.policy
    if receipt.deal != policy.deal or receipt.lot not in policy.lots or receipt.origin != custody.log.name:
        raise Refused("receipt_context")
    _check_leaves(receipt)
    signed = cms.verify(issued.signature, issued.content)
    pinned = certificates.from_base64(policy.receipt_cert)
    if certificates.fingerprint(signed.certificate) != certificates.fingerprint(pinned):
        raise Refused("receipt_signer")
    at = instant(receipt.received_at)
    certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
    stamped = timestamps.verify(
        issued.token, issued.signature, certificates.from_base64(policy.tsa_cert), trust
    )
    # A second of grace: authorities may count whole seconds.
    if not at - timedelta(seconds=1) <= stamped <= at + TOKEN_WITHIN:
        raise Refused("timestamp_late")
    return receipt


def check_proofs(receipt: Receipt, custody: Custody, proofs: list[Proof], heads: Sequence[Head] = ()) -> None:
    """
    Refuse a receipt whose leaves, each of them, are not proven in a checkpoint that the quorum of witnesses cosigned, or
    whose own leaf cannot have come when it says: `heads` are others at hand, such as the last one before it.

    :raises Refused: `receipt_unproven`, and what checkpoints are refused for.
    """
    own = bytes.fromhex(
        receipt.leaf or receipt.ended_leaf
    )  # what is replaced ends later than the ticket was taken
    for leaf in filter(None, (receipt.leaf, receipt.ended_leaf)):
        proof = next((one for one in proofs if one.proves(bytes.fromhex(leaf))), None)
        if proof is None:
            raise Refused("receipt_unproven", leaf=leaf)
        seen = timing.seen([proof.head, *heads], custody)
        if proof.proves(own) and not timing.is_possible(proof.index, receipt.received_at, seen):
            raise Refused("receipt_unproven", leaf=leaf, why="time")


def _check_leaves(receipt: Receipt) -> None:
    files, ends = receipt.kind in ("filed", "replaced"), receipt.kind in ("replaced", "withdrawn")
    present = bool(receipt.header), bool(receipt.salt), bool(receipt.leaf)
    if set(present) != {files} or {bool(receipt.ended), bool(receipt.ended_leaf)} != {ends}:
        raise Refused("receipt_leaf")
    if receipt.evidence and not files:
        raise Refused("receipt_leaf")
    if files and leaves.filed(receipt.salt, receipt.header).hex() != receipt.leaf:
        raise Refused("receipt_leaf")
    if ends and leaves.ended(receipt.ended).hex() != receipt.ended_leaf:
        raise Refused("receipt_leaf")
