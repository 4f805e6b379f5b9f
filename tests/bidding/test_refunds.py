"""When deposits go back, and what is told of those that did not in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding import refunds, tasks
from bidding.actions import refunding
from bidding.models import Registration
from bidding.refunds import Cause, Refund
from foundation import clock, days
from foundation.clock import ZONE, local_date
from foundation.days import Unit
from foundation.errors import Conflict
from foundation.models import Event
from foundation.text import Text
from tests.bidding.toy import BACK, OFFER, OPEN, REVIEWED, TENDER, Fair
from tests.factories.accounts import actor, member
from trading import registry
from trading.actions import steps, walking
from trading.law import paths
from trading.law.grammar import DepositRule, LateRefund, Limit, Phase, State, Step
from trading.law.procedure import Procedure
from trading.law.statutes import ORDER_87, TENDERING_RULES
from trading.models import Lot, Outcome, StepTaken

pytestmark = pytest.mark.django_db

LOSERS = Limit(
    "losers", Text("退还期", "refund"), TENDERING_RULES.article("57-2"), Unit.WORKING_DAYS, at_most=5
)
WINNER = replace(LOSERS, name="winner", at_most=7)
ENDED = replace(LOSERS, name="ended", at_most=3)
RULE = DepositRule(
    law=TENDERING_RULES.article("26"), base="", refund_withdrawn=BACK, refund_losers=LOSERS, losers_since=("closed",),
    refund_winner=WINNER, winner_since=("sold",), refund_ended=ENDED, interest=True,
    late=LateRefund(ORDER_87.article("38-3"), Decimal("0.2")),
)  # fmt: skip
FULL = replace(TENDER, method="full", registration=None, deposit=RULE)
PLAIN = replace(
    FULL, method="plain", deposit=replace(RULE, refund_withdrawn=None, withdrawn_with_losers=True)
)
# An award may be undone: at once, or by being set aside in a state that nothing but an award leads to.
UNDONE = replace(
    FULL, method="undone", deposit=replace(RULE, losers_since=("sold",)),
    states=(
        *(replace(one, final=False) if one.name == "sold" else one for one in TENDER.states),
        State("set_aside", Phase.EVALUATING, Text("待替补", "Set aside")),
        State("delivered", Phase.CONCLUDED, Text("交付", "Delivered"), final=True),
    ),
    steps=(
        *TENDER.steps,
        Step("undo", ("sold", "set_aside"), "closed", by=Role.CENTRE, title=Text("撤销", "Undo")),
        Step("set_aside", "sold", "set_aside", by=Role.CENTRE, title=Text("搁置", "Set aside")),
        Step("deliver", "sold", "delivered", by=Role.CENTRE, title=Text("交付", "Deliver")),
        Step("void", "sold", "stopped", by=Role.CENTRE, title=Text("无效", "Void")),
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with registry.offering(FULL, PLAIN, UNDONE):
        yield


def paid(fair: Fair, lot: Lot, who: Member | None = None) -> Registration:
    made = fair.registered(lot, who)
    fair.entered(made, "paid", "100.00", f"P-{made.id}")
    return made


def found(fair: Fair) -> dict[str, Refund]:
    return {
        refund.registration.party_id: refund for refund in refunds.of(list(refunds.kept_by(actor(fair.chen))))
    }


def working_days_on(day: date, n: int) -> date:
    return days.due(day, n, Unit.WORKING_DAYS).day


class TestOf:
    def test_tells_nothing_of_who_takes_part_while_bids_come_in(self, fair: Fair) -> None:
        paid(fair, fair.offered(FULL))
        assert found(fair) == {}

    def test_gives_back_in_time_after_a_withdrawal(self, fair: Fair) -> None:
        made = paid(fair, fair.offered(FULL))
        from bidding.actions import registrations

        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        refund = found(fair)[fair.bai.party_id]
        assert (refund.cause, refund.held, refund.law) == (Cause.WITHDRAWN, Decimal(100), BACK.law)
        assert refund.due_on == days.due(local_date(clock.now()), 5, Unit.DAYS).day
        assert not refund.interest
        fair.entered(made, "refunded", "100.00", "R-1")
        assert found(fair) == {}

    def test_begins_for_losers_and_winner_each_at_its_own_state(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        for who in (fair.bai, fair.cui):
            paid(fair, lot, who)
        fair.walk_to_end_of(lot, OFFER)
        closed = local_date(clock.now())
        Outcome.objects.create(
            lot=lot, stage="x", values={"winner_rank": 1}, recorded_at=clock.now(), recorded_by="x",
            candidates=[{"rank": 1, "name": "白", "party": fair.bai.party_id, "price": None}],
        )  # fmt: skip
        lost, won = found(fair)[fair.cui.party_id], found(fair)[fair.bai.party_id]
        assert (lost.cause, lost.due_on, lost.interest) == (Cause.LOST, working_days_on(closed, 5), True)
        assert (won.cause, won.due_on) == (None, None)
        for _stop in walking.walk_to(clock.now() + walking.parse_advance("30d")):
            pass
        steps.take_step(lot_id=lot.id, step="sell", by=actor(fair.chen))
        won = found(fair)[fair.bai.party_id]
        assert (won.cause, won.due_on) == (Cause.WON, working_days_on(local_date(clock.now()), 7))
        assert found(fair)[fair.cui.party_id].due_on == lost.due_on

    def test_begins_for_all_when_the_lot_fails(self, fair: Fair) -> None:
        lot = fair.offered(PLAIN)
        for who in (fair.bai, fair.cui):
            paid(fair, lot, who)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        told = found(fair)
        assert {refund.cause for refund in told.values()} == {Cause.ENDED}
        assert {refund.due_on for refund in told.values()} == {working_days_on(local_date(clock.now()), 3)}

    def test_waits_for_the_losers_where_the_law_knows_no_refund_of_its_own(self, fair: Fair) -> None:
        lot = fair.offered(PLAIN)
        made = paid(fair, lot)
        Registration.objects.filter(pk=made.pk).update(status="withdrawn", reviewed_at=clock.now())
        assert found(fair)[fair.bai.party_id].due_on is None
        fair.walk_to_end_of(lot, OFFER)
        assert found(fair)[fair.bai.party_id].cause is Cause.LOST

    def test_costs_the_same_however_many_there_are(
        self, fair: Fair, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(3):
            lot = fair.offered(FULL)
            for who in (fair.bai, fair.cui):
                paid(fair, lot, who)
            steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        with django_assert_max_num_queries(3):
            assert len(refunds.of(list(refunds.kept_by(actor(fair.chen))))) == 6

    def test_is_shown_to_the_centre_of_the_place_alone(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        paid(fair, lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        away = member("程", Role.CENTRE, "济南中心", regions=["370100"])
        for other in (away, fair.sun, fair.bai, fair.su):
            assert not refunds.kept_by(actor(other)).exists()
        assert refunds.kept_by(actor(fair.chen)).exists()


class TestAFrozenDeposit:
    """What is held of a registration that stands leaves for a cause in the law alone, and whoever asks learns nothing."""

    def out(self, fair: Fair, made: Registration, kind: str = "refunded", amount: str = "100.00") -> str:
        try:
            fair.entered(made, kind, amount, f"{kind}-{made.id}-{amount}", reason="事由")
        except Conflict as refused:
            return refused.code
        return "out"

    @pytest.mark.parametrize("kind", ["refunded", "forfeited", "converted"])
    @pytest.mark.parametrize("amount", ["100.00", "0.01"])
    @pytest.mark.parametrize("procedure", [FULL, PLAIN, OPEN], ids=lambda one: one.method)
    def test_stays_while_bids_are_awaited(
        self, fair: Fair, procedure: Procedure, kind: str, amount: str
    ) -> None:
        made = paid(fair, fair.offered(procedure))
        assert self.out(fair, made, kind, amount) == "deposit_frozen"
        assert made.deposit_entries.count() == 1

    def test_is_refused_alike_whether_a_bid_was_filed_or_not(self, fair: Fair) -> None:
        """Filings are not even looked at."""
        made = paid(fair, fair.offered(FULL))
        with CaptureQueriesContext(connection) as asked:
            assert self.out(fair, made) == "deposit_frozen"
        assert not [one["sql"] for one in asked if "bidding_filing" in one["sql"]]

    def test_says_under_which_law(self, fair: Fair) -> None:
        made = paid(fair, fair.offered(FULL))
        with pytest.raises(Conflict) as refused:
            fair.entered(made, "refunded", "100.00", "R-1")
        assert refused.value.detail == {"law": str(RULE.law)}

    def test_gives_back_what_is_too_much(self, fair: Fair) -> None:
        made = paid(fair, fair.offered(FULL))
        fair.entered(made, "paid", "30.00", "P-2")
        assert self.out(fair, made, amount="30.01") == "deposit_frozen"
        assert self.out(fair, made, amount="30.00") == "out"

    def test_stays_while_the_review_is_awaited_and_goes_once_it_is_refused(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        made = paid(fair, lot)
        assert (made.status, self.out(fair, made)) == ("applied", "deposit_frozen")
        fair.reviewed(made, qualified=False, reason="资质不符")
        assert self.out(fair, made) == "out"

    def test_goes_to_each_once_there_is_a_cause_for_it(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        mine, theirs = (paid(fair, lot, who) for who in (fair.bai, fair.cui))
        fair.walk_to_end_of(lot, OFFER)
        Outcome.objects.create(
            lot=lot, stage="x", values={"winner_rank": 1}, recorded_at=clock.now(), recorded_by="x",
            candidates=[{"rank": 1, "name": "白", "party": fair.bai.party_id, "price": None}],
        )  # fmt: skip
        assert (self.out(fair, mine), self.out(fair, theirs)) == ("deposit_frozen", "out")
        steps.take_step(lot_id=lot.id, step="sell", by=actor(fair.chen))
        assert self.out(fair, mine) == "out"

    def test_stays_again_where_the_award_was_undone(self, fair: Fair) -> None:
        """Whoever lost may win yet: what counts is where the lot is now."""
        lot = fair.offered(UNDONE)
        made = paid(fair, lot)
        fair.walk_to_end_of(lot, OFFER)

        cents = iter(range(1, 100))

        def after(*taken: str) -> tuple[Cause | None, str]:
            for step in taken:
                steps.take_step(lot_id=lot.id, step=step, by=actor(fair.chen))
            cause = found(fair)[fair.bai.party_id].cause
            return cause, self.out(fair, made, amount=f"0.{next(cents):02}")

        assert after() == (None, "deposit_frozen")
        assert after("sell") == (Cause.LOST, "out")
        for undone in (["undo"], ["sell", "set_aside"], ["undo"]):
            assert after(*undone) == (None, "deposit_frozen"), undone
        for _stop in walking.walk_to(clock.now() + walking.parse_advance("5d")):
            pass
        assert after("sell")[0] is Cause.LOST
        assert found(fair)[fair.bai.party_id].since == lot.steps.order_by("-at", "-id")[0].at
        assert after("void") == (Cause.LOST, "out")

    def test_goes_once_the_lot_has_failed(self, fair: Fair) -> None:
        for procedure in (FULL, PLAIN, OPEN):
            lot = fair.offered(procedure)
            made = paid(fair, lot)
            steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
            assert self.out(fair, made) == "out"

    def test_may_be_forfeited_once_bids_are_due(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        fair.walk_to_end_of(lot, OFFER)
        assert self.out(fair, made, "forfeited") == "out"


class TestReport:
    def late(self, fair: Fair) -> Registration:
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        return made

    def later(self, length: str) -> None:
        for _stop in walking.walk_to(clock.now() + walking.parse_advance(length)):
            pass

    def test_tells_once_of_what_is_overdue(self, fair: Fair) -> None:
        made = self.late(fair)
        assert tasks.refunds() == 0
        self.later("7d")
        assert not refunds.reported(refunds.held()).exists()
        assert [tasks.refunds(), tasks.refunds()] == [1, 0]
        event = Event.objects.get(type="bidding.deposit.refund_overdue")
        assert (event.subject, event.actor, event.data["party"]) == (made.id, "clock", fair.bai.party_id)
        assert event.data["due_on"] == working_days_on(date(2026, 3, 2), 3).isoformat()
        assert list(refunds.reported(refunds.held())) == [made]

    def test_is_silent_of_what_went_back_meanwhile(self, fair: Fair) -> None:
        made = self.late(fair)
        self.later("7d")
        assert refunding.overdue() == [made.id]
        fair.entered(made, "refunded", "100.00", "R-2")
        assert refunding.report(registration_id=made.id, by=Actor.clock()) is None
        assert not Event.objects.filter(type=refunds.OVERDUE).exists()


class TestEveryProcedure:
    def test_gives_back_from_states_that_lead_on_and_not_before_them(self) -> None:
        for procedure in (one for one in registry.procedures() if one.deposit is not None):
            rule = procedure.deposit
            assert rule is not None
            for since in filter(None, (rule.losers_since, rule.winner_since)):
                beyond = paths.only_through(procedure, since)
                assert set(since) <= beyond and procedure.initial not in beyond, procedure.key
                ends = {one.name for one in procedure.states if one.final and one.phase is Phase.CONCLUDED}
                assert ends <= beyond, procedure.key

    def test_with_a_deposit_says_when_it_goes_back(self) -> None:
        told = [p for p in registry.procedures() if p.deposit is not None and p.kind != "toy"]
        assert len(told) > 15
        for procedure in told:
            rule = procedure.deposit
            assert rule is not None
            assert (rule.refund_withdrawn is not None) or rule.withdrawn_with_losers, procedure.key
            assert rule.refund_losers and rule.losers_since and rule.refund_ended, procedure.key

    def test_of_procurement_gives_nothing_back_while_an_award_is_set_aside(self) -> None:
        """Whoever lost may yet take the winner's place; once the contract is signed nobody goes back."""
        procedure = registry.current("procurement", "open", on=date(2026, 3, 2))
        states = {state.name for state in procedure.states}
        at = datetime(2026, 3, 2, tzinfo=ZONE)

        def stays(*targets: str) -> list[tuple[int, int | None]]:
            assert states >= set(targets)
            taken = [StepTaken(target=name, at=at + timedelta(days=n)) for n, name in enumerate(targets)]
            found = refunds._stays(procedure, taken, ("awarded",))
            return [((since - at).days, (until - at).days if until else None) for since, until in found]

        way = ("bidding", "sealed", "opened", "evaluating", "reported", "decided")
        assert stays(*way) == []
        assert stays(*way, "awarded") == stays(*way, "awarded", "signed", "performing") == [(6, None)]
        assert (
            stays(*way, "awarded", "set_aside") == stays(*way, "awarded", "set_aside", "decided") == [(6, 7)]
        )
        assert stays(*way, "awarded", "set_aside", "decided", "awarded", "signed") == [(6, 7), (9, None)]
        assert stays(*way, "awarded", "void") == [(6, None)]

    def test_of_a_tender_gives_back_after_a_withdrawal(self) -> None:
        rule = registry.current("land", "tender", on=date(2026, 3, 2)).deposit
        assert rule is not None
        assert rule.refund_withdrawn is not None
        assert (rule.refund_withdrawn.length, rule.refund_withdrawn.unit) == (5, Unit.DAYS)
        assert "招标投标法实施条例" in str(rule.refund_withdrawn.law)
