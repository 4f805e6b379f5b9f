"""The journal of this floor: what happened, by ids; nobody's name, address or number."""

import json

import pytest

from accounts.actions.certificates import bind_certificate, binding_challenge, issue_certificate
from accounts.actions.members import accept_invitation, invite_member, revoke_member
from accounts.actions.parties import Contact, confirm_person, register_party
from accounts.actions.tokens import create_token, revoke_token
from accounts.models import Member, Party
from accounts.roles import Role
from foundation.models import Event
from tests.accounts.keys import new_key, proof, request_for
from tests.factories.accounts import UserFactory, actor, chen, guan, new_code, visitor

NUMBER = "11010519491231002X"
PERSONAL = ("莫小雨", "林大海", "白沙", "mo@example.invalid", "13800000000", NUMBER, "香港中路")


def life_of_a_party() -> Party:
    """Everything that this floor does to a party, one after the other."""
    mo = UserFactory.create(email="mo@example.invalid", display_name="莫小雨")
    by, administrator = visitor(mo), actor(guan())
    contact = Contact(
        name="莫小雨", telephone="13800000000", email="mo@example.invalid", address="香港中路1号"
    )
    party = register_party(
        kind="organisation", name="青岛白沙建设有限公司", role=Role.BIDDER, code=new_code(), by=by,
        legal_representative="林大海", contact=contact,
    )  # fmt: skip
    key = new_key()
    row = issue_certificate(party_id=party.pk, csr_pem=request_for(key), by=administrator)
    challenge = binding_challenge(party_id=party.pk, by=by)
    party = bind_certificate(
        party_id=party.pk,
        certificate_pem=row.pem,
        challenge=challenge,
        signature=proof(key, challenge),
        by=by,
    )
    member = Member.objects.get(user=mo)
    _, secret = invite_member(
        party_id=party.pk, email="lin@example.invalid", role=Role.BIDDER, by=actor(member)
    )
    joined = accept_invitation(secret=secret, by=visitor(UserFactory.create(email="lin@example.invalid")))
    token, _ = create_token(name="莫小雨的工具", by=actor(member))
    revoke_token(token_id=token.pk, by=actor(member))
    revoke_member(member_id=joined.pk, by=actor(member))
    return party


@pytest.mark.django_db
class TestEvents:
    def test_tell_the_life_of_a_party_in_order(self) -> None:
        party = life_of_a_party()
        told = Event.objects.filter(subject=party.pk).order_by("subject_seq").values_list("type", flat=True)
        assert list(told) == [
            "accounts.party.registered",
            "accounts.member.joined",
            "accounts.certificate.issued",
            "accounts.certificate.bound",
            "accounts.party.verified",
            "accounts.member.invited",
            "accounts.member.joined",
            "accounts.token.created",
            "accounts.token.revoked",
            "accounts.member.revoked",
        ]

    def test_hold_no_personal_data(self) -> None:
        life_of_a_party()
        person = register_party(
            kind="person", name="林大海", role=Role.BIDDER, identity_number=NUMBER,
            by=visitor(UserFactory.create(display_name="林大海")),
        )  # fmt: skip
        confirm_person(party_id=person.pk, identity_number=NUMBER, by=actor(chen()))
        written = json.dumps(list(Event.objects.values("subject", "actor", "data")), ensure_ascii=False)
        assert Event.objects.count() > 10
        assert [word for word in PERSONAL if word in written] == []

    def test_name_actors_by_id(self) -> None:
        life_of_a_party()
        assert {label[:4] for label in Event.objects.values_list("actor", flat=True)} == {"usr_", "mem_"}
