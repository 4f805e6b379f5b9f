"""
The platform's own keys: receipts, freeze lists, timestamps, the centre's seal. Two processes have others, which are not here.

A demonstration makes them with certificates of its local authority, in files below `settings.SEALED_KEYS_PATH`. Production
brings them: `receipt.p12`, `freeze.p12` and `seal.p12` in that folder, or labels of a device behind PKCS #11; and `opening.pem`,
`evaluation.pem` and `tsa.pem`, the certificates of keys that are elsewhere. Of the keys of the processes that open and evaluate only
these certificates are ever here (`bidding.sealed.opening_key`, `evaluation_key`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from accounts import ca
from accounts.pki.profiles import Holder
from foundation import clock
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import certificates, signers
from toolkit.refusals import Refused
from toolkit.signers import Signer

RECEIPT, FREEZE, OPENING, EVALUATION, TSA = "receipt", "freeze", "opening", "evaluation", "tsa"
SEAL = "seal"
"""The centre's electronic seal, under documents."""
_PURPOSE = {
    RECEIPT: "receipt",
    FREEZE: "receipt",
    OPENING: "custody",
    EVALUATION: "custody",
    TSA: "timestamp",
    SEAL: "seal",
}
_NAME = {
    RECEIPT: "回执 Receipts",
    FREEZE: "冻结清单 Freeze lists",
    OPENING: "开标 Opening",
    EVALUATION: "评标 Evaluation",
    TSA: "时间戳 Timestamps",
    SEAL: "电子印章 Electronic seal",
}


def signer(name: str) -> Signer:
    """
    Return the platform's signer `receipt`, `freeze`, `seal` or, in a demonstration, `tsa`.

    :raises Unavailable: `platform_key_missing`.
    """
    if settings.MODE != "production":
        return _of_file(_demo_file(name), _demo_password())
    try:
        if settings.PKCS11_MODULE:
            return _of_device(name)
        return _of_file(settings.SEALED_KEYS_PATH / f"{name}.p12", settings.SEALED_KEYS_PASSWORD)
    except (OSError, Refused) as error:
        raise missing(name) from error


def signer_named(name: str, certificate: str) -> Signer:
    """
    Return the platform's signer if its certificate is the one that a policy names (base64): what another signs nobody believes.

    :raises Unavailable: `platform_key_missing`.
    """
    found = signer(name)
    if certificates.to_base64(found.certificate) != certificate:
        raise missing(name)
    return found


def certificate(name: str) -> x509.Certificate:
    """
    Return the certificate that policies name for a purpose, `opening`, `evaluation` and `tsa` among them.

    :raises Unavailable: `platform_key_missing`.
    """
    if name in (RECEIPT, FREEZE, SEAL) or (settings.MODE != "production" and name == TSA):
        return signer(name).certificate
    try:
        return x509.load_pem_x509_certificate((folder() / f"{name}.pem").read_bytes())
    except (OSError, ValueError) as error:
        raise missing(name) from error


def folder() -> Path:
    """Return the folder of the platform's keys."""
    if settings.MODE == "production":
        return Path(settings.SEALED_KEYS_PATH)
    # A fresh database has a fresh authority; keys of an older one are worth nothing then.
    authority = ca.authority(clock.now())
    return Path(settings.SEALED_KEYS_PATH) / hashlib.sha256(authority.chain_pem.encode()).hexdigest()[:16]


@cache
def _of_file(path: Path, password: str) -> Signer:
    return signers.read_pkcs12(path.read_bytes(), password)


@cache
def _of_device(label: str) -> Signer:
    session = signers.open_token(settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_PIN)
    return signers.DeviceSigner(session, label)


def _demo_file(name: str) -> Path:
    path = folder() / f"{name}.p12"
    if not path.exists():
        put(path, make(name, _demo_password()))
    return path


def make(name: str, password: str) -> bytes:
    """Return a new key of a demonstration, with a certificate of its local authority, as a `.p12` file."""
    key, at = ca.new_key(), clock.now()
    holder = Holder(_NAME[name], organisation="阳光平台（演示）")
    made = ca.issue(holder, key.public_key(), _PURPOSE[name], at)
    return ca.export_pkcs12(key, made, password=password, at=at)


def put(path: Path, content: bytes) -> None:
    """Write a new file in one step; where another process was faster its file stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _demo_password() -> str:
    return hashlib.sha256(b"bidding.sealed.keys:" + settings.SECRET_KEY.encode()).hexdigest()


def missing(name: str) -> Unavailable:
    """Return the refusal of what needs a key, or a certificate, that is not there."""
    return Unavailable(
        "platform_key_missing",
        Text("平台的签名密钥无法使用", "A key of the platform cannot be used"),
        detail={"key": name},
        retry_after_seconds=60,
    )
