"""The made-up history: the same from one seed, at the volumes of the city, and right by the exchange's own checks."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from decimal import Decimal

import orjson
import pytest
from django.core.management import call_command
from django.db.models import Count

from config.demo.history import VOLUMES, History
from foundation import clock, codes, followers
from foundation.models import Event
from notices.models import Notice
from trading.actions.exchange_records import Checked, check
from trading.models import Deal, Lot, Outcome

SMALL = Decimal("0.002")


def made(history: History) -> list[Checked]:
    return [check(row.make(), on=date(2026, 3, 2)) for row in history.rows()]


class TestHistory:
    def test_has_the_volumes_of_the_city(self) -> None:
        assert sum(1 for _ in History().rows()) == 38_300 + 110 + 13_300 + 160 + 500 == sum(VOLUMES.values())
        small = History(scale=SMALL)
        assert small.volumes == {
            "construction": 77,
            "land": 1,
            "procurement": 27,
            "property": 1,
            "transport": 1,
        }

    def test_is_the_same_from_the_same_seed_and_another_from_another(self) -> None:
        one, same, other = (
            [orjson.dumps(row.make()) for row in History(seed, SMALL).rows()] for seed in (1, 1, 2)
        )
        assert one == same
        assert not set(one) & set(other)

    def test_goes_on_as_it_began_when_it_is_larger(self) -> None:
        small, larger = (
            {row.make()["key"]: row.make() for row in History(1, Decimal(s)).rows()}
            for s in ("0.001", "0.002")
        )
        assert all(larger[key] == deal for key, deal in small.items())

    def test_is_right_by_the_checks_of_the_exchange(self) -> None:
        found = made(History(scale=Decimal("0.02")))
        for each in found:
            assert codes.check_uscc(each.record.organiser_code) and codes.check_uscc(each.record.agency_code)
            days = [notice.published_at for notice in each.record.notices]
            assert days == sorted(days) and days[-1] < clock.DEMO_START
            for lot in each.lots:
                if lot.given.state == "concluded":
                    assert codes.check_uscc(lot.content["winner_code"])
                    assert Decimal(lot.content["award_amount"]) > 0
        ends = Counter(tuple(lot.given.state for lot in each.lots) for each in found)
        assert set(ends) == {("concluded",), ("failed",), ("failed", "concluded")}
        assert 0.03 < (ends["failed",] + ends["failed", "concluded"]) / len(found) < 0.12
        assert len({each.record.announced_on.year for each in found if each.record.announced_on}) == 5

    def test_prices_below_the_budget_where_the_lowest_wins_and_above_it_where_the_highest_does(self) -> None:
        for each in made(History(scale=Decimal("0.02"))):
            for lot in each.lots:
                if lot.given.state == "concluded":
                    below = Decimal(lot.content["award_amount"]) <= Decimal(lot.content["budget"])
                    assert below or each.record.kind in ("land", "property")


@pytest.mark.django_db
class TestCommand:
    def make(self, *options: str) -> str:
        said = io.StringIO()
        call_command("demo", "history", *options, stdout=said)
        return said.getvalue()

    def test_changes_nothing_the_second_time(self) -> None:
        assert "107 deals created, 0 were there, 0 refused" in self.make("--scale", str(SMALL))
        events = Event.objects.count()
        assert "0 deals created, 107 were there, 0 refused" in self.make("--scale", str(SMALL))
        assert Event.objects.count() == events

    def test_is_shown_to_the_public_by_its_own_dates(self) -> None:
        self.make("--scale", "0.001")
        followers.catch_up()
        deals = dict(Deal.objects.values_list("kind").annotate(Count("id")))
        assert deals == {"construction": 39, "land": 1, "procurement": 13, "property": 1}
        assert not Deal.objects.filter(announced_at__gte=clock.DEMO_START).exists()
        assert Notice.objects.filter(status="published").count() >= 2 * sum(deals.values())
        assert not Notice.objects.filter(published_at__gte=clock.DEMO_START).exists()
        assert Outcome.objects.count() == Lot.objects.filter(state="concluded").count()
        assert all(candidate["party"] for row in Outcome.objects.all() for candidate in row.candidates)
