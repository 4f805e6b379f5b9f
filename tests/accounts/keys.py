"""Keys, requests and proofs as their holders make them, outside the platform."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
NO_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "whatever the asker writes")])


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def request_for(key: Key | rsa.RSAPrivateKey) -> str:
    """A certificate request that claims a name; the platform ignores it."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(NO_NAME)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def proof(key: Key, challenge: str) -> bytes:
    return key.sign(challenge.encode(), ec.ECDSA(hashes.SHA256()))


def self_signed(key: Key, subject: x509.Name, at: datetime) -> str:
    """A certificate that nobody but its holder vouches for, usable for signing."""
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=300))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
