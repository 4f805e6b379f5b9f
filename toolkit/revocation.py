"""
What pinned evidence says of revocation: lists (RFC 5280) and answers (RFC 6960), which the library's path verifier ignores.

Only complete, direct lists count; anything with a critical extension that is not understood is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from toolkit.refusals import Refused

GOOD_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
# An answer about revocation may be made a little after the moment it is asked about.
SKEW = timedelta(minutes=5)


def extended_usage(certificate: x509.Certificate) -> x509.Extension[x509.ExtendedKeyUsage] | None:
    """Return the extended key usages with their criticality, or None."""
    try:
        return certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return None


def refuse_revoked(
    link: x509.Certificate, issuer: x509.Certificate, at: datetime, *,
    lists: Iterable[x509.CertificateRevocationList], answers: Iterable[ocsp.OCSPResponse],
) -> None:  # fmt: skip
    """
    Refuse a certificate of `issuer` that was revoked at `at`; revoked later is not revoked.

    :raises Refused: `certificate_revoked`, or `revocation_unknown` if nothing given covers `at`.
    """
    known = False
    for found in lists:
        if not _list_counts(found, issuer) or not _covers(
            found.last_update_utc, found.next_update_utc, link, at
        ):
            continue
        known = True
        entry = found.get_revoked_certificate_by_serial_number(link.serial_number)
        if entry is not None and entry.revocation_date_utc <= at:
            raise Refused("certificate_revoked", on=f"{entry.revocation_date_utc:%Y-%m-%d}")
    for answer in answers:
        for single in _answers_about(answer, link, issuer, at):
            if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
                assert single.revocation_time_utc is not None
                if single.revocation_time_utc <= at:
                    raise Refused("certificate_revoked", on=f"{single.revocation_time_utc:%Y-%m-%d}")
                known = True
            elif single.certificate_status is ocsp.OCSPCertStatus.GOOD:
                known = True
    if not known:
        raise Refused("revocation_unknown", subject=link.subject.rfc4514_string()[:200])


def _covers(since: datetime, until: datetime | None, link: x509.Certificate, at: datetime) -> bool:
    """Whether evidence of [since, until) speaks of `at`: it was current, or made later while the certificate was listed still."""
    if until is None:
        return False
    return since - SKEW <= at < until or at <= since < link.not_valid_after_utc


def _list_counts(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    # A critical extension narrows what the list says (only some reasons, only authorities, only changes): not complete.
    if found.issuer != issuer.subject or any(extension.critical for extension in found.extensions):
        return False
    key = issuer.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and found.is_signature_valid(key)


def _answers_about(
    answer: ocsp.OCSPResponse, link: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> list[ocsp.OCSPSingleResponse]:
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL or not _answer_is_genuine(
        answer, issuer, at
    ):
        return []
    found = []
    for single in answer.responses:
        wanted = ocsp.OCSPRequestBuilder().add_certificate(link, issuer, single.hash_algorithm).build()
        same = (
            single.serial_number == link.serial_number
            and single.issuer_key_hash == wanted.issuer_key_hash
            and single.issuer_name_hash == wanted.issuer_name_hash
        )
        if same and _covers(single.this_update_utc, single.next_update_utc, link, at):
            found.append(single)
    return found


def _answer_is_genuine(answer: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> bool:
    """Signed by the issuer itself, or by one it named for that (RFC 6960, section 4.2.2.2)."""
    if _signed(answer, issuer):
        return True
    for delegate in answer.certificates:
        extended = extended_usage(delegate)
        if extended is None or ExtendedKeyUsageOID.OCSP_SIGNING not in extended.value:
            continue
        try:
            delegate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            continue
        made = answer.produced_at_utc
        if delegate.not_valid_before_utc <= made < delegate.not_valid_after_utc and _signed(answer, delegate):
            return True
    return False


def _signed(answer: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, digest = by.public_key(), answer.signature_hash_algorithm
    if not isinstance(digest, GOOD_HASHES):
        return False
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
        else:
            return False
    except InvalidSignature:
        return False
    return True
