"""A01–A08: what a signature may not be, sent through the platform's own address: refused by name, leaving no trace."""

from __future__ import annotations

import base64
import resource
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ObjectIdentifier as Oid

from accounts import ca
from accounts.actor import Actor
from accounts.pki import profiles
from accounts.pki.profiles import Holder
from bidding.actions import freezing
from bidding.models import Filing, Receipt
from foundation import clock
from foundation.models import Event
from tests.bidding.sealed import test_refusals
from tests.bidding.sealed.scene import Scene
from tests.toolkit.test_cms import parts, rebuilt
from toolkit import canonical, certificates, cms, der
from toolkit.cms_structures import Algorithm
from toolkit.filings import HEADER, SIGNATURE
from toolkit.objects import Receipt as Numbered
from toolkit.proceedings import Freeze
from toolkit.signers import KeySigner

pytestmark = pytest.mark.django_db
turned_away = test_refusals.turned_away
BLOCK = 8 * 1024 * 1024


def holder(scene: Scene) -> Holder:
    party = scene.world.cast.members["bai"].party
    return Holder("白", organisation=party.name, code=party.code or "")


def signed_as(scene: Scene, folder: Path, signature: bytes) -> str:
    """File the folder with another signature; return the code of the refusal."""
    (folder / SIGNATURE).write_bytes(signature)
    return turned_away(scene, folder)


class TestMalformed:
    @pytest.mark.slow
    def test_set_of_fifty_megabytes_costs_nothing(self, scene: Scene) -> None:
        """A01: a signature of 50 MB is refused within a second and within 50 MB; shorter nonsense likewise."""
        folder = scene.seal()
        length = 50 * 1024 * 1024
        bomb = b"\x31\x84" + length.to_bytes(4, "big") + bytes(length)
        platform, digest = scene.platform(), canonical.sha256(bomb)
        names = scene.upload(folder)
        for offset in range(0, len(bomb), BLOCK):
            platform.append(digest, offset, len(bomb), bomb[offset : offset + BLOCK])
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        answer = scene.file(folder, files=names | {SIGNATURE: digest})
        took = time.process_time() - began
        assert (answer.status, answer.body["code"]) == (422, "cms_too_long")
        assert took < 1 and (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < length
        deep = b""
        for _ in range(4000):
            deep = der.sequence(deep)
        for content in (deep, b"\x30\x80" * 20_000, b"\x31\x83\x00\xf0\x00" + bytes(61_440)):
            began = time.process_time()
            assert signed_as(scene, folder, content) == "cms_malformed"
            assert time.process_time() - began < 1
        assert not Filing.objects.exists()


class TestAuthorities:
    def test_that_imitate_a_real_certificate_are_not_believed(self, scene: Scene) -> None:
        """A02: signed by itself, under the subject, the serial, the issuer and the key id of a real certificate."""
        real = scene.signer("bai").certificate
        key = ca.new_key()
        for issuer in (real.issuer, real.subject):
            builder = (
                x509.CertificateBuilder()
                .subject_name(real.subject)
                .issuer_name(issuer)
                .public_key(key.public_key())
                .serial_number(real.serial_number)
                .not_valid_before(real.not_valid_before_utc)
                .not_valid_after(real.not_valid_after_utc)
            )
            for extension in real.extensions:
                builder = builder.add_extension(extension.value, critical=extension.critical)
            imitation = KeySigner(
                key, builder.sign(key, hashes.SHA256()), (ca.authority(clock.now()).issuing,)
            )
            assert turned_away(scene, scene.seal(signer=imitation)) == "certificate_untrusted"


def issued(scene: Scene, key: Any, **changed: Any) -> KeySigner:
    """A certificate of the local authority for any key and any usage, whatever it would itself refuse to issue."""
    at, by = clock.now(), ca.authority(clock.now())
    begins = (at - timedelta(hours=1)).replace(microsecond=0)
    usages = changed.get("usages", {"digital_signature", "content_commitment"})
    named = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(profiles.subject_of(holder(scene)))
        .issuer_name(by.issuing.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False
        )
    )
    if usages:
        builder = builder.add_extension(x509.KeyUsage(**{one: one in usages for one in named}), critical=True)
    return KeySigner(key, builder.sign(by.key, changed.get("digest", hashes.SHA256())), (by.issuing,))


