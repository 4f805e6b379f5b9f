"""What the deposit ledger refuses, which sign it gives, and what it tells; see also `test_deposits`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from bidding.actions import deposits, registrations
from bidding.models import DepositEntry, Registration
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.models import Event
from tests.bidding.toy import LAW, OFFER, OPEN, TENDER, Fair
from tests.factories.accounts import actor, member
from trading import registry
from trading.actions import steps, ticking

ID = re.compile(r"(lot|pty|reg|dep)_[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{64}")
OUT = ["refunded", "forfeited", "converted"]


@pytest.fixture
def mine(fair: Fair) -> Registration:
    return fair.registered(fair.offered(OPEN))


@pytest.fixture
def paid(fair: Fair, mine: Registration) -> Registration:
    fair.entered(mine, "paid", "100.00", "B-0")
    return mine


@pytest.fixture
def ended(fair: Fair, paid: Registration) -> Registration:
    """A deposit of a lot that came to nothing: whatever is there may go out."""
    steps.take_step(lot_id=paid.lot_id, step="stop", by=actor(fair.sun))
    return paid


class TestTheSameReference:
    def test_returns_the_entry_of_the_first_time(self, fair: Fair, mine: Registration) -> None:
        first = fair.entered(mine, "paid", "100.00", "B-1")
        assert fair.entered(mine, "paid", "100.0", "B-1") == first

    def test_is_one_entry(self, fair: Fair, mine: Registration) -> None:
        for _ in range(2):
            fair.entered(mine, "paid", "100.00", "B-1")
        assert mine.deposit_entries.count() == 1

    def test_is_one_event(self, fair: Fair, mine: Registration) -> None:
        for _ in range(2):
            fair.entered(mine, "paid", "100.00", "B-1")
        assert Event.objects.filter(type="bidding.deposit.paid").count() == 1

    def test_is_no_second_refund_of_an_empty_account(self, fair: Fair, ended: Registration) -> None:
        first = fair.entered(ended, "refunded", "100.00", "B-1")
        assert fair.entered(ended, "refunded", "100.00", "B-1") == first

    @pytest.mark.parametrize(
        ("kind", "amount", "reason"),
        [("refunded", "50.01", "依约"), ("converted", "50.00", "依约"), ("refunded", "50.00", "另有缘由")],
        ids=["amount", "kind", "reason"],
    )
    def test_is_refused_with_other_content(
        self, fair: Fair, ended: Registration, kind: str, amount: str, reason: str
    ) -> None:
        fair.entered(ended, "refunded", "50.00", "B-1", reason="依约")
        with pytest.raises(Conflict) as refused:
            fair.entered(ended, kind, amount, "B-1", reason=reason)
        assert refused.value.code == "reference_reused"

    @pytest.mark.parametrize("lot", ["same", "other"])
    def test_is_refused_for_another_account(self, fair: Fair, mine: Registration, lot: str) -> None:
        other = fair.registered(mine.lot if lot == "same" else fair.offered(OPEN), fair.cui)
        fair.entered(mine, "paid", "1.00", "B-1")
        with pytest.raises(Conflict) as refused:
            fair.entered(other, "paid", "1.00", "B-1")
        assert refused.value.code == "reference_reused"

    def test_is_one_entry_in_the_database_as_well(self, paid: Registration) -> None:
        with pytest.raises(IntegrityError, match="deposit_reference_unique"), transaction.atomic():
            DepositEntry.objects.create(
                registration=paid, kind="paid", amount=Decimal(1), reference="B-0", at=clock.now(), by="x"
            )


class TestAnEntry:
    @pytest.mark.parametrize(
        "statement", ["UPDATE bidding_depositentry SET amount = 1", "DELETE FROM bidding_depositentry"]
    )
    def test_is_neither_changed_nor_removed_in_the_database(self, paid: Registration, statement: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


class TestLookUp:
    def test_finds_the_account_that_the_bank_names(self, fair: Fair, mine: Registration) -> None:
        assert deposits.look_up(account=mine.account, by=actor(fair.chen)).id == mine.id

    def test_tells_what_is_due_and_what_is_held(self, fair: Fair, paid: Registration) -> None:
        found = deposits.look_up(account=paid.account, by=actor(fair.chen))
        assert (found.deposit_due, found.held) == (Decimal("100.00"), Decimal("100.00"))

    def test_tells_the_journal_who_looked(self, fair: Fair, mine: Registration) -> None:
        deposits.look_up(account=mine.account, by=actor(fair.chen))
        assert Event.objects.get(type="bidding.deposit.looked_up").actor == fair.chen.id

    @pytest.mark.parametrize("who", ["bai", "cui", "sun", "su"])
    def test_knows_nothing_for_others(self, fair: Fair, mine: Registration, who: str) -> None:
        with pytest.raises(NotFound):
            deposits.look_up(account=mine.account, by=actor(getattr(fair, who)))

    @pytest.mark.parametrize("account", ["", "8", "%"])
    def test_does_not_guess(self, fair: Fair, mine: Registration, account: str) -> None:
        with pytest.raises(NotFound):
            deposits.look_up(account=account, by=actor(fair.chen))

    def test_is_for_the_centre_of_the_region(self, fair: Fair, mine: Registration) -> None:
        away = member("程", Role.CENTRE, "济南中心", regions=["370100"])
        with pytest.raises(NotFound):
            deposits.look_up(account=mine.account, by=actor(away))


class TestOverdrawing:
    @pytest.mark.parametrize("kind", OUT)
    def test_is_refused_for_whatever_goes_out(self, fair: Fair, ended: Registration, kind: str) -> None:
        with pytest.raises(Conflict) as refused:
            fair.entered(ended, kind, "100.01", "B-1", reason="违约")
        assert refused.value.code == "balance_too_low"

    def test_counts_what_went_out_before(self, fair: Fair, ended: Registration) -> None:
        fair.entered(ended, "refunded", "60.00", "B-1")
        with pytest.raises(Conflict):
            fair.entered(ended, "forfeited", "40.01", "B-2", reason="违约")

    @pytest.mark.parametrize("kind", DepositEntry.BESIDE)
    def test_does_not_draw_on_what_is_paid_besides(self, fair: Fair, ended: Registration, kind: str) -> None:
        DepositEntry.objects.create(
            registration=ended, kind=kind, amount=Decimal(3), reference="B-1", at=clock.now(), by="x"
        )
        with pytest.raises(Conflict):
            fair.entered(ended, "refunded", "103.00", "B-2")

    def test_is_refused_form_by_form(self, fair: Fair, ended: Registration) -> None:
        """What was paid by a guarantee is no money that could go back, and the other way round."""
        fair.entered(ended, "paid", "40.00", "G-1", form="guarantee")
        for kind, form, amount, held in (
            ("refunded", "transfer", "100.01", "100.00"),
            ("refunded", "guarantee", "40.01", "40.00"),
            ("forfeited", "guarantee", "41.00", "40.00"),
            ("converted", "cheque", "0.01", "0.00"),
        ):
            with pytest.raises(Conflict) as refused:
                fair.entered(ended, kind, amount, f"B-{kind}-{form}", form=form, reason="违约")
            assert refused.value.code == "form_balance_too_low"
            assert refused.value.detail == {"form": form, "held": held}
        fair.entered(ended, "refunded", "100.00", "B-1")
        with pytest.raises(Conflict):
            fair.entered(ended, "refunded", "1.00", "B-2")
        fair.entered(ended, "refunded", "40.00", "B-3", form="guarantee")
        assert deposits.balance(ended) == 0

    @pytest.mark.parametrize("kind", ["converted", "interest", "late"])
    def test_takes_a_guarantee_for_no_money(self, fair: Fair, ended: Registration, kind: str) -> None:
        fair.entered(ended, "paid", "40.00", "G-1", form="guarantee")
        with pytest.raises(Invalid) as refused:
            fair.entered(ended, kind, "1.00", "B-1", form="guarantee")
        assert (refused.value.code, list(refused.value.fields)) == ("guarantee_is_no_money", ["form"])

    def test_does_not_draw_on_another_account(self, fair: Fair, paid: Registration) -> None:
        other = fair.registered(paid.lot, fair.cui)
        with pytest.raises(Conflict):
            fair.entered(other, "refunded", "1.00", "B-1")

    def test_leaves_no_entry(self, fair: Fair, ended: Registration) -> None:
        with pytest.raises(Conflict):
            fair.entered(ended, "refunded", "100.01", "B-1")
        assert deposits.balance(ended) == Decimal("100.00")


class TestSigns:
    def test_are_positive_for_what_comes_in(self, fair: Fair, mine: Registration) -> None:
        assert fair.entered(mine, "paid", "5.00", "B-1").amount == Decimal("5.00")

    @pytest.mark.parametrize("kind", OUT)
    def test_are_negative_for_what_goes_out(self, fair: Fair, ended: Registration, kind: str) -> None:
        assert fair.entered(ended, kind, "5.00", "B-1", reason="违约").amount == Decimal("-5.00")

    @pytest.mark.parametrize(
        ("kind", "amount"),
        [("paid", -1), ("interest", -1), ("late", -1), ("paid", 0), *((kind, 1) for kind in OUT)],
    )
    def test_are_held_by_the_database(self, mine: Registration, kind: str, amount: int) -> None:
        with pytest.raises(IntegrityError, match="deposit_sign"), transaction.atomic():
            DepositEntry.objects.create(
                registration=mine, kind=kind, amount=Decimal(amount), reference="X", at=clock.now(), by="x"
            )

    def test_make_the_balance_by_adding_up(self, fair: Fair, ended: Registration) -> None:
        fair.entered(ended, "paid", "20.00", "B-1")
        fair.entered(ended, "converted", "70.00", "B-2")
        fair.entered(ended, "refunded", "30.50", "B-3")
        assert deposits.balance(ended) == Decimal("19.50")


class TestEnter:
    @pytest.mark.parametrize("amount", ["0", "-0.01"])
    def test_refuses_an_amount_that_is_not_positive(
        self, fair: Fair, mine: Registration, amount: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            fair.entered(mine, "paid", amount, "B-1")
        assert refused.value.code == "amount_not_positive"

    @pytest.mark.parametrize("amount", ["0.001", "100.005", "NaN", "Infinity", "1E+17"])
    def test_refuses_what_is_no_amount_of_money(self, fair: Fair, mine: Registration, amount: str) -> None:
        with pytest.raises(Invalid) as refused:
            fair.entered(mine, "paid", amount, "B-1")
        assert refused.value.code.startswith("amount_")

    def test_keeps_by_what_it_was_paid(self, fair: Fair, mine: Registration) -> None:
        assert fair.entered(mine, "paid", "1.00", "B-1").form == "transfer"
        assert fair.entered(mine, "paid", "1.00", "B-2", form="guarantee").form == "guarantee"
        with pytest.raises(Conflict, match="reference_reused"):
            fair.entered(mine, "paid", "1.00", "B-2", form="cheque")
        with pytest.raises(Invalid, match="unknown_form"):
            fair.entered(mine, "paid", "1.00", "B-3", form="shells")

    def test_takes_cash_where_the_law_does(self, fair: Fair) -> None:
        lot = fair.offered(TENDER)
        made = fair.registered(lot)
        assert TENDER.deposit is not None
        assert fair.entered(made, "paid", "1.00", "B-1", form="cash").form == "cash"
        no_cash = replace(TENDER, method="no_cash", deposit=replace(TENDER.deposit, no_cash=LAW))
        with registry.offering(no_cash):
            other = fair.registered(fair.offered(no_cash))
            with pytest.raises(Invalid, match="cash_not_accepted"):
                fair.entered(other, "paid", "1.00", "B-2", form="cash")
            assert fair.entered(other, "paid", "1.00", "B-2", form="guarantee").amount == Decimal("1.00")

    def test_refuses_a_kind_that_it_does_not_know(self, fair: Fair, mine: Registration) -> None:
        with pytest.raises(Invalid) as refused:
            fair.entered(mine, "stolen", "1.00", "B-1")
        assert list(refused.value.fields) == ["kind"]

    @pytest.mark.parametrize("reference", ["", " ", "B 1", "流水", "B" * 101])
    def test_refuses_a_movement_without_the_banks_number(
        self, fair: Fair, mine: Registration, reference: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            fair.entered(mine, "paid", "1.00", reference)
        assert list(refused.value.fields) == ["reference"]

    @pytest.mark.parametrize("reason", ["", " "])
    def test_asks_why_a_deposit_is_forfeited(self, fair: Fair, ended: Registration, reason: str) -> None:
        with pytest.raises(Invalid) as refused:
            fair.entered(ended, "forfeited", "1.00", "B-1", reason=reason)
        assert list(refused.value.fields) == ["reason"]

    @pytest.mark.parametrize("key", ["bai", "cui", "sun", "su"])
    def test_is_refused_to_everybody_but_the_centre(self, fair: Fair, mine: Registration, key: str) -> None:
        with pytest.raises(Forbidden):
            fair.entered(mine, "paid", "1.00", "B-1", by=getattr(fair, key))

    @pytest.mark.parametrize("scope", [{"regions": ["370100"]}, {"sectors": ["land"]}], ids=str)
    def test_is_refused_to_an_officer_for_other_deals(
        self, fair: Fair, mine: Registration, scope: dict[str, list[str]]
    ) -> None:
        with pytest.raises(Forbidden):
            fair.entered(mine, "paid", "1.00", "B-1", by=member("程", Role.CENTRE, "中心", **scope))

    def test_does_not_know_a_registration_that_is_not_there(self, fair: Fair) -> None:
        with pytest.raises(NotFound) as refused:
            deposits.enter(
                registration_id="reg_none", kind="paid", amount=Decimal(1), reference="B", by=actor(fair.chen)
            )
        assert refused.value.code == "registration_not_found"

    def test_gives_back_to_whoever_withdrew(self, fair: Fair, paid: Registration) -> None:
        registrations.withdraw(registration_id=paid.id, by=actor(fair.bai))
        fair.entered(paid, "refunded", "100.00", "B-1")
        assert deposits.balance(paid) == 0

    def test_lets_the_clock_go_on_that_waited_for_the_money(self, fair: Fair, mine: Registration) -> None:
        fair.walk_to_end_of(mine.lot, OFFER)
        assert fair.again(mine.lot).next_step_at is None
        fair.entered(mine, "paid", "100.00", "B-1")
        assert ticking.tick() == 1

    def test_does_not_start_the_clock_of_a_lot_on_hold(self, fair: Fair, mine: Registration) -> None:
        fair.held(mine.lot)
        fair.entered(mine, "paid", "100.00", "B-1")
        assert fair.again(mine.lot).next_step_at is None


class TestJournal:
    def test_has_an_event_for_each_kind(self, fair: Fair, mine: Registration) -> None:
        for number, kind in enumerate(["paid", *OUT]):
            if number == 1:
                steps.take_step(lot_id=mine.lot_id, step="stop", by=actor(fair.sun))
            fair.entered(mine, kind, "60.00" if kind == "paid" else "20.00", f"B-{number}", reason="违约")
        told = Event.objects.filter(type__startswith="bidding.deposit.").order_by("id")
        assert [e.type.removeprefix("bidding.deposit.") for e in told] == ["paid", *OUT]

    def test_holds_ids_and_digests_only(self, fair: Fair, ended: Registration) -> None:
        fair.entered(ended, "forfeited", "73.19", "B-1", reason="拒绝签约")
        event = Event.objects.get(type="bidding.deposit.forfeited")
        assert [v for v in (event.subject, *event.data.values()) if not ID.fullmatch(v)] == []
