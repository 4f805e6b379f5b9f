"""A token of SoftHSM, for everything that keeps keys in a device: one for a whole run, since its library reads its place once."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import rsa

from toolkit import certificates, signers

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((one for one in MODULES if Path(one).exists()), "")
PIN = "1234"


@dataclass
class Token:
    """A token of SoftHSM, and a session with it."""

    label: str
    session: Any

    def add(self, label: str, signer: signers.KeySigner) -> None:
        import pkcs11
        from pkcs11.util import ec as pkcs11_ec
        from pkcs11.util import rsa as pkcs11_rsa

        if isinstance(signer.key, rsa.RSAPrivateKey):
            der = signer.key.private_bytes(
                forms.Encoding.DER, forms.PrivateFormat.TraditionalOpenSSL, forms.NoEncryption()
            )
            template = pkcs11_rsa.decode_rsa_private_key(der)
        else:
            der = signer.key.private_bytes(
                forms.Encoding.DER, forms.PrivateFormat.TraditionalOpenSSL, forms.NoEncryption()
            )
            template = pkcs11_ec.decode_ec_private_key(der)
        template |= {
            pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: label, pkcs11.Attribute.SENSITIVE: True,
            pkcs11.Attribute.EXTRACTABLE: False, pkcs11.Attribute.DERIVE: True, pkcs11.Attribute.SIGN: True,
        }  # fmt: skip
        self.session.create_object(template)
        self.session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.SUBJECT: signer.certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificates.der(signer.certificate),
            }
        )


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    if not MODULE:
        pytest.skip("SoftHSM is not installed: apt-get install softhsm2")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    label = f"test-{secrets.token_hex(4)}"
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        label,
        "--so-pin",
        "12345678",
        "--pin",
        PIN,
    ]
    subprocess.run(command, check=True, capture_output=True)
    import pkcs11

    session = pkcs11.lib(MODULE).get_token(token_label=label).open(rw=True, user_pin=PIN)
    yield Token(label, session)
    session.close()
