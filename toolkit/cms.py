"""
Signatures: CMS SignedData with one signer and the attributes of CAdES-BES (RFC 5652, RFC 5035, ETSI EN 319 122-1).

Reading is strict DER by the library's Rust parser: no indefinite lengths, nothing left over, no field that the classes
below do not name. What the signature is worth, `toolkit.certificates` says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ObjectIdentifier as Oid

from toolkit import certificates
from toolkit.cms_structures import (
    Algorithm,
    Attribute,
    CertificateId,
    ContentInfo,
    Encapsulated,
    IssuerAndSerial,
    SignedData,
    SignerInfo,
    SigningCertificate,
)
from toolkit.refusals import Refused
from toolkit.signers import Signer

LONGEST_BYTES = 64 * 1024

DATA, SIGNED_DATA = Oid("1.2.840.113549.1.7.1"), Oid("1.2.840.113549.1.7.2")
CONTENT_TYPE, MESSAGE_DIGEST = Oid("1.2.840.113549.1.9.3"), Oid("1.2.840.113549.1.9.4")
SIGNING_TIME, SIGNING_CERTIFICATE = Oid("1.2.840.113549.1.9.5"), Oid("1.2.840.113549.1.9.16.2.47")

DIGESTS: dict[Oid, tuple[str, hashes.HashAlgorithm]] = {
    Oid("2.16.840.1.101.3.4.2.1"): ("sha256", hashes.SHA256()),
    Oid("2.16.840.1.101.3.4.2.2"): ("sha384", hashes.SHA384()),
    Oid("2.16.840.1.101.3.4.2.3"): ("sha512", hashes.SHA512()),
}
SHA256 = Oid("2.16.840.1.101.3.4.2.1")
ECDSA = {
    Oid("1.2.840.10045.4.3.2"): "sha256",
    Oid("1.2.840.10045.4.3.3"): "sha384",
    Oid("1.2.840.10045.4.3.4"): "sha512",
}
# PKCS #1 v1.5 under the digest's own name, or under rsaEncryption with the digest named beside it.
RSA = {
    Oid("1.2.840.113549.1.1.1"): None,
    Oid("1.2.840.113549.1.1.11"): "sha256",
    Oid("1.2.840.113549.1.1.12"): "sha384",
    Oid("1.2.840.113549.1.1.13"): "sha512",
}
ECDSA_WITH_SHA256, RSA_WITH_SHA256 = Oid("1.2.840.10045.4.3.2"), Oid("1.2.840.113549.1.1.11")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that holds mathematically: who made it, over what; `signed_at` is the signer's own claim."""

    content: bytes
    certificate: x509.Certificate
    others: Sequence[x509.Certificate]
    signed_at: datetime | None


def sign(
    signer: Signer,
    content: bytes,
    *,
    at: datetime,
    attached: bool = False,
    type_: Oid = DATA,
    version: int = 1,
) -> bytes:
    """Return `signer`'s signature over `content` in DER, with the chain it brings; `content` is inside if `attached`."""
    own = certificates.der(signer.certificate)
    signed = asn1.SetOf(
        [
            _attribute(CONTENT_TYPE, type_),
            _attribute(SIGNING_TIME, _time(at)),
            _attribute(MESSAGE_DIGEST, hashlib.sha256(content).digest()),
            _attribute(
                SIGNING_CERTIFICATE,
                SigningCertificate(
                    certificates=[
                        CertificateId(algorithm=None, hash=hashlib.sha256(own).digest(), issuer=None)
                    ]
                ),
            ),
        ]
    )
    digest = Algorithm(algorithm=SHA256, parameters=None)
    is_rsa = isinstance(signer.certificate.public_key(), rsa.RSAPublicKey)
    info = SignerInfo(
        version=1,
        sid=IssuerAndSerial(
            issuer=_tlv(signer.certificate.issuer.public_bytes()), serial=signer.certificate.serial_number
        ),
        digest=digest,
        signed=signed,
        algorithm=Algorithm(
            algorithm=RSA_WITH_SHA256 if is_rsa else ECDSA_WITH_SHA256,
            parameters=asn1.Null() if is_rsa else None,
        ),
        signature=signer.sign(asn1.encode_der(signed)),
        unsigned=None,
    )
    data = SignedData(
        version=version,
        digests=asn1.SetOf([digest]),
        content=Encapsulated(type=type_, content=content if attached else None),
        certificates=asn1.SetOf([signer.certificate, *signer.chain]),
        signers=asn1.SetOf([info]),
    )
    return asn1.encode_der(ContentInfo(type=SIGNED_DATA, content=_tlv(asn1.encode_der(data))))


