"""Parties that the law treats as one side."""

from decimal import Decimal

import pytest

from accounts.models import Ownership
from accounts.relations import one_side, operators, reasons_between, reasons_of_relation, related_parties
from tests.factories.accounts import OwnershipFactory, PartyFactory, bai, chen, guan, organisation_code

pytestmark = pytest.mark.django_db


class TestRelatedParties:
    def test_holds_nobody_for_a_party_alone(self) -> None:
        PartyFactory.create()
        assert related_parties(PartyFactory.create().pk) == set()

    def test_holds_a_party_with_the_same_legal_representative(self) -> None:
        one, other = PartyFactory.create_batch(2, representative_digest="d" * 64)
        assert related_parties(one.pk) == {other.pk}
        assert [reason.code for reason in reasons_of_relation(one.pk)[other.pk]] == [
            "same_legal_representative"
        ]

    def test_holds_no_namesake_of_the_legal_representative(self) -> None:
        one, other = PartyFactory.create_batch(2, legal_representative="王五")
        assert related_parties(one.pk) == set()
        assert one_side(one.pk, {other.pk}) == []

    @pytest.mark.parametrize(("share", "related"), [("24.9999", False), ("25", True)])
    def test_holds_owner_and_holding_from_25_per_cent(self, share: str, related: bool) -> None:
        held = OwnershipFactory.create(share=Decimal(share))
        assert (held.owner_id in related_parties(held.owned_id)) is related
        assert (held.owned_id in related_parties(held.owner_id)) is related

    def test_multiplies_the_shares_along_a_chain(self) -> None:
        top, middle, bottom, far = PartyFactory.create_batch(4)
        for owner, owned, share in ((top, middle, 60), (middle, bottom, 50), (bottom, far, 50)):
            OwnershipFactory.create(owner=owner, owned=owned, share=share)
        assert related_parties(top.pk) == {middle.pk, bottom.pk}
        assert related_parties(bottom.pk) == {top.pk, middle.pk, far.pk}
        assert "30%" in str(reasons_of_relation(top.pk)[bottom.pk][0].message)

    def test_ends_on_a_circle_of_holdings(self) -> None:
        one, other = PartyFactory.create_batch(2)
        OwnershipFactory.create(owner=one, owned=other, share=100)
        OwnershipFactory.create(owner=other, owned=one, share=100)
        assert related_parties(one.pk) == {other.pk}

    def test_knows_a_shareholder_given_by_name(self) -> None:
        owner, owned = PartyFactory.create_batch(2)
        Ownership.objects.create(owned=owned, owner_name=owner.name, share=51)
        assert related_parties(owned.pk) == {owner.pk}
        assert related_parties(owner.pk) == {owned.pk}

    def test_holds_the_same_unit_registered_at_another_office(self) -> None:
        code = organisation_code(9_999_999)
        one = PartyFactory.create(code=code)
        other = PartyFactory.create(code="92" + code[2:])  # places 9 to 17 name the unit
        assert related_parties(one.pk) == {other.pk}

    def test_asks_a_fixed_number_of_questions(self, django_assert_max_num_queries) -> None:
        party = PartyFactory.create(representative_digest="d" * 64)
        for _ in range(5):
            OwnershipFactory.create(owner=party, share=30)
        with django_assert_max_num_queries(14):
            assert len(related_parties(party.pk)) == 5


class TestReasonsBetween:
    def test_names_only_those_asked_about_and_itself(self) -> None:
        one, other, _ = PartyFactory.create_batch(3, representative_digest="d" * 64)
        found = reasons_between(one.pk, {other.pk, one.pk})
        assert set(found) == {other.pk, one.pk}
        assert found[one.pk][0].code == "same_code"
        assert "第三十四条" in str(found[other.pk][0].law)


class TestOperators:
    def test_are_the_parties_of_centre_and_administrators(self) -> None:
        staff, administrator = chen(), guan()
        bai()
        assert operators() == {staff.party_id, administrator.party_id}
