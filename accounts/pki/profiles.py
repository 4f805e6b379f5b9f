"""What each kind of certificate may be used for, and how it is built (pure: keys and instants are handed in)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

Key = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

# A clock that is a little behind ours still finds a new certificate valid.
BACKDATED = timedelta(minutes=5)
SMALLEST_RSA_BITS = 3072


@dataclass(frozen=True, slots=True)
class Profile:
    """The usages of one purpose; `days` is how long such a certificate lives."""

    usages: frozenset[str]
    extended: tuple[ObjectIdentifier, ...] = ()
    extended_is_critical: bool = False
    days: int = 365
    no_revocation_check: bool = False


_SIGNS = frozenset({"digital_signature", "content_commitment"})

PROFILES = {
    "signing": Profile(_SIGNS, (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION)),
    "custody": Profile(frozenset({"key_agreement"}), (ExtendedKeyUsageOID.EMAIL_PROTECTION,)),
    "seal": Profile(_SIGNS, days=3 * 365),
    "receipt": Profile(_SIGNS, days=3 * 365),
    # RFC 3161, section 2.3: exactly this extended usage, and critical.
    "timestamp": Profile(
        frozenset({"digital_signature"}),
        (ExtendedKeyUsageOID.TIME_STAMPING,),
        extended_is_critical=True,
        days=5 * 365,
    ),
    "ocsp": Profile(
        frozenset({"digital_signature"}),
        (ExtendedKeyUsageOID.OCSP_SIGNING,),
        days=90,
        no_revocation_check=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names: an organisation by its code, and the person by an id (never by a number of theirs)."""

    common_name: str
    organisation: str = ""
    code: str = ""
    reference: str = ""


def subject_of(holder: Holder) -> x509.Name:
    """Return the distinguished name; `organizationIdentifier` is `NTRCN-<code>` (ETSI EN 319 412-1)."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    if holder.organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.organisation[:64]))
    if holder.code:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRCN-{holder.code}"))
    if holder.reference:
        # A PrintableString has no underscore.
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, holder.reference.replace("_", "-")))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, holder.common_name[:64]))
    return x509.Name(parts)


def authority_certificate(
    subject: x509.Name, public_key: ec.EllipticCurvePublicKey, *, issuer: x509.Name, key: Key, at: datetime,
    days: int, path_length: int | None,
) -> x509.Certificate:  # fmt: skip
    """Return the certificate of an authority, signed by `key` (its own for a root)."""
    builder = _common(subject, public_key, issuer=issuer, key=key, at=at, days=days)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(frozenset({"key_cert_sign", "crl_sign"})), critical=True)
        .sign(key, hashes.SHA256())
    )


def holder_certificate(
    holder: Holder, public_key: PublicKey, purpose: str, *, issuer: x509.Certificate, key: Key, at: datetime,
    crl_url: str,
) -> x509.Certificate:  # fmt: skip
    """Return a certificate for `purpose` (a key of `PROFILES`), signed by the issuing authority."""
    profile = PROFILES[purpose]
    builder = _common(
        subject_of(holder), public_key, issuer=issuer.subject, key=key, at=at, days=profile.days
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(profile.usages), critical=True)
    if profile.extended:
        extended = x509.ExtendedKeyUsage(profile.extended)
        builder = builder.add_extension(extended, critical=profile.extended_is_critical)
    if profile.no_revocation_check:
        return builder.add_extension(x509.OCSPNoCheck(), critical=False).sign(key, hashes.SHA256())
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
    return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False).sign(
        key, hashes.SHA256()
    )


def is_strong(public_key: object) -> bool:
    """Tell whether a holder's key is good enough: P-256 or P-384, or RSA of at least 3072 bits with exponent 65537."""
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        return isinstance(public_key.curve, ec.SECP256R1 | ec.SECP384R1)
    if isinstance(public_key, rsa.RSAPublicKey):
        return public_key.key_size >= SMALLEST_RSA_BITS and public_key.public_numbers().e == 65537
    return False


def _common(
    subject: x509.Name, public_key: PublicKey, *, issuer: x509.Name, key: Key, at: datetime, days: int
) -> x509.CertificateBuilder:
    begins = (at - BACKDATED).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )


def _key_usage(usages: frozenset[str]) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in usages for name in names})
