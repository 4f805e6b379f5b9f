"""
The opening process's own keys, which nothing else may read: what opens custodians' shares and bidders' keys.

Every policy names the certificate of one of them. The newest, whose certificate is shown, is named by new policies; older ones stay
until no lot needs them, and are destroyed then.
"""

from __future__ import annotations

from cryptography import x509

from bidding.models import DestroyedKey
from bidding.sealed import keys, rings
from bidding.sealed.rings import Ring
from toolkit import certificates
from toolkit.capsules import Agreement
from toolkit.objects import Policy


def ring() -> Ring:
    """
    Return the keys that are at hand; a demonstration makes the first, and shows its certificate where policies take it from.

    What was destroyed is not among them, wherever a copy came from.

    :raises Unavailable: `platform_key_missing` if they cannot be read, or that of the certificate in new policies is not there.
    """
    found = rings.ring(rings.shelf(keys.OPENING))
    shown = certificates.fingerprint(keys.certificate(keys.OPENING))
    alive = without_destroyed(found)
    if shown not in alive:
        raise keys.missing(keys.OPENING)
    return alive


def current(among: Ring) -> Agreement:
    """Return the key that new policies name."""
    return among[certificates.fingerprint(keys.certificate(keys.OPENING))]


def named(policy: Policy, among: Ring) -> Agreement | None:
    """Return the key whose certificate a policy names, if it is among these."""
    return among.get(certificates.fingerprint(certificates.from_base64(policy.opening_cert)))


def without_destroyed(among: Ring) -> Ring:
    """Return the keys without those that were destroyed since they were read. One query."""
    gone = set(DestroyedKey.objects.filter(fingerprint__in=list(among)).values_list("fingerprint", flat=True))
    return {name: key for name, key in among.items() if name not in gone}


def find(fingerprint: str) -> x509.Certificate | None:
    """
    Return the certificate of a key that is at hand, were it one that was destroyed before.

    :raises Unavailable: `platform_key_missing` if keys cannot be read.
    """
    found = rings.ring(rings.shelf(keys.OPENING)).get(fingerprint)
    return None if found is None else found.certificate


def destroy(fingerprint: str) -> int:
    """
    Destroy every copy of a key that is at hand; return how many there were.

    :raises Unavailable: as `rings.destroy`.
    """
    return rings.destroy(rings.shelf(keys.OPENING), fingerprint)
