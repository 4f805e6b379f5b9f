"""Somebody holds a receipt and is not on the list: what must be true of that before it stops custodians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit import certificates, cms, filings, intake, receipts
from toolkit.certificates import Trust
from toolkit.filings import Filing
from toolkit.history import History
from toolkit.log import checkpoint, leaves
from toolkit.objects import Receipt
from toolkit.policies import Custody
from toolkit.proceedings import Freeze, Objection
from toolkit.receipts import Issued
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection with what it rests on; `filing` and `ends` are what the platform or the bidder produced."""

    content: bytes
    signature: bytes
    receipt: Issued
    filing: Filing | None = None
    ends: Sequence[tuple[bytes, bytes]] = ()


def check(
    raised: Raised, custody: Custody, freeze: Freeze, history: History, trust: Trust, at: datetime
) -> Receipt:
    """
    Return the receipt of an objection that holds: genuine, its leaf below the cut, its filing neither listed nor ended.

    An *ended* leaf alone does not answer it, for the platform can write one: the signed end must be produced. The filing
    itself need not be at hand; a platform that lost it has no answer either.

    :raises Refused: `objection_invalid`, and what receipts are refused for.
    """
    objection = Objection.from_bytes(raised.content)
    receipt = receipts.check(raised.receipt, custody, trust)
    if (objection.deal, objection.lot, objection.freeze, objection.receipt) != (
        freeze.deal,
        freeze.lot,
        freeze.hash,
        receipt.hash,
    ):
        raise Refused("objection_invalid", why="context")
    signed = cms.verify(raised.signature, raised.content)
    certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
    if receipt.lot != freeze.lot or not receipt.header:
        raise Refused("objection_invalid", why="receipt")
    index = history.first(leaves.filed(receipt.salt, receipt.header))
    if index is None or index >= checkpoint.read_head(freeze.cut).checkpoint.size:
        raise Refused("objection_invalid", why="leaf")
    if receipt.header in {one.header for one in freeze.bids}:
        raise Refused("objection_invalid", why="listed")
    filing = raised.filing
    if filing is not None and filing.name == receipt.header:
        if any(intake.is_ended_by(*end, filing, trust, at=at) for end in raised.ends):
            raise Refused("objection_invalid", why="ended")
        if index in {one.index for one in freeze.refused} and not _fits(filing, custody):
            raise Refused("objection_invalid", why="refused")
    return receipt


def _fits(filing: Filing, custody: Custody) -> bool:
    try:
        filings.check_against(filing, custody)
        filings.check_capsules(filing, custody)
    except Refused:
        return False
    return True
