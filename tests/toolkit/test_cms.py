from __future__ import annotations

import resource
import time
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit import openssl
from tests.toolkit.pki import NOW, Authority
from toolkit import cms, cms_structures, der
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

AUTHORITY = Authority()
SIGNER = AUTHORITY.issue("Bidder", "91310000MA1BB00001")
OTHER = AUTHORITY.issue("Other", "91310000MA1BB00002")
CONTENT = "标书内容".encode()


@cache
def of_rsa() -> KeySigner:
    """Return who signs with RSA. Its key takes a second to make, and every worker collects this module."""
    return AUTHORITY.issue("Bidder RSA", "91310000MA1BB00003", key=rsa.generate_private_key(65537, 3072))


@pytest.fixture(params=["p256", "rsa"])
def signer(request: pytest.FixtureRequest) -> KeySigner:
    return SIGNER if request.param == "p256" else of_rsa()


def parts(message: bytes) -> tuple[cms_structures.SignedData, cms_structures.SignerInfo]:
    data = asn1.decode_der(cms_structures.ContentInfo, message).content.parse(cms_structures.SignedData)
    return data, data.signers.as_list()[0]


def rebuilt(
    message: bytes, *, infos: list[cms_structures.SignerInfo] | None = None, **changed: object
) -> bytes:
    """The same message with other fields, encoded well."""
    data, info = parts(message)
    fields = {
        name: getattr(info, name)
        for name in ("version", "sid", "digest", "signed", "algorithm", "signature", "unsigned")
    }
    new = cms_structures.SignerInfo(**(fields | changed))
    whole = cms_structures.SignedData(
        version=data.version,
        digests=data.digests,
        content=data.content,
        certificates=data.certificates,
        signers=asn1.SetOf(infos if infos is not None else [new]),
    )
    return asn1.encode_der(
        cms_structures.ContentInfo(
            type=cms.SIGNED_DATA, content=asn1.decode_der(asn1.TLV, asn1.encode_der(whole))
        )
    )


