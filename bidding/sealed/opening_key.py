"""
The opening process's own keys, which nothing else may read: what opens custodians' shares and bidders' keys.

Every policy names the certificate of one of them. The newest, whose certificate is shown, is named by new policies; older ones stay
until no lot needs them, and are destroyed then. They lie in `.p12` files, or in a device that never gives them out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as forms
from django.conf import settings

from accounts import ca
from bidding.models import DestroyedKey
from bidding.sealed import keys
from foundation import clock
from toolkit import certificates, signers
from toolkit.capsules import Agreement
from toolkit.objects import Policy
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

Ring = Mapping[str, Agreement]
"""The keys of the opening process by the fingerprints of their certificates."""


def ring() -> Ring:
    """
    Return the keys that are at hand; a demonstration makes the first, and shows its certificate where policies take it from.

    What was destroyed is not among them, wherever a copy came from.

    :raises Unavailable: `platform_key_missing` if they cannot be read, or that of the certificate in new policies is not there.
    """
    try:
        found = {certificates.fingerprint(one.certificate): one for _, one in _all()}
    except (OSError, Refused) as error:
        raise keys.missing(keys.OPENING) from error
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
    try:
        found = {certificates.fingerprint(one.certificate): one.certificate for _, one in _all()}
    except (OSError, Refused) as error:
        raise keys.missing(keys.OPENING) from error
    return found.get(fingerprint)


def destroy(fingerprint: str) -> int:
    """
    Destroy every copy of a key that is at hand; return how many there were. What backups and discs still hold is the operator's.

    :raises Unavailable: `platform_key_missing` if keys cannot be read, or the device refuses.
    """
    try:
        doomed = [place for place, one in _all() if certificates.fingerprint(one.certificate) == fingerprint]
        for place in doomed:
            if isinstance(place, Path):
                _shred(place)
            else:
                signers.destroy(_session(writable=True), place)
    except (OSError, Refused) as error:
        raise keys.missing(keys.OPENING) from error
    return len(doomed)


def _all() -> Iterator[tuple[Path | str, Agreement]]:
    """Yield every key that is at hand with its place: a file, or a label in the device."""
    if settings.OPENING_MODULE:
        session = _session()
        for label in signers.labels(session):
            yield label, signers.DeviceAgreement(session, label)
        return
    if settings.OPENING_KEY_PATH is None:
        raise keys.missing(keys.OPENING)
    path, password = Path(settings.OPENING_KEY_PATH), settings.OPENING_KEY_PASSWORD
    if settings.MODE != "production" and not path.is_dir():
        _prepare_demo(path, password)
    for file in sorted(path.glob("*.p12")) if path.is_dir() else [path]:
        yield file, signers.agreement_of(_read(file, password))


def _session(*, writable: bool = False) -> Any:
    return signers.open_token(
        settings.OPENING_MODULE, settings.OPENING_TOKEN, settings.OPENING_PIN, writable=writable
    )


def _shred(path: Path) -> None:
    """Overwrite a file on its place, then remove it: what a file system keeps of it elsewhere this cannot reach."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _prepare_demo(path: Path, password: str) -> None:
    shown = keys.folder() / f"{keys.OPENING}.pem"
    if path.exists() and not _is_of_the_authority(_read(path, password).certificate):
        path.unlink()
    if not path.exists():
        keys.put(path, keys.make(keys.OPENING, password))
        shown.unlink(missing_ok=True)
    if not shown.exists():
        keys.put(shown, _read(path, password).certificate.public_bytes(forms.Encoding.PEM))


def _is_of_the_authority(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(ca.authority(clock.now()).issuing)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(path: Path, password: str) -> KeySigner:
    return signers.read_pkcs12(path.read_bytes(), password)
