"""The land procedures: their numbers against the law, their editions, and the ways through them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.days import Unit
from tests.trading.procedures.land_cases import (
    ALL,
    AT,
    TO_THE_DEAL,
    codes,
    facts,
    step,
    walk,
)
from trading import registry
from trading.law import land, soundness
from trading.law.facts import Facts
from trading.law.grammar import Bound, Law
from trading.law.procedure import Procedure
from trading.law.statutes import LAND_ORDER_11, LAND_ORDER_39, LAND_SPEC_114
from trading.procedures.land_auction import AUCTION
from trading.procedures.land_listing import CURRENT, ORDER_11, ORDER_39
from trading.procedures.land_tender import TENDER


class TestTables:
    """The tables of each procedure."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_hold_together(self, procedure: Procedure) -> None:
        assert soundness.problems(procedure, templates=land.NOTICE_KINDS) == []

    def test_know_no_notice_that_nobody_calls_for(self) -> None:
        assert set().union(*(soundness.notices(p) for p in ALL)) == set(land.NOTICE_KINDS)

    @pytest.mark.parametrize(
        ("code", "procedure", "limit", "bound", "length", "unit"),
        [
            ("L01", CURRENT, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L01", AUCTION, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L01", TENDER, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L02", CURRENT, "listing", Bound.FLOOR, 10, Unit.DAYS),
            ("39-11", CURRENT, "application", Bound.FLOOR, 2, Unit.DAYS),
            ("L04", CURRENT, "result", Bound.CEILING, 10, Unit.WORKING_DAYS),
            ("L05", CURRENT, "refund", Bound.CEILING, 5, Unit.WORKING_DAYS),
            ("L07", CURRENT, "contract", Bound.CEILING, 10, Unit.WORKING_DAYS),
            ("L07", CURRENT, "first_payment", Bound.CEILING, 1, Unit.MONTHS),
            ("L07", CURRENT, "payment", Bound.CEILING, 1, Unit.YEARS),
            ("practice", CURRENT, "inquiry", Bound.FLOOR, 4, Unit.MINUTES),
            ("practice", CURRENT, "countdown", Bound.FLOOR, 5, Unit.MINUTES),
            ("114", CURRENT, "amendment_lead", Bound.FLOOR, 20, Unit.DAYS),
        ],
    )
    def test_say_what_the_law_says(
        self, code: str, procedure: Procedure, limit: str, bound: Bound, length: int, unit: Unit
    ) -> None:
        found = procedure.limits()[limit]
        assert (found.bound, found.length, found.unit) == (bound, length, unit), code

    def test_take_applications_until_two_days_before_the_listing_ends(self) -> None:
        rule = CURRENT.registration
        assert rule is not None and rule.states == ("announced", "listed")
        assert rule.until.back and rule.until.of == "listing"

    def test_bound_the_deposit(self) -> None:
        assert CURRENT.deposit is not None and CURRENT.deposit.at_least_share == Decimal("0.20")
        assert CURRENT.deposit.base == "start_price" and not CURRENT.deposit.interest


class TestEditions:
    """The listing's editions."""

    @pytest.mark.parametrize(
        ("day", "edition"),
        [
            (date(2002, 7, 1), ORDER_11),
            (date(2007, 10, 31), ORDER_11),
            (date(2007, 11, 1), ORDER_39),
            (date(2010, 3, 7), ORDER_39),
            (date(2010, 3, 8), CURRENT),
            (date(2026, 3, 2), CURRENT),
        ],
    )
    def test_follow_each_other_without_a_gap(self, day: date, edition: Procedure) -> None:
        assert registry.current("land", "listing", on=day) is edition

    def test_order_11_counted_working_days(self) -> None:
        listing = ORDER_11.limits()["listing"]
        assert (listing.length, listing.unit) == (10, Unit.WORKING_DAYS)
        assert ORDER_39.limits()["listing"].unit is Unit.DAYS

    def test_order_11_went_on_with_two(self) -> None:
        for edition, needed in ((ORDER_11, 2), (ORDER_39, 1), (CURRENT, 1)):
            go_on = step(edition, "start_limited", "asking")
            assert codes(go_on, Facts(at=AT, asked_for_limited_phase=needed)) == set()
            assert codes(go_on, Facts(at=AT, asked_for_limited_phase=needed - 1)) == {"nobody_goes_on"}

    def test_order_11_cites_nothing_later(self) -> None:
        later = {LAND_ORDER_39, LAND_SPEC_114}
        refusals = [
            g(facts(ORDER_11, lot={"has_reserve": True})) for g in step(ORDER_11, "announce", "priced").guards
        ]
        cited = (
            [s.law for s in ORDER_11.steps]
            + [g.law for s in ORDER_11.steps for g in s.guards]
            + [r.law for r in refusals if r]
        )
        assert ORDER_11.questions is not None
        cited += [ORDER_11.questions.law, *(s.rerun for s in ORDER_11.states)]
        statutes = {law.statute for law in cited if isinstance(law, Law)}
        assert LAND_ORDER_11 in statutes and not statutes & later
        assert [r.code for r in refusals if r] == ["reserve_not_committed"]

    def test_the_price_was_due_in_sixty_days_before_2010(self) -> None:
        payment = ORDER_39.limits()["payment"]
        assert (payment.length, payment.unit, payment.law.statute.code) == (60, Unit.DAYS, "land_use_right")
        assert "part_paid" not in {s.name for s in ORDER_39.states}
        assert ORDER_39.deposit is not None and ORDER_39.deposit.at_least_share is None


class TestWays:
    """The ways through the procedures."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_end_with_delivered_land(self, procedure: Procedure) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            *TO_THE_DEAL[procedure.method],
            "confirm",
            "publish_result",
            "sign_contract",
        )
        assert walk(procedure, *way, "pay_in_full", "deliver") == "completed"

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_a_plan_may_come_first(self, procedure: Procedure) -> None:
        assert walk(procedure, "publish_plan", "approve", "set_prices", "announce") == "announced"

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_can_be_paused_where_it_can_be_terminated(self, procedure: Procedure) -> None:
        terminate = next(s for s in procedure.steps if s.name == "terminate")
        assert procedure.pause is not None and procedure.pause.states == terminate.sources

    def test_a_half_is_paid_first(self) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            *TO_THE_DEAL["listing"],
            "confirm",
            "publish_result",
            "sign_contract",
        )
        assert walk(CURRENT, *way, "pay_first_half", "pay_balance", "deliver") == "completed"

    def test_a_cap_has_a_phase_of_its_own(self) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            "open_listing",
            "ask",
            "start_limited",
            "reach_cap",
            "end_capped",
        )
        assert walk(CURRENT, *way, "declare_deal") == "deal"

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_can_be_terminated_before_the_deal_alone(self, procedure: Procedure) -> None:
        terminate = next(s for s in procedure.steps if s.name == "terminate")
        preparing = {"draft", "planned", "approved", "priced"}
        later = {"deal", "confirmed", "result_published", "contracted", "part_paid", "paid"}
        assert set(terminate.sources) == {s.name for s in procedure.states if not s.final} - preparing - later

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_an_unpaid_contract_is_rescinded_when_the_time_is_over(self, procedure: Procedure) -> None:
        awaited = {
            s.source: [limit.name for limit in s.after] for s in procedure.steps if s.name == "rescind"
        }
        if procedure in (ORDER_39, ORDER_11):
            assert awaited == {"contracted": ["payment"]}
        else:
            assert awaited == {"contracted": ["first_payment"], "part_paid": ["payment"]}
