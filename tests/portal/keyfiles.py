"""
Key files for the units of the page that seals: `python -m tests.portal.keyfiles` writes them anew.

Their keys are for tests and worth nothing. They are committed because the units of the front end run without Python.
"""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.toolkit.pki import Authority
from toolkit.signers import KeySigner

FILE = Path(__file__).parents[2] / "portal" / "frontend" / "sealing" / "fixtures" / "keyfiles.json"
PASSWORD = "口令 pass"
CODE = "91310000MA1BB00001"


def make() -> dict[str, Any]:
    """Return each file in base64 by what is special about it."""
    authority = Authority()
    chain = [authority.certificate]
    usual = authority.issue("投标人 Bidder", CODE)
    holders = {
        "p256": usual,
        "p384": authority.issue("P-384", CODE, key=ec.generate_private_key(ec.SECP384R1())),
        "rsa": authority.issue("RSA", CODE, key=rsa.generate_private_key(65537, 3072)),
        "weak": authority.issue("RSA 2048", CODE, key=rsa.generate_private_key(65537, 2048)),
        "nameless": authority.issue("Nobody's"),
        "agrees": authority.issue("Custodian", CODE, usages=frozenset({"key_agreement"})),
    }
    files = {name: packed(one, chain) for name, one in holders.items()}
    modern = forms.PrivateFormat.PKCS12.encryption_builder()
    legacy = (
        modern.kdf_rounds(2000)
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())
        .build(PASSWORD.encode())
    )
    key, certificate = usual.key, usual.certificate
    files["legacy"] = pkcs12.serialize_key_and_certificates(None, key, certificate, chain, legacy)
    files["keyless"] = pkcs12.serialize_key_and_certificates(None, None, certificate, chain, encryption())
    files["bare"] = pkcs12.serialize_key_and_certificates(None, key, None, None, encryption())
    stranger = ed25519.Ed25519PrivateKey.generate()
    files["unsupported"] = pkcs12.serialize_key_and_certificates(None, stranger, None, chain, encryption())
    files["openssl"] = by_openssl(usual)
    written = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return {"password": PASSWORD, "code": CODE, "files": written}


def packed(holder: KeySigner, chain: list[Any]) -> bytes:
    """Return key, certificate and chain in one file."""
    return pkcs12.serialize_key_and_certificates(None, holder.key, holder.certificate, chain, encryption())


def encryption() -> forms.KeySerializationEncryption:
    """Return today's way to encrypt such files, with few rounds."""
    builder = forms.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
    return (
        builder.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(PASSWORD.encode())
    )


def by_openssl(holder: KeySigner) -> bytes:
    """Return what `openssl pkcs12 -export` makes of the same key."""
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder) / "both.pem"
        key = holder.key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        pem.write_bytes(key + holder.certificate.public_bytes(forms.Encoding.PEM))
        command = ["openssl", "pkcs12", "-export", "-in", str(pem), "-passout", f"pass:{PASSWORD}"]
        return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
