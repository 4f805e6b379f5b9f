"""
What the platform checks of a filing after its place is reserved, and of a withdrawal: pure, nothing is stored.

It cannot see whether the shares are good, and does not tell whether bytes equal somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from toolkit import certificates, cms, filings
from toolkit.certificates import Trust
from toolkit.filings import Filing, Store
from toolkit.objects import End
from toolkit.policies import Custody
from toolkit.refusals import Refused

_OF_THE_SHAPE = frozenset(
    {
        "already_filed",
        "context_mismatch",
        "suite_mismatch",
        "units_mismatch",
        "parts_malformed",
        "shares_mismatch",
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who files, as the platform knows it: its code, its last filing on the lot whether live or ended, and whether it is live."""

    organisation: str
    bid: str = ""
    seq: int = 0
    header: str = ""
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """A filing, unless it cannot even be read, and every reason against it."""

    filing: Filing | None
    reasons: list[Refused]


def examine(
    store: Store, account: Account, custody: Custody, trust: Trust, *, lot: str, received_at: datetime,
    is_taken: Callable[[str], bool],
) -> Examined:  # fmt: skip
    """
    Return the filing and all reasons to refuse it, in the order of the format; none means accepted.

    `is_taken` tells whether another organisation ever used a bid id. The signer's certificate is judged as of
    `received_at`: revoked later is no reason.
    """
    try:
        filing = filings.load(store)
    except Refused as refused:
        return Examined(None, [refused])
    reasons = weigh(filing, account, custody, trust, lot=lot, received_at=received_at, is_taken=is_taken)
    if (
        not {one.code for one in reasons} & _OF_THE_SHAPE
    ):  # otherwise the names of capsules and parts mean nothing
        reasons += check_contents(filing, custody)
    return Examined(filing, reasons)


def weigh(
    filing: Filing, account: Account, custody: Custody, trust: Trust, *, lot: str, received_at: datetime,
    is_taken: Callable[[str], bool],
) -> list[Refused]:  # fmt: skip
    """Return the reasons that core, header and signature give, without reading capsules and parts."""
    core = filing.core
    reasons = weigh_signer(filing, account, trust, received_at)
    if core.lot != lot:
        reasons.append(Refused("context_mismatch"))
    if filing.name == account.header:
        return [Refused("already_filed")]
    if (core.seq, core.prev) != (account.seq + 1, account.header) or (
        account.bid and core.bid != account.bid
    ):
        reasons.append(Refused("sequence_mismatch", seq=account.seq + 1))
    if not account.bid and is_taken(core.bid):
        reasons.append(Refused("bid_id_taken"))
    _gather(reasons, lambda: filings.check_against(filing, custody))
    return reasons


def weigh_signer(filing: Filing, account: Account, trust: Trust, received_at: datetime) -> list[Refused]:
    """Return the reason that the signer's certificate gives, if any."""
    reasons: list[Refused] = []
    _gather(reasons, lambda: _check_signer(filing.signed, account.organisation, trust, received_at))
    return reasons


def check_contents(filing: Filing, custody: Custody) -> list[Refused]:
    """Return the reasons that capsules and parts give."""
    reasons: list[Refused] = []
    _gather(reasons, lambda: filings.check_capsules(filing, custody))
    _gather(reasons, lambda: filings.check_parts(filing))
    return reasons


def check_end(
    content: bytes, signature: bytes, filing: Filing, account: Account, trust: Trust, *, at: datetime
) -> End:
    """
    Return the end of `filing` that its signer's organisation asks for.

    :raises Refused: `withdrawal_unknown` if the filing is not the account's live one, `context_mismatch`,
        `signer_is_another_organisation`, and what objects, signatures and certificates are refused for.
    """
    if not account.is_live or filing.name != account.header:
        raise Refused("withdrawal_unknown")
    end = _read_end(content, filing)
    _check_signer(cms.verify(signature, content), account.organisation, trust, at)
    return end


def is_ended_by(
    content: bytes, signature: bytes, filing: Filing, trust: Trust, *, since: datetime, until: datetime
) -> bool:
    """
    Tell whether the organisation that filed `filing` signed that it ends, for nothing in its place, within [since, until).

    When it signed is not known. A certificate is revoked once, so the first moment that it was valid tells whether it was
    good at any; one that nothing is known of counts. Thus nobody takes its word back by having its certificate revoked,
    or by letting it expire.
    """
    try:
        end = _read_end(content, filing)
        signed = cms.verify(signature, content)
        at = max(since, signed.certificate.not_valid_before_utc)
        own = certificates.organisation(filing.signed.certificate)
        _check_signer(signed, own, trust, at, needs_evidence=False)
    except Refused:
        return False
    return at < until and not end.replaced_by


def _read_end(content: bytes, filing: Filing) -> End:
    end, core = End.from_bytes(content), filing.core
    if end.header != filing.name:
        raise Refused("withdrawal_unknown")
    if (end.deal, end.lot, end.bid, end.seq) != (core.deal, core.lot, core.bid, core.seq):
        raise Refused("context_mismatch")
    return end


def _check_signer(
    signed: cms.Signature, organisation: str, trust: Trust, at: datetime, *, needs_evidence: bool = True
) -> None:
    certificates.judge(
        signed.certificate, trust, at, usage="sign", others=signed.others, needs_evidence=needs_evidence
    )
    if certificates.organisation(signed.certificate) != organisation:
        raise Refused("signer_is_another_organisation")


def _gather(reasons: list[Refused], check: Callable[[], None]) -> None:
    try:
        check()
    except Refused as refused:
        reasons.append(refused)
