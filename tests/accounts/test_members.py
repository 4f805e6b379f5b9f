"""Members are invited, join and leave."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.members import accept_invitation, invite_member, revoke_member
from accounts.models import ApiToken, Invitation, Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories.accounts import (
    JOINED_AT,
    MemberFactory,
    OwnershipFactory,
    PartyFactory,
    UserFactory,
    actor,
    bai,
    chen,
    cui,
    guan,
    mo,
    su,
    visitor,
)

pytestmark = pytest.mark.django_db


def invite(inviter: Member, **fields: Any) -> tuple[Invitation, str]:
    values = {"party_id": inviter.party_id, "email": "mo@example.invalid", "role": Role.BIDDER}
    return invite_member(**(values | {"by": actor(inviter)} | fields))


class TestInviteMember:
    def test_keeps_only_a_digest_of_the_secret(self) -> None:
        invitation, secret = invite(bai())
        invitation.refresh_from_db()
        assert secret not in str(vars(invitation))
        assert len(invitation.token_digest) == 64

    def test_gives_only_roles_that_the_party_holds(self) -> None:
        with pytest.raises(Forbidden, match="role_not_yours_to_give"):
            invite(bai(), role=Role.ORGANISER)

    @pytest.mark.parametrize("role", [Role.CENTRE, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.CUSTODIAN])
    def test_leaves_staff_roles_to_administrators(self, role: Role) -> None:
        with pytest.raises(Forbidden):
            invite(bai(), role=role)
        with pytest.raises(Forbidden, match="not_your_party"):
            invite(chen(), role=role)

    def test_is_not_a_competitors(self) -> None:
        with pytest.raises(Forbidden, match="not_your_party"):
            invite(cui(), party_id=bai().party_id)

    def test_refuses_a_bidder_for_the_operators_party_at_once(self) -> None:
        with pytest.raises(Conflict) as refusal:
            invite(guan(), party_id=chen().party_id, role=Role.BIDDER)
        assert [reason.code for reason in refusal.value.reasons] == ["operator_bids"]

    def test_refuses_a_bidder_for_an_affiliate_of_the_operator(self) -> None:
        affiliate = OwnershipFactory.create(owner=chen().party, share=40).owned
        with pytest.raises(Conflict) as refusal:
            invite(guan(), party_id=affiliate.pk, role=Role.BIDDER)
        assert [reason.code for reason in refusal.value.reasons] == ["operator_affiliate_bids"]

    def test_refuses_a_malformed_address_and_region_together(self) -> None:
        with pytest.raises(Invalid) as refusal:
            invite(bai(), email="mo", regions=["37"])
        assert set(refusal.value.fields) == {"email", "regions"}


class TestAcceptInvitation:
    def test_makes_the_invited_user_a_member_with_its_scope(self) -> None:
        party = su().party
        _, secret = invite(
            guan(), party_id=party.pk, role=Role.SUPERVISOR, regions=["370200"], sectors=["housing"]
        )
        user = UserFactory.create(email="mo@example.invalid")
        member = accept_invitation(secret=secret, by=visitor(user))
        assert (member.user_id, member.party_id, member.role) == (user.pk, party.pk, Role.SUPERVISOR)
        assert (member.regions, member.sectors) == (["370200"], ["housing"])

    def test_answers_alike_for_unknown_used_expired_and_anothers(self) -> None:
        inviter = bai()
        user = UserFactory.create(email="mo@example.invalid")
        _, used = invite(inviter)
        accept_invitation(secret=used, by=visitor(user))
        late, expired = invite(inviter)
        Invitation.objects.filter(pk=late.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        _, anothers = invite(inviter, email="else@example.invalid")
        refusals = []
        for secret in ("unknown", used, expired, anothers):
            with pytest.raises(NotFound) as refusal:
                accept_invitation(secret=secret, by=visitor(user))
            refusals.append((refusal.value.code, str(refusal.value.message)))
        assert len(set(refusals)) == 1

    def test_refuses_a_second_role_that_duties_keep_apart(self) -> None:
        officer = chen(user__email="chen@example.invalid")
        _, secret = invite(bai(), email="Chen@Example.invalid")
        with pytest.raises(Conflict) as refusal:
            accept_invitation(secret=secret, by=visitor(officer.user))
        assert refusal.value.reasons[0].code == "centre_staff_bids"
        assert "第二十三条" in str(refusal.value.reasons[0].law)

    def test_keeps_custodians_and_administrators_apart(self) -> None:
        administrator = guan()
        notary = PartyFactory.create()
        keeper = MemberFactory.create(role=Role.CUSTODIAN)
        _, secret = invite(
            administrator, party_id=notary.pk, role=Role.ADMINISTRATOR, email=keeper.user.email
        )
        with pytest.raises(Conflict) as refusal:
            accept_invitation(secret=secret, by=visitor(keeper.user))
        assert [reason.code for reason in refusal.value.reasons] == ["custodian_is_administrator"]

    def test_brings_a_revoked_member_back(self) -> None:
        inviter = bai()
        user = UserFactory.create(email="mo@example.invalid")
        gone = MemberFactory.create(
            user=user, party=inviter.party, status=MemberStatus.REVOKED, revoked_at=JOINED_AT
        )
        _, secret = invite(inviter)
        assert accept_invitation(secret=secret, by=visitor(user)).pk == gone.pk
        gone.refresh_from_db()
        assert gone.is_active and gone.revoked_at is None


class TestRevokeMember:
    def test_kills_the_members_tokens(self) -> None:
        member = bai()
        colleague = MemberFactory.create(party=member.party)
        token = ApiToken.objects.create(
            member=colleague, name="x", digest="0" * 64, created_at=JOINED_AT,
            expires_at=JOINED_AT + timedelta(days=9999),
        )  # fmt: skip
        revoke_member(member_id=colleague.pk, by=actor(member))
        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_lets_a_member_leave(self) -> None:
        officer = chen()
        assert not revoke_member(member_id=officer.pk, by=actor(officer)).is_active

    def test_refuses_a_competitor_and_a_stranger(self) -> None:
        member = bai()
        for by in (actor(cui()), visitor(mo())):
            with pytest.raises(Forbidden):
                revoke_member(member_id=member.pk, by=by)

    def test_keeps_the_last_administrator(self) -> None:
        last = guan()
        with pytest.raises(Conflict, match="last_administrator"):
            revoke_member(member_id=last.pk, by=actor(last))

    def test_refuses_twice(self) -> None:
        member = bai()
        revoke_member(member_id=member.pk, by=actor(member))
        with pytest.raises(Conflict, match="member_revoked_already"):
            revoke_member(member_id=member.pk, by=actor(guan()))
