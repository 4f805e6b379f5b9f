"""Parties register, prove themselves, are suspended and restored."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.actions.parties import (
    Contact,
    confirm_person,
    confirm_representative,
    declare_ownership,
    register_party,
    restore_party,
    similar_parties,
    suspend_party,
)
from accounts.models import Member, Party
from accounts.models.parties import PartyStatus
from accounts.relations import reasons_of_relation
from accounts.roles import Role
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.models import Event
from tests.factories.accounts import (
    PartyFactory,
    actor,
    bai,
    chen,
    cui,
    guan,
    member,
    mo,
    new_code,
    su,
    visitor,
)

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"  # the standard's own example


def register(**fields: Any) -> Party:
    values = {"kind": "organisation", "name": "青岛新来建设有限公司", "role": Role.BIDDER, "code": new_code()}
    return register_party(**(values | {"by": visitor(mo())} | fields))


class TestRegisterParty:
    def test_makes_an_unverified_party_with_its_first_member(self) -> None:
        user = mo()
        code = new_code()
        party = register(code=code, by=visitor(user))
        assert (party.status, party.code, party.claimed_code) == (PartyStatus.UNVERIFIED, None, code)
        assert Member.objects.get(party=party).user_id == user.pk

    def test_names_every_wrong_field_at_once(self) -> None:
        with pytest.raises(Invalid) as refusal:
            register(name=" ", code="91370200MA0000000X", region="37", role=Role.CENTRE)
        assert set(refusal.value.fields) == {"name", "code", "region", "role"}
        assert not Party.objects.exists()

    def test_links_nothing_of_a_competitors_code_and_tells_its_owner(self) -> None:
        """A21: the claimant is answered as for a free code."""
        owner = bai()
        user = mo()
        party = register(code=owner.party.code, name=owner.party.name, by=visitor(user))
        assert party.pk != owner.party_id
        assert party.status == PartyStatus.UNVERIFIED and party.code is None
        assert not Member.objects.filter(user=user, party=owner.party).exists()
        told = Event.objects.get(type="accounts.party.claimed")
        assert (told.subject, told.data) == (owner.party_id, {"claimant": party.pk})

    def test_keeps_of_a_persons_number_the_last_four(self) -> None:
        party = register(kind="person", name="林小雨", code="", identity_number=NUMBER)
        party.refresh_from_db()
        assert party.identity_tail == "002X"
        assert NUMBER not in " ".join(str(getattr(party, field.name)) for field in Party._meta.fields)

    def test_asks_for_a_user(self) -> None:
        with pytest.raises(Forbidden) as refusal:
            register(by=actor(bai()).public())
        assert refusal.value.code == "sign_in_needed"

    def test_refuses_centre_staff_who_would_bid(self) -> None:
        with pytest.raises(Conflict) as refusal:
            register(by=actor(chen()))
        assert [reason.code for reason in refusal.value.reasons] == ["centre_staff_bids"]

    def test_keeps_contact_data_apart(self) -> None:
        party = register(contact=Contact(name="张三", telephone="13800000000"))
        assert party.contact.telephone == "13800000000"
        assert not hasattr(party, "telephone")


class TestConfirmPerson:
    def test_verifies_a_person_seen_at_the_counter(self) -> None:
        party = register(kind="person", name="林小雨", code="", identity_number=NUMBER)
        confirmed = confirm_person(party_id=party.pk, identity_number=NUMBER, by=actor(chen()))
        assert confirmed.is_verified
        assert confirmed.identity_digest and NUMBER not in confirmed.identity_digest

    def test_refuses_another_number(self) -> None:
        party = register(kind="person", name="林小雨", code="", identity_number=NUMBER)
        with pytest.raises(Invalid, match="identity_number_differs"):
            confirm_person(party_id=party.pk, identity_number="370202199001010007", by=actor(chen()))

    def test_refuses_the_same_person_twice(self) -> None:
        first, second = (
            register(kind="person", name="林小雨", code="", identity_number=NUMBER) for _ in range(2)
        )
        confirm_person(party_id=first.pk, identity_number=NUMBER, by=actor(chen()))
        with pytest.raises(Conflict, match="person_known_already"):
            confirm_person(party_id=second.pk, identity_number=NUMBER, by=actor(cheng()))

    def test_is_the_centres(self) -> None:
        party = register(kind="person", name="林小雨", code="", identity_number=NUMBER)
        with pytest.raises(Forbidden):
            confirm_person(party_id=party.pk, identity_number=NUMBER, by=actor(bai()))


class TestConfirmRepresentative:
    def test_keeps_the_name_and_a_digest_of_the_number(self) -> None:
        party = bai().party
        by = actor(chen())
        found = confirm_representative(
            party_id=party.pk, name=" 白 沙 ", identity_number=NUMBER.lower(), by=by
        )
        assert (found.legal_representative, len(found.representative_digest)) == ("白 沙", 64)
        assert NUMBER not in str(Party.objects.filter(pk=party.pk).values())
        event = Event.objects.get(type="accounts.party.head_confirmed")
        assert (event.subject, event.data) == (party.pk, {})

    def test_makes_one_side_of_two_organisations(self) -> None:
        one, other, third = bai().party, cui().party, PartyFactory.create()
        by = actor(guan())
        confirm_representative(party_id=one.pk, name="白沙", identity_number=NUMBER, by=by)
        confirm_representative(party_id=other.pk, name="白砂", identity_number=NUMBER, by=by)
        confirm_representative(party_id=third.pk, name="白沙", identity_number="370202199001010007", by=by)
        assert set(reasons_of_relation(one.pk)) == {other.pk}

    def test_is_for_the_house_alone(self) -> None:
        member = bai()
        for other in (member, su()):
            with pytest.raises(Forbidden):
                confirm_representative(
                    party_id=member.party_id, name="x", identity_number=NUMBER, by=actor(other)
                )

    def test_refuses_a_person_and_what_is_no_number(self) -> None:
        person = register(kind="person", name="林小雨", code="", identity_number=NUMBER)
        with pytest.raises(Conflict, match="not_an_organisation"):
            confirm_representative(party_id=person.pk, name="x", identity_number=NUMBER, by=actor(chen()))
        with pytest.raises(Invalid, match="identity_number_malformed"):
            confirm_representative(party_id=bai().party_id, name="x", identity_number="1", by=actor(guan()))


class TestSuspendParty:
    def test_suspends_and_restores(self) -> None:
        party = bai().party
        by = actor(su())
        assert suspend_party(party_id=party.pk, reason="串通投标", by=by).status == PartyStatus.SUSPENDED
        assert restore_party(party_id=party.pk, reason="期满", by=by).is_verified
        kinds = Event.objects.filter(subject=party.pk).order_by("subject_seq").values_list("type", flat=True)
        assert list(kinds) == ["accounts.party.suspended", "accounts.party.restored"]

    def test_asks_for_a_reason_and_a_role(self) -> None:
        party = bai().party
        with pytest.raises(Invalid, match="reason_needed"):
            suspend_party(party_id=party.pk, reason=" ", by=actor(su()))
        with pytest.raises(Forbidden):
            suspend_party(party_id=party.pk, reason="因故", by=actor(chen()))

    @pytest.mark.parametrize(
        ("regions", "sectors", "allowed"),
        [
            (["370200"], [], True),
            (["370000"], [], True),
            (["370202"], [], False),
            (["370100"], [], False),
            (["370200"], ["water"], False),
            ([], ["water"], False),
        ],
    )
    def test_is_for_supervisors_of_the_place(
        self, regions: list[str], sectors: list[str], allowed: bool
    ) -> None:
        party = bai(party__region="370200").party
        by = actor(su(regions=regions, sectors=sectors))
        if allowed:
            assert suspend_party(party_id=party.pk, reason="因故", by=by).status == PartyStatus.SUSPENDED
            return
        with pytest.raises(Forbidden, match="outside_your_scope"):
            suspend_party(party_id=party.pk, reason="因故", by=by)
        suspend_party(party_id=party.pk, reason="因故", by=actor(guan()))
        with pytest.raises(Forbidden, match="outside_your_scope"):
            restore_party(party_id=party.pk, reason="因故", by=by)

    def test_refuses_what_is_suspended_already(self) -> None:
        party = PartyFactory.create(status=PartyStatus.SUSPENDED)
        with pytest.raises(Conflict, match="party_status_differs"):
            suspend_party(party_id=party.pk, reason="因故", by=actor(guan()))


class TestDeclareOwnership:
    def test_replaces_the_share_of_the_same_owner(self) -> None:
        owned, owner = bai(), cui().party
        by = actor(owned)
        declare_ownership(owned_id=owned.party_id, owner_id=owner.pk, share=Decimal(20), by=by)
        declare_ownership(owned_id=owned.party_id, owner_id=owner.pk, share=Decimal("30.5"), by=by)
        assert owned.party.owners.get().share == Decimal("30.5")

    def test_is_confirmed_by_an_administrator_and_then_no_longer_the_partys_to_change(self) -> None:
        owned, owner = member("白", Role.BIDDER, "青岛白云公司"), PartyFactory.create()
        administrator = actor(guan())
        said = declare_ownership(
            owned_id=owned.party_id, owner_id=owner.pk, share=Decimal(60), by=actor(owned)
        )
        assert not said.confirmed
        read = declare_ownership(
            owned_id=owned.party_id, owner_id=owner.pk, share=Decimal(80), by=administrator
        )
        assert read.confirmed
        with pytest.raises(Conflict) as refused:
            declare_ownership(owned_id=owned.party_id, owner_id=owner.pk, share=Decimal(1), by=actor(owned))
        assert refused.value.code == "ownership_confirmed"

    @pytest.mark.parametrize("share", ["0", "-1", "100.0001", "NaN"])
    def test_refuses_what_is_no_share(self, share: str) -> None:
        owned = bai()
        with pytest.raises(Invalid, match="ownership_malformed"):
            declare_ownership(
                owned_id=owned.party_id, owner_name="某公司", share=Decimal(share), by=actor(owned)
            )

    def test_is_not_a_competitors_to_declare(self) -> None:
        with pytest.raises(Forbidden):
            declare_ownership(
                owned_id=bai().party_id, owner_name="某公司", share=Decimal(30), by=actor(cui())
            )


class TestSimilarParties:
    def test_finds_a_name_that_looks_the_same(self) -> None:
        party = bai().party
        assert similar_parties("青岛白沙建没有限公司") == []
        assert similar_parties("青島 白沙建設有限公司") == [party]


def cheng() -> Member:
    """A second officer, of another counter."""
    return member("程", Role.CENTRE)
