"""Judge a certificate that somebody presents: chain, validity, strength, usage, revocation (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from accounts.pki.profiles import PublicKey, is_strong
from foundation.errors import Invalid, Unavailable
from foundation.text import Text

CODE_PREFIX = "NTRCN-"
LONGEST_PEM_BYTES = 64 * 1024
GOOD_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this instance believes: roots, intermediates that came with them, and revocation lists as delivered."""

    roots: Sequence[x509.Certificate]
    intermediates: Sequence[x509.Certificate]
    revocation_lists: Sequence[x509.CertificateRevocationList]


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

    The address of a revocation list inside the certificate is never followed: lists are delivered to the instance.

    :raises Invalid: `certificate_weak`, `certificate_expired`, `certificate_not_yet_valid`, `certificate_usage`,
        `certificate_untrusted`, `certificate_revoked`.
    :raises Unavailable: `revocation_unknown` if no current list of an issuer is at hand.
    """
    if not is_strong(certificate.public_key()) or not isinstance(
        certificate.signature_hash_algorithm, GOOD_HASHES
    ):
        raise _invalid(
            "certificate_weak",
            "证书的密钥或者摘要算法强度不足",
            "The certificate's key or digest is too weak",
        )
    if at >= certificate.not_valid_after_utc:
        ended = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        raise _invalid("certificate_expired", f"证书已于 {ended} 过期", f"The certificate expired on {ended}")
    if at < certificate.not_valid_before_utc:
        raise _invalid("certificate_not_yet_valid", "证书尚未生效", "The certificate is not valid yet")
    _refuse_wrong_usage(certificate)
    for link in _chain(certificate, trust, at):
        _refuse_revoked(link, trust, at)


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


def _refuse_wrong_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        signs = usage.digital_signature or usage.content_commitment
    except x509.ExtensionNotFound:
        signs = False
    if not signs:
        raise _invalid("certificate_usage", "该证书不是签名证书", "This certificate is not for signing")


def _chain(certificate: x509.Certificate, trust: Trust, at: datetime) -> list[x509.Certificate]:
    """Return the path without its root, leaf first."""
    untrusted = _invalid(
        "certificate_untrusted",
        "证书不是由受信任的认证机构签发",
        "No trusted authority issued this certificate",
    )
    if not trust.roots:
        raise untrusted
    # The Web's rules for names of hosts do not fit certificates of organisations; path, validity, signatures and
    # authority constraints are still checked by the library.
    leaf_policy = ExtensionPolicy.permit_all()
    verifier = (
        PolicyBuilder()
        .store(Store(list(trust.roots)))
        .time(at)
        .extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=leaf_policy)
        .build_client_verifier()
    )
    try:
        path = verifier.verify(certificate, list(trust.intermediates)).chain
    except VerificationError as error:
        raise untrusted from error
    return list(path[:-1])


def _refuse_revoked(certificate: x509.Certificate, trust: Trust, at: datetime) -> None:
    lists = [found for found in trust.revocation_lists if _is_current(found, certificate, trust, at)]
    if not lists:
        raise Unavailable(
            "revocation_unknown",
            Text(
                "暂时无法核实证书是否被吊销，请稍后再试",
                "Whether the certificate is revoked cannot be told at the moment",
            ),
            retry_after_seconds=300,
        )
    for found in lists:
        entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None and entry.revocation_date_utc <= at:
            raise _invalid("certificate_revoked", "证书已被吊销", "The certificate is revoked")


def _is_current(
    found: x509.CertificateRevocationList, certificate: x509.Certificate, trust: Trust, at: datetime
) -> bool:
    if found.issuer != certificate.issuer:
        return False
    if found.next_update_utc is None or not found.last_update_utc <= at < found.next_update_utc:
        return False
    for authority in (*trust.intermediates, *trust.roots):
        key = authority.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            continue
        if authority.subject == found.issuer and found.is_signature_valid(key):
            return True
    return False


def _invalid(code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, Text(zh, en), fields={"certificate": [Text(zh, en)]})
