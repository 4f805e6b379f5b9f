"""The one comparator."""

from __future__ import annotations

import decimal
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from toolkit.scoring.comparing import By, Placed, highest, lowest, ordered, ties
from toolkit.scoring.unfit import Unfit

D = Decimal
BY = (highest("total"), lowest("price"))


def lot(**bids: tuple[str, str]) -> dict[str, dict[str, Decimal]]:
    return {name: {"total": D(total), "price": D(price)} for name, (total, price) in bids.items()}


class TestOrdered:
    def test_names_the_criterion_that_decides(self) -> None:
        placed = ordered(lot(a=("90", "5"), b=("91", "7"), c=("90", "4")), BY)
        assert placed == (Placed("b", 1), Placed("c", 2, "total", "b"), Placed("a", 3, "price", "c"))

    def test_lets_equal_bids_share_a_rank(self) -> None:
        placed = ordered(lot(c=("90", "5"), a=("90.0", "5.00"), b=("91", "7"), d=("1", "1")), BY)
        assert [(one.bid, one.rank, one.by) for one in placed] == [
            ("b", 1, ""), ("a", 2, "total"), ("c", 2, ""), ("d", 4, "total"),
        ]  # fmt: skip
        assert ties(placed) == [("a", "c")]

    def test_puts_equal_bids_in_the_order_of_the_draw(self) -> None:
        placed = ordered(lot(a=("9", "5"), b=("9", "5"), c=("9", "6")), BY, draws=(("b", "a"),))
        assert placed == (Placed("b", 1), Placed("a", 2, "drawn", "b"), Placed("c", 3, "price", "a"))

    @pytest.mark.parametrize("draw", [("c", "b"), ("c", "b", "a", "d"), ("d", "a")])
    def test_uses_a_draw_for_no_other_group(self, draw: tuple[str, ...]) -> None:
        # The draw of a place that some of them competed for before, of more than are left, of who is not equal.
        placed = ordered(lot(a=("9", "5"), b=("9", "5"), c=("9", "5"), d=("9", "6")), BY, (draw,))
        assert ties(placed) == [("a", "b", "c")]

    def test_uses_each_draw_for_its_own_group(self) -> None:
        bids = lot(a=("9", "5"), b=("9", "5"), c=("9", "6"), d=("9", "6"))
        placed = ordered(bids, BY, (("d", "c"), ("b", "a"), ("c", "a")))
        assert [one.bid for one in placed] == ["b", "a", "d", "c"]

    @pytest.mark.parametrize("draws", [(("a", "b", "a"),), (("a", "b"), ("b", "a"))])
    def test_refuses_what_was_drawn_twice(self, draws: tuple[tuple[str, ...], ...]) -> None:
        with pytest.raises(Unfit) as refused:
            ordered(lot(a=("9", "5"), b=("9", "5")), BY, draws)
        assert refused.value.code == "draw_repeated"

    def test_tells_apart_what_a_context_would_round_together(self) -> None:
        bids = lot(a=("1.000001", "1"), b=("1.000002", "1"))
        with decimal.localcontext(prec=3):
            assert [one.bid for one in ordered(bids, BY)] == ["b", "a"]

    @examples(50)
    @given(
        st.dictionaries(
            st.sampled_from("abcdef"), st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1
        ),
        st.permutations("abcdef"),
    )
    def test_breaks_no_tie_by_itself(self, bids: dict[str, tuple[int, int]], names: list[str]) -> None:
        figures = {n: {"total": D(bids[n][0]), "price": D(bids[n][1])} for n in names if n in bids}
        placed = ordered(figures, BY)
        assert placed == ordered(dict(sorted(figures.items())), BY)
        for before, after in itertools.pairwise(placed):
            equal = figures[before.bid] == figures[after.bid]
            assert (before.rank == after.rank) is equal
            assert (after.by == "") is equal
        drawn = ordered(figures, BY, [[name for name in names if name in group] for group in ties(placed)])
        assert [one.rank for one in drawn] == list(range(1, len(bids) + 1))
        assert all(one.than or one.rank == 1 for one in drawn)


class TestBy:
    def test_takes_either_end(self) -> None:
        assert By("price", "highest").key({"price": D("5")}) == D("-5")
        assert By("price", "lowest").key({"price": D("5")}) == D("5")
