"""Interest on deposits: by days, at the rates that were given, rounded once, and only where an article gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from bidding import interest, refunds
from bidding.actions import rates, registrations
from bidding.models import DepositEntry, DepositRate, Registration
from foundation import clock
from foundation.clock import ZONE, local_date
from foundation.errors import Forbidden, Invalid
from foundation.models import Event
from tests.bidding.test_refunds import ENDED, FULL, paid
from tests.bidding.toy import OFFER, Fair
from tests.factories.accounts import actor, member
from trading import registry
from trading.actions import steps, walking


def rate(percent: str, on: str, *, year: int = 360, region: str = "") -> DepositRate:
    return DepositRate(
        region=region,
        annual_percent=Decimal(percent),
        days_in_year=year,
        since_on=date.fromisoformat(on),
        source="x",
    )


def moved(kind: str, amount: str, on: str, *, form: str = "transfer") -> DepositEntry:
    at = datetime.combine(date.fromisoformat(on), datetime.min.time(), ZONE) + timedelta(hours=10)
    return DepositEntry(kind=kind, amount=Decimal(amount), form=form, at=at)


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
    def test_are_those_of_the_nearest_place(self) -> None:
        known = [
            rate("1", "2026-01-01"),
            rate("2", "2026-01-01", region="370000"),
            rate("3", "2026-01-01", region="370200"),
        ]

        def of(region: str) -> list[Decimal]:
            return [one.annual_percent for one in interest.rates_for(region, known)]

        assert (of("370202"), of("370102"), of("110101")) == ([Decimal(3)], [Decimal(2)], [Decimal(1)])
        assert interest.rates_for("110101", known[1:]) == []


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
        + [{"days_in_year": 100}, {"source": " "}, {"region": "9999"}],
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

    def now(self, made: Registration) -> interest.Interest:
        return interest.of([refunds.of_one(made)], local_date(clock.now()))[0]

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

    def test_runs_until_the_day_on_which_it_is_asked(self, fair: Fair) -> None:
        lot = fair.offered(FULL)
        made = paid(fair, lot)
        fair.walk_to_end_of(lot, OFFER)
        days = (local_date(clock.now()) - local_date(made.deposit_entries.get().at)).days
        assert self.now(made).accrued == Decimal(days) / 10
