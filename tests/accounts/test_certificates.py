"""Certificates are issued, bound and revoked; outside tools agree."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from accounts import ca
from accounts.actions.certificates import (
    bind_certificate,
    binding_challenge,
    issue_certificate,
    revoke_certificate,
)
from accounts.actions.parties import Contact, register_party
from accounts.actor import Actor
from accounts.models import Certificate, CertificateAuthority, Member, Party
from accounts.models.parties import PartyStatus
from accounts.persons import holders
from accounts.pki.profiles import Holder, subject_of
from accounts.roles import Role
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from foundation.models import Event
from tests.accounts.keys import Key, new_key, proof, request_for, self_signed
from tests.factories.accounts import (
    MemberFactory,
    PartyFactory,
    actor,
    bai,
    chen,
    cui,
    guan,
    mo,
    new_code,
    visitor,
)
from toolkit import persons

pytestmark = pytest.mark.django_db


def registered(code: str, by: Actor) -> Party:
    return register_party(
        kind="organisation", name="青岛新来建设有限公司", role=Role.BIDDER, code=code, by=by,
        contact=Contact(telephone="13800000000"),
    )  # fmt: skip


def bind(party: Party, key: Key, pem: str, by: Actor, **fields: Any) -> Party:
    challenge = binding_challenge(party_id=party.pk, by=by)
    values = {"challenge": challenge, "signature": proof(key, challenge)}
    return bind_certificate(party_id=party.pk, certificate_pem=pem, by=by, **(values | fields))


def loaded(row: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(row.pem.encode())


class TestIssueCertificate:
    def test_names_the_organisation_by_its_code_whatever_the_request_says(self) -> None:
        member = bai()
        row = issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        certificate = loaded(row)
        identifier = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)[0].value
        assert identifier == f"NTRCN-{member.party.code}"
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical and usage.value.digital_signature and not usage.value.key_cert_sign
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert ExtendedKeyUsageOID.CLIENT_AUTH in extended

    def test_runs_on_the_platforms_clock(self) -> None:
        clock.start_demo()
        member = bai()
        row = issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        assert row.not_before <= clock.now() < row.not_before + timedelta(minutes=10)

    def test_refuses_a_weak_key(self) -> None:
        member = bai()
        weak = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        with pytest.raises(Invalid, match="certificate_weak"):
            issue_certificate(party_id=member.party_id, csr_pem=request_for(weak), by=actor(member))

    def test_refuses_a_request_that_its_key_did_not_sign(self) -> None:
        member = bai()
        der = bytearray(
            x509.load_pem_x509_csr(request_for(new_key()).encode()).public_bytes(serialization.Encoding.DER)
        )
        der[-1] ^= 1
        forged = x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()
        with pytest.raises(Invalid, match="request_malformed"):
            issue_certificate(party_id=member.party_id, csr_pem=forged, by=actor(member))

    def test_refuses_competitors_and_other_purposes(self) -> None:
        member = bai()
        with pytest.raises(Forbidden, match="not_your_party"):
            issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(cui()))
        with pytest.raises(Forbidden, match="purpose_not_allowed"):
            issue_certificate(
                party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member), purpose="seal"
            )

    def test_is_the_askers_own_and_names_the_person(self) -> None:
        """Who had a colleague's certificate as well would sign as two persons."""
        member = bai()
        colleague = MemberFactory.create(party=member.party, role=Role.BIDDER)
        elsewhere = MemberFactory.create(user=member.user, role=Role.BIDDER)
        mine = [
            issue_certificate(party_id=one.party_id, csr_pem=request_for(new_key()), by=actor(one))
            for one in (member, member, elsewhere)
        ]
        assert [row.member_id for row in mine] == [member.pk, member.pk, elsewhere.pk]
        assert len({persons.name(loaded(row)) for row in mine}) == 1
        assert persons.count(loaded(row) for row in mine) == 1
        assert set(holders([row.fingerprint for row in mine]).values()) == {member.user_id}
        with pytest.raises(Forbidden, match="certificate_of_a_colleague"):
            issue_certificate(
                party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member), member_id=colleague.pk,
            )  # fmt: skip
        theirs = issue_certificate(
            party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(guan()), member_id=colleague.pk,
        )  # fmt: skip
        assert persons.count([loaded(mine[0]), loaded(theirs)]) == 2

    def test_gives_seals_to_the_centre_and_custody_to_custodians_alone(self) -> None:
        administrator = actor(guan())
        centre = chen().party
        for purpose in ("seal", "receipt", "timestamp", "ocsp"):
            row = issue_certificate(
                party_id=centre.pk, csr_pem=request_for(new_key()), by=administrator, purpose=purpose
            )
            assert row.purpose == purpose
            with pytest.raises(Invalid, match="purpose_not_theirs"):
                issue_certificate(
                    party_id=bai().party_id, csr_pem=request_for(new_key()), by=administrator, purpose=purpose
                )
        keeper = MemberFactory.create(role=Role.CUSTODIAN)
        row = issue_certificate(
            party_id=keeper.party_id, csr_pem=request_for(new_key()), by=administrator, purpose="custody",
            member_id=keeper.pk,
        )  # fmt: skip
        assert loaded(row).extensions.get_extension_for_class(x509.KeyUsage).value.key_agreement

    def test_refuses_in_production(self, settings: Any) -> None:
        member = bai()
        settings.MODE = "production"
        with pytest.raises(Forbidden, match="local_authority_in_production"):
            issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        assert not CertificateAuthority.objects.exists()


