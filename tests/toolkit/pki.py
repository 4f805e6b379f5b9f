"""Authorities and holders of certificates, made where they are needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from toolkit.certificates import Trust
from toolkit.signers import KeyAgreement, KeySigner

LONG = 20_000  # days: commands run by this machine's own clock, whatever it shows
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
SIGNS = frozenset({"digital_signature", "content_commitment"})
AGREES = frozenset({"key_agreement"})


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def named(common_name: str, code: str = "", number: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ]
    if code:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRCN-{code}"))
    if number:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, number))
    return x509.Name(parts)


@dataclass
class Authority:
    """A root that issues directly, and keeps a revocation list."""

    name: str = "Test Root"
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    revoked: dict[int, datetime] = field(default_factory=dict)
    serial: int = 1000
    deterministic: bool = False

    def __post_init__(self) -> None:
        self.certificate = self._build(
            named(self.name),
            self.key.public_key(),
            frozenset({"key_cert_sign", "crl_sign"}),
            ca=True,
            days=LONG,
        )

    def issue(
        self, common_name: str, code: str = "", *, usages: frozenset[str] = SIGNS,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
        begins: datetime = NOW - timedelta(days=30), days: int = LONG, extended: ObjectIdentifier | None = None,
        digest: hashes.SHA256 | hashes.SHA224 | None = None, number: str = "",
    ) -> KeySigner:  # fmt: skip
        key = key or new_key()
        certificate = self._build(
            named(common_name, code, number), key.public_key(), usages, begins=begins, days=days, extended=extended,
            digest=digest,
        )  # fmt: skip
        return KeySigner(key, certificate, (), self.deterministic)

    def agreement(
        self, common_name: str, code: str = "", key: ec.EllipticCurvePrivateKey | None = None
    ) -> KeyAgreement:
        signer = self.issue(common_name, code, usages=AGREES, key=key)
        assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
        return KeyAgreement(signer.key, signer.certificate)

    def tsa(self, key: ec.EllipticCurvePrivateKey | None = None) -> KeySigner:
        return self.issue(
            "Test TSA",
            usages=frozenset({"digital_signature"}),
            extended=ExtendedKeyUsageOID.TIME_STAMPING,
            key=key,
        )

    def list(
        self, at: datetime = NOW - timedelta(days=40), days: int = LONG
    ) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=days))
        )
        for serial, when in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.key, hashes.SHA256())

    def answer(
        self, certificate: x509.Certificate, *, revoked_at: datetime | None = None, at: datetime = NOW
    ) -> ocsp.OCSPResponse:
        status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=certificate, issuer=self.certificate, algorithm=hashes.SHA256(), cert_status=status,
                this_update=at - timedelta(hours=1), next_update=at + timedelta(days=1), revocation_time=revoked_at,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip

    def trust(self, *, learned: datetime | None = None) -> Trust:
        """Return what a reader believes, with the list as it was `learned`, long ago if nothing is said."""
        return Trust([self.certificate], lists=[self.list(learned) if learned else self.list()])

    def _build(
        self, subject: x509.Name, public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, usages: frozenset[str], *,
        ca: bool = False, begins: datetime = NOW - timedelta(days=60), days: int = LONG,
        extended: ObjectIdentifier | None = None, digest: hashes.SHA256 | hashes.SHA224 | None = None,
    ) -> x509.Certificate:  # fmt: skip
        self.serial += 1
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(named(self.name))
            .public_key(public)
            .serial_number(self.serial)
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**{name: name in usages for name in USAGES}), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        if extended is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([extended]), critical=True)
        return builder.sign(
            self.key, digest or hashes.SHA256(), ecdsa_deterministic=self.deterministic or None
        )