class TestAlgorithms:
    def test_that_are_weak_or_meant_for_something_else_are_refused(self, scene: Scene) -> None:
        """A04: weak keys, weak digests and other usages, each certified by a trusted authority; each has its code."""
        p256 = ca.new_key()
        signers = [
            ("certificate_weak", issued(scene, rsa.generate_private_key(65537, 1024))),
            ("certificate_weak", issued(scene, rsa.generate_private_key(65537, 2048))),
            ("certificate_weak", issued(scene, rsa.generate_private_key(3, 3072))),
            ("certificate_weak", issued(scene, ec.generate_private_key(ec.SECP192R1()))),
            ("certificate_weak", issued(scene, ec.generate_private_key(ec.SECP256K1()))),
            ("certificate_weak", issued(scene, p256, digest=hashes.SHA224())),
            ("certificate_usage", issued(scene, p256, usages={"key_agreement"})),
            ("certificate_usage", issued(scene, p256, usages={"key_encipherment", "data_encipherment"})),
            ("certificate_usage", issued(scene, p256, usages=set())),
        ]
        assert [turned_away(scene, scene.seal(signer=signer)) for _, signer in signers] == [
            one for one, _ in signers
        ]

    def test_of_the_message_are_those_of_the_certificate(self, scene: Scene) -> None:
        """A04: SHA-1, MD5, SM3, an algorithm of another key, two signers one of them bad, no signer."""
        folder = scene.seal()
        good = (folder / SIGNATURE).read_bytes()
        _, info = parts(good)
        other = parts(cms.sign(scene.signer("cui"), b"something else", at=clock.now()))[1]

        def named(oid: str) -> Algorithm:
            return Algorithm(algorithm=Oid(oid), parameters=None)

        found = [
            signed_as(scene, folder, content)
            for content in (
                rebuilt(good, digest=named("1.3.14.3.2.26")),
                rebuilt(good, digest=named("1.2.840.113549.2.5")),
                rebuilt(good, digest=named("1.2.156.10197.1.401")),
                rebuilt(good, algorithm=named("1.2.840.113549.1.1.11")),
                rebuilt(good, algorithm=named("1.2.840.10045.4.1")),
                rebuilt(good, signature=info.signature[:-1] + bytes([info.signature[-1] ^ 1])),
                rebuilt(good, infos=[info, other]),
                rebuilt(good, infos=[]),
            )
        ]
        assert found == ["cms_algorithm"] * 5 + ["cms_signature", "cms_signers", "cms_signers"]
        (folder / SIGNATURE).write_bytes(good)
        assert scene.file(folder).body["state"] == "accepted"


class TestReplay:
    def test_on_another_lot_or_deal_is_refused(self, scene: Scene) -> None:
        """A05: one bidder's sealed bid, byte for byte, at another's account and on another tender of the same platform."""
        folder = scene.seal("bai")
        assert turned_away(scene, folder, "cui") == "signer_is_another_organisation"
        here, there = scene.made, scene.world.announced()
        scene.made = there
        scene.register("bai")
        scene.under_custody()
        assert turned_away(scene, folder) == "context_mismatch"
        scene.made = here
        assert scene.file(folder).body["state"] == "accepted"

    def test_with_new_keys_gets_the_same_receipt_and_counts_once(self, scene: Scene) -> None:
        """A06: the same bytes under two idempotency keys and under none: one filing, one receipt, one entry in the list."""
        folder = scene.seal()
        names = scene.upload(folder)
        path, body = f"/api/v1/lots/{scene.made.lot}/filings/", {"header": names[HEADER], "files": names}
        answers = [sent(scene, "bai", path, body, key) for key in ("first", "second", None)]
        assert [one.status_code for one in answers] == [201, 200, 200]
        assert [one.json().get("code") for one in answers] == [None, "already_submitted", "already_submitted"]
        assert answers[1].json()["message"] == "此前已递交，未重复收取，回执编号不变"
        receipts = {one.json()["receipt"]["content"] for one in answers}
        assert len({Numbered.from_bytes(base64.b64decode(one)).id for one in receipts}) == len(receipts) == 1
        for key, first in zip(("first", "second"), answers, strict=False):
            again = sent(scene, "bai", path, body, key)
            assert (again.status_code, again.json()["receipt"]) == (
                first.status_code,
                first.json()["receipt"],
            )
        assert (Filing.objects.count(), Receipt.objects.count()) == (1, 1)
        assert Event.objects.filter(type="bidding.filing.reserved").count() == 1
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        listed = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=Actor.clock())
        assert listed is not None and len(Freeze.from_bytes(bytes(listed.content or b"")).bids) == 1

    def test_says_so_to_the_command_line_with_the_same_number(self, scene: Scene) -> None:
        """A06: filed under another key before, from another device: the client is told, and keeps the first receipt."""
        folder = scene.seal()
        names = scene.upload(folder)
        body = {"header": names[HEADER], "files": names}
        first = sent(scene, "bai", f"/api/v1/lots/{scene.made.lot}/filings/", body, "another-device")
        taken = scene.desk().submit(folder)
        assert taken.was_there
        assert taken.issued.content == base64.b64decode(first.json()["receipt"]["content"])
        assert (Filing.objects.count(), Receipt.objects.count()) == (1, 1)


