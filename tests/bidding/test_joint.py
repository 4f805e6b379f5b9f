"""Joint bids (联合体): named by the lead, agreed by each member, and nobody in two bids of one lot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member
from bidding import queries
from bidding.actions import joint, registrations
from bidding.models import JointMember, Registration
from foundation.errors import Conflict, Invalid, NotFound
from foundation.models import Event
from tests.bidding import toy
from tests.bidding.toy import Fair
from tests.factories.accounts import OwnershipFactory, actor, bai
from trading import registry
from trading.engine import StepRefused
from trading.law import joint as law
from trading.law.labels import Label
from trading.law.statutes import ORDER_87, PROCUREMENT_RULES, TENDERING_RULES
from trading.models import Lot

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Joint(toy.Toys):
    consortium_allowed: Annotated[bool, Label("接受联合体", "Accepted", TENDERING_RULES.article("37"))] = True


OPEN, REVIEWED, RIVALS = (
    replace(one, method=f"joint_{one.method}", particulars=Joint)
    for one in (toy.OPEN, toy.REVIEWED, toy.TENDER)
)


@pytest.fixture(autouse=True)
def _accepted() -> Iterator[None]:
    with registry.offering(OPEN, REVIEWED, RIVALS):
        yield


@pytest.fixture
def lot(fair: Fair) -> Lot:
    return accepting(fair, OPEN)


def accepting(fair: Fair, procedure: object, accepted: bool = True) -> Lot:
    made = fair.offered(procedure)  # type: ignore[arg-type]
    made.deal.particulars = made.deal.particulars | {"consortium_allowed": accepted}
    made.deal.save(update_fields=["particulars"])
    return made


def together(lot: Lot, lead: Member, *members: Member) -> Registration:
    codes = [one.party.code or "" for one in members]
    return registrations.register(lot_id=lot.id, by=actor(lead), members=codes)


def refused(wrong: pytest.ExceptionInfo[StepRefused]) -> list[tuple[str, str]]:
    return [(one.code, str(one.law)) for one in wrong.value.refusals]


ONCE = [("in_another_bid", str(TENDERING_RULES.article("37")))]


class TestAJointBid:
    def test_is_qualified_once_every_member_has_agreed(self, fair: Fair, lot: Lot) -> None:
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        made = together(lot, fair.bai, fair.cui, third)
        assert (made.status, queries.joined(made)) == ("applied", [])
        joint.agree(registration_id=made.id, by=actor(fair.cui))
        assert Registration.objects.get(id=made.id).status == "applied"
        joint.agree(registration_id=made.id, by=actor(third))
        done = Registration.objects.get(id=made.id)
        assert (done.status, done.party_id) == ("qualified", fair.bai.party_id)
        assert [one.id for one in queries.joined(done)] == [fair.cui.party_id, third.party_id]

    def test_is_agreed_to_once(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        first = joint.agree(registration_id=made.id, by=actor(fair.cui))
        assert joint.agree(registration_id=made.id, by=actor(fair.cui)) == first

    def test_is_for_those_who_were_named(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        with pytest.raises(NotFound):
            joint.agree(registration_id=made.id, by=actor(fair.cui))

    def test_waits_for_its_members_before_it_is_reviewed(self, fair: Fair) -> None:
        made = together(accepting(fair, REVIEWED), fair.bai, fair.cui)
        with pytest.raises(Conflict, match="members_not_agreed"):
            fair.reviewed(made)
        joint.agree(registration_id=made.id, by=actor(fair.cui))
        assert fair.reviewed(made).status == "qualified"

    def test_is_refused_where_the_documents_do_not_accept_it(self, fair: Fair) -> None:
        for lot in (accepting(fair, OPEN, accepted=False), fair.offered(toy.OPEN)):
            with pytest.raises(StepRefused) as wrong:
                together(lot, fair.bai, fair.cui)
            assert [code for code, _ in refused(wrong)] == ["joint_bids_not_accepted"]

    def test_names_each_member_once_and_only_who_is_known(self, fair: Fair, lot: Lot) -> None:
        cui = fair.cui.party.code or ""
        for codes, code in (
            (["91370200MA0UNKNOWN"], "member_unknown"),
            ([cui, cui], "members_malformed"),
            ([fair.bai.party.code or ""], "members_malformed"),
        ):
            with pytest.raises(Invalid, match=code):
                registrations.register(lot_id=lot.id, by=actor(fair.bai), members=codes)
        assert not Registration.objects.exists()


class TestDeclining:
    def test_keeps_the_registration_from_ever_counting(self, fair: Fair, lot: Lot) -> None:
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        made = together(lot, fair.bai, fair.cui, third)
        first = joint.decline(registration_id=made.id, by=actor(fair.cui))
        assert joint.decline(registration_id=made.id, by=actor(fair.cui)) == first
        joint.agree(registration_id=made.id, by=actor(third))
        assert Registration.objects.get(id=made.id).status == "applied"
        assert Event.objects.filter(type="bidding.registration.declined").count() == 1

    def test_leaves_who_declined_free_and_the_lead_to_register_anew(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        joint.decline(registration_id=made.id, by=actor(fair.cui))
        fair.registered(lot, fair.cui)
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        again = together(lot, fair.bai, third)
        joint.agree(registration_id=again.id, by=actor(third))
        assert Registration.objects.get(id=again.id).status == "qualified"

    def test_is_one_answer_and_final(self, fair: Fair, lot: Lot) -> None:
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        made = together(lot, fair.bai, fair.cui, third)
        joint.decline(registration_id=made.id, by=actor(fair.cui))
        with pytest.raises(Conflict, match="member_declined"):
            joint.agree(registration_id=made.id, by=actor(fair.cui))
        joint.agree(registration_id=made.id, by=actor(third))
        with pytest.raises(Conflict, match="member_agreed"):
            joint.decline(registration_id=made.id, by=actor(third))
        with pytest.raises(IntegrityError), transaction.atomic():
            JointMember.objects.filter(party=third.party).update(declined_at=made.applied_at)

    def test_is_for_those_who_were_named_and_while_it_stands(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        with pytest.raises(NotFound):
            joint.decline(registration_id=made.id, by=actor(fair.bai))
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        with pytest.raises(Conflict, match="wrong_status"):
            joint.decline(registration_id=made.id, by=actor(fair.cui))


class TestOneBidOnly:
    def test_a_member_bids_neither_alone_nor_in_another(self, fair: Fair, lot: Lot) -> None:
        """招标投标法实施条例第三十七条."""
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        made = together(lot, fair.bai, fair.cui)
        other = together(lot, third, fair.cui)
        joint.agree(registration_id=made.id, by=actor(fair.cui))
        with pytest.raises(StepRefused) as alone:
            fair.registered(lot, fair.cui)
        with pytest.raises(StepRefused) as another:
            joint.agree(registration_id=other.id, by=actor(fair.cui))
        assert refused(alone) == refused(another) == ONCE

    def test_who_bids_alone_joins_nobody(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        fair.registered(lot, fair.cui)
        with pytest.raises(StepRefused) as wrong:
            joint.agree(registration_id=made.id, by=actor(fair.cui))
        assert refused(wrong) == ONCE

    def test_does_not_face_who_controls_one_of_its_members(self, fair: Fair) -> None:
        """Whoever comes second is refused, as a bidder or as a member."""
        lot = accepting(fair, RIVALS)
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        OwnershipFactory.create(
            owner=fair.bai.party, owned=third.party, share=Decimal("50.01"), confirmed=True
        )
        fair.registered(lot, fair.bai)
        made = together(lot, fair.cui, third)
        with pytest.raises(StepRefused) as wrong:
            joint.agree(registration_id=made.id, by=actor(third))
        assert [code for code, _ in refused(wrong)] == ["related_to_bidder"]

    def test_may_be_of_one_house(self, fair: Fair) -> None:
        lot = accepting(fair, RIVALS)
        OwnershipFactory.create(
            owner=fair.bai.party, owned=fair.cui.party, share=Decimal("50.01"), confirmed=True
        )
        made = together(lot, fair.bai, fair.cui)
        assert joint.agree(registration_id=made.id, by=actor(fair.cui)).agreed_at is not None

    def test_being_named_shuts_nobody_out(self, fair: Fair, lot: Lot) -> None:
        together(lot, fair.bai, fair.cui)
        assert fair.registered(lot, fair.cui).status == "qualified"

    def test_whoever_was_freed_may_bid_again(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        joint.agree(registration_id=made.id, by=actor(fair.cui))
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert fair.registered(lot, fair.cui).status == "qualified"
        with pytest.raises(Conflict, match="wrong_status"):
            JointMember.objects.update(agreed_at=None)
            joint.agree(registration_id=made.id, by=actor(fair.cui))

    def test_is_kept_by_the_database_as_well(self, fair: Fair, lot: Lot) -> None:
        third = bai(party__name="第三方公司", user__email="third@example.invalid")
        made, other = together(lot, fair.bai, fair.cui), together(lot, third, fair.cui)
        joint.agree(registration_id=made.id, by=actor(fair.cui))
        with pytest.raises(IntegrityError, match="joint_member_one_bid"), transaction.atomic():
            other.joint_members.update(agreed_at=made.applied_at)

    def test_cites_the_rules_of_procurement_there(self) -> None:
        assert law.once(str(ORDER_87.article("19"))) == PROCUREMENT_RULES.article("22")


class TestWhoKnows:
    def test_the_named_see_whom_they_would_bid_with_and_no_account(self, fair: Fair, lot: Lot) -> None:
        made = together(lot, fair.bai, fair.cui)
        assert [one.id for one in queries.joint_bids(actor(fair.cui))] == [made.id]
        for who in (fair.bai, fair.sun, fair.chen):
            assert not queries.joint_bids(actor(who)).exists()
        assert not queries.registrations(actor(fair.cui)).exists()
