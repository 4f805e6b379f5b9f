"""Whom a supervisor of one sector watches: those who bid in it, once that is no secret."""

from __future__ import annotations

import pytest

from accounts.actions.parties import suspend_party
from accounts.models.parties import PartyStatus
from accounts.roles import Role
from foundation.errors import Forbidden
from tests.bidding.toy import OPEN, Fair
from tests.factories.accounts import actor, member
from trading.actions import steps

pytestmark = pytest.mark.django_db


class TestOfBidder:
    def test_are_those_of_the_deals_it_bid_in_once_they_are_no_secret(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        watching = actor(
            member("水", Role.SUPERVISOR, "水务局", regions=[lot.deal.region], sectors=[lot.deal.sector])
        )
        elsewhere = actor(
            member("唐", Role.SUPERVISOR, "交通局", regions=[lot.deal.region], sectors=["other"])
        )
        fair.registered(lot)
        for by in (watching, elsewhere):
            with pytest.raises(Forbidden, match="outside_your_scope"):
                suspend_party(party_id=fair.bai.party_id, reason="串通投标", by=by)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        with pytest.raises(Forbidden, match="outside_your_scope"):
            suspend_party(party_id=fair.bai.party_id, reason="串通投标", by=elsewhere)
        found = suspend_party(party_id=fair.bai.party_id, reason="串通投标", by=watching)
        assert found.status == PartyStatus.SUSPENDED

    def test_of_an_organiser_are_those_of_its_announced_deals(self, fair: Fair) -> None:
        drafted = fair.drafted(OPEN)
        watching = actor(member("水", Role.SUPERVISOR, "水务局", sectors=[drafted.deal.sector]))
        with pytest.raises(Forbidden, match="outside_your_scope"):
            suspend_party(party_id=fair.sun.party_id, reason="因故", by=watching)
        steps.take_deal_step(deal_id=drafted.deal_id, step="announce", by=actor(fair.sun))
        found = suspend_party(party_id=fair.sun.party_id, reason="因故", by=watching)
        assert found.status == PartyStatus.SUSPENDED
