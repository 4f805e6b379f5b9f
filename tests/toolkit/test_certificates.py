from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.toolkit.pki import AGREES, NOW, Authority, named
from toolkit import certificates, trust_folders
from toolkit.certificates import Trust
from toolkit.refusals import Refused

CODE = "91310000MA1BB00001"


def refused(
    code: str, certificate: x509.Certificate, trust: Trust, at: datetime = NOW, usage: str = "sign"
) -> None:
    with pytest.raises(Refused) as caught:
        certificates.judge(certificate, trust, at, usage=usage)
    assert caught.value.code == code


@pytest.fixture
def authority() -> Authority:
    return Authority()


class TestCertificate:
    def test_of_a_trusted_authority_is_good(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        certificates.judge(certificate, authority.trust(), NOW, usage="sign")
        assert certificates.organisation(certificate) == CODE

    def test_of_an_authority_with_the_same_name_is_untrusted(self, authority: Authority) -> None:
        refused("certificate_untrusted", Authority().issue("Bidder", CODE).certificate, authority.trust())

    def test_signed_by_itself_is_untrusted(self, authority: Authority) -> None:
        own = Authority("Bidder").issue("Bidder", CODE)
        refused("certificate_untrusted", own.certificate, authority.trust())
        refused("certificate_untrusted", own.certificate, Trust([]))

    def test_by_a_holder_who_is_no_authority_is_untrusted(self, authority: Authority) -> None:
        holder = authority.issue("Holder", CODE)
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        sub = Authority("Sub", key=holder.key)
        child = sub._build(named("Child", CODE), holder.key.public_key(), frozenset({"digital_signature"}))
        trust = replace(authority.trust(), intermediates=[holder.certificate, sub.certificate])
        refused("certificate_untrusted", child, trust)

    def test_out_of_its_time_is_refused_at_the_boundary(self, authority: Authority) -> None:
        begins = NOW - timedelta(days=1)
        certificate = authority.issue("Bidder", CODE, begins=begins, days=2).certificate
        trust = authority.trust()
        ends = begins + timedelta(days=2)
        refused("certificate_not_yet_valid", certificate, trust, begins - timedelta(seconds=1))
        certificates.judge(certificate, trust, begins, usage="sign")
        certificates.judge(certificate, trust, ends - timedelta(seconds=1), usage="sign")
        refused("certificate_expired", certificate, trust, ends)

    @pytest.mark.parametrize(
        "generate",
        [
            partial(rsa.generate_private_key, 65537, 2048),
            partial(rsa.generate_private_key, 3, 3072),
            partial(ec.generate_private_key, ec.SECP192R1()),
            partial(ec.generate_private_key, ec.SECP256K1()),
        ],
        ids=["rsa 2048", "rsa e=3", "p192", "k1"],
    )
    def test_with_a_weak_key_is_refused(
        self, authority: Authority, generate: Callable[[], ec.EllipticCurvePrivateKey]
    ) -> None:
        weak = authority.issue("Bidder", CODE, key=generate()).certificate
        refused("certificate_weak", weak, authority.trust())

    def test_whose_key_signs_nothing_cannot_be_read(self, authority: Authority) -> None:
        """An RSA key with the exponent 1 signs whatever it is given as it is."""
        written = certificates.der(
            authority.issue("Bidder", CODE, key=rsa.generate_private_key(3, 3072)).certificate
        )
        three, one = b"\x02\x01\x03", b"\x02\x01\x01"
        assert written.count(three) == 1
        with pytest.raises(Refused, match="certificate_malformed"):
            certificates.load(written.replace(three, one))

    def test_with_a_weak_digest_is_refused(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE, digest=hashes.SHA224()).certificate
        refused("certificate_weak", certificate, authority.trust())

    def test_for_another_use_is_refused(self, authority: Authority) -> None:
        trust = authority.trust()
        agree, sign = authority.issue("A", CODE, usages=AGREES), authority.issue("S", CODE)
        stamp = authority.issue("T", extended=ExtendedKeyUsageOID.TIME_STAMPING)
        refused("certificate_usage", agree.certificate, trust)
        refused("certificate_usage", sign.certificate, trust, usage="agree")
        refused("certificate_usage", sign.certificate, trust, usage="timestamp")
        certificates.judge(stamp.certificate, trust, NOW, usage="timestamp")
        p384 = authority.issue("A", CODE, usages=AGREES, key=ec.generate_private_key(ec.SECP384R1()))
        refused("certificate_usage", p384.certificate, trust, usage="agree")

    def test_without_an_organisation_is_told(self, authority: Authority) -> None:
        with pytest.raises(Refused, match="certificate_names_no_organisation"):
            certificates.organisation(authority.issue("Bidder").certificate)

    def test_is_read_strictly(self) -> None:
        for text in ("", "AAAA", "not base64!", "MIIB"):
            with pytest.raises(Refused, match="certificate_malformed"):
                certificates.from_base64(text)


class TestRevocation:
    def test_before_counts_and_after_does_not(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        authority.revoked[certificate.serial_number] = NOW
        trust = authority.trust()
        certificates.judge(certificate, trust, NOW - timedelta(seconds=1), usage="sign")
        refused("certificate_revoked", certificate, trust, NOW)
        refused("certificate_revoked", certificate, trust, NOW + timedelta(days=1))

    def test_alone_counts_of_what_was_judged_before(self, authority: Authority) -> None:
        """Of a certificate by an authority that has expired since nothing else is asked."""
        sub, late = Authority("Sub"), NOW + timedelta(days=30)
        usages = frozenset({"key_cert_sign", "crl_sign"})
        above = authority._build(named("Sub"), sub.key.public_key(), usages, ca=True, days=70)
        certificate = sub.issue("Evaluation", usages=AGREES).certificate

        def trust() -> Trust:
            return Trust([authority.certificate], [above], [authority.list(), sub.list()])

        certificates.judge(certificate, trust(), NOW, usage="agree")
        refused("certificate_untrusted", certificate, trust(), late, usage="agree")
        certificates.refuse_revoked(certificate, trust(), late, judged_at=NOW)
        for by, one in ((sub, certificate), (authority, above)):
            by.revoked[one.serial_number] = NOW + timedelta(days=1)
            with pytest.raises(Refused, match="certificate_revoked"):
                certificates.refuse_revoked(certificate, trust(), late, judged_at=NOW)
            certificates.refuse_revoked(certificate, trust(), NOW, judged_at=NOW)
            by.revoked.clear()
        certificates.refuse_revoked(certificate, Trust([authority.certificate], [above]), late, judged_at=NOW)

    def test_unknown_is_never_good(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        stale = authority.list(NOW - timedelta(days=9), days=8)
        foreign = Authority().list()
        for lists in ([], [stale], [foreign]):
            refused("revocation_unknown", certificate, Trust([authority.certificate], lists=lists))

    def test_list_made_later_still_speaks_of_now(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        later = Trust([authority.certificate], lists=[authority.list(NOW + timedelta(days=30), days=7)])
        certificates.judge(certificate, later, NOW, usage="sign")

    def test_list_made_after_expiry_says_nothing(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE, begins=NOW - timedelta(days=1), days=2).certificate
        later = Trust([authority.certificate], lists=[authority.list(NOW + timedelta(days=30), days=7)])
        refused("revocation_unknown", certificate, later)

    def test_partial_list_is_no_evidence(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        point = x509.IssuingDistributionPoint(None, None, False, True, None, False, False)
        partial = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.certificate.subject)
            .last_update(NOW - timedelta(days=1))
            .next_update(NOW + timedelta(days=1))
            .add_extension(point, critical=True)
            .sign(authority.key, hashes.SHA256())
        )
        refused("revocation_unknown", certificate, Trust([authority.certificate], lists=[partial]))

    def test_answers_count_like_lists(self, authority: Authority) -> None:
        certificate = authority.issue("Bidder", CODE).certificate
        other = authority.issue("Other", CODE).certificate

        def trust(*answers: object) -> Trust:
            return Trust([authority.certificate], answers=answers)  # type: ignore[arg-type]

        certificates.judge(certificate, trust(authority.answer(certificate)), NOW, usage="sign")
        revoked = authority.answer(certificate, revoked_at=NOW - timedelta(days=1))
        refused("certificate_revoked", certificate, trust(revoked))
        refused("certificate_revoked", certificate, trust(authority.answer(certificate), revoked))
        refused("revocation_unknown", certificate, trust(authority.answer(other)))
        refused("revocation_unknown", certificate, trust(Authority().answer(certificate)))
        old = authority.answer(certificate, at=NOW - timedelta(days=3))
        refused("revocation_unknown", certificate, trust(old))

    def test_answer_of_a_named_responder_counts_of_another_not(self, authority: Authority) -> None:
        from cryptography.x509 import ocsp

        certificate = authority.issue("Bidder", CODE).certificate
        good = authority.issue("OCSP", extended=ExtendedKeyUsageOID.OCSP_SIGNING)
        bad = authority.issue("Not OCSP")
        for signer, fine in ((good, True), (bad, False)):
            answer = (
                ocsp.OCSPResponseBuilder()
                .add_response(
                    cert=certificate, issuer=authority.certificate, algorithm=hashes.SHA256(),
                    cert_status=ocsp.OCSPCertStatus.GOOD, this_update=NOW, next_update=NOW + timedelta(days=1),
                    revocation_time=None, revocation_reason=None,
                )
                .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
                .certificates([signer.certificate])
                .sign(signer.key, hashes.SHA256())
            )  # fmt: skip
            trust = Trust([authority.certificate], answers=[answer])
            if fine:
                certificates.judge(certificate, trust, NOW, usage="sign")
            else:
                refused("revocation_unknown", certificate, trust)


class TestTrust:
    def test_is_read_from_a_folder(self, authority: Authority, tmp_path: Path) -> None:
        for name in ("roots", "intermediates", "crls", "ocsp"):
            (tmp_path / name).mkdir()
        certificate = authority.issue("Bidder", CODE).certificate
        (tmp_path / "roots/root.pem").write_bytes(authority.certificate.public_bytes(forms.Encoding.PEM))
        (tmp_path / "crls/a.crl").write_bytes(authority.list().public_bytes(forms.Encoding.DER))
        (tmp_path / "crls/b.crl").write_bytes(authority.list().public_bytes(forms.Encoding.PEM))
        (tmp_path / "ocsp/a.der").write_bytes(authority.answer(certificate).public_bytes(forms.Encoding.DER))
        trust = trust_folders.read(tmp_path)
        assert (len(trust.roots), len(trust.lists), len(trust.answers)) == (1, 2, 1)
        certificates.judge(certificate, trust, NOW, usage="sign")

    def test_with_a_broken_file_is_not_read_around(self, tmp_path: Path) -> None:
        (tmp_path / "crls").mkdir()
        (tmp_path / "crls/a.crl").write_bytes(b"broken")
        with pytest.raises(ValueError):
            trust_folders.read(tmp_path)
