"""
Keys that one process alone holds, several at a time: where they lie, how they are read, and how they end.

They lie in `.p12` files, or in a device that never gives them out. Only the certificate of the newest is shown to others, as a
`.pem` among the platform's keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as forms
from django.conf import settings

from accounts import ca
from bidding.sealed import keys
from foundation import clock
from toolkit import certificates, signers
from toolkit.capsules import Agreement
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

Ring = Mapping[str, Agreement]
"""Keys by the fingerprints of their certificates."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the keys of a purpose lie, as this process was told; `path` is a file or a folder of files."""

    purpose: str
    path: Path | None
    password: str = field(repr=False)
    module: str
    token: str
    pin: str = field(repr=False)

    @property
    def is_told_of(self) -> bool:
        """Whether this process was told of any."""
        return bool(self.module or self.path)


def shelf(purpose: str) -> Shelf:
    """Return where the keys of `keys.OPENING` or `keys.EVALUATION` lie."""
    told = {name: getattr(settings, f"{purpose}_{name}".upper()) for name in ("module", "token", "pin")}
    path, password = (getattr(settings, f"{purpose}_key_{name}".upper()) for name in ("path", "password"))
    return Shelf(purpose, None if path is None else Path(path), password, **told)


def ring(where: Shelf) -> Ring:
    """
    Return the keys that are at hand; a demonstration makes the first, and shows its certificate.

    :raises Unavailable: `platform_key_missing` if they cannot be read.
    """
    try:
        return {certificates.fingerprint(one.certificate): one for _, one in _all(where)}
    except (OSError, Refused) as error:
        raise keys.missing(where.purpose) from error


def destroy(where: Shelf, fingerprint: str) -> int:
    """
    Destroy every copy of a key that is at hand; return how many there were. What backups and discs still hold is the operator's.

    :raises Unavailable: `platform_key_missing` if keys cannot be read, or the device refuses.
    """
    try:
        doomed = [
            place for place, one in _all(where) if certificates.fingerprint(one.certificate) == fingerprint
        ]
        for place in doomed:
            if isinstance(place, Path):
                _shred(place)
            else:
                signers.destroy(_session(where, writable=True), place)
    except (OSError, Refused) as error:
        raise keys.missing(where.purpose) from error
    return len(doomed)


def _all(where: Shelf) -> Iterator[tuple[Path | str, Agreement]]:
    """Yield every key that is at hand with its place: a file, or a label in the device."""
    if where.module:
        session = _session(where)
        for label in signers.labels(session):
            yield label, signers.DeviceAgreement(session, label)
        return
    path = where.path
    if path is None:
        raise keys.missing(where.purpose)
    if settings.MODE != "production" and not path.is_dir():
        _prepare_demo(where, path)
    for file in sorted(path.glob("*.p12")) if path.is_dir() else [path]:
        yield file, signers.agreement_of(_read(file, where.password))


def _session(where: Shelf, *, writable: bool = False) -> Any:
    return signers.open_token(where.module, where.token, where.pin, writable=writable)


def _shred(path: Path) -> None:
    """Overwrite a file on its place, then remove it: what a file system keeps of it elsewhere this cannot reach."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _prepare_demo(where: Shelf, path: Path) -> None:
    shown = keys.folder() / f"{where.purpose}.pem"
    if path.exists() and not _is_of_the_authority(_read(path, where.password).certificate):
        path.unlink()
    if not path.exists():
        keys.put(path, keys.make(where.purpose, where.password))
        shown.unlink(missing_ok=True)
    if not shown.exists():
        keys.put(shown, _read(path, where.password).certificate.public_bytes(forms.Encoding.PEM))


def _is_of_the_authority(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(ca.authority(clock.now()).issuing)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(path: Path, password: str) -> KeySigner:
    return signers.read_pkcs12(path.read_bytes(), password)
