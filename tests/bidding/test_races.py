"""Bidders who come at once, and money that is told twice at once, on real transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Member
from accounts.roles import Role
from bidding.actions import deposits, registrations
from bidding.models import DepositEntry, Registration
from foundation import clock
from foundation.errors import DomainError
from foundation.models import Event
from tests.bidding import toy
from tests.factories import accounts
from tests.factories.accounts import actor, member
from trading import registry

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8


@pytest.fixture
def fair(transactional_db: None) -> Iterator[toy.Fair]:
    clock.start_demo()
    with registry.offering(*toy.ALL):
        yield toy.Fair(
            sun=accounts.sun(), chen=accounts.chen(), su=accounts.su(), bai=accounts.bai(), cui=accounts.cui()
        )


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at the same moment, each on a connection of its own; return results and refusals."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        together.wait(timeout=30)
        try:
            return call()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(results: list[Any]) -> list[str]:
    return [result.code for result in results if isinstance(result, DomainError)]


class TestRegistering:
    def test_of_one_party_many_times_takes_part_once(self, fair: toy.Fair) -> None:
        lot, by = fair.offered(toy.OPEN), actor(fair.bai)
        results = at_once(*[lambda: registrations.register(lot_id=lot.id, by=by)] * CROWD)
        assert refusals(results) == ["already_registered"] * (CROWD - 1)
        assert Registration.objects.filter(lot=lot).count() == 1
        assert Event.objects.filter(type="bidding.registration.made").count() == 1

    def test_of_many_parties_takes_them_all_under_numbers_of_their_own(self, fair: toy.Fair) -> None:
        lot = fair.offered(toy.OPEN)
        crowd: list[Member] = [member(f"客{n}", Role.BIDDER, f"青岛客商{n}公司") for n in range(CROWD)]
        results = at_once(*[partial(registrations.register, lot_id=lot.id, by=actor(one)) for one in crowd])
        assert refusals(results) == []
        assert len({made.alias for made in results}) == CROWD

    def test_and_withdrawing_at_once_leaves_one_answer(self, fair: toy.Fair) -> None:
        made = fair.registered(fair.offered(toy.OPEN))
        by = actor(fair.bai)
        results = at_once(*[lambda: registrations.withdraw(registration_id=made.id, by=by)] * CROWD)
        assert refusals(results) == ["wrong_status"] * (CROWD - 1)
        assert Event.objects.filter(type="bidding.registration.withdrawn").count() == 1


class TestTheLedger:
    def enter(
        self, fair: toy.Fair, made: Registration, kind: str, amount: str, reference: str
    ) -> Callable[[], Any]:
        by = actor(fair.chen)
        return lambda: deposits.enter(
            registration_id=made.id, kind=kind, amount=Decimal(amount), reference=reference, by=by
        )

    def test_of_one_movement_told_many_times_keeps_it_once(self, fair: toy.Fair) -> None:
        made = fair.registered(fair.offered(toy.OPEN))
        results = at_once(*[self.enter(fair, made, "paid", "100.00", "B-1")] * CROWD)
        assert len({entry.id for entry in results}) == 1
        assert deposits.balance(made) == Decimal("100.00")

    def test_of_one_reference_for_two_lots_keeps_one(self, fair: toy.Fair) -> None:
        two = [fair.registered(fair.offered(toy.OPEN)) for _ in range(2)]
        results = at_once(*[self.enter(fair, made, "paid", "100.00", "B-1") for made in two])
        assert refusals(results) == ["reference_reused"]
        assert DepositEntry.objects.count() == 1

    def test_of_many_refunds_at_once_gives_back_what_is_there(self, fair: toy.Fair) -> None:
        made = fair.registered(fair.offered(toy.OPEN))
        fair.entered(made, "paid", "100.00", "B-0")
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        results = at_once(*[self.enter(fair, made, "refunded", "30.00", f"R-{n}") for n in range(CROWD)])
        assert refusals(results) == ["balance_too_low"] * (CROWD - 3)
        assert deposits.balance(made) == Decimal("10.00")
