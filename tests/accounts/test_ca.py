"""The local authority: its keys, its files, and what outside tools say of them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from accounts import ca, trust
from accounts.actions.certificates import issue_certificate, revoke_certificate
from accounts.models import CertificateAuthority
from accounts.pki.profiles import Holder
from foundation import clock
from tests.accounts.keys import new_key, request_for
from tests.factories.accounts import actor, bai, new_code

pytestmark = pytest.mark.django_db


class TestLocalAuthority:
    def test_is_made_once_and_its_keys_are_encrypted(self) -> None:
        at = clock.now()
        assert ca.authority(at).root == ca.authority(at).root
        assert all("ENCRYPTED PRIVATE KEY" in row.key for row in CertificateAuthority.objects.all())

    def test_is_another_in_another_database_though_this_process_knew_one(self) -> None:
        at = clock.now()
        before = ca.authority(at)
        CertificateAuthority.objects.all().delete()
        after = ca.authority(at)
        assert before.root != after.root and before.key.private_numbers() != after.key.private_numbers()
        assert ca.authority(at).key is after.key  # opened once

    def test_lists_what_is_revoked_from_that_instant_on(self) -> None:
        """Nothing of it is kept for a while: a bid signed after it is refused."""
        member = bai()
        made = issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        assert (
            trust.trust(clock.now()).lists[0].get_revoked_certificate_by_serial_number(int(made.serial, 16))
            is None
        )
        revoke_certificate(certificate_id=made.pk, by=actor(member), reason="key_compromise")
        listed = trust.trust(clock.now()).lists[0]
        assert listed.get_revoked_certificate_by_serial_number(int(made.serial, 16)) is not None

    def test_signs_its_lists_anew_when_somebody_was_revoked_or_after_some_minutes(self) -> None:
        member, since = bai(), clock.now()
        made = issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        first = trust.trust(since).lists
        assert trust.trust(since).lists is first
        later = trust.trust(since + ca.CRL_KEPT).lists
        assert later[0].last_update_utc - first[0].last_update_utc == ca.CRL_KEPT
        revoke_certificate(certificate_id=made.pk, by=actor(member), reason="superseded")
        at = clock.now()
        listed = trust.trust(at).lists
        assert listed[0].last_update_utc <= at and len(listed[0]) == 1
        assert len(trust.trust(since).lists[0]) == 0

    def test_exports_key_and_chain_in_one_file(self) -> None:
        at, key = clock.now(), ca.new_key()
        certificate = ca.issue(
            Holder("白", organisation="白沙", code=new_code()), key.public_key(), "signing", at
        )
        content = ca.export_pkcs12(key, certificate, password="changeit", at=at)
        opened = pkcs12.load_key_and_certificates(content, b"changeit")
        assert opened[1] == certificate and len(opened[2]) == 2
        with pytest.raises(ValueError, match="password"):
            pkcs12.load_key_and_certificates(content, b"wrong")

    def test_makes_guessing_the_password_of_an_exported_key_slow(self, tmp_path: Path) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("openssl is not installed")
        at, key, file = clock.now(), ca.new_key(), tmp_path / "key.p12"
        made = ca.issue(Holder("白", organisation="白沙", code=new_code()), key.public_key(), "signing", at)
        file.write_bytes(ca.export_pkcs12(key, made, password="changeit", at=at))
        command = [openssl, "pkcs12", "-info", "-noout", "-passin", "pass:changeit", "-in", str(file)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        assert told.count("Iteration 200000") >= 2

    def test_satisfies_openssl_and_its_list_fails_the_revoked(self, tmp_path: Path) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("openssl is not installed")
        member = bai()
        good, bad = (
            issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
            for _ in range(2)
        )
        revoke_certificate(certificate_id=bad.pk, by=actor(member), reason="key_compromise")
        at = clock.now()
        by = ca.authority(at)
        lists = (ca.revocation_list(at), ca.root_revocation_list(at))
        pems = {
            "root": by.root.public_bytes(serialization.Encoding.PEM),
            "issuing": by.issuing.public_bytes(serialization.Encoding.PEM),
            "lists": b"".join(one.public_bytes(serialization.Encoding.PEM) for one in lists),
            "good": good.pem.encode(),
            "bad": bad.pem.encode(),
        }
        for name, content in pems.items():
            (tmp_path / name).write_bytes(content)

        def verify(leaf: str) -> subprocess.CompletedProcess[str]:
            words = [
                openssl,
                "verify",
                "-attime",
                str(int(at.timestamp()) + 1),
                "-x509_strict",
                "-crl_check_all",
            ]
            words += ["-CRLfile", "lists", "-CAfile", "root", "-untrusted", "issuing", leaf]
            return subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)

        assert verify("good").stdout == "good: OK\n", verify("good").stderr
        refused = verify("bad")
        assert refused.returncode != 0 and "certificate revoked" in refused.stderr
