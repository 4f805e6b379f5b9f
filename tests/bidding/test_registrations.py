"""Taking part: who may, when, and who reviews it."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.identity import identity_digest
from accounts.models import Member
from accounts.roles import Role
from bidding import namesakes, queries
from bidding.actions import registrations
from bidding.models import Registration
from foundation import clock
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.models import Event
from tests.bidding.toy import (
    ALL,
    APPLICATION,
    DIRECT,
    LAW,
    OFFER,
    OPEN,
    REVIEWED,
    TENDER,
    Fair,
)
from tests.factories.accounts import MemberFactory, OwnershipFactory, actor, member
from trading.actions import steps
from trading.engine import StepRefused
from trading.law.procedure import Procedure
from trading.law.soundness import problems
from trading.models import Lot, Period

IDS = re.compile(r"(lot|pty|reg|dep)_[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{64}|applied|qualified")


def codes(error: StepRefused) -> list[str]:
    return [refusal.code for refusal in error.refusals]


def refusal_of(fair: Fair, lot: Lot, bidder: Member) -> StepRefused:
    with pytest.raises(StepRefused) as refused:
        fair.registered(lot, bidder)
    return refused.value


class TestToys:
    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_are_sound(self, procedure: Procedure) -> None:
        assert problems(procedure) == []


class TestRegister:
    def test_waits_for_the_review_where_there_is_one(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(REVIEWED)).status == "applied"

    def test_lets_the_party_bid_at_once_where_nobody_reviews(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN)).status == "qualified"

    def test_names_the_clock_as_reviewer_where_nobody_reviews(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN)).reviewed_by == "clock"

    def test_is_for_the_actors_own_party(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN)).party_id == fair.bai.party_id

    def test_is_kept_as_it_was_returned(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(OPEN))
        assert Registration.objects.values_list("status", "alias", "account").get(id=made.id) == (
            made.status,
            made.alias,
            made.account,
        )

    @pytest.mark.parametrize("role", [Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR, Role.EXPERT])
    def test_is_refused_to_every_role_but_the_bidders(self, fair: Fair, role: Role) -> None:
        lot = fair.offered(OPEN)
        with pytest.raises(Forbidden) as refused:
            fair.registered(lot, member("莫", role, "青岛路人甲公司"))
        assert refused.value.code == "role_not_allowed"

    def test_does_not_know_a_draft(self, fair: Fair) -> None:
        lot = fair.drafted(OPEN)
        with pytest.raises(NotFound) as refused:
            fair.registered(lot)
        assert refused.value.code == "lot_not_found"

    def test_does_not_know_a_lot_that_is_not_there(self, fair: Fair) -> None:
        with pytest.raises(NotFound):
            registrations.register(lot_id="lot_none", by=actor(fair.bai))

    def test_is_refused_where_nobody_bids(self, fair: Fair) -> None:
        lot = fair.offered(DIRECT)
        with pytest.raises(Conflict) as refused:
            fair.registered(lot)
        assert refused.value.code == "no_registration"


class TestTheTimeToRegister:
    def test_is_over_with_its_own_period_although_the_state_is_the_same(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.walk_to_end_of(lot, APPLICATION)
        assert fair.again(lot).state == "offered"
        assert codes(refusal_of(fair, lot, fair.bai)) == ["registration_closed"]

    def test_is_over_with_the_law_that_set_it(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.walk_to_end_of(lot, APPLICATION)
        assert [r.law for r in refusal_of(fair, lot, fair.bai).refusals] == [LAW]

    def test_runs_as_long_as_bids_where_no_rule_sets_it(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        fair.walk_to_end_of(lot, APPLICATION)
        assert fair.registered(lot).lot_id == lot.id

    def test_is_over_when_bids_are(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        fair.walk_to_end_of(lot, OFFER)
        assert codes(refusal_of(fair, lot, fair.bai)) == ["registration_closed"]

    def test_begins_with_the_period_not_before(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        period = Period.objects.get(lot=lot, limit=OFFER.name)
        Period.objects.filter(id=period.id).update(starts_at=period.ends_at - timedelta(hours=1))
        assert codes(refusal_of(fair, lot, fair.bai)) == ["registration_closed"]

    def test_is_over_when_the_lot_has_left_the_state_before_the_period_ended(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        assert codes(refusal_of(fair, lot, fair.bai)) == ["registration_closed"]

    def test_stands_still_while_the_lot_is_on_hold(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        fair.held(lot)
        assert codes(refusal_of(fair, lot, fair.bai)) == ["on_hold"]


class TestAPartyTooNear:
    def test_is_the_organiser_itself(self, fair: Fair) -> None:
        self_bidder = MemberFactory.create(party=fair.sun.party, role=Role.BIDDER)
        refused = refusal_of(fair, fair.offered(OPEN), self_bidder)
        assert codes(refused) == ["related_to_organiser"]

    def test_has_the_same_head_as_the_organiser(self, fair: Fair) -> None:
        for one in (fair.sun, fair.bai):
            one.party.representative_digest = identity_digest("11010519491231002X")
            one.party.save()
        assert codes(refusal_of(fair, fair.offered(OPEN), fair.bai)) == ["related_to_organiser"]

    def test_is_not_one_whose_head_only_has_the_same_name(self, fair: Fair) -> None:
        for one in (fair.sun, fair.bai, fair.cui):
            one.party.legal_representative = "孙大"
            one.party.save()
        lot = fair.offered(REVIEWED)
        for who in (fair.bai, fair.cui):
            fair.registered(lot, who)
        seen: Any = namesakes.marked(queries.of_lot(fair.again(lot), actor(fair.sun)))
        assert [one.head_namesake for one in seen] == [True, True]

    def test_is_no_namesake_whose_number_is_another(self, fair: Fair) -> None:
        numbers = {fair.bai: "11010519491231002X", fair.cui: "370202199001010007"}
        for one, number in numbers.items():
            one.party.legal_representative, one.party.representative_digest = "孙大", identity_digest(number)
            one.party.save()
        lot = fair.offered(REVIEWED)
        for who in (fair.bai, fair.cui):
            fair.registered(lot, who)
        seen: Any = namesakes.marked(queries.of_lot(fair.again(lot), actor(fair.sun)))
        assert [one.head_namesake for one in seen] == [False, False]

    @pytest.mark.parametrize("organiser_owns", [True, False])
    def test_holds_a_quarter_of_the_organiser_or_is_held_by_it(
        self, fair: Fair, organiser_owns: bool
    ) -> None:
        owner, owned = (fair.sun, fair.bai) if organiser_owns else (fair.bai, fair.sun)
        OwnershipFactory.create(owner=owner.party, owned=owned.party, share=25)
        assert codes(refusal_of(fair, fair.offered(OPEN), fair.bai)) == ["related_to_organiser"]

    def test_is_not_one_that_holds_less(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.sun.party, owned=fair.bai.party, share=Decimal("24.99"))
        assert fair.registered(fair.offered(OPEN)).party_id == fair.bai.party_id

    def test_is_refused_with_the_article(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.sun.party, owned=fair.bai.party, share=51)
        refused = refusal_of(fair, fair.offered(OPEN), fair.bai)
        assert [str(r.law) for r in refused.refusals] == ["《招标投标法实施条例》第34条"]

    def test_hands_the_article_to_the_reader(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.sun.party, owned=fair.bai.party, share=51)
        refused = refusal_of(fair, fair.offered(OPEN), fair.bai)
        assert [r.law for r in refused.reasons] == ["《招标投标法实施条例》第34条"]

    def test_is_tied_to_the_agency(self, fair: Fair) -> None:
        agency = member("代", Role.AGENCY, "青岛代理公司")
        OwnershipFactory.create(owner=agency.party, owned=fair.bai.party, share=60)
        assert codes(refusal_of(fair, fair.offered(OPEN, agency=agency), fair.bai)) == ["related_to_agency"]

    def test_leaves_no_registration_behind(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        refusal_of(fair, lot, MemberFactory.create(party=fair.sun.party, role=Role.BIDDER))
        assert not Registration.objects.filter(lot=lot).exists()

    def test_that_comes_too_late_is_told_both_reasons(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.walk_to_end_of(lot, APPLICATION)
        near = MemberFactory.create(party=fair.sun.party, role=Role.BIDDER)
        assert codes(refusal_of(fair, lot, near)) == ["registration_closed", "related_to_organiser"]


class TestTwoOfOneSide:
    def test_under_one_head_do_not_face_each_other(self, fair: Fair) -> None:
        for one in (fair.bai, fair.cui):
            one.party.representative_digest = identity_digest("11010519491231002X")
            one.party.save()
        lot = fair.offered(TENDER)
        fair.registered(lot)
        refused = refusal_of(fair, lot, fair.cui)
        assert [(r.code, str(r.law)) for r in refused.refusals] == [
            ("related_to_bidder", "《招标投标法实施条例》第34条第2款")
        ]

    @pytest.mark.parametrize("first_owns", [True, False])
    def test_of_which_one_controls_the_other_do_not_either(self, fair: Fair, first_owns: bool) -> None:
        owner, owned = (fair.bai, fair.cui) if first_owns else (fair.cui, fair.bai)
        OwnershipFactory.create(owner=owner.party, owned=owned.party, share=Decimal("50.01"), confirmed=True)
        lot = fair.offered(TENDER)
        fair.registered(lot)
        assert codes(refusal_of(fair, lot, fair.cui)) == ["related_to_bidder"]

    @pytest.mark.parametrize(("share", "confirmed"), [("50", True), ("100", False)], ids=["half", "own word"])
    def test_is_not_told_by_half_of_the_shares_nor_by_a_partys_own_word(
        self, fair: Fair, share: str, confirmed: bool
    ) -> None:
        OwnershipFactory.create(
            owner=fair.bai.party, owned=fair.cui.party, share=Decimal(share), confirmed=confirmed
        )
        lot = fair.offered(TENDER)
        fair.registered(lot)
        assert fair.registered(lot, fair.cui).status == "applied"

    def test_may_follow_each_other(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.bai.party, owned=fair.cui.party, share=100, confirmed=True)
        lot = fair.offered(TENDER)
        registrations.withdraw(registration_id=fair.registered(lot).id, by=actor(fair.bai))
        assert fair.registered(lot, fair.cui).status == "applied"

    def test_is_not_told_to_whoever_comes_too_late(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.bai.party, owned=fair.cui.party, share=100, confirmed=True)
        lot = fair.offered(TENDER)
        fair.registered(lot)
        fair.walk_to_end_of(lot, APPLICATION)
        assert codes(refusal_of(fair, lot, fair.cui)) == ["registration_closed"]

    def test_is_no_matter_where_the_law_has_no_such_article(self, fair: Fair) -> None:
        OwnershipFactory.create(owner=fair.bai.party, owned=fair.cui.party, share=100, confirmed=True)
        lot = fair.offered(OPEN)
        fair.registered(lot)
        assert fair.registered(lot, fair.cui).status == "qualified"


class TestAPartyThatComesTwice:
    def test_is_refused(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.registered(lot)
        with pytest.raises(Conflict) as refused:
            fair.registered(lot)
        assert refused.value.code == "already_registered"

    def test_is_refused_through_another_member_too(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.registered(lot)
        with pytest.raises(Conflict):
            fair.registered(lot, MemberFactory.create(party=fair.bai.party, role=Role.BIDDER))

    def test_is_refused_by_the_database_as_well(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        with pytest.raises(IntegrityError, match="registration_party_unique"), transaction.atomic():
            Registration.objects.create(
                lot_id=made.lot_id, party_id=made.party_id, alias="x", account="x", applied_at=clock.now()
            )

    def test_is_refused_after_it_was_rejected(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.reviewed(fair.registered(lot), qualified=False, reason="无营业执照")
        with pytest.raises(Conflict):
            fair.registered(lot)

    def test_may_come_back_after_it_withdrew(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        first = fair.registered(lot)
        registrations.withdraw(registration_id=first.id, by=actor(fair.bai))
        assert fair.registered(lot).status == "applied"

    def test_takes_part_in_another_lot_all_the_same(self, fair: Fair) -> None:
        fair.registered(fair.offered(REVIEWED))
        assert fair.registered(fair.offered(REVIEWED)).status == "applied"


class TestDepositDue:
    def test_is_the_deals(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN)).deposit_due == Decimal("100.00")

    def test_is_the_lots_where_it_has_its_own(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN, deposit="7.50")).deposit_due == Decimal("7.50")

    def test_is_nothing_where_the_lot_says_so(self, fair: Fair) -> None:
        assert fair.registered(fair.offered(OPEN, deposit="0")).deposit_due == 0


class TestAlias:
    def test_grows_longer_when_half_of_the_short_ones_are_taken(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        first = fair.registered(lot)
        Registration.objects.bulk_create(
            Registration(
                lot_id=lot.id, party_id=first.party_id, alias=str(number), account=f"x{number}", status="withdrawn",
                applied_at=first.applied_at,
            )
            for number in range(1000, 10_000)
            if str(number) != first.alias
        )  # fmt: skip
        assert int(fair.registered(lot, fair.cui).alias) >= 10_000

    def test_is_drawn_again_when_it_is_taken(self, fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn, random = iter([5, 5, 6]), secrets.randbelow
        monkeypatch.setattr(secrets, "randbelow", lambda top: next(drawn) if top < 10**9 else random(top))
        lot = fair.offered(OPEN)
        assert fair.registered(lot).alias != fair.registered(lot, fair.cui).alias

    def test_never_belongs_to_two_parties_of_a_lot(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(OPEN))
        with pytest.raises(IntegrityError, match="registration_alias_unique"), transaction.atomic():
            Registration.objects.create(
                lot_id=made.lot_id,
                party=fair.cui.party,
                alias=made.alias,
                account="x",
                applied_at=clock.now(),
            )


class TestWithdraw:
    @pytest.mark.parametrize("qualified", [True, False])
    def test_ends_a_registration_reviewed_or_not(self, fair: Fair, qualified: bool) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        if qualified:
            fair.reviewed(made)
        withdrawn = registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert withdrawn.status == "withdrawn"

    def test_is_the_partys_own(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        for other in (fair.cui, fair.sun, fair.chen):
            with pytest.raises(NotFound):
                registrations.withdraw(registration_id=made.id, by=actor(other))

    def test_does_not_tell_others_whether_there_is_one(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        for unknown in (made.id, "reg_none"):
            with pytest.raises(NotFound) as refused:
                registrations.withdraw(registration_id=unknown, by=actor(fair.cui))
            assert (refused.value.code, refused.value.detail) == ("registration_not_found", {"id": unknown})

    def test_of_a_tender_is_open_after_registrations_are_not(self, fair: Fair) -> None:
        lot = fair.offered(TENDER)
        made = fair.registered(lot)
        fair.walk_to_end_of(lot, APPLICATION)
        withdrawn = registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert withdrawn.status == "withdrawn"

    def test_of_a_tender_is_refused_once_bids_are_due(self, fair: Fair) -> None:
        lot = fair.offered(TENDER)
        made = fair.registered(lot)
        fair.walk_to_end_of(lot, OFFER)
        with pytest.raises(StepRefused) as refused:
            registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert [(r.code, str(r.law)) for r in refused.value.refusals] == [
            ("withdrawal_closed", "《招标投标法实施条例》第35条")
        ]

    def test_of_a_tender_is_open_on_hold_even_beyond_the_end_that_the_hold_moves(self, fair: Fair) -> None:
        lot = fair.offered(TENDER)
        made = fair.registered(lot)
        fair.held(lot)
        fair.walk_to_end_of(lot, OFFER)
        withdrawn = registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert withdrawn.status == "withdrawn"

    def test_of_a_tender_is_refused_after_its_end(self, fair: Fair) -> None:
        lot = fair.offered(TENDER)
        made = fair.registered(lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        with pytest.raises(StepRefused) as refused:
            registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert codes(refused.value) == ["withdrawal_closed"]

    def test_is_refused_outside_the_time(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        made = fair.registered(lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        with pytest.raises(StepRefused) as refused:
            registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert codes(refused.value) == ["registration_closed"]

    def test_is_done_once(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        with pytest.raises(Conflict) as refused:
            registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert refused.value.code == "wrong_status"


class TestJournal:
    def events(self, fair: Fair) -> list[Event]:
        made = fair.registered(fair.offered(REVIEWED))
        fair.reviewed(made, qualified=False, reason="无营业执照")
        other = fair.registered(fair.again(made.lot), fair.cui)
        fair.reviewed(other)
        registrations.withdraw(registration_id=other.id, by=actor(fair.cui))
        return list(Event.objects.filter(type__startswith="bidding.registration.").order_by("id"))

    def test_tells_what_happened_in_order(self, fair: Fair) -> None:
        words = [event.type.removeprefix("bidding.registration.") for event in self.events(fair)]
        assert words == ["made", "rejected", "made", "qualified", "withdrawn"]

    def test_holds_ids_digests_and_codes_only(self, fair: Fair) -> None:
        told = [value for event in self.events(fair) for value in (event.subject, *event.data.values())]
        assert [value for value in told if not IDS.fullmatch(str(value))] == []

    def test_names_the_actor_by_its_member(self, fair: Fair) -> None:
        assert {event.actor for event in self.events(fair)} == {fair.bai.id, fair.cui.id, fair.sun.id}

    def test_says_nothing_of_what_was_refused(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        refusal_of(fair, lot, MemberFactory.create(party=fair.sun.party, role=Role.BIDDER))
        assert not Event.objects.filter(type__startswith="bidding.").exists()
