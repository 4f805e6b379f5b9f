"""What the guards of a lot learn of its bidders."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding.actions import registrations
from bidding.facts import registrations as known_of
from foundation import clock
from tests.bidding.toy import OPEN, REVIEWED, Fair
from tests.factories.accounts import actor
from trading import facts
from trading.models import Lot


@pytest.fixture
def lot(fair: Fair) -> Lot:
    return fair.offered(REVIEWED)


def known(lot: Lot) -> dict[str, Any]:
    return dict(known_of(lot, clock.now()))


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

    def test_does_not_take_interest_for_a_deposit(self, fair: Fair, lot: Lot) -> None:
        made = fair.reviewed(fair.registered(lot))
        fair.entered(made, "paid", "99.00", "B-1")
        fair.entered(made, "interest", "1.00", "B-2")
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
        fair.entered(made, kind, "100.00", "B-2", reason="违约")
        assert known(lot)["outstanding_deposits"] == 0

    def test_counts_an_account_with_a_rest(self, fair: Fair, lot: Lot) -> None:
        made = fair.registered(lot)
        fair.entered(made, "paid", "100.00", "B-1")
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

    def test_leaves_interest_out(self, fair: Fair, lot: Lot) -> None:
        fair.entered(fair.registered(lot), "interest", "1.00", "B")
        assert known(lot)["outstanding_deposits"] == 0


class TestTheFacts:
    def test_reach_the_guards(self, fair: Fair, lot: Lot) -> None:
        fair.reviewed(fair.registered(lot))
        collected = facts.collect(fair.again(lot), clock.now())
        assert (collected.registered, collected.qualified, collected.deposits_missing) == (1, 0, 1)

    def test_are_one_question_however_many_bidders(self, fair: Fair, lot: Lot) -> None:
        for number, bidder in enumerate((fair.bai, fair.cui)):
            fair.entered(fair.registered(lot, bidder), "paid", "1.00", f"B-{number}")
        at = clock.now()
        with CaptureQueriesContext(connection) as asked:
            known_of(lot, at)
        assert len(asked) == 1
