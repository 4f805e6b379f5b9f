"""The deposit ledger: nothing is entered twice, nothing goes out that is not there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bidding.actions import deposits, registrations
from bidding.facts import registrations as facts_of
from bidding.models import DepositEntry, Registration
from foundation import clock
from foundation.errors import Conflict, Forbidden
from foundation.models import Event
from tests.world import World, build
from trading.engine import StepRefused
from trading.models import Lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def mine(world: World) -> Registration:
    return registrations.register(lot_id=world.announced().lot, by=world.actor("bai"))


def enter(
    world: World,
    mine: Registration,
    kind: str,
    amount: str,
    reference: str,
    *,
    who: str = "chen",
    reason: str = "",
) -> DepositEntry:
    return deposits.enter(
        registration_id=mine.id,
        kind=kind,
        amount=Decimal(amount),
        reference=reference,
        reason=reason,
        by=world.actor(who),
    )


class TestEnter:
    def test_keeps_the_same_movement_once(self, world: World, mine: Registration) -> None:
        first = enter(world, mine, "paid", "100000.00", "B-1")
        assert enter(world, mine, "paid", "100000.00", "B-1") == first
        assert deposits.balance(mine) == Decimal("100000.00")

    def test_refuses_another_movement_under_the_reference(self, world: World, mine: Registration) -> None:
        enter(world, mine, "paid", "100000.00", "B-1")
        with pytest.raises(Conflict) as refused:
            enter(world, mine, "paid", "1.00", "B-1")
        assert refused.value.code == "reference_reused"

    def test_never_overdraws(self, world: World, mine: Registration) -> None:
        enter(world, mine, "paid", "100.00", "B-1")
        with pytest.raises(Conflict) as refused:
            enter(world, mine, "refunded", "100.01", "B-2")
        assert refused.value.code == "balance_too_low"
        registrations.withdraw(registration_id=mine.id, by=world.actor("bai"))
        enter(world, mine, "refunded", "100.00", "B-3")
        assert deposits.balance(mine) == 0

    @pytest.mark.parametrize("kind", DepositEntry.BESIDE)
    def test_pays_nothing_besides_that_is_not_owed(self, world: World, mine: Registration, kind: str) -> None:
        enter(world, mine, "paid", "100000.00", "B-1")
        with pytest.raises(Conflict) as refused:
            enter(world, mine, kind, "0.01", "B-2")
        assert (refused.value.code, refused.value.detail) == ("not_owed", {"owed": "0.00"})

    def test_is_the_centres(self, world: World, mine: Registration) -> None:
        for who in ("bai", "sun", "su"):
            with pytest.raises(Forbidden):
                enter(world, mine, "paid", "1.00", "B-1", who=who)

    def test_is_held_to_its_sign_by_the_database(self, world: World, mine: Registration) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DepositEntry.objects.create(
                registration=mine, kind="refunded", amount=Decimal(5), reference="X", at=clock.now(), by="x"
            )

    def test_tells_the_journal_ids_and_no_amount(self, world: World, mine: Registration) -> None:
        entry = enter(world, mine, "paid", "73219.47", "B-1")
        event = Event.objects.get(type="bidding.deposit.paid")
        told = {"lot": mine.lot_id, "party": mine.party_id, "entry": entry.id, "digest": entry.digest}
        assert event.data == told


class TestRegister:
    def test_counts_whoever_paid(self, world: World, mine: Registration) -> None:
        lot = Lot.objects.get(id=mine.lot_id)
        due = lot.periods.get(limit=lot.procedure.bidding.name).ends_at
        before = facts_of(lot, due)
        assert (before["registered"], before["qualified"], before["deposits_missing"]) == (1, 0, 1)
        enter(world, mine, "paid", str(mine.deposit_due), "B-1")
        after = facts_of(lot, due)
        assert (after["qualified"], after["deposits_missing"], after["outstanding_deposits"]) == (1, 0, 1)

    def test_is_done_once(self, world: World, mine: Registration) -> None:
        with pytest.raises(Conflict):
            registrations.register(lot_id=mine.lot_id, by=world.actor("bai"))

    def test_may_be_done_again_after_withdrawing(self, world: World, mine: Registration) -> None:
        registrations.withdraw(registration_id=mine.id, by=world.actor("bai"))
        again = registrations.register(lot_id=mine.lot_id, by=world.actor("bai"))
        assert again.id != mine.id

    def test_ends_with_the_bidding(self, world: World, mine: Registration) -> None:
        world.later(days=30)
        with pytest.raises(StepRefused) as refused:
            registrations.register(lot_id=mine.lot_id, by=world.actor("cui"))
        assert [r.code for r in refused.value.refusals] == ["registration_closed"]

    def test_is_not_reviewed_where_nobody_may_stand_in_between(
        self, world: World, mine: Registration
    ) -> None:
        assert mine.status == "qualified"
        for who in ("sun", "chen", "su"):
            with pytest.raises(Forbidden):
                registrations.review(
                    registration_id=mine.id, qualified=False, reason="x", by=world.actor(who)
                )
