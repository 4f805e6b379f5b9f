"""The tool that we did not write."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, words)], cwd=cwd, capture_output=True, check=False)


def pem(folder: Path, name: str, certificate: x509.Certificate, key: object = None) -> Path:
    path = folder / name
    content = certificate.public_bytes(forms.Encoding.PEM)
    if key is not None:
        content += key.private_bytes(  # type: ignore[attr-defined]
            forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()
        )
    path.write_bytes(content)
    return path
