"""The natural persons behind certificates: who holds two of them is one person all the same."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509
from cryptography.x509.oid import NameOID


def name(certificate: x509.Certificate) -> bytes:
    """Return what a certificate calls its person: the number in `serialNumber` of its subject, else all of the subject."""
    return _number(certificate) or certificate.subject.public_bytes()


def count(certificates: Iterable[x509.Certificate]) -> int:
    """
    Return how many persons hold the certificates.

    One without a number, beside others that have one, may be anybody's of them, and counts for nobody.
    """
    held = list(certificates)
    numbers = {number for one in held if (number := _number(one))}
    return len(numbers or {name(one) for one in held})


def _number(certificate: x509.Certificate) -> bytes:
    found = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return b"\0".join(sorted(str(one.value).encode() for one in found))
