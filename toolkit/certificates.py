"""
Judge a certificate without a network: chain to pinned roots, validity, strength, usage, revocation from pinned evidence.

No address inside a certificate is ever followed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from toolkit import paths, revocation
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence

CODE_PREFIX = "NTRCN-"
SMALLEST_RSA_BITS = 3072

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the reader believes, pinned beforehand: roots, intermediates, and what is known of revocation."""

    roots: Sequence[x509.Certificate]
    intermediates: Sequence[x509.Certificate] = ()
    lists: Sequence[x509.CertificateRevocationList] = ()
    answers: Sequence[ocsp.OCSPResponse] = field(default=())


# What the library raises for a certificate that is not one, at reading or only when a field is looked at.
UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


def load(der: bytes) -> x509.Certificate:
    """
    Read one certificate in DER.

    :raises Refused: `certificate_malformed`.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
    except UNREADABLE as error:
        raise Refused("certificate_malformed") from error
    check_readable(certificate)
    return certificate


@lru_cache(maxsize=1024)
def check_readable(certificate: x509.Certificate) -> None:
    """
    Refuse a certificate some field of which cannot be read: the library looks at most of them only when asked.

    :raises Refused: `certificate_malformed`.
    """
    try:
        certificate.public_key()
        for one in (certificate.subject, certificate.issuer, certificate.extensions):
            list(one)
        _ = (
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
            certificate.signature_hash_algorithm,
        )
    except UNREADABLE as error:
        raise Refused("certificate_malformed") from error


@lru_cache(maxsize=256)
def from_base64(text: str) -> x509.Certificate:
    """
    Read one certificate in base64 of DER, as policies carry it.

    :raises Refused: `certificate_malformed`.
    """
    try:
        return load(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise Refused("certificate_malformed") from error


def to_base64(certificate: x509.Certificate) -> str:
    """Write a certificate as policies carry it."""
    return base64.b64encode(der(certificate)).decode()


def der(certificate: x509.Certificate) -> bytes:
    """Return the certificate's DER."""
    return certificate.public_bytes(forms.Encoding.DER)


@lru_cache(maxsize=1024)
def issuer(certificate: x509.Certificate) -> bytes:
    """Return the DER of the name of the certificate's issuer."""
    return certificate.issuer.public_bytes()


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate's DER, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


@lru_cache(maxsize=1024)
def organisation(certificate: x509.Certificate) -> str:
    """
    Return the social credit code that the certificate names, from `organizationIdentifier`.

    :raises Refused: `certificate_names_no_organisation`.
    """
    found = [
        str(name.value)
        for name in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    ]
    if len(found) != 1 or not found[0].startswith(CODE_PREFIX):
        raise Refused("certificate_names_no_organisation")
    return found[0].removeprefix(CODE_PREFIX)


def judge(
    certificate: x509.Certificate,
    trust: Trust,
    at: datetime,
    *,
    usage: str,
    others: Iterable[x509.Certificate] = (),
    needs_evidence: bool = True,
    kept: Evidence = NOTHING,
) -> None:
    """
    Refuse a certificate that may not be used at `at` for `usage`: `sign`, `agree` or `timestamp`.

    `others` came with the message and may only help to find a path. Revoked after `at` is not revoked. Where nothing pinned
    tells, that is refused, unless `needs_evidence` is false. Of what `kept` speaks of, it decides: evidence that was taken up
    at the time, which a list that was made since does not overrule.

    :raises Refused: `certificate_weak`, `certificate_expired`, `certificate_not_yet_valid`, `certificate_usage`,
        `certificate_untrusted`, `certificate_revoked`, or `revocation_unknown` if nothing pinned covers `at`.
    """
    if not _is_strong(certificate):
        raise Refused("certificate_weak")
    if at >= certificate.not_valid_after_utc:
        raise Refused("certificate_expired", on=f"{certificate.not_valid_after_utc:%Y-%m-%d}")
    if at < certificate.not_valid_before_utc:
        raise Refused("certificate_not_yet_valid", on=f"{certificate.not_valid_before_utc:%Y-%m-%d}")
    if not _may(certificate, usage):
        raise Refused("certificate_usage", wanted=usage)
    path = paths.find(certificate, [*trust.intermediates, *others], trust.roots, at)
    for index, link in enumerate(path[:-1]):
        try:
            _refuse_revoked(link, path[index + 1], at, trust, kept)
        except Refused as refused:
            if needs_evidence or refused.code != "revocation_unknown":
                raise


