"""
What pinned evidence says of revocation: lists (RFC 5280) and answers (RFC 6960), which the library's path verifier ignores.

Only complete, direct lists count; anything with a critical extension that is not understood is no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from toolkit import canonical
from toolkit.refusals import Refused

GOOD_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
# An answer about revocation may be made a little after the moment it is asked about.
SKEW = timedelta(minutes=5)
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lists and answers about revocation; what they are worth, their signatures say."""

    lists: Sequence[x509.CertificateRevocationList] = ()
    answers: Sequence[ocsp.OCSPResponse] = ()


NOTHING = Evidence()
LIST, ANSWER = "crl", "ocsp"
MOST_KEPT = 16
LARGEST_KEPT = 8 * 1024 * 1024


def name(number: int, kind: str) -> str:
    """Return the name of a piece of kept evidence: a list (`crl`) or an answer (`ocsp`)."""
    return f"revocation.{number}.{kind}"


def read(file: Callable[[str], bytes]) -> Evidence:
    """
    Return what was kept, from files by their names; `file` raises `Refused` where there is none.

    What cannot be read counts for nothing.
    """
    return of_files(files(file))


def files(file: Callable[[str], bytes]) -> dict[str, bytes]:
    """Return the files of kept evidence by their names, as `read` takes them."""
    return dict(_kept(file, LIST)) | dict(_kept(file, ANSWER))


def of_files(kept: Mapping[str, bytes]) -> Evidence:
    """Return what the files of kept evidence say; nobody signs it but its authorities."""
    lists = (read_list(content) for name, content in kept.items() if name.endswith(LIST))
    answers = (read_answer(content) for name, content in kept.items() if name.endswith(ANSWER))
    # A list that names nobody is false as such.
    return Evidence([one for one in lists if one is not None], [one for one in answers if one is not None])


def _kept(file: Callable[[str], bytes], kind: str) -> Iterator[tuple[str, bytes]]:
    for number in range(1, MOST_KEPT + 1):
        try:
            yield name(number, kind), file(name(number, kind))
        except Refused:
            return


def digest(named: Mapping[str, str]) -> str:
    """
    Return one digest for kept evidence, from its names with the SHA-256 of each; empty for none.

    It is that of what `LC_ALL=C sha256sum revocation.*` prints.
    """
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(named.items()))
    return canonical.sha256(lines.encode()) if named else ""


def digest_of_files(kept: Mapping[str, bytes]) -> str:
    """Return the digest of kept evidence from its files."""
    return digest({name: canonical.sha256(content) for name, content in kept.items()})


def extended_usage(certificate: x509.Certificate) -> x509.Extension[x509.ExtendedKeyUsage] | None:
    """Return the extended key usages with their criticality, or None."""
    try:
        return certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return None


def read_list(content: bytes) -> x509.CertificateRevocationList | None:
    """Read a list in DER that anybody may have brought; None if it is none."""
    try:
        found = x509.load_der_x509_crl(content)
        _ = found.issuer, found.last_update_utc, found.next_update_utc, list(found.extensions)
    except _UNREADABLE:
        return None
    return found


def read_answer(content: bytes) -> ocsp.OCSPResponse | None:
    """Read an answer in DER that anybody may have brought; None if it is none."""
    try:
        found = ocsp.load_der_ocsp_response(content)
        _ = found.produced_at_utc, found.signature_hash_algorithm, found.certificates, list(found.responses)
    except _UNREADABLE:
        return None
    return found


def about(link: x509.Certificate, issuer: x509.Certificate, at: datetime, known: Evidence) -> Evidence:
    """Return what of `known` speaks of a certificate of `issuer` at `at`."""
    return Evidence(
        [one for one in known.lists if _list_counts(_Same(one), issuer) and _speaks(one, link, at)],
        [one for one in known.answers if _answers_about(one, link, issuer, at)],
    )


def made_by(answers: Iterable[ocsp.OCSPResponse], at: datetime) -> list[ocsp.OCSPResponse]:
    """Return the answers that were there by `at`."""
    good = ocsp.OCSPResponseStatus.SUCCESSFUL
    return [one for one in answers if one.response_status is good and one.produced_at_utc <= at]


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
        if not _list_counts(_Same(found), issuer) or not _speaks(found, link, at):
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


def revoked_on(
    link: x509.Certificate, issuer: x509.Certificate, lists: Iterable[x509.CertificateRevocationList]
) -> datetime | None:
    """Return since when a certificate of `issuer` is revoked, by any list of it; None where none names it."""
    for found in lists:
        entry = found.get_revoked_certificate_by_serial_number(link.serial_number)
        if entry is not None and _list_counts(_Same(found), issuer):
            return entry.revocation_date_utc
    return None


def _covers(since: datetime, until: datetime | None, link: x509.Certificate, at: datetime) -> bool:
    """Whether evidence of [since, until) speaks of `at`: it was current, or made later while the certificate was listed still."""
    if until is None:
        return False
    return since - SKEW <= at < until or at <= since < link.not_valid_after_utc


def _speaks(found: x509.CertificateRevocationList, link: x509.Certificate, at: datetime) -> bool:
    return _covers(found.last_update_utc, found.next_update_utc, link, at)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A list by what it is, not by what it says: the library gives lists no hash, and theirs would be as slow as a signature."""

    found: x509.CertificateRevocationList

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.found is other.found

    def __hash__(self) -> int:
        return id(self.found)


@lru_cache(maxsize=64)
def _list_counts(same: _Same, issuer: x509.Certificate) -> bool:
    found = same.found
    # A critical extension narrows what the list says (only some reasons, only authorities, only changes): not complete.
    if found.issuer != issuer.subject or any(extension.critical for extension in found.extensions):
        return False
    key = issuer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    try:
        return found.is_signature_valid(key)
    except _UNREADABLE:
        return False  # signed by something else than the issuer's kind of key


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