class TestBindCertificate:
    def issued(self, party: Party) -> tuple[Key, str]:
        key = new_key()
        row = issue_certificate(party_id=party.pk, csr_pem=request_for(key), by=actor(guan()))
        return key, row.pem

    def test_verifies_the_party_that_the_certificate_names(self) -> None:
        by, code = visitor(mo()), new_code()
        party = registered(code, by)
        key, pem = self.issued(party)
        bound = bind(party, key, pem, by)
        assert (bound.pk, bound.code, bound.status) == (party.pk, code, PartyStatus.ACTIVE)
        assert Event.objects.filter(type="accounts.party.verified", subject=party.pk).exists()

    def test_makes_it_the_certificate_of_the_person_who_holds_its_key(self) -> None:
        by, code = visitor(mo()), new_code()
        party = registered(code, by)
        key, pem = self.issued(party)
        assert Certificate.objects.get(party=party).member is None
        bind(party, key, pem, by)
        row = Certificate.objects.get(party=party)
        assert row.member is not None and row.member.user_id == by.user_id
        # Key and certificate handed to a colleague are that person's still.
        colleague = MemberFactory.create(party=party, role=Role.BIDDER)
        with pytest.raises(Invalid, match="certificate_of_another"):
            bind(party, key, pem, actor(colleague))
        assert bind(party, key, pem, by).pk == party.pk  # the same again

    def test_refuses_a_certificate_of_another_organisation(self) -> None:
        by = visitor(mo())
        party, other = registered(new_code(), by), PartyFactory.create()
        key, pem = self.issued(other)
        with pytest.raises(Invalid, match="certificate_of_another"):
            bind(party, key, pem, by)

    def test_refuses_a_certificate_without_its_key(self) -> None:
        by = visitor(mo())
        party = registered(new_code(), by)
        _, pem = self.issued(party)
        with pytest.raises(Invalid, match="proof_wrong"):
            bind(party, new_key(), pem, by)

    def test_refuses_a_challenge_of_another_user_or_party(self) -> None:
        by = visitor(mo())
        party, second = registered(new_code(), by), registered(new_code(), by)
        key, pem = self.issued(party)
        for challenge in (
            binding_challenge(party_id=second.pk, by=by),
            binding_challenge(party_id=party.pk, by=visitor(mo())),
            "made up",
        ):
            with pytest.raises(Invalid, match="proof_wrong"):
                bind(party, key, pem, by, challenge=challenge, signature=proof(key, challenge))

    def test_refuses_a_certificate_that_vouches_for_itself(self) -> None:
        """A02: the same subject as a real one, without an authority."""
        by, code, key = visitor(mo()), new_code(), new_key()
        party = registered(code, by)
        subject = subject_of(Holder("青岛新来建设有限公司", organisation="青岛新来建设有限公司", code=code))
        with pytest.raises(Invalid, match="certificate_untrusted"):
            bind(party, key, self_signed(key, subject, clock.now()), by)

    def test_refuses_a_revoked_certificate(self) -> None:
        by = visitor(mo())
        party = registered(new_code(), by)
        key, pem = self.issued(party)
        row = Certificate.objects.get(party=party)
        revoke_certificate(certificate_id=row.pk, by=actor(guan()), reason="key_compromise")
        with pytest.raises(Invalid, match="certificate_revoked"):
            bind(party, key, pem, by)

    def test_refuses_an_expired_certificate_and_says_since_when(self) -> None:
        by = visitor(mo())
        party = registered(new_code(), by)
        key, pem = self.issued(party)
        row = Certificate.objects.get(party=party)
        clock.shift_to(row.not_after + timedelta(days=1))
        with pytest.raises(Invalid, match="certificate_expired") as refusal:
            bind(party, key, pem, by)
        assert f"{row.not_after:%Y-%m-%d}" in str(refusal.value.message)

    def test_takes_over_a_party_that_deals_from_elsewhere_brought_in(self) -> None:
        by, code = visitor(mo()), new_code()
        known = PartyFactory.create(code=code, status=PartyStatus.UNVERIFIED, source="transport")
        party = registered(code, by)
        key, pem = self.issued(party)
        bound = bind(party, key, pem, by)
        assert bound.pk == known.pk and bound.is_verified
        assert Member.objects.get(user_id=by.user_id).party_id == known.pk
        assert not Party.objects.filter(pk=party.pk).exists()
        assert bound.contact.telephone == "13800000000"

    def test_sends_a_second_registration_to_the_members_of_the_first(self) -> None:
        owner, by = bai(), visitor(mo())
        party = registered(owner.party.code or "", by)
        key, pem = self.issued(party)
        with pytest.raises(Conflict, match="party_registered_already"):
            bind(party, key, pem, by)
        party.refresh_from_db()
        assert party.status == PartyStatus.UNVERIFIED

    def test_hides_parties_of_others(self) -> None:
        member = bai()
        with pytest.raises(NotFound):
            bind(member.party, new_key(), "x", visitor(mo()))

    def test_needs_a_current_revocation_list_in_production(self, settings: Any, tmp_path: Path) -> None:
        by = visitor(mo())
        party = registered(new_code(), by)
        key, pem = self.issued(party)
        local = ca.authority(clock.now())
        revoked = ca.revocation_list(clock.now()), ca.root_revocation_list(clock.now())
        settings.MODE = "production"
        with pytest.raises(Unavailable, match="no_trust_list"):
            bind(party, key, pem, by)
        settings.TRUST_PATH = tmp_path
        for folder, certificate in (("roots", local.root), ("intermediates", local.issuing)):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "one.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (tmp_path / "crls").mkdir()
        with pytest.raises(Unavailable, match="revocation_unknown"):
            bind(party, key, pem, by)
        for number, listed in enumerate(revoked):
            (tmp_path / "crls" / f"{number}.crl").write_bytes(listed.public_bytes(serialization.Encoding.DER))
        assert bind(party, key, pem, by).is_verified


class TestRevokeCertificate:
    def test_is_the_partys_and_the_administrators(self) -> None:
        member = bai()
        row = issue_certificate(party_id=member.party_id, csr_pem=request_for(new_key()), by=actor(member))
        with pytest.raises(Forbidden):
            revoke_certificate(certificate_id=row.pk, by=actor(cui()))
        with pytest.raises(Invalid, match="reason_unknown"):
            revoke_certificate(certificate_id=row.pk, by=actor(member), reason="because")
        revoke_certificate(certificate_id=row.pk, by=actor(member), reason="superseded")
        with pytest.raises(Conflict, match="certificate_revoked_already"):
            revoke_certificate(certificate_id=row.pk, by=actor(member))