def sent(scene: Scene, who: str, path: str, body: dict[str, Any], key: str | None) -> Any:
    """POST as it comes from outside, under an idempotency key."""
    headers = {"Authorization": f"Bearer {scene.world.stage._tokens[who]}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return scene.world.stage._client.post(path, json=body, headers=headers)


class TestOtherContent:
    def test_than_what_was_signed_is_refused(self, scene: Scene) -> None:
        """A07: a wrong digest under a good signature, attributes missing, content inside beside the content outside."""
        folder = scene.seal()
        header, good = (folder / HEADER).read_bytes(), (folder / SIGNATURE).read_bytes()
        signer = scene.signer("bai")
        _, info = parts(good)

        def with_attributes(keep: Callable[[Oid], bool]) -> bytes:
            signed = asn1.SetOf([one for one in info.signed.as_list() if keep(one.type)])
            return rebuilt(good, signed=signed, signature=signer.sign(asn1.encode_der(signed)))

        found = [
            signed_as(scene, folder, content)
            for content in (
                cms.sign(signer, header + b" ", at=clock.now()),
                with_attributes(lambda oid: oid != cms.MESSAGE_DIGEST),
                with_attributes(lambda oid: oid != cms.SIGNING_CERTIFICATE),
                with_attributes(lambda oid: False),
                cms.sign(signer, header, at=clock.now(), attached=True),
                cms.sign(signer, b"something else", at=clock.now(), attached=True),
            )
        ]
        assert found[:3] == ["cms_digest", "cms_attributes", "cms_attributes"]
        assert found[3] in ("cms_attributes", "cms_malformed")
        assert found[4:] == ["cms_content", "cms_content"]


class TestNationalAlgorithms:
    def test_are_refused_by_name_where_no_profile_allows_them(self, scene: Scene, tmp_path: Path) -> None:
        """A08: SM2 with SM3, made by openssl, is no profile of any policy here: refused, in the signature and in the policy."""
        key, cert = tmp_path / "sm2.key", tmp_path / "sm2.pem"
        for command in (
            ["ecparam", "-name", "SM2", "-genkey", "-noout", "-out", str(key)],
            [
                "req",
                "-new",
                "-x509",
                "-key",
                str(key),
                "-out",
                str(cert),
                "-sm3",
                "-subj",
                "/CN=sm2",
                "-days",
                "300",
            ],
        ):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        folder = scene.seal()
        good = (folder / SIGNATURE).read_bytes()
        certificate = x509.load_pem_x509_certificate(cert.read_bytes())
        own = certificates.der(scene.signer("bai").certificate)
        sm2 = good.replace(own, certificate.public_bytes(forms.Encoding.DER))
        assert signed_as(scene, folder, sm2) in ("cms_malformed", "certificate_malformed")
        sm3 = Algorithm(algorithm=Oid("1.2.156.10197.1.401"), parameters=None)
        sm2_with_sm3 = Algorithm(algorithm=Oid("1.2.156.10197.1.501"), parameters=None)
        assert signed_as(scene, folder, rebuilt(good, digest=sm3, algorithm=sm2_with_sm3)) == "cms_algorithm"
        policy = scene.policy(suite="sm-draft", version=2, prev=scene.custody.policy.hash)
        assert scene.publish(policy).body["code"].startswith(("suite_", "object_", "policy_"))