class TestSignature:
    @pytest.mark.parametrize("attached", [False, True])
    def test_says_who_signed_what(self, signer: KeySigner, attached: bool) -> None:
        message = cms.sign(signer, CONTENT, at=NOW, attached=attached)
        signed = cms.verify(message, None if attached else CONTENT)
        assert (signed.content, signed.certificate, signed.signed_at) == (CONTENT, signer.certificate, NOW)

    @pytest.mark.parametrize("attached", [False, True])
    def test_is_accepted_by_openssl(self, tmp_path: Path, signer: KeySigner, attached: bool) -> None:
        (tmp_path / "content").write_bytes(CONTENT)
        (tmp_path / "message.p7s").write_bytes(cms.sign(signer, CONTENT, at=NOW, attached=attached))
        root = openssl.pem(tmp_path, "root.pem", AUTHORITY.certificate)
        words: list[str | Path] = [
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "message.p7s",
            "-CAfile",
            root,
            "-purpose",
            "any",
        ]
        words += ["-attime", str(int(NOW.timestamp()))]
        words += [] if attached else ["-content", "content"]
        done = openssl.run(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, CONTENT), done.stderr

    @pytest.mark.parametrize("cades", [True, False])
    def test_by_openssl_is_accepted_if_it_names_its_certificate(self, tmp_path: Path, cades: bool) -> None:
        (tmp_path / "content").write_bytes(CONTENT)
        own = openssl.pem(tmp_path, "own.pem", SIGNER.certificate, SIGNER.key)
        words: list[str | Path] = [
            "cms",
            "-sign",
            "-binary",
            "-in",
            "content",
            "-signer",
            own,
            "-outform",
            "DER",
            "-out",
            "message.p7s",
        ]
        assert (
            openssl.run(*words, *(["-cades"] if cades else []), "-nosmimecap", cwd=tmp_path).returncode == 0
        )
        message = (tmp_path / "message.p7s").read_bytes()
        if cades:
            assert cms.verify(message, CONTENT).certificate == SIGNER.certificate
        else:
            with pytest.raises(Refused, match="cms_attributes"):
                cms.verify(message, CONTENT)

    def test_changed_anywhere_is_refused_or_says_the_same(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW, attached=True)
        kept = 0
        for at in range(len(message)):
            changed = message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]
            try:
                signed = cms.verify(changed)
            except Refused as refused:
                assert refused.code.startswith(("cms_", "certificate_"))
                continue
            # Version numbers and the certificate's own signature say nothing of who signed what; trust checks the latter.
            assert (signed.content, signed.signed_at) == (CONTENT, NOW)
            kept += 1
        assert kept < len(message) / 4

    @given(st.binary(max_size=300))
    def test_answers_any_bytes(self, message: bytes) -> None:
        with pytest.raises(Refused, match="cms_"):
            cms.verify(message, CONTENT)

    @pytest.mark.parametrize(
        "message",
        [
            b"",
            b"\x30\x80" * 100,
            b"\x30\x84\xff\xff\xff\xff",
            der.sequence(der.oid("1.2.840.113549.1.7.2"), der.tlv(0xA0, b"\x31\x82" * 30_000)),
            der.tlv(0x31, b"\x05\x00" * 25_000_000),
        ],
        ids=["empty", "nested", "long", "set", "50 MB"],
    )
    def test_malformed_costs_nothing(self, message: bytes) -> None:
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        with pytest.raises(Refused, match=r"cms_(malformed|too_long)"):
            cms.verify(message, CONTENT)
        assert time.process_time() - began < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000

    def test_truncated_is_malformed(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        for size in range(0, len(message), 7):
            with pytest.raises(Refused, match="cms_malformed"):
                cms.verify(message[:size], CONTENT)
        with pytest.raises(Refused, match="cms_malformed"):
            cms.verify(message + b"\0", CONTENT)

    def test_over_other_content_is_refused(self) -> None:
        with pytest.raises(Refused, match="cms_digest"):
            cms.verify(cms.sign(SIGNER, CONTENT, at=NOW), CONTENT + b"\n")

    def test_attached_where_detached_is_wanted_is_refused_and_the_other_way(self) -> None:
        with pytest.raises(Refused, match="cms_content"):
            cms.verify(cms.sign(SIGNER, CONTENT, at=NOW, attached=True), CONTENT)
        with pytest.raises(Refused, match="cms_content"):
            cms.verify(cms.sign(SIGNER, CONTENT, at=NOW))

    def test_with_two_or_no_signers_is_refused(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        _, info = parts(message)
        for infos in ([], [info, info]):
            with pytest.raises(Refused, match=r"cms_(signers|malformed)"):
                cms.verify(rebuilt(message, infos=infos), CONTENT)

    def test_with_another_algorithm_than_its_key_is_refused(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        for oid in (
            cms.RSA_WITH_SHA256,
            Oid("1.2.840.10045.4.3.3"),
            Oid("1.2.840.10045.4.1"),
            Oid("1.2.156.10197.1.501"),
        ):
            with pytest.raises(Refused, match="cms_algorithm"):
                cms.verify(
                    rebuilt(message, algorithm=cms_structures.Algorithm(algorithm=oid, parameters=None)),
                    CONTENT,
                )

    @pytest.mark.parametrize(
        "oid", ["1.3.14.3.2.26", "1.2.840.113549.2.5", "1.2.156.10197.1.401"], ids=["sha1", "md5", "sm3"]
    )
    def test_with_a_weak_or_foreign_digest_is_refused(self, oid: str) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        digest = cms_structures.Algorithm(algorithm=Oid(oid), parameters=None)
        with pytest.raises(Refused, match="cms_algorithm"):
            cms.verify(rebuilt(message, digest=digest), CONTENT)

    @pytest.mark.parametrize("missing", [cms.CONTENT_TYPE, cms.MESSAGE_DIGEST, cms.SIGNING_CERTIFICATE])
    def test_without_an_attribute_is_refused(self, missing: Oid) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        _, info = parts(message)
        signed = asn1.SetOf([one for one in info.signed.as_list() if one.type != missing])
        with pytest.raises(Refused, match="cms_attributes"):
            cms.verify(
                rebuilt(message, signed=signed, signature=SIGNER.sign(asn1.encode_der(signed))), CONTENT
            )

    def test_with_an_attribute_twice_is_refused(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        _, info = parts(message)
        one = info.signed.as_list()
        signed = asn1.SetOf([*one, one[0]])
        with pytest.raises(Refused, match="cms_attributes"):
            cms.verify(
                rebuilt(message, signed=signed, signature=SIGNER.sign(asn1.encode_der(signed))), CONTENT
            )

    def test_of_one_key_under_another_certificate_is_refused(self) -> None:
        """The same key, certified twice: the signature names which of the two was meant."""
        twin = KeySigner(
            SIGNER.key, AUTHORITY.issue("Bidder", "91310000MA1BB00009", key=SIGNER.key).certificate
        )
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        data, info = parts(message)
        sid = cms_structures.IssuerAndSerial(issuer=info.sid.issuer, serial=twin.certificate.serial_number)
        whole = cms_structures.SignedData(
            version=1, digests=data.digests, content=data.content,
            certificates=asn1.SetOf([twin.certificate]),
            signers=asn1.SetOf([cms_structures.SignerInfo(
                version=1, sid=sid, digest=info.digest, signed=info.signed, algorithm=info.algorithm,
                signature=info.signature, unsigned=None,
            )]),
        )  # fmt: skip
        changed = asn1.encode_der(
            cms_structures.ContentInfo(
                type=cms.SIGNED_DATA, content=asn1.decode_der(asn1.TLV, asn1.encode_der(whole))
            )
        )
        with pytest.raises(Refused, match="cms_certificate"):
            cms.verify(changed, CONTENT)

    def test_of_another_value_is_refused(self) -> None:
        message = cms.sign(SIGNER, CONTENT, at=NOW)
        _, info = parts(message)
        for signature in (b"", b"\0" * 70, OTHER.sign(asn1.encode_der(info.signed)), info.signature + b"\0"):
            with pytest.raises(Refused, match="cms_signature"):
                cms.verify(rebuilt(message, signature=signature), CONTENT)
