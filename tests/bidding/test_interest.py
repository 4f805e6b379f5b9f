"""Interest on deposits: by days, at the rates that were given, rounded once, and only where an article gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from bidding import interest, refunds
from bidding.actions import deposits, rates, registrations
from bidding.models import DepositEntry, DepositRate, Registration
from foundation import clock
from foundation.clock import ZONE, local_date
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.models import Event
from tests.bidding.test_refunds import ENDED, FULL, RULE, UNDONE, paid
from tests.bidding.toy import OFFER, Fair
from tests.examples import examples
from tests.factories.accounts import actor, member
from trading import registry
from trading.actions import steps, walking
from trading.law.grammar import LateRefund
from trading.law.statutes import ORDER_87, TENDERING_RULES
from trading.models import Outcome


def rate(percent: str, on: str, *, year: int = 360, region: str = "", kind: str = "deposit") -> DepositRate:
    return DepositRate(
        kind=kind,
        region=region,
        annual_percent=Decimal(percent),
        days_in_year=year,
        since_on=date.fromisoformat(on),
        source="x",
    )


def moved(kind: str, amount: str, on: str, *, form: str = "transfer") -> DepositEntry:
    at = datetime.combine(date.fromisoformat(on), datetime.min.time(), ZONE) + timedelta(hours=10)
    return DepositEntry(kind=kind, amount=Decimal(amount), form=form, at=at)


Move = tuple[int, str, str, int]
# What may move in a month, whether or not it was there to move.
MOVES = st.lists(
    st.tuples(
        st.integers(1, 31),
        st.sampled_from(["paid", "paid", "refunded", "forfeited"]),
        st.sampled_from(["transfer", "cheque", "guarantee"]),
        st.integers(1, 4),
    ),
    max_size=8,
)

# The first number that is drawn in a process is awaited a second or two: all sources are read for numbers first.
unhurried = examples(60)


def ledger(moves: list[Move]) -> list[DepositEntry]:
    return [
        moved(kind, str(amount if kind == "paid" else -amount), f"2026-01-{day:02}", form=form)
        for day, kind, form, amount in sorted(moves)
    ]


def counted(
    entries: list[DepositEntry], known: list[DepositRate], until: str
) -> tuple[Decimal, list[tuple[int, str]]]:
    spans = list(interest.accrue(entries, known, date.fromisoformat(until)))
    return interest.Interest(spans=spans).accrued, [(span.days, str(span.principal)) for span in spans]


class TestAccrue:
    def test_counts_the_first_day_and_not_the_last(self) -> None:
        assert counted([moved("paid", "360000", "2026-03-02")], [rate("1", "2026-01-01")], "2026-03-12") == (
            Decimal("100.00"), [(10, "360000")],
        )  # fmt: skip

    def test_follows_a_rate_that_changes_meanwhile(self) -> None:
        known = [rate("1", "2026-01-01"), rate("0.5", "2026-03-07")]
        assert counted([moved("paid", "360000", "2026-03-02")], known, "2026-03-12") == (
            Decimal("75.00"), [(5, "360000"), (5, "360000")],
        )  # fmt: skip

    def test_takes_the_later_given_of_two_for_a_day(self) -> None:
        known = [rate("9", "2026-01-01"), rate("1", "2026-01-01")]
        assert counted([moved("paid", "360000", "2026-03-02")], known, "2026-03-12")[0] == Decimal("100.00")

    def test_counts_in_the_year_of_the_rate(self) -> None:
        known = [rate("1", "2026-01-01", year=365)]
        assert counted([moved("paid", "365000", "2026-03-02")], known, "2026-03-12")[0] == Decimal("100.00")

    def test_follows_what_goes_out(self) -> None:
        entries = [moved("paid", "360000", "2026-03-02"), moved("refunded", "-180000", "2026-03-07")]
        assert counted(entries, [rate("1", "2026-01-01")], "2026-03-12") == (
            Decimal("75.00"), [(5, "360000"), (5, "180000")],
        )  # fmt: skip

    def test_ends_with_the_money(self) -> None:
        entries = [moved("paid", "360000", "2026-03-02"), moved("refunded", "-360000", "2026-03-07")]
        assert counted(entries, [rate("1", "2026-01-01")], "2027-03-12")[0] == Decimal("50.00")

    @pytest.mark.parametrize("kind", ["forfeited", "converted"])
    def test_brings_nothing_on_what_never_goes_back(self, kind: str) -> None:
        entries = [moved("paid", "360000", "2026-03-02"), moved(kind, "-180000", "2026-03-11")]
        assert counted(entries, [rate("1", "2026-01-01")], "2026-03-12")[0] == Decimal("50.00")

    def test_brings_nothing_on_a_guarantee(self) -> None:
        entries = [moved("paid", "360000", "2026-03-02", form="guarantee")]
        assert counted(entries, [rate("1", "2026-01-01")], "2026-03-12") == (Decimal("0.00"), [])

    def test_is_counted_form_by_form_and_never_on_more_than_lay_there(self) -> None:
        """What left in another form than it came in, in an old ledger, is gone all the same."""
        entries = [
            moved("paid", "360000", "2026-03-02"),
            moved("paid", "180000", "2026-03-02", form="cheque"),
            moved("refunded", "-360000", "2026-03-07"),
            moved("refunded", "-90000", "2026-03-07", form="draft"),
        ]
        spans = list(interest.accrue(entries, [rate("1", "2026-01-01")], date(2026, 3, 12)))
        assert [(str(one.form), one.days, one.principal) for one in spans] == [
            ("transfer", 5, Decimal(360000)), ("cheque", 5, Decimal(180000)), ("cheque", 5, Decimal(90000)),
        ]  # fmt: skip

    @pytest.mark.parametrize("back", ["transfer", "guarantee"])
    def test_ends_with_the_money_in_whatever_form_it_left(self, back: str) -> None:
        entries = [
            moved("paid", "360000", "2026-03-02", form="cheque"),
            moved("refunded", "-360000", "2026-03-07", form=back),
        ]
        assert counted(entries, [rate("1", "2026-01-01")], "2027-03-12") == (
            Decimal("50.00"), [(5, "360000")],
        )  # fmt: skip

    def test_takes_no_guarantee_for_money_that_is_left(self) -> None:
        entries = [
            moved("paid", "360000", "2026-03-02", form="cheque"),
            moved("paid", "360000", "2026-03-02", form="guarantee"),
            moved("refunded", "-360000", "2026-03-07"),
        ]
        assert counted(entries, [rate("1", "2026-01-01")], "2027-03-12")[0] == Decimal("50.00")

    @unhurried
    @given(MOVES)
    def test_is_on_no_day_on_more_than_the_balance(self, moves: list[Move]) -> None:
        entries = ledger(moves)
        spans = list(interest.accrue(entries, [], date(2026, 2, 1)))
        for day in (date(2026, 1, 1) + timedelta(n) for n in range(31)):
            lay = sum(span.principal for span in spans if span.since <= day < span.until)
            assert lay <= max(sum(one.amount for one in entries if local_date(one.at) <= day), 0)

    @unhurried
    @given(MOVES)
    def test_is_that_of_each_form_alone_where_each_balances(self, moves: list[Move]) -> None:
        held: dict[str, Decimal] = {}
        balanced = []
        for one in ledger(moves):
            if (left := held.get(one.form, Decimal(0)) + one.amount) >= 0:
                held[one.form] = left
                balanced.append(one)
        until = date(2026, 2, 1)
        alone = [
            span
            for form in dict.fromkeys(one.form for one in balanced)
            for span in interest.accrue([one for one in balanced if one.form == form], [], until)
        ]
        assert list(interest.accrue(balanced, [], until)) == alone

    def test_begins_where_it_is_late_and_at_the_raised_rate(self) -> None:
        entries = [moved("paid", "360000", "2026-03-02"), moved("refunded", "-180000", "2026-03-09")]
        spans = interest.accrue(
            entries,
            [rate("1", "2026-01-01")],
            date(2026, 3, 12),
            begin=date(2026, 3, 7),
            uplift=Decimal("0.2"),
        )
        found = interest.Interest(spans=list(spans))
        assert [(one.days, one.principal) for one in found.spans] == [
            (2, Decimal(360000)),
            (3, Decimal(180000)),
        ]
        assert found.accrued == Decimal("42.00")
        after = interest.accrue(
            entries, [rate("1", "2026-01-01")], date(2026, 3, 12), begin=date(2026, 3, 12)
        )
        assert list(after) == []

    def test_is_not_complete_without_a_rate(self) -> None:
        spans = list(
            interest.accrue(
                [moved("paid", "360000", "2026-03-02")], [rate("1", "2026-03-07")], date(2026, 3, 12)
            )
        )
        found = interest.Interest(spans=spans)
        assert (found.accrued, found.is_complete, [span.rate is None for span in spans]) == (
            Decimal("50.00"), False, [True, False],
        )  # fmt: skip

    def test_leaves_out_what_was_paid_as_interest(self) -> None:
        entries = [moved("paid", "360000", "2026-03-02"), moved("interest", "100", "2026-03-03")]
        assert counted(entries, [rate("1", "2026-01-01")], "2026-03-12")[0] == Decimal("100.00")

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=5, unique=True), st.decimals(0, 99, places=4))
    def test_is_the_same_however_the_days_are_cut(self, days: list[int], percent: Decimal) -> None:
        entries, begin = [moved("paid", "1234567.89", "2026-01-01")], date(2026, 1, 1)
        known = [rate(str(percent), str(begin + timedelta(day))) for day in [0, *sorted(days)]]
        until = str(begin + timedelta(500))
        cut, whole = (counted(entries, one, until)[0] for one in (known, known[:1]))
        assert cut == whole == round(Decimal("1234567.89") * percent / 100 * 500 / 360 + Decimal("1e-12"), 2)


class TestRatesFor:
    KNOWN = (
        rate("1", "2026-01-01"),
        rate("2", "2026-02-01", region="370000"),
        rate("3", "2026-03-01", region="370200"),
        rate("5", "2026-03-01", region="370202", kind="lending"),
        rate("4", "2026-04-01", region="370202"),
        rate("6", "2026-05-01", region="370200"),
    )

    def on(self, region: str, day: str, kind: str = "deposit") -> Decimal | None:
        found = interest.rate_on(date.fromisoformat(day), interest.rates_for(region, self.KNOWN, kind))
        return found.annual_percent if found else None

    def test_are_those_of_the_nearest_place_that_had_one_by_then(self) -> None:
        """A district's rate says nothing of the days before it, and stands where the city gives another."""
        days = ("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-12-31")
        assert [self.on("370202", day) for day in days] == [None, 1, 2, 3, 4, 4]
        assert [self.on("370203", day) for day in days] == [None, 1, 2, 3, 3, 6]
        assert [self.on("370102", day) for day in days] == [None, 1, 2, 2, 2, 2]
        assert [self.on("110101", day) for day in days] == [None, 1, 1, 1, 1, 1]

    def test_are_of_one_kind(self) -> None:
        assert self.on("370202", "2026-12-31", "lending") == Decimal(5)
        assert self.on("370203", "2026-12-31", "lending") is None

    def test_leave_days_whole_where_only_another_places_rate_begins(self) -> None:
        known = [rate("2", "2026-01-01", region="370202"), rate("9", "2026-03-07", region="370200")]
        assert counted([moved("paid", "360000", "2026-03-02")], known, "2026-03-12") == (
            Decimal("200.00"), [(10, "360000")],
        )  # fmt: skip