def refuse_revoked(certificate: x509.Certificate, trust: Trust, at: datetime, *, judged_at: datetime) -> None:
    """
    Refuse a certificate that was judged good at `judged_at` and was revoked by `at`, itself or an authority above it.

    That it has expired since, or one of them, or that nothing tells, is no reason.

    :raises Refused: `certificate_revoked`.
    """
    try:
        path = paths.find(certificate, trust.intermediates, trust.roots, judged_at)
    except Refused:
        return  # of an authority that is believed no more nobody knows lists
    for link, issuer in pairwise(path):
        try:
            # Lists leave out what has expired.
            moment = min(at, link.not_valid_after_utc - timedelta(seconds=1))
            _refuse_revoked(link, issuer, moment, trust, NOTHING)
        except Refused as refused:
            if refused.code != "revocation_unknown":
                raise


def evidence(
    certificate: x509.Certificate, trust: Trust, at: datetime, others: Iterable[x509.Certificate] = ()
) -> Evidence:
    """
    Return what `trust` knows of revocation along the certificate's path at `at`: to be kept beside what it signed.

    :raises Refused: `certificate_untrusted`.
    """
    path = paths.find(certificate, [*trust.intermediates, *others], trust.roots, at)
    known = Evidence(trust.lists, trust.answers)
    found = [revocation.about(link, path[index + 1], at, known) for index, link in enumerate(path[:-1])]
    return Evidence(
        [one for part in found for one in part.lists], [one for part in found for one in part.answers]
    )


@lru_cache(maxsize=1024)
def _is_strong(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate's own key and its issuer's signature are good enough; kept as what follows from its bytes."""
    is_signed_well = isinstance(certificate.signature_hash_algorithm, revocation.GOOD_HASHES)
    return is_signed_well and is_strong(certificate.public_key())


def is_strong(key: object) -> bool:
    """Tell whether a key is good enough: P-256 or P-384, or RSA of at least 3072 bits with exponent 65537."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1)
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SMALLEST_RSA_BITS and key.public_numbers().e == 65537
    return False


def _refuse_revoked(
    link: x509.Certificate, issuer: x509.Certificate, at: datetime, trust: Trust, kept: Evidence
) -> None:
    # What was kept decides over what was made later, never over what the reader itself had by then.
    lists = [*kept.lists, *(one for one in trust.lists if one.last_update_utc <= at)]
    answers = [*kept.answers, *revocation.made_by(trust.answers, at)]
    try:
        if kept.lists or kept.answers:
            return revocation.refuse_revoked(link, issuer, at, lists=lists, answers=answers)
    except Refused as refused:
        if refused.code != "revocation_unknown":
            raise
    return revocation.refuse_revoked(link, issuer, at, lists=trust.lists, answers=trust.answers)


@lru_cache(maxsize=1024)
def _may(certificate: x509.Certificate, wanted: str) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    if wanted == "agree":
        key = certificate.public_key()
        # Capsules are made for P-256 alone.
        return (
            usage.key_agreement
            and isinstance(key, ec.EllipticCurvePublicKey)
            and isinstance(key.curve, ec.SECP256R1)
        )
    signs: bool = usage.digital_signature or usage.content_commitment
    if wanted == "timestamp":
        # RFC 3161, section 2.3: this extended usage alone, and critical.
        extended = revocation.extended_usage(certificate)
        return (
            signs
            and extended is not None
            and extended.critical
            and list(extended.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
        )
    return signs


def instant(milliseconds: int) -> datetime:
    """Return the moment that the format writes as milliseconds since 1970; what is beyond the year 9999 is its end."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=min(milliseconds, 253_402_300_799_999))
