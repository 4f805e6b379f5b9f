"""The ASN.1 of signatures: exactly the fields that are read and written, so that anything else is refused by the parser."""

from __future__ import annotations

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier whose parameters are absent or NULL: RSASSA-PSS and the rest are not offered."""

    algorithm: Oid
    parameters: asn1.Null | None


@asn1.sequence
class Attribute:
    """One attribute; the format wants exactly one value in each."""

    type: Oid
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class IssuerAndSerial:
    """How a signer names its certificate."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class SignerInfo:
    """One signer: what is signed, by which algorithms, and the value."""

    version: int
    sid: IssuerAndSerial
    digest: Algorithm
    signed: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    algorithm: Algorithm
    signature: bytes
    unsigned: Annotated[asn1.SetOf[Attribute] | None, asn1.Implicit(1)]


@asn1.sequence
class Encapsulated:
    """The content, or that it is elsewhere."""

    type: Oid
    content: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class SignedData:
    """Content, certificates and signers."""

    version: int
    digests: asn1.SetOf[Algorithm]
    content: Encapsulated
    certificates: Annotated[asn1.SetOf[x509.Certificate], asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    """The outermost shell."""

    type: Oid
    content: Annotated[asn1.TLV, asn1.Explicit(0)]


@asn1.sequence
class IssuerSerial:
    """The optional second way in which an ESS attribute names a certificate; not used."""

    names: list[asn1.TLV]
    serial: int


@asn1.sequence
class CertificateId:
    """ESSCertIDv2; without an algorithm it is SHA-256."""

    algorithm: Algorithm | None
    hash: bytes
    issuer: IssuerSerial | None


@asn1.sequence
class SigningCertificate:
    """Which certificate the signer meant, by hash."""

    certificates: list[CertificateId]