class TestLateTimes:
    def test_count_no_day_twice(self) -> None:
        """An earlier cause that lasted into a later one, or into the one that is there now."""
        day = datetime(2026, 3, 2, tzinfo=ZONE)
        late = [day + timedelta(days=n) for n in range(10)]
        found = refunds.Refund(
            Registration(), Decimal(1), due_at=late[6], was_late=((late[0], late[3]), (late[2], late[7]))
        )
        times = interest._late_times(found, date(2026, 3, 12))
        assert [((begin - day.date()).days, (end - day.date()).days) for begin, end in times] == [
            (0, 3), (3, 7), (7, 10),
        ]  # fmt: skip


@pytest.mark.django_db
class TestGive:
    VALUES: ClassVar[dict[str, Any]] = {
        "region": "370200", "annual_percent": Decimal("0.05"), "days_in_year": 360, "since_on": date(2026, 1, 1),
        "source": "某行公告",
    }  # fmt: skip

    def test_keeps_and_tells_it(self, fair: Fair) -> None:
        made = rates.give(**self.VALUES, by=actor(fair.chen))
        event = Event.objects.get(type="bidding.deposit_rate.given")
        assert (event.subject, event.data["annual_percent"], event.data["since_on"]) == (
            made.id,
            "0.0500",
            "2026-01-01",
        )

    @pytest.mark.parametrize("who", ["sun", "su", "bai"])
    def test_is_the_centres(self, fair: Fair, who: str) -> None:
        with pytest.raises(Forbidden):
            rates.give(**self.VALUES, by=actor(getattr(fair, who)))

    @pytest.mark.parametrize(
        "scope", [{"regions": ["370100"]}, {"regions": ["370202"]}, {"sectors": ["toys"]}], ids=str
    )
    def test_is_not_that_of_a_centre_for_less(self, fair: Fair, scope: dict[str, list[str]]) -> None:
        with pytest.raises(Forbidden):
            rates.give(**self.VALUES, by=actor(member("程", Role.CENTRE, "中心", **scope)))
        assert not DepositRate.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [{"annual_percent": Decimal(one)} for one in ("-0.1", "100", "NaN", "Infinity", "0.00001")]
        + [{"days_in_year": 100}, {"source": " "}, {"region": "9999"}, {"kind": "x"}],
        ids=str,
    )
    def test_refuses_what_is_no_rate(self, fair: Fair, wrong: dict[str, object]) -> None:
        with pytest.raises(Invalid):
            rates.give(**self.VALUES | wrong, by=actor(fair.chen))

    @pytest.mark.parametrize(
        "statement", ["UPDATE bidding_depositrate SET annual_percent = 9", "DELETE FROM bidding_depositrate"]
    )
    def test_is_for_good(self, fair: Fair, statement: str) -> None:
        rates.give(**self.VALUES, by=actor(fair.chen))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db
