"""One bidder holds a part of the web's threads, and no more."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from bidding.actions.auctioning import refusing, sharing
from foundation.errors import Conflict, DomainError, TooOften
from foundation.text import Text
from tests.bidding.auctions.hall import FLOOR, build


def code(auction: str, party: str) -> str:
    """Return why a bidder gets no place; empty if it gets one, which it leaves at once."""
    try:
        with sharing.place(auction, party):
            return ""
    except TooOften as refused:
        return refused.code


class TestPlace:
    def test_is_for_so_many_of_one_bidder_and_for_everybody_else(self) -> None:
        with ExitStack() as held:
            for _ in range(sharing.MOST_UNDER_WAY):
                held.enter_context(sharing.place("auc_1", "pty_1"))
            assert code("auc_1", "pty_1") == "moves_under_way"
            assert (code("auc_1", "pty_2"), code("auc_2", "pty_1")) == ("", "")
        assert code("auc_1", "pty_1") == ""

    def test_comes_back_whatever_the_move_came_to(self) -> None:
        for error in (Conflict("closed", Text("", "")), RuntimeError()):
            for _ in range(sharing.MOST_UNDER_WAY + 1):
                with pytest.raises(type(error)), sharing.place("auc_1", "pty_1"):
                    raise error
        assert code("auc_1", "pty_1") == ""
        assert not sharing._under_way

    def test_is_none_while_whoever_was_refused_too_often_rests(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 100.0
        monkeypatch.setattr("bidding.actions.auctioning.sharing.time.monotonic", lambda: now)
        with pytest.raises(DomainError), sharing.place("auc_1", "pty_1"):
            raise Conflict(sharing.TIRING, Text("", ""))
        assert (code("auc_1", "pty_1"), code("auc_1", "pty_2")) == ("moves_too_often", "")
        now += sharing.REST_SECONDS
        assert code("auc_1", "pty_1") == ""
        assert not {auction for auction, _ in sharing._rests_until} & {"auc_1"}


@pytest.mark.django_db
class TestMoving:
    def test_lets_who_moved_in_vain_for_too_long_rest_and_nobody_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(refusing, "MOST_REFUSED", 1)
        hall = build()
        hall.begin()
        hall.bid("bai", FLOOR)
        found = [hall.refused("bai", "1010000.00") for _ in range(3)]
        assert found == ["leads_already", "too_many_refused", "moves_too_often"]
        number = hall.row.number
        assert hall.bid("cui", "1010000.00").code == ""
        assert hall.row.number == number + 1
