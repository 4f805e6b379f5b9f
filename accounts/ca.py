"""
The local certificate authority of demonstration and embedded instances; production trusts outside authorities.

Root and issuing keys are made on first use and kept in the database, encrypted under the instance's secret key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.db import connection, transaction

from accounts.models import CertificateAuthority
from accounts.pki.profiles import (
    Holder,
    Key,
    PublicKey,
    authority_certificate,
    holder_certificate,
    subject_of,
)
from foundation import statements
from foundation.errors import Forbidden
from foundation.statements import Row
from foundation.text import Text

CRL_PATH = "/accounts/ca/issuing.crl"
CRL_LIFE = timedelta(days=7)
CRL_KEPT = timedelta(minutes=5)
"""How long a list that still holds is given out within this process."""
ROOT_DAYS, ISSUING_DAYS = 7300, 3650

# CRLReason names as stored in `Certificate.reason` (RFC 5280, section 5.3.1).
REASONS = {
    "unspecified": x509.ReasonFlags.unspecified,
    "key_compromise": x509.ReasonFlags.key_compromise,
    "affiliation_changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation_of_operation": x509.ReasonFlags.cessation_of_operation,
}


Revoked = tuple[str, datetime, str]
Lists = tuple[x509.CertificateRevocationList, ...]
_ROWS = "SELECT level, pem, key FROM accounts_certificateauthority"
# Who is revoked at an instant and has not expired.
_REVOKED = """
    SELECT serial, revoked_at, reason FROM accounts_certificate
    WHERE is_local AND revoked_at <= %s AND not_after > %s ORDER BY id
"""

PASSWORD_ROUNDS = 200_000
"""How slow guessing the password of an exported key is made."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The two certificates of the local authority, and the key that signs for holders."""

    root: x509.Certificate
    issuing: x509.Certificate
    key: Key
    root_key: Key

    @property
    def chain_pem(self) -> str:
        """The issuing certificate followed by the root."""
        return _pem(self.issuing) + _pem(self.root)


def refuse_in_production() -> None:
    """
    Keep the local authority out of production.

    :raises Forbidden: `local_authority_in_production`.
    """
    if settings.MODE == "production":
        raise Forbidden(
            "local_authority_in_production",
            Text(
                "正式环境不得使用本地认证机构",
                "A production instance does not use the local certificate authority",
            ),
        )


def authority(at: datetime) -> Authority:
    """
    Return the local authority, made now if it is not there yet.

    :raises Forbidden: in production.
    """
    refuse_in_production()
    return _authority(_pairs(statements.ask(_ROWS)), at)


def issue(holder: Holder, public_key: PublicKey, purpose: str, at: datetime) -> x509.Certificate:
    """
    Return a new certificate for `holder`; nothing is stored.

    :raises Forbidden: in production.
    """
    by = authority(at)
    return holder_certificate(
        holder,
        public_key,
        purpose,
        issuer=by.issuing,
        key=by.key,
        at=at,
        crl_url=settings.PUBLIC_URL + CRL_PATH,
    )


def revocation_list(at: datetime, by: Authority | None = None) -> x509.CertificateRevocationList:
    """Return the issuing authority's list as of `at`; its number, milliseconds of `at`, only grows."""
    by = by or authority(at)
    return _issuing_list(by, _revoked(statements.ask(_REVOKED, at, at)), at)


def root_revocation_list(at: datetime, by: Authority | None = None) -> x509.CertificateRevocationList:
    """Return the root's list, which is empty: the issuing authority lives as long as the instance."""
    by = by or authority(at)
    return _list_builder(by.root, by.root_key, at).sign(by.root_key, hashes.SHA256())


def believed(at: datetime) -> tuple[Authority, Lists]:
    """
    Return the local authority with both lists, which name everybody who is revoked at `at`. One round trip.

    Who is revoked is asked each time; the lists are signed when that changed, or `CRL_KEPT` is over.

    :raises Forbidden: in production.
    """
    refuse_in_production()
    with statements.together() as trip:
        rows, revoked = trip.ask(_ROWS).through(_pairs), trip.ask(_REVOKED, at, at).through(_revoked)
    by = _authority(rows(), at)
    begun = at - (at - by.root.not_valid_before_utc) % CRL_KEPT
    return by, _recent_lists(by, revoked(), max([begun, *(since for _, since, _ in revoked())]))


