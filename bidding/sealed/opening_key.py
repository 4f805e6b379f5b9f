"""The opening process's own key, which nothing else may read: what opens custodians' shares and bidders' keys."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as forms
from django.conf import settings

from accounts import ca
from bidding.sealed import keys
from foundation import clock
from toolkit import certificates, signers
from toolkit.refusals import Refused
from toolkit.signers import KeyAgreement, KeySigner


def agreement() -> KeyAgreement:
    """
    Return the key in `settings.OPENING_KEY_PATH`; a demonstration makes it, and shows its certificate where policies take it from.

    :raises Unavailable: `platform_key_missing` if it cannot be read, or is not that of the certificate in policies.
    """
    path, password = settings.OPENING_KEY_PATH, settings.OPENING_KEY_PASSWORD
    if path is None:
        raise keys.missing(keys.OPENING)
    try:
        if settings.MODE != "production":
            _prepare_demo(Path(path), password)
        found = _read(Path(path), password)
        shown = keys.certificate(keys.OPENING)
        if certificates.fingerprint(found.certificate) != certificates.fingerprint(shown):
            raise keys.missing(keys.OPENING)
        return signers.agreement_of(found)
    except (OSError, Refused) as error:
        raise keys.missing(keys.OPENING) from error


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
