from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.tokens import MODULE, PIN, Token
from tests.toolkit.pki import AGREES, NOW, Authority
from toolkit import capsules, cms, signers
from toolkit.refusals import Refused

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
    @pytest.mark.parametrize("kind", ["p256", "rsa"])
    def test_signs(self, kind: str) -> None:
        key = rsa.generate_private_key(65537, 3072) if kind == "rsa" else None
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