def export_pkcs12(key: Key, certificate: x509.Certificate, *, password: str, at: datetime) -> bytes:
    """Return key, certificate and chain in one encrypted file, as browsers and signing programs import it."""
    by = authority(at)
    encryption = (
        forms.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(PASSWORD_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    label = certificate.subject.rfc4514_string().encode()
    return pkcs12.serialize_key_and_certificates(label, key, certificate, [by.issuing, by.root], encryption)


def new_key() -> Key:
    """Return a fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def _pairs(rows: list[Row]) -> dict[str, tuple[str, str]]:
    return {level: (pem, key) for level, pem, key in rows}


def _revoked(rows: list[Row]) -> tuple[Revoked, ...]:
    return tuple((serial, revoked_at, reason) for serial, revoked_at, reason in rows)


def _authority(rows: Mapping[str, tuple[str, str]], at: datetime) -> Authority:
    rows = rows if len(rows) == 2 else _found_once(at)
    return _read(rows["root"], rows["issuing"], passphrase=_passphrase())


def _found_once(at: datetime) -> dict[str, tuple[str, str]]:
    """Two processes that start together must not make two roots."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.ca'))")
        rows = CertificateAuthority.objects.in_bulk() or _found(at)
    return {level: (row.pem, row.key) for level, row in rows.items()}


def _found(at: datetime) -> dict[str, CertificateAuthority]:
    root_key, key = new_key(), new_key()
    root_name = subject_of(Holder("演示根认证机构 Demo Root CA", organisation="Yangguang Demo PKI"))
    name = subject_of(Holder("演示签发机构 Demo Issuing CA", organisation="Yangguang Demo PKI"))
    root = authority_certificate(
        root_name,
        root_key.public_key(),
        issuer=root_name,
        key=root_key,
        at=at,
        days=ROOT_DAYS,
        path_length=None,
    )
    issuing = authority_certificate(
        name, key.public_key(), issuer=root_name, key=root_key, at=at, days=ISSUING_DAYS, path_length=0
    )
    rows = [
        CertificateAuthority(level="root", pem=_pem(root), key=_sealed(root_key), created_at=at),
        CertificateAuthority(level="issuing", pem=_pem(issuing), key=_sealed(key), created_at=at),
    ]
    return {row.level: row for row in CertificateAuthority.objects.bulk_create(rows)}


@lru_cache(maxsize=4)
def _recent_lists(by: Authority, revoked: tuple[Revoked, ...], at: datetime) -> Lists:
    return _issuing_list(by, revoked, at), root_revocation_list(at, by)


def _issuing_list(
    by: Authority, revoked: tuple[Revoked, ...], at: datetime
) -> x509.CertificateRevocationList:
    builder = _list_builder(by.issuing, by.key, at)
    for serial, revoked_at, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(revoked_at)
        flag = REASONS.get(reason, x509.ReasonFlags.unspecified)
        builder = builder.add_revoked_certificate(
            entry.add_extension(x509.CRLReason(flag), critical=False).build()
        )
    return builder.sign(by.key, hashes.SHA256())


def _list_builder(issuer: x509.Certificate, key: Key, at: datetime) -> x509.CertificateRevocationListBuilder:
    number = int(at.timestamp() * 1000)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(at)
        .next_update(at + CRL_LIFE)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(identifier, critical=False)
    )


def _passphrase() -> bytes:
    return hashlib.sha256(b"accounts.ca:" + settings.SECRET_KEY.encode()).hexdigest().encode()


def _sealed(key: Key) -> str:
    encryption = forms.BestAvailableEncryption(_passphrase())
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, encryption).decode()


@lru_cache(maxsize=4)
def _read(root: tuple[str, str], issuing: tuple[str, str], *, passphrase: bytes) -> Authority:
    """Kept by what is in the rows, so another database's, or another secret's, is another; opening a key is slow."""
    return Authority(
        root=x509.load_pem_x509_certificate(root[0].encode()),
        issuing=x509.load_pem_x509_certificate(issuing[0].encode()),
        key=_opened(issuing[1], passphrase),
        root_key=_opened(root[1], passphrase),
    )


def _opened(pem: str, passphrase: bytes) -> Key:
    key = forms.load_pem_private_key(pem.encode(), passphrase)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The local authority's keys are elliptic curve keys.")
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(forms.Encoding.PEM).decode()
