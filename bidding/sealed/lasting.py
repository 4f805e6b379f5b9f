"""Whether the certificates that a policy needs at its opening last until its record is made."""

from __future__ import annotations

from datetime import datetime

from bidding.sealed import custody
from toolkit import certificates, policies, refusals
from toolkit.certificates import instant
from toolkit.objects import Policy


def check_custodians(policy: Policy, deadline: int, at: datetime, *, least: int) -> None:
    """Refuse unless the certificates of at least so many custodians last until the opening: a policy begins with all."""
    ends = _recorded_by(policy, deadline)
    gone = policies.lost(policy, custody.trust(at), at)
    for one in policy.custodians:
        until = min(certificates.from_base64(text).not_valid_after_utc for text in (one.cert, one.signer))
        if until <= ends:
            gone.setdefault(one.x, refusals.Refused("certificate_expired", x=one.x))
    if gone and policy.n - len(gone) < least:
        raise next(iter(gone.values()))


def check_readers(policy: Policy, at: datetime) -> None:
    """Refuse a policy whose committee would read through a certificate that is not good, or ends before the record may be made."""
    if policy.is_restricted:
        found = certificates.from_base64(policy.evaluation_cert)
        certificates.judge(found, custody.trust(at), at, usage="agree")
        if found.not_valid_after_utc <= _recorded_by(policy, policy.deadline):
            raise refusals.Refused("certificate_expired", on=f"{found.not_valid_after_utc:%Y-%m-%d}")


def _recorded_by(policy: Policy, deadline: int) -> datetime:
    """Return until when a stage that nothing holds up is recorded, all its periods used."""
    return instant(deadline + 1000 * (policy.objection_s + policy.posting_s + policy.rescue_s))
