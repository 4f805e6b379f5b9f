"""Judge a certificate that somebody presents: chain, validity, strength, usage, revocation (pure)."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from accounts.pki.profiles import PublicKey, is_strong
from foundation.errors import DomainError, Invalid, Unavailable
from foundation.text import Text
from toolkit import certificates
from toolkit.certificates import Trust
from toolkit.refusals import Refused

CODE_PREFIX = "NTRCN-"
LONGEST_PEM_BYTES = 64 * 1024


def read(pem: str) -> x509.Certificate:
    """
    Read one certificate.

    :raises Invalid: `certificate_malformed`.
    """
    try:
        if len(pem) > LONGEST_PEM_BYTES:
            raise ValueError("too long")
        return x509.load_pem_x509_certificate(pem.encode("ascii"))
    except ValueError as error:
        raise _invalid(
            "certificate_malformed", "证书无法读取", "This is not a certificate in PEM form"
        ) from error


def judge(certificate: x509.Certificate, trust: Trust, at: datetime) -> None:
    """
    Refuse a certificate that may not sign here at `at`.

    The address of a revocation list inside the certificate is never followed: lists and answers are delivered to the instance.

    :raises Invalid: `certificate_weak`, `certificate_expired`, `certificate_not_yet_valid`, `certificate_usage`,
        `certificate_untrusted`, `certificate_revoked`.
    :raises Unavailable: `revocation_unknown` if no current list or answer of an issuer is at hand.
    """
    try:
        certificates.judge(certificate, trust, at, usage="sign")
    except Refused as refused:
        raise _told(refused) from refused


def code_of(certificate: x509.Certificate) -> str | None:
    """Return the social credit code that the certificate names, from `organizationIdentifier`."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    values = [str(attribute.value) for attribute in found]
    if len(values) != 1 or not values[0].startswith(CODE_PREFIX):
        return None
    return values[0].removeprefix(CODE_PREFIX)


def signed_by(certificate: x509.Certificate, *, signature: bytes, content: bytes) -> bool:
    """Tell whether the certificate's key made `signature` (ECDSA in DER, or RSA PKCS #1; SHA-256) over `content`."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the DER form, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def request_key(csr_pem: str) -> PublicKey:
    """
    Return the public key of a certificate request (PKCS #10) that its holder signed.

    What the request says of its subject is ignored: the platform names the holder.

    :raises Invalid: `request_malformed` or `certificate_weak`.
    """
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode("ascii"))
        if not request.is_signature_valid:
            raise ValueError("bad signature")
    except ValueError as error:
        raise _invalid(
            "request_malformed",
            "证书申请无法读取或者签名不符",
            "Not a certificate request with a valid signature",
        ) from error
    key = request.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) or not is_strong(key):
        raise _invalid(
            "certificate_weak",
            "密钥强度不足：请用 P-256 或者 RSA 3072 位以上",
            "The key is too weak: use P-256, or RSA of 3072 bits",
        )
    return key


def _told(refused: Refused) -> DomainError:
    words = Text(refused.words.zh, refused.words.en)
    if refused.code == "revocation_unknown":
        return Unavailable(refused.code, words, retry_after_seconds=300)
    if since := refused.detail.get("on"):
        words = Text(f"{words.zh}（{since}）", f"{words.en} ({since})")
    return Invalid(refused.code, words, fields={"certificate": [words]})


def _invalid(code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, Text(zh, en), fields={"certificate": [Text(zh, en)]})
