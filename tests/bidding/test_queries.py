"""Who reads of whom."""

from __future__ import annotations

import pytest

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries
from tests.bidding.toy import BY_CENTRE, DIRECT, OPEN, REVIEWED, Fair
from tests.factories.accounts import MemberFactory, actor, member
from trading.actions import steps
from trading.law.procedure import Procedure
from trading.models import Lot


def two_in(fair: Fair, procedure: Procedure) -> Lot:
    lot = fair.offered(procedure)
    for bidder in (fair.bai, fair.cui):
        fair.registered(lot, bidder)
    return fair.again(lot)


def read(lot: Lot, by: Actor) -> set[str]:
    return set(queries.of_lot(lot, by).values_list("party_id", flat=True))


class TestOfLot:
    def test_shows_a_bidder_itself_alone(self, fair: Fair) -> None:
        assert read(two_in(fair, REVIEWED), actor(fair.bai)) == {fair.bai.party_id}

    def test_shows_the_organiser_all_where_it_reviews(self, fair: Fair) -> None:
        assert len(read(two_in(fair, REVIEWED), actor(fair.sun))) == 2

    @pytest.mark.parametrize("procedure", [OPEN, BY_CENTRE], ids=lambda p: p.method)
    def test_shows_the_organiser_nobody_where_it_does_not(self, fair: Fair, procedure: Procedure) -> None:
        assert read(two_in(fair, procedure), actor(fair.sun)) == set()

    def test_shows_another_organiser_nobody(self, fair: Fair) -> None:
        assert read(two_in(fair, REVIEWED), actor(member("宋", Role.ORGANISER, "另一单位"))) == set()

    def test_shows_the_centre_nobody_while_bids_are_awaited(self, fair: Fair) -> None:
        assert read(two_in(fair, OPEN), actor(fair.chen)) == set()

    def test_shows_the_centre_all_that_it_must_give_back_to(self, fair: Fair) -> None:
        lot = two_in(fair, OPEN)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        assert len(read(fair.again(lot), actor(fair.chen))) == 2

    def test_shows_the_centre_all_where_it_reviews(self, fair: Fair) -> None:
        assert len(read(two_in(fair, BY_CENTRE), actor(fair.chen))) == 2

    def test_shows_the_centre_of_another_region_nobody(self, fair: Fair) -> None:
        away = member("程", Role.CENTRE, "济南中心", regions=["370100"])
        assert read(two_in(fair, BY_CENTRE), actor(away)) == set()

    def test_shows_the_supervisor_nobody(self, fair: Fair) -> None:
        assert read(two_in(fair, REVIEWED), actor(fair.su)) == set()

    def test_shows_the_public_nobody(self, fair: Fair) -> None:
        assert read(two_in(fair, REVIEWED), Actor.public()) == set()

    def test_shows_nobody_where_nobody_bids(self, fair: Fair) -> None:
        assert read(fair.offered(DIRECT), actor(fair.sun)) == set()


class TestRegistrations:
    def test_are_those_of_ones_own_party(self, fair: Fair) -> None:
        two_in(fair, OPEN)
        found = queries.registrations(actor(fair.bai))
        assert [row.party_id for row in found] == [fair.bai.party_id]

    def test_are_nobodys_in_another_role_of_the_party(self, fair: Fair) -> None:
        two_in(fair, OPEN)
        other = MemberFactory.create(party=fair.bai.party, role=Role.ORGANISER)
        assert not queries.registrations(actor(other)).exists()


class TestAtTheDesk:
    def test_finds_by_the_whole_id_or_account(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(OPEN))
        chen = actor(fair.chen)
        assert queries.at_the_desk(chen, registration=made.id) == made
        assert queries.at_the_desk(chen, account=made.account) == made

    def test_finds_nothing_for_others(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(OPEN))
        for other in (fair.bai, fair.cui, fair.sun, fair.su):
            assert queries.at_the_desk(actor(other), registration=made.id) is None
