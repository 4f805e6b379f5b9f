"""
The evaluation process's own keys: what opens the part keys of restricted units, which the opening process wrapped for it.

Web and workers refuse to start if they are told of them. An older key stays in the ring as long as anybody may read what was wrapped to
it; when the opening keys end changes nothing for these.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from cryptography import x509

from bidding.sealed import custody, keys, rings
from bidding.sealed.rings import Ring, Shelf
from toolkit import certificates


def ring() -> Ring:
    """
    Return the keys that this process holds.

    :raises Unavailable: `platform_key_missing` if it was told of none, as everybody but the evaluation process.
    """
    where = rings.shelf(keys.EVALUATION)
    if not where.is_told_of:
        raise keys.missing(keys.EVALUATION)
    return _ring(where)


def certificate(at: datetime) -> x509.Certificate:
    """
    Return the certificate that part keys are wrapped to at `at`, which the operator shows among the platform's keys.

    :raises Unavailable: `platform_key_missing` while there is none.
    :raises Refused: `certificate_*` for one that is not good for it.
    """
    found = keys.certificate(keys.EVALUATION)
    certificates.judge(found, custody.trust(at), at, usage="agree", needs_evidence=False)
    return found


@cache
def _ring(where: Shelf) -> Ring:
    return rings.ring(where)
