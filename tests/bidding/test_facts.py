"""What the guards of a lot learn of its bidders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding.actions import registrations
from bidding.facts import registrations as known_of
from bidding.models import DepositEntry, Registration
from foundation import clock
from tests.bidding.toy import OFFER, OPEN, REVIEWED, RUNNING_ON, Fair
from tests.factories.accounts import actor
from trading import facts, registry
from trading.actions import steps
from trading.law.grammar import Guard
from trading.law.procedure import Procedure
from trading.models import Lot, Period


@pytest.fixture
def lot(fair: Fair) -> Lot:
    return fair.offered(REVIEWED)


def due(lot: Lot) -> datetime:
    return Period.objects.get(lot=lot, limit=OFFER.name, current=True).ends_at


def known(lot: Lot) -> dict[str, Any]:
    return dict(known_of(lot, due(lot)))


def besides(registration: Registration, kind: str) -> None:
    """Have paid out what is no part of a deposit."""
    DepositEntry.objects.create(
        registration=registration, kind=kind, amount=Decimal(1), reference="BESIDES", at=clock.now(), by="x"
    )


class TestWhileBidsAreAwaited:
    def test_nothing_is_known(self, fair: Fair, lot: Lot) -> None:
        fair.registered(lot)
        assert known_of(lot, due(lot) - timedelta(microseconds=1)) == {}

    def test_nothing_is_known_before_the_period_begins(self, fair: Fair) -> None:
        draft = fair.drafted(OPEN)
        assert known_of(draft, clock.now()) == {}

    def test_a_hold_keeps_it_unknown_beyond_the_end_that_it_moves(self, fair: Fair, lot: Lot) -> None:
        fair.registered(lot)
        fair.held(lot)
        assert known_of(lot, due(lot)) == {}

    def test_a_hold_that_stops_no_period_does_not(self, fair: Fair) -> None:
        running = fair.offered(RUNNING_ON)
        fair.held(running)
        assert known(running)["registered"] == 0

    def test_no_guard_of_a_procedure_needs_it(self) -> None:
        """A step that asks for bidders waits for the end of bidding, or the answer would be wrong."""
        asked = [
            (procedure.key, step.name)
            for procedure in registry.procedures()
            for step in procedure.steps
            if set(step.sources) & awaiting(procedure)
            and not {procedure.bidding, procedure.registration and procedure.registration.until}
            & set(step.after)
            and any(asks_for_bidders(guard) for guard in step.guards)
        ]
        assert asked == []


class TestRegistered:
    def test_is_nobody_at_first(self, lot: Lot) -> None:
        assert set(known(lot).values()) == {0}

    def test_counts_whoever_awaits_the_review(self, fair: Fair, lot: Lot) -> None:
        fair.registered(lot)
        assert known(lot)["registered"] == 1

    def test_counts_whoever_passed_it(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot))
        assert known(lot)["registered"] == 1

    def test_leaves_out_whoever_was_rejected(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot), qualified=False, reason="无执照")
        assert known(lot)["registered"] == 0

    def test_leaves_out_whoever_withdrew(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert known(lot)["registered"] == 0

    def test_counts_a_party_once_that_came_back(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        fair.registered(lot)
        assert known(lot)["registered"] == 1

    def test_leaves_out_other_lots(self, fair: Fair, lot: Lot) -> None:
        fair.registered(fair.offered(REVIEWED))
        assert known(lot)["registered"] == 0


class TestQualified:
    def test_leaves_out_whoever_paid_but_awaits_the_review(self, fair: Fair, lot: Lot) -> None:
        fair.entered(fair.registered(lot), "paid", "100.00", "B")
        assert known(lot)["qualified"] == 0

    def test_leaves_out_whoever_passed_but_has_not_paid(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot))
        assert known(lot)["qualified"] == 0

    def test_leaves_out_whoever_paid_a_cent_too_little(self, fair: Fair, lot: Lot) -> None:
        fair.entered(fair.reviewed(fair.registered(lot)), "paid", "99.99", "B")
        assert known(lot)["qualified"] == 0

    def test_counts_whoever_passed_and_paid_in_parts(self, fair: Fair, lot: Lot) -> None:
        made = fair.reviewed(fair.registered(lot))
        fair.entered(made, "paid", "60.00", "B-1")
        fair.entered(made, "paid", "40.00", "B-2")
        assert known(lot)["qualified"] == 1

    def test_counts_whoever_passed_where_no_deposit_is_asked(self, fair: Fair) -> None:
        free = fair.offered(OPEN, deposit="0")
        fair.registered(free)
        assert known(free)["qualified"] == 1

    @pytest.mark.parametrize("kind", DepositEntry.BESIDE)
    def test_does_not_take_what_is_paid_besides_for_a_deposit(self, fair: Fair, lot: Lot, kind: str) -> None:
        made = fair.reviewed(fair.registered(lot))
        fair.entered(made, "paid", "99.00", "B-1")
        besides(made, kind)
        assert known(lot)["qualified"] == 0


class TestDepositsMissing:
    def test_counts_whoever_passed_and_has_not_paid(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot))
        fair.entered(fair.reviewed(fair.registered(lot, fair.cui)), "paid", "100.00", "B")
        assert known(lot)["deposits_missing"] == 1

    def test_leaves_out_whoever_awaits_the_review(self, fair: Fair, lot: Lot) -> None:
        fair.registered(lot)
        assert known(lot)["deposits_missing"] == 0


class TestOutstandingDeposits:
    def test_counts_accounts_that_still_hold_money(self, fair: Fair, lot: Lot) -> None:
        for number, bidder in enumerate((fair.bai, fair.cui)):
            fair.entered(fair.registered(lot, bidder), "paid", "100.00", f"B-{number}")
        assert known(lot)["outstanding_deposits"] == 2

    @pytest.mark.parametrize("kind", ["refunded", "forfeited", "converted"])
    def test_leaves_out_accounts_that_were_emptied(self, fair: Fair, lot: Lot, kind: str) -> None:
        made = fair.registered(lot)
        fair.entered(made, "paid", "100.00", "B-1")
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        fair.entered(made, kind, "100.00", "B-2", reason="违约")
        assert known(lot)["outstanding_deposits"] == 0

    def test_counts_an_account_with_a_rest(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        fair.entered(made, "paid", "100.00", "B-1")
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        fair.entered(made, "refunded", "99.99", "B-2")
        assert known(lot)["outstanding_deposits"] == 1

    def test_counts_whoever_was_rejected(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        fair.entered(made, "paid", "100.00", "B")
        fair.reviewed(made, qualified=False, reason="无执照")
        assert known(lot)["outstanding_deposits"] == 1

    def test_counts_whoever_withdrew(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        fair.entered(made, "paid", "100.00", "B")
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert known(lot)["outstanding_deposits"] == 1

    @pytest.mark.parametrize("kind", DepositEntry.BESIDE)
    def test_leaves_out_what_is_paid_besides(self, fair: Fair, lot: Lot, kind: str) -> None:
        besides(fair.registered(lot), kind)
        assert known(lot)["outstanding_deposits"] == 0


class TestTheFacts:
    def test_reach_the_guards(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot))
        collected = facts.collect(fair.again(lot), due(lot))
        assert (collected.registered, collected.qualified, collected.deposits_missing) == (1, 0, 1)

    def test_are_three_questions_however_many_bidders(self, fair: Fair, lot: Lot) -> None:
        for number, bidder in enumerate((fair.bai, fair.cui)):
            fair.entered(fair.registered(lot, bidder), "paid", "1.00", f"B-{number}")
        at = due(lot)
        with CaptureQueriesContext(connection) as asked:
            known_of(lot, at)
        assert len(asked) == 3


class Loose:
    """A value that answers every question, so that a guard runs to its end."""

    def __getattr__(self, name: str) -> Loose:
        return Loose()

    def _same(self, *_: object) -> Loose:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __or__ = __call__ = __getitem__ = _same
    __round__ = __neg__ = _same

    def _true(self, *_: object) -> bool:
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _true

    def __iter__(self) -> Iterator[Loose]:
        return iter(())


class Asked(Loose):
    """Facts that remember what was asked of them."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Loose:
        self.names.add(name)
        return Loose()


def asks_for_bidders(guard: Guard) -> bool:
    facts = Asked()
    with suppress(
        TypeError, ValueError, ArithmeticError, LookupError
    ):  # it asked for something else, and got it Loose
        guard(facts)  # type: ignore[arg-type]
    return bool(
        facts.names
        & {"registered", "unreviewed", "passed", "qualified", "deposits_missing", "outstanding_deposits"}
    )


def awaiting(procedure: Procedure) -> set[str]:
    """Return the states in which bidders may come or bids are awaited."""
    rule = procedure.registration
    return {s.target for s in procedure.steps if procedure.bidding in s.opens} | set(
        rule.states if rule else ()
    )