class TestOf:
    @pytest.fixture(autouse=True)
    def _offered(self, fair: Fair) -> Iterator[None]:
        rates.give(**TestGive.VALUES | {"annual_percent": Decimal("36")}, by=actor(fair.chen))
        with registry.offering(FULL):
            yield

    def besides(self, made: Registration) -> interest.Besides:
        return interest.of([refunds.of_one(made)], local_date(clock.now()))[0]

    def now(self, made: Registration) -> interest.Interest:
        return self.besides(made).interest

    def test_owes_nothing_before_there_is_a_cause(self, fair: Fair) -> None:
        made = paid(fair, fair.offered(FULL))
        assert self.now(made) == interest.Interest()

    def test_owes_nothing_to_who_withdrew(self, fair: Fair) -> None:
        made = paid(fair, fair.offered(FULL))
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        assert self.now(made).law is None

    def test_owes_what_came_up_less_what_was_paid_under_the_article_of_the_refund(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        for _stop in walking.walk_to(clock.now() + timedelta(days=10)):
            pass
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        found = self.now(made)
        assert (found.law, found.accrued, found.owed) == (ENDED.law, Decimal("1.00"), Decimal("1.00"))
        fair.entered(made, "refunded", "100.00", "R-1")
        fair.entered(made, "interest", "0.40", "I-1")
        found = self.now(made)
        assert (found.accrued, found.paid, found.owed) == (Decimal("1.00"), Decimal("0.40"), Decimal("0.60"))
        with pytest.raises(Conflict) as refused:
            fair.entered(made, "interest", "0.61", "I-2")
        assert (refused.value.code, refused.value.detail) == ("not_owed", {"owed": "0.60"})
        assert fair.entered(made, "interest", "0.60", "I-2").amount == Decimal("0.60")
        assert (self.now(made).owed, deposits.balance(made)) == (Decimal(0), Decimal(0))

    def test_costs_more_day_by_day_where_the_refund_is_late(self, fair: Fair) -> None:
        rates.give(
            **TestGive.VALUES | {"annual_percent": Decimal("30"), "kind": "lending"}, by=actor(fair.chen)
        )
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
        due = refunds.of_one(made).due_at
        assert due is not None and self.besides(made).late.owed == 0
        for _stop in walking.walk_to(due + timedelta(days=4, hours=10)):
            pass
        late = self.besides(made).late
        # 100.00 × 30% × 1.2 × 4 / 360
        assert (late.law, late.owed, late.is_complete) == (ORDER_87.article("38-3"), Decimal("0.40"), True)
        fair.entered(made, "refunded", "100.00", "R-1")
        with pytest.raises(Conflict, match="not_owed"):
            fair.entered(made, "late", "0.41", "L-1")
        fair.entered(made, "late", "0.40", "L-1")
        assert (self.besides(made).late.owed, deposits.balance(made)) == (Decimal(0), Decimal(0))

    def test_stays_owed_for_what_was_late_before_the_award_was_set_aside(self, fair: Fair) -> None:
        """Of the days between nothing comes up; who lost then may have won since, and waits for another time."""
        rates.give(
            **TestGive.VALUES | {"annual_percent": Decimal("30"), "kind": "lending"}, by=actor(fair.chen)
        )

        def taken(*names: str, later: timedelta) -> Decimal:
            for name in names:
                steps.take_step(lot_id=lot.id, step=name, by=actor(fair.chen))
            due = refunds.of_one(made).due_at
            for _stop in walking.walk_to((due or clock.now()) + later):
                pass
            return self.besides(made).late.owed

        with registry.offering(UNDONE):
            lot = fair.offered(UNDONE)
            made = paid(fair, lot)
            fair.walk_to_end_of(lot, OFFER)
            assert taken("sell", later=timedelta(days=4, hours=10)) == Decimal("0.40")
            assert taken("set_aside", later=timedelta(days=10)) == Decimal("0.40")
            Outcome.objects.create(
                lot=lot, stage="x", values={"winner_rank": 1}, recorded_at=clock.now(), recorded_by="x",
                candidates=[{"rank": 1, "name": "白", "party": fair.bai.party_id, "price": None}],
            )  # fmt: skip
            with pytest.raises(Conflict, match="not_owed"):
                fair.entered(made, "late", "0.41", "L-1")
            fair.entered(made, "late", "0.40", "L-1")
            assert taken("undo", "sell", later=timedelta(days=2)) == Decimal("0.20")
            assert refunds.of_one(made).cause is refunds.Cause.WON

    def test_is_owed_once_the_lot_failed_alone_where_the_law_says_no_more(self, fair: Fair) -> None:
        rule = replace(RULE, interest=False, interest_ended=True)
        procedure = replace(FULL, method="terminated", deposit=rule)
        with registry.offering(procedure):
            closed, stopped = fair.offered(procedure), fair.offered(procedure)
            lost, back = paid(fair, closed), paid(fair, stopped)
            for _stop in walking.walk_to(clock.now() + timedelta(days=10)):
                pass
            steps.take_step(lot_id=stopped.id, step="stop", by=actor(fair.sun))
            assert (self.now(back).law, self.now(back).owed) == (ENDED.law, Decimal("1.00"))
            fair.entered(back, "refunded", "100.00", "R-1")
            assert fair.entered(back, "interest", "1.00", "I-1").amount == Decimal("1.00")
            fair.walk_to_end_of(closed, OFFER)
            assert (refunds.of_one(lost).cause, self.now(lost)) == (refunds.Cause.LOST, interest.Interest())

    def test_names_a_sanction_that_has_no_rate_and_counts_nothing(self, fair: Fair) -> None:
        rule = replace(RULE, late=LateRefund(TENDERING_RULES.article("66")))
        with registry.offering(replace(FULL, method="fined", deposit=rule)):
            lot = fair.offered(replace(FULL, method="fined", deposit=rule))
            made = paid(fair, lot)
            steps.take_step(lot_id=lot.id, step="stop", by=actor(fair.sun))
            for _stop in walking.walk_to(clock.now() + timedelta(days=30)):
                pass
            found = refunds.of_one(made)
            assert found.is_overdue(clock.now()) and found.late == rule.late
            assert self.besides(made).late == interest.Interest()

    def test_runs_until_the_day_on_which_it_is_asked(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        fair.walk_to_end_of(lot, OFFER)
        days = (local_date(clock.now()) - local_date(made.deposit_entries.get().at)).days
        assert self.now(made).accrued == Decimal(days) / 10
