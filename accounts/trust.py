"""Whom this instance believes about certificates: its own authority, or in production a list on disk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings

from accounts import ca
from accounts.pki.judging import Trust
from foundation.errors import Unavailable
from foundation.text import Text


def trust(at: datetime) -> Trust:
    """
    Return roots, intermediates and revocation lists in force.

    Production reads `settings.TRUST_PATH`: `roots/*.pem`, `intermediates/*.pem`, `crls/*.crl` (PEM or DER), which
    the operator keeps current. Nothing is fetched from an address inside a certificate.

    :raises Unavailable: `no_trust_list` if production has none.
    """
    if settings.MODE != "production":
        by, lists = ca.believed(at)
        return Trust([by.root], [by.issuing], lists)
    path = getattr(settings, "TRUST_PATH", None)
    if path is None:
        raise Unavailable(
            "no_trust_list",
            Text("尚未配置受信任的认证机构", "No trusted certificate authorities are configured"),
            retry_after_seconds=3600,
        )
    return read_trust(Path(path))


def read_trust(folder: Path) -> Trust:
    """Read a trust list from `folder`; an unreadable file is an error, not a gap."""
    return Trust(
        _certificates(folder / "roots"),
        _certificates(folder / "intermediates"),
        [_revocation_list(file) for file in sorted((folder / "crls").glob("*.crl"))],
    )


def _certificates(folder: Path) -> list[x509.Certificate]:
    return [
        certificate
        for file in sorted(folder.glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(file.read_bytes())
    ]


def _revocation_list(file: Path) -> x509.CertificateRevocationList:
    content = file.read_bytes()
    if content.startswith(b"-----BEGIN"):
        return x509.load_pem_x509_crl(content)
    return x509.load_der_x509_crl(content)
