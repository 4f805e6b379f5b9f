"""When auctions begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bidding.auctions import slots

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


class TestSlots:
    def test_take_so_many_and_then_the_next_does(self) -> None:
        starts = slots.spread(250, NINE, NINE + timedelta(hours=1), [])
        first = [one for one in starts if one < NINE + slots.SLOT]
        assert (len(first), len(starts)) == (slots.MOST_IN_A_SLOT, 250)
        assert slots.is_full(first)
        assert len({*first}) == len(first)
        assert [left for _, left in slots.free(NINE, NINE + timedelta(hours=1), starts)] == [150]

    def test_refuse_what_finds_no_room(self) -> None:
        with pytest.raises(ValueError, match="no room"):
            slots.spread(201, NINE, NINE + slots.SLOT, [])
