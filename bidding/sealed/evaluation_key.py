"""
The evaluation process's own keys: what opens the part keys of restricted units, which the opening process wrapped for it.

Every policy with such units names the certificate of one of them, and nothing is wrapped to another. Web and workers refuse to
start if they are told of them. An older key stays in the ring as long as anybody may read what was wrapped to it; when the opening
keys end changes nothing for these.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from cryptography import x509

from bidding.sealed import custody, keys, rings
from bidding.sealed.rings import Ring, Shelf
from toolkit import certificates
from toolkit.objects import Policy


def ring() -> Ring:
    """
    Return the keys that this process holds.

    :raises Unavailable: `platform_key_missing` if it was told of none, as everybody but the evaluation process.
    """
    where = rings.shelf(keys.EVALUATION)
    if not where.is_told_of:
        raise keys.missing(keys.EVALUATION)
    return _ring(where)


def certificate(policy: Policy, at: datetime, *, published_at: datetime) -> x509.Certificate:
    """
    Return the certificate that a policy names, as everybody signed it: what lies beside this process is not asked.

    It was judged when the policy was published. One that has expired since, or whose authority has, is as good as before: its key is
    the same, and without it the whole record would wait, for ever. A revoked one is not: nobody knows who has its key.

    :raises Refused: `certificate_revoked`.
    """
    found = certificates.from_base64(policy.evaluation_cert)
    certificates.refuse_revoked(found, custody.trust(at), at, judged_at=published_at)
    return found


@cache
def _ring(where: Shelf) -> Ring:
    return rings.ring(where)
