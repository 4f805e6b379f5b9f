"""The database holds the separation of duties itself, whoever writes to it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member, Party, User
from accounts.models.members import MemberStatus
from accounts.models.parties import PartyStatus
from accounts.roles import Role
from tests.factories.accounts import JOINED_AT, MemberFactory, OwnershipFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(constraint: str, **fields: object) -> bool:
    try:
        with transaction.atomic():
            MemberFactory.create(**fields)
    except IntegrityError as error:
        return constraint in str(error)
    return False


class TestMember:
    @pytest.mark.parametrize("role", [Role.CUSTODIAN, Role.BIDDER, Role.CENTRE, Role.AUDITOR, Role.ORGANISER])
    def test_of_an_administrator_is_their_only_one(self, role: Role) -> None:
        administrator = MemberFactory.create(role=Role.ADMINISTRATOR)
        assert refused("member_administrator_holds_nothing_else", user=administrator.user, role=role)

    @pytest.mark.parametrize(("first", "second"), [(Role.CENTRE, Role.BIDDER), (Role.BIDDER, Role.CENTRE)])
    def test_of_centre_staff_is_no_bidders(self, first: Role, second: Role) -> None:
        held = MemberFactory.create(role=first)
        assert refused("member_centre_staff_do_not_bid", user=held.user, role=second)

    @pytest.mark.parametrize("role", [Role.CENTRE, Role.ADMINISTRATOR])
    def test_of_the_operators_party_is_no_bidder(self, role: Role) -> None:
        held = MemberFactory.create(role=role)
        assert refused("member_operators_party_does_not_bid", party=held.party, role=Role.BIDDER)

    def test_exists_once_for_user_party_and_role(self) -> None:
        held = MemberFactory.create()
        assert refused("member_once", user=held.user, party=held.party, role=held.role)

    def test_may_take_a_role_whose_conflict_was_revoked(self) -> None:
        held = MemberFactory.create(role=Role.CENTRE)
        Member.objects.filter(pk=held.pk).update(status=MemberStatus.REVOKED, revoked_at=JOINED_AT)
        assert MemberFactory.create(user=held.user, role=Role.BIDDER).is_active

    def test_may_be_one_of_several_of_a_user(self) -> None:
        held = MemberFactory.create(role=Role.BIDDER)
        assert MemberFactory.create(user=held.user, role=Role.ORGANISER).is_active

    @pytest.mark.parametrize("role", [Role.CLOCK, Role.PUBLIC])
    def test_is_never_the_clock_or_the_public(self, role: Role) -> None:
        assert refused("member_role_is_held", role=role)


class TestParty:
    def test_is_not_active_without_a_proved_code(self) -> None:
        party = PartyFactory.create(unverified=True)
        with pytest.raises(IntegrityError, match="party_active_is_identified"), transaction.atomic():
            Party.objects.filter(pk=party.pk).update(status=PartyStatus.ACTIVE)

    def test_shares_no_code(self) -> None:
        party = PartyFactory.create()
        with pytest.raises(IntegrityError), transaction.atomic():
            PartyFactory.create(code=party.code)


class TestOwnership:
    def test_is_of_another_party(self) -> None:
        party = PartyFactory.create()
        with pytest.raises(IntegrityError, match="ownership_is_of_another"), transaction.atomic():
            OwnershipFactory.create(owned=party, owner=party)


class TestUser:
    def test_keeps_addresses_in_lower_case(self) -> None:
        user = User.objects.create_user("Sun@Example.Invalid", "x" * 12)
        assert user.email == "sun@example.invalid"
        with pytest.raises(IntegrityError, match="user_email_is_lower_case"), transaction.atomic():
            UserFactory.create(email="Bai@example.invalid")
