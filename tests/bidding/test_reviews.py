"""Who reviews a registration, when, and what it sets going."""

from __future__ import annotations

import pytest

from accounts.models import Member
from accounts.roles import Role
from bidding.models import Registration
from foundation.errors import Conflict, Forbidden, Invalid
from tests.bidding.toy import APPLICATION, BY_CENTRE, OFFER, OPEN, REVIEWED, Fair
from tests.factories.accounts import MemberFactory, actor, member
from trading.actions import steps, ticking
from trading.law.procedure import Procedure


class TestReview:
    def test_qualifies(self, fair: Fair) -> None:
        assert fair.reviewed(fair.registered(fair.offered(REVIEWED))).status == "qualified"

    def test_rejects_with_its_reason(self, fair: Fair) -> None:
        made = fair.reviewed(fair.registered(fair.offered(REVIEWED)), qualified=False, reason="无营业执照")
        assert (made.status, made.reason) == ("rejected", "无营业执照")

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_asks_why_a_party_is_rejected(self, fair: Fair, reason: str) -> None:
        made = fair.registered(fair.offered(REVIEWED))
        with pytest.raises(Invalid) as refused:
            fair.reviewed(made, qualified=False, reason=reason)
        assert list(refused.value.fields) == ["reason"]

    def test_is_done_once(self, fair: Fair) -> None:
        made = fair.reviewed(fair.registered(fair.offered(REVIEWED)))
        with pytest.raises(Conflict) as refused:
            fair.reviewed(made, qualified=False, reason="后悔")
        assert refused.value.code == "wrong_status"

    def test_comes_after_the_time_to_register_too(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        made = fair.registered(lot)
        fair.walk_to_end_of(lot, APPLICATION)
        assert fair.reviewed(made).status == "qualified"

    def test_comes_no_more_once_the_lot_has_ended(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        made = fair.registered(lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        with pytest.raises(Conflict) as refused:
            fair.reviewed(made)
        assert refused.value.code == "lot_ended"

    def test_lets_the_clock_go_on_that_waited_for_it(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED, deposit="0")
        made = fair.registered(lot)
        fair.walk_to_end_of(lot, OFFER)
        assert fair.again(lot).next_step_at is None
        fair.reviewed(made)
        assert ticking.tick() == 1

    def test_does_not_start_the_clock_of_a_lot_on_hold(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        made = fair.registered(lot)
        fair.held(lot)
        fair.reviewed(made)
        assert fair.again(lot).next_step_at is None


class TestWhoReviews:
    def refuses(self, fair: Fair, procedure: Procedure, *others: Member) -> None:
        made = fair.registered(fair.offered(procedure))
        for other in others:
            with pytest.raises(Forbidden) as refused:
                fair.reviewed(made, other)
            assert refused.value.code == "role_not_allowed"
        assert Registration.objects.get(id=made.id).status == made.status

    def test_is_nobody_but_the_organiser_where_the_procedure_says_so(self, fair: Fair) -> None:
        self.refuses(fair, REVIEWED, fair.bai, fair.cui, fair.chen, fair.su)

    def test_is_not_another_organiser(self, fair: Fair) -> None:
        self.refuses(fair, REVIEWED, member("宋", Role.ORGANISER, "青岛另一单位"))

    def test_is_not_the_organisers_party_in_another_role(self, fair: Fair) -> None:
        self.refuses(fair, REVIEWED, MemberFactory.create(party=fair.sun.party, role=Role.EXPERT))

    def test_is_the_agency_too_where_it_is_the_organiser(self, fair: Fair) -> None:
        agency = member("代", Role.AGENCY, "青岛代理公司")
        made = fair.registered(fair.offered(REVIEWED, agency=agency))
        assert fair.reviewed(made, agency).status == "qualified"

    def test_is_not_an_agency_of_other_deals(self, fair: Fair) -> None:
        self.refuses(fair, REVIEWED, member("代", Role.AGENCY, "青岛代理公司"))

    def test_is_nobody_but_the_centre_where_the_procedure_says_so(self, fair: Fair) -> None:
        self.refuses(fair, BY_CENTRE, fair.bai, fair.sun, fair.su)

    def test_is_the_centre_where_the_procedure_says_so(self, fair: Fair) -> None:
        made = fair.registered(fair.offered(BY_CENTRE))
        assert fair.reviewed(made, fair.chen).status == "qualified"

    def test_is_not_the_centre_of_another_region(self, fair: Fair) -> None:
        self.refuses(fair, BY_CENTRE, member("程", Role.CENTRE, "济南中心", regions=["370100"]))

    def test_is_not_an_officer_for_other_sectors(self, fair: Fair) -> None:
        self.refuses(fair, BY_CENTRE, member("程", Role.CENTRE, "青岛中心", sectors=["land"]))

    def test_is_nobody_where_the_law_lets_nobody_stand_between(self, fair: Fair) -> None:
        self.refuses(fair, OPEN, fair.bai, fair.sun, fair.chen, fair.su)
