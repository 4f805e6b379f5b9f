"""Whether a pool can fill its places at all, of each unit one: against every way of seating."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bidding.experts import pools
from bidding.models import PoolEntry

MAJORS = ("a06", "a08", "b01")
ENTRIES = st.tuples(
    st.sampled_from("stuvw"), st.sampled_from([("a06",), ("a08",), ("b01",), ("a06", "a08"), ("a08", "b01")])
)


def can_be_seated(groups: list[tuple[str, int]], pool: list[PoolEntry]) -> bool:
    places = [group for group, wanted in groups for _ in range(wanted)]
    majors = {
        one.unit: {group for each in pool if each.unit == one.unit for group in each.groups} for one in pool
    }
    return any(
        all(place in majors[unit] for place, unit in zip(places, units, strict=True))
        for units in permutations(majors, len(places))
    )


@given(st.lists(ENTRIES, max_size=7), st.lists(st.integers(1, 2), min_size=1, max_size=3))
def test_a_pool_lacks_somebody_exactly_where_no_seating_fills_it(
    listed: list[tuple[str, tuple[str, ...]]], wanted: list[int]
) -> None:
    pool = [PoolEntry(unit=unit, groups=list(majors)) for unit, majors in listed]
    groups = list(zip(MAJORS, wanted, strict=False))
    lacking = pools.lacking(groups, pool)
    assert (lacking == "") is can_be_seated(groups, pool)
    # It names the first that is too much.
    before = groups[: [group for group, _ in groups].index(lacking)] if lacking else groups
    assert can_be_seated(before, pool)
