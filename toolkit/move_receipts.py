"""Check that a published auction has a move of which the platform gave a receipt, judged as the receipt says."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from toolkit import certificates, cms, signed_prices
from toolkit.auctions import moves, signing
from toolkit.auctions.publishing import Auction
from toolkit.auctions.signing import Receipt
from toolkit.certificates import Trust
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Kept:
    """What a bidder keeps of a move: the receipt and the platform's signature over it."""

    content: bytes
    signature: bytes

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """
        Read what the platform's API hands out.

        :raises Refused: `json_malformed`.
        """
        try:
            said = json.loads(text)
            content, signature = (
                base64.b64decode(said[name], validate=True) for name in ("content", "signature")
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Refused("json_malformed", why=str(error)[:100]) from error
        return cls(content, signature)


def check(
    published: Auction, kept: Kept, trust: Trust | None = None, digests: Sequence[str] | None = None
) -> int:
    """
    Return the number of the move that a receipt is about; with the `digests` of the moves, as they were logged, the very one.

    :raises Refused: `move_receipt_foreign` for a receipt of another auction, `move_missing` where the log has no such move,
        `move_judged_otherwise` where it has, with another reason or none; and what objects, signatures and, with `trust`, certificates are
        refused for.
    """
    receipt = Receipt.from_bytes(kept.content)
    signed = cms.verify(kept.signature, kept.content)
    if trust is not None:
        certificates.judge(
            signed.certificate, trust, certificates.instant(receipt.at), usage="sign", others=signed.others
        )
    if (receipt.auction, receipt.rules) != (published.rules.auction, signed_prices.announced_hash(published)):
        raise Refused("move_receipt_foreign", key=receipt.key)
    found = [
        one.number for one in published.moves
        if (moves.bidder_of(one), one.at, one.kind) == (receipt.bidder, receipt.at, receipt.kind) and signing.said(one) == receipt.said
    ]  # fmt: skip
    if not found:
        raise Refused("move_missing", key=receipt.key, at=receipt.at)
    turned = {one.number: one.reason.code for one in published.result.turned}
    for number in found:
        is_the_one = digests is None or digests[number - 1] == receipt.digest
        if turned.get(number, "") == receipt.code and is_the_one:
            return number
    raise Refused("move_judged_otherwise", key=receipt.key, number=found[0], code=receipt.code)
