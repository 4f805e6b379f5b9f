"""When the platform failed while bidders were to send their keys: two persons of the organiser give them more time, or end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toolkit import certificates, cms, policies
from toolkit.certificates import Trust
from toolkit.policies import Custody
from toolkit.proceedings import Freeze, Remedy
from toolkit.refusals import Refused


def check(
    content: bytes, signatures: Sequence[bytes], custody: Custody, freeze: Freeze, stage: int, n: int, trust: Trust,
    at: datetime,
) -> Remedy:  # fmt: skip
    """
    Return the lot's remedy number `n`, if two persons of the organiser signed it.

    :raises Refused: `remedy_context`, `remedy_interval`, `remedy_signers`, and what objects, signatures and certificates are refused for.
    """
    remedy = read(content, freeze, stage, n)
    if not policies.are_two(content, signatures, custody.policy.organiser, trust, at):
        raise Refused("remedy_signers")
    return remedy


def check_first(
    content: bytes, signature: bytes, custody: Custody, freeze: Freeze, stage: int, n: int, trust: Trust,
    at: datetime,
) -> Remedy:  # fmt: skip
    """
    Return the remedy that one person of the organiser signed, which is none before another has.

    :raises Refused: as `check`.
    """
    remedy = read(content, freeze, stage, n)
    signed = cms.verify(signature, content)
    certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
    if certificates.organisation(signed.certificate) != custody.policy.organiser:
        raise Refused("remedy_signers")
    return remedy


def read(content: bytes, freeze: Freeze, stage: int, n: int) -> Remedy:
    """
    Return a remedy of this opening, whoever signed it.

    :raises Refused: `remedy_context`, `remedy_interval`, and what objects are refused for.
    """
    remedy = Remedy.from_bytes(content)
    if (remedy.deal, remedy.lot, remedy.stage, remedy.freeze, remedy.n) != (
        freeze.deal,
        freeze.lot,
        stage,
        freeze.hash,
        n,
    ):
        raise Refused("remedy_context")
    # A fault of another time is none of this one's: of when bids were awaited, say.
    if not freeze.deadline <= remedy.since < remedy.to <= remedy.until:
        raise Refused("remedy_interval")
    return remedy
