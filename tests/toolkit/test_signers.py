from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.toolkit.pki import AGREES, NOW, Authority
from toolkit import capsules, certificates, cms, signers
from toolkit.refusals import Refused

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((one for one in MODULES if Path(one).exists()), "")
PIN = "1234"
AUTHORITY = Authority()


def p12(signer: signers.KeySigner, password: bytes = b"secret") -> bytes:
    encryption = (
        forms.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(1000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password)
    )
    return pkcs12.serialize_key_and_certificates(
        b"me", signer.key, signer.certificate, [AUTHORITY.certificate], encryption
    )


class TestKeyFile:
    @pytest.mark.parametrize("key", [None, rsa.generate_private_key(65537, 3072)], ids=["p256", "rsa"])
    def test_signs(self, key: rsa.RSAPrivateKey | None) -> None:
        issued = AUTHORITY.issue("Bidder", "91310000MA1BB00001", key=key)
        signer = signers.read_pkcs12(p12(issued), "secret")
        signed = cms.verify(cms.sign(signer, b"content", at=NOW), b"content")
        assert signed.certificate == issued.certificate
        assert list(signed.others) == [AUTHORITY.certificate]

    def test_opens_capsules(self) -> None:
        issued = AUTHORITY.issue("Custodian", "11310000MB1FL00011", usages=AGREES)
        holder = signers.agreement_of(signers.read_pkcs12(p12(issued), "secret"))
        assert capsules.open_(capsules.seal(b"share", holder.certificate), holder) == b"share"

    @pytest.mark.parametrize(
        ("content", "password"), [(b"", "secret"), (b"\x30\x03\x02\x01\x03", "secret"), (None, "other")]
    )
    def test_unreadable_is_told(self, content: bytes | None, password: str) -> None:
        content = p12(AUTHORITY.issue("Bidder")) if content is None else content
        with pytest.raises(Refused, match="key_file_unreadable"):
            signers.read_pkcs12(content, password)

    def test_without_certificate_is_told(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        bare = pkcs12.serialize_key_and_certificates(b"me", key, None, None, forms.NoEncryption())
        with pytest.raises(Refused, match="key_file_unreadable"):
            signers.read_pkcs12(bare, "")

    def test_of_rsa_agrees_on_nothing(self) -> None:
        signer = AUTHORITY.issue("Bidder", key=rsa.generate_private_key(65537, 3072))
        with pytest.raises(Refused, match="key_file_unreadable"):
            signers.agreement_of(signer)


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


@pytest.fixture(scope="module")
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


class TestDevice:
    @pytest.mark.parametrize("kind", ["p256", "rsa"])
    def test_signs(self, token: Token, kind: str) -> None:
        key = rsa.generate_private_key(65537, 3072) if kind == "rsa" else None
        issued = AUTHORITY.issue("Bidder", "91310000MA1BB00001", key=key)
        token.add(kind, issued)
        signer = signers.DeviceSigner(token.session, kind, [AUTHORITY.certificate])
        for content in (b"", b"content", b"x" * 100_000):
            assert cms.verify(cms.sign(signer, content, at=NOW), content).certificate == issued.certificate

    def test_opens_capsules_without_giving_its_key_out(self, token: Token) -> None:
        import pkcs11

        issued = AUTHORITY.issue("Custodian", "11310000MB1FL00011", usages=AGREES)
        token.add("custody", issued)
        holder = signers.DeviceAgreement(token.session, "custody")
        for content in (b"", b"share"):
            assert capsules.open_(capsules.seal(content, issued.certificate), holder) == content
        key = token.session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label="custody")
        with pytest.raises(pkcs11.PKCS11Error):
            key[pkcs11.Attribute.VALUE]

    def test_never_sees_a_point_off_the_curve(self, token: Token) -> None:
        token.add("custody-2", AUTHORITY.issue("Custodian", usages=AGREES))
        holder = signers.DeviceAgreement(token.session, "custody-2")
        with pytest.raises(Refused, match="capsule_point"):
            holder.exchange(b"\4" + b"\1" * 64)

    def test_that_lacks_the_key_is_told(self, token: Token) -> None:
        with pytest.raises(Refused, match="device_unavailable"):
            signers.DeviceSigner(token.session, "nobody")
        with pytest.raises(Refused, match="device_unavailable"):
            signers.open_token(MODULE, "no such token", PIN)
        with pytest.raises(Refused, match="device_unavailable"):
            signers.open_token("/nonexistent.so", token.label, PIN)
