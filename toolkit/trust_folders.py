"""Whom to trust, as a folder of files: roots, intermediates, revocation lists and answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from cryptography.x509 import ocsp

from toolkit import certificates
from toolkit.certificates import Trust


def read(folder: Path) -> Trust:
    """Read `roots/`, `intermediates/` (PEM or DER), `crls/*.crl`, `ocsp/*.der` below `folder`; an unreadable file is an error."""
    return Trust(
        roots=_certificates(folder / "roots"),
        intermediates=_certificates(folder / "intermediates"),
        lists=[_list(file.read_bytes()) for file in sorted((folder / "crls").glob("*.crl"))],
        answers=[
            ocsp.load_der_ocsp_response(file.read_bytes()) for file in sorted((folder / "ocsp").glob("*.der"))
        ],
    )


def write(trust: Trust, folder: Path) -> None:
    """Write what `read` reads below `folder`."""
    kinds: dict[str, Sequence[Any]] = {
        "roots/{}.der": trust.roots, "intermediates/{}.der": trust.intermediates,
        "crls/{}.crl": trust.lists, "ocsp/{}.der": trust.answers,
    }  # fmt: skip
    for name, found in kinds.items():
        (folder / name).parent.mkdir()
        for number, one in enumerate(found, start=1):
            (folder / name.format(number)).write_bytes(one.public_bytes(forms.Encoding.DER))


def _certificates(folder: Path) -> list[x509.Certificate]:
    found: list[x509.Certificate] = []
    for file in sorted(path for path in folder.glob("*") if path.suffix in {".pem", ".crt", ".cer", ".der"}):
        content = file.read_bytes()
        found += (
            x509.load_pem_x509_certificates(content)
            if b"-----BEGIN" in content
            else [certificates.load(content)]
        )
    return found


def _list(content: bytes) -> x509.CertificateRevocationList:
    if content.startswith(b"-----BEGIN"):
        return x509.load_pem_x509_crl(content)
    return x509.load_der_x509_crl(content)