def verify(
    message: bytes, content: bytes | None = None, *, type_: Oid = DATA, longest_bytes: int = LONGEST_BYTES
) -> Signature:
    """
    Return who signed: `content` itself where it is detached (then none may be inside), else what is inside.

    :raises Refused: `cms_too_long`, `cms_malformed`, `cms_content`, `cms_signers`, `cms_attributes`, `cms_digest`,
        `cms_algorithm`, `cms_certificate`, `cms_signature`, `certificate_malformed`.
    """
    if len(message) > longest_bytes:
        raise Refused("cms_too_long", bytes=len(message))
    data = _parsed(message)
    if data.content.type != type_ or (data.content.content is None) == (content is None):
        raise Refused("cms_content")
    content = data.content.content if content is None else content
    assert content is not None
    infos = data.signers.as_list()
    if len(infos) != 1:
        raise Refused("cms_signers", signers=len(infos))
    info = infos[0]
    if info.digest.algorithm not in DIGESTS:
        raise Refused("cms_algorithm", digest=info.digest.algorithm.dotted_string)
    name, digest = DIGESTS[info.digest.algorithm]
    attributes = _attributes(info)
    if _parse(attributes[CONTENT_TYPE], Oid) != type_:
        raise Refused("cms_content")
    if _parse(attributes[MESSAGE_DIGEST], bytes) != hashlib.new(name, content).digest():
        raise Refused("cms_digest")
    certificate, others = _certificates(data, info)
    _check_identity(attributes[SIGNING_CERTIFICATE], certificate)
    _check_signature(info, name, digest, certificate)
    return Signature(content, certificate, others, _time_of(attributes.get(SIGNING_TIME)))


def _parsed(message: bytes) -> SignedData:
    try:
        outer = asn1.decode_der(ContentInfo, message)
        if outer.type != SIGNED_DATA:
            raise ValueError("not signed data")
        data: SignedData = outer.content.parse(SignedData)
        if not 1 <= data.version <= 5:
            raise ValueError("version")
    except certificates.UNREADABLE as error:
        raise Refused("cms_malformed", why=str(error)[:200]) from error
    for certificate in data.certificates.as_list():
        certificates.check_readable(certificate)
    return data


def _attributes(info: SignerInfo) -> dict[Oid, Any]:
    found: dict[Oid, Any] = {}
    for attribute in info.signed.as_list():
        values = attribute.values.as_list()
        if attribute.type in found or len(values) != 1:
            raise Refused("cms_attributes", why="not exactly once")
        found[attribute.type] = values[0]
    missing = {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE} - found.keys()
    if missing:
        raise Refused("cms_attributes", why="missing", missing=sorted(oid.dotted_string for oid in missing))
    return found


def _certificates(data: SignedData, info: SignerInfo) -> tuple[x509.Certificate, list[x509.Certificate]]:
    brought = data.certificates.as_list()
    issuer = asn1.encode_der(info.sid.issuer)
    own = [
        one for one in brought if one.serial_number == info.sid.serial and certificates.issuer(one) == issuer
    ]
    if len(own) != 1 or len(brought) > 8:
        raise Refused("cms_certificate")
    return own[0], [one for one in brought if one is not own[0]]


def _check_identity(value: Any, certificate: x509.Certificate) -> None:
    """The signature names its certificate by hash: another certificate for the same key cannot be put in its place."""
    first = _parse(value, SigningCertificate).certificates[:1]
    name = (
        "sha256"
        if not first or first[0].algorithm is None
        else DIGESTS.get(first[0].algorithm.algorithm, ("",))[0]
    )
    if not first or not name or first[0].hash != hashlib.new(name, certificates.der(certificate)).digest():
        raise Refused("cms_certificate")


def _check_signature(
    info: SignerInfo, name: str, digest: hashes.HashAlgorithm, certificate: x509.Certificate
) -> None:
    key, algorithm = certificate.public_key(), info.algorithm.algorithm
    signed = asn1.encode_der(info.signed)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and ECDSA.get(algorithm) == name:
            key.verify(info.signature, signed, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and RSA.get(algorithm, "") in (None, name):
            key.verify(info.signature, signed, padding.PKCS1v15(), digest)
        else:
            raise Refused("cms_algorithm", signature=algorithm.dotted_string)
    except InvalidSignature:
        raise Refused("cms_signature") from None


def _attribute(type_: Oid, value: Any) -> Attribute:
    return Attribute(type=type_, values=asn1.SetOf([_tlv(asn1.encode_der(value))]))


def _tlv(encoded: bytes) -> Any:
    return asn1.decode_der(asn1.TLV, encoded)


def _parse(value: Any, kind: type) -> Any:
    try:
        return value.parse(kind)
    except ValueError as error:
        raise Refused("cms_attributes", why="malformed") from error


def _time(at: datetime) -> asn1.UTCTime | asn1.GeneralizedTime:
    # RFC 5652, section 11.3: UTCTime until 2049, to the second.
    at = at.astimezone(UTC).replace(microsecond=0)
    return asn1.UTCTime(at) if at.year < 2050 else asn1.GeneralizedTime(at)


def _time_of(value: Any) -> datetime | None:
    if value is None:
        return None
    kind = asn1.GeneralizedTime if bytes(value.tag_bytes) == b"\x18" else asn1.UTCTime
    found: datetime = _parse(value, kind).as_datetime()
    return found.replace(tzinfo=UTC)
