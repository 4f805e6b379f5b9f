"""What was found is counted by what it has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.models.search import month_of
from notices.search import facets, pages
from notices.search.asking import Hit, Place

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def hit(pk: str, **given: Any) -> Hit:
    usual: dict[str, Any] = {
        "subject": "notice", "family": "land", "kind": "land_result", "phase": "bidding", "region": "370202", "organiser": "pty_1",
        "amount": None, "at": AT, "title": " 出让 ",
    }  # fmt: skip
    return Hit(pk, **(usual | given))


class TestFacets:
    def test_count_each_value_the_most_frequent_first(self) -> None:
        found = [
            hit("1", phase="failed"),
            hit("2"),
            hit("3"),
            hit("4", subject="deal", kind="", amount=Decimal(1_000_000)),
        ]
        counted = facets.count(found)
        assert list(counted["phase"].items()) == [("bidding", 3), ("failed", 1)]
        assert counted["subject"] == {"notice": 3, "deal": 1}
        assert counted["kind"] == {"land_result": 3}
        assert counted["amount"] == {"10m": 1}

    @given(st.decimals(min_value=0, max_value=10**12, places=2))
    def test_bands_part_all_amounts(self, amount: Decimal) -> None:
        assert [code for code, band in facets.BANDS.items() if band.holds(amount)] == [facets.band_of(amount)]

    def test_an_amount_that_is_not_said_is_in_no_band(self) -> None:
        assert facets.band_of(None) == ""


class TestPlaces:
    @pytest.mark.parametrize(
        "written",
        [
            "", "~", "2026-03-02~ntc_1", "x~ntc_1", "2026-03-02T09:00:00+00:00~",
            "0001-01-01T00:00:00+14:00~ntc_1", "9999-12-31T23:59:59-14:00~ntc_1",
        ],
    )  # fmt: skip
    def test_that_no_page_gave_are_none(self, written: str) -> None:
        assert pages.read(written) is None

    def test_are_read_as_they_were_given(self) -> None:
        assert pages.read(f"{AT.isoformat()}~ntc_1") == Place(AT, "ntc_1")

    @given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
    def test_of_later_instants_are_in_no_earlier_month(self, one: datetime, other: datetime) -> None:
        earlier, later = sorted((one, other), key=lambda at: at.timestamp())
        assert month_of(earlier) <= month_of(later)
