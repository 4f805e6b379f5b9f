"""
What reaches an opening: custodians' signed lists with their shares, and keys that bidders send.

Each is checked here for what it says of itself; what they come to is settled in `toolkit.opening`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolkit import canonical, capsules, certificates, cms, dealing, policies
from toolkit.capsules import Agreement
from toolkit.certificates import Trust
from toolkit.filings import Filing
from toolkit.policies import Custody
from toolkit.proceedings import Freeze, Keys, Posted, PostedResult, SentShare, Shares
from toolkit.refusals import WORDS, Refused
from toolkit.signers import Signer


@dataclass(frozen=True, slots=True)
class Received:
    """One custodian's post, checked; shares by filing and unit, empty for whoever verifies without them."""

    x: int
    posted: Posted
    shares: Mapping[tuple[str, str], bytes] = field(default_factory=dict, repr=False)
    said: Mapping[tuple[str, str], PostedResult] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look results up by their place: a list of thousands is asked for each of them."""
        said = {(one.header, one.unit): one for one in self.posted.results}
        object.__setattr__(self, "said", said)

    def result(self, header: str, unit: str) -> str:
        """Return `ok`, `bad`, `missing` or `refused`."""
        return self.said[header, unit].r

    def cause(self, header: str, unit: str) -> str:
        """Return why the custodian refused the bid; empty unless it did."""
        return self.said[header, unit].cause


def check_post(
    content: bytes, signature: bytes, custody: Custody, freeze: Freeze, stage: int, bids: Sequence[str],
    trust: Trust, at: datetime,
) -> Received:  # fmt: skip
    """
    Return a custodian's post, if it is signed by that custodian and covers every bid and unit of the stage in order.

    :raises Refused: `posted_context`, `posted_signer`, `posted_incomplete`, and what objects, signatures and
        certificates are refused for.
    """
    posted = Posted.from_bytes(content)
    if (posted.deal, posted.lot, posted.stage, posted.freeze) != (
        freeze.deal,
        freeze.lot,
        stage,
        freeze.hash,
    ):
        raise Refused("posted_context")
    custodian = next((one for one in custody.policy.custodians if one.x == posted.x), None)
    signed = cms.verify(signature, content)
    if custodian is None or not policies.is_custodian(signed.certificate, custodian.signer):
        raise Refused("posted_signer", x=posted.x)
    certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
    wanted = [(header, one.unit) for header in bids for one in custody.policy.units if one.stage == stage]
    if [(one.header, one.unit) for one in posted.results] != wanted:
        raise Refused("posted_incomplete", x=posted.x)
    if not all(_is_whole(one) for one in posted.results):
        raise Refused("posted_incomplete", x=posted.x)
    return Received(posted.x, posted)


def _is_whole(one: PostedResult) -> bool:
    is_caused = one.cause in WORDS if one.r == "refused" else not one.cause
    return is_caused and bool(one.share_hash) == (one.r == "ok")


def open_shares(
    received: Received, message: bytes, opener: Agreement, filings: Mapping[str, Filing]
) -> Received:
    """
    Return the post with the shares that came beside it.

    :raises Refused: `shares_unreadable` if they are not, one for one, those whose hashes it signed.
    """
    try:
        sent = Shares.from_bytes(capsules.open_(message, opener))
    except Refused as refused:
        raise Refused("shares_unreadable", x=received.x) from refused
    wanted = [(one.header, one.unit, one.share_hash) for one in received.posted.results if one.r == "ok"]
    found = [
        (
            one.header,
            one.unit,
            dealing.share_hash(
                filings[one.header].place(one.unit),
                filings[one.header].header.core,
                received.x,
                bytes.fromhex(one.share),
            ),
        )
        for one in sent.shares
        if one.header in filings
    ]
    if sent.posted != received.posted.hash or sent.x != received.x or found != wanted:
        raise Refused("shares_unreadable", x=received.x)
    shares = {(one.header, one.unit): bytes.fromhex(one.share) for one in sent.shares}
    return Received(received.x, received.posted, shares)


def longest_post(units: int) -> tuple[int, int]:
    """Return how many bytes a list about so many units may have, and the message with their shares."""
    result = PostedResult(header="0" * 64, unit="u" * 32, r="refused", share_hash="0" * 64, cause="c" * 64)
    share = SentShare(header="0" * 64, unit="u" * 32, share="0" * 64)
    fixed = 4096  # the other fields, and the capsule around the shares
    longest = (fixed + units * (len(one.to_bytes()) + 1) for one in (result, share))
    content, shares = (min(one, canonical.LONGEST_BYTES) for one in longest)
    return content, shares


def check_keys(
    message: bytes, opener: Agreement, freeze: Freeze, stage: int, filing: Filing, trust: Trust, at: datetime
) -> dict[str, bytes]:
    """
    Return the keys that a bidder sent for its own filing, by unit: signed, then sealed to the opening process.

    Whether they are the right ones, `settle` sees.

    :raises Refused: `keys_context`, `keys_signer`, and what capsules, objects, signatures and certificates are refused for.
    """
    signed = cms.verify(capsules.open_(message, opener))
    keys = Keys.from_bytes(signed.content)
    if (keys.deal, keys.lot, keys.stage, keys.freeze, keys.header) != (
        freeze.deal,
        freeze.lot,
        stage,
        freeze.hash,
        filing.name,
    ):
        raise Refused("keys_context")
    certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
    own = certificates.organisation(filing.signed.certificate)
    if certificates.organisation(signed.certificate) != own:
        raise Refused("keys_signer")
    return {one.unit: bytes.fromhex(one.key) for one in keys.keys}


def send_keys(keys: Keys, signer: Signer, custody: Custody, at: datetime) -> bytes:
    """Return a bidder's keys, signed, then sealed to the opening process."""
    signed = cms.sign(signer, keys.to_bytes(), at=at, attached=True)
    return capsules.seal(signed, certificates.from_base64(custody.policy.opening_cert))
