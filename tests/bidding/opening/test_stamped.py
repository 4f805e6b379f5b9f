"""A list whose cut the timestamp authority vouches for, since the witnesses failed in that minute, is opened like any other."""

from __future__ import annotations

import logging

import pytest

from accounts.actor import Actor
from bidding.actions import freezing
from foundation import clock
from tests.bidding.opening.hall import Hall
from trading.actions import ticking

pytestmark = pytest.mark.django_db


def test_opens_all_the_same(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    for who in ("bai", "cui", "deng"):
        hall.scene.filed(who)
    hall.scene.walk_to_deadline(seconds=2)
    hall.scene.log.step()
    by = Actor.clock()
    assert freezing.freeze(lot_id=hall.lot, at=clock.now(), by=by) is None
    hall.later(seconds=61)
    row = freezing.freeze(lot_id=hall.lot, at=clock.now(), by=by)
    assert row is not None and row.token_of_cut
    hall.scene.grow()
    ticking.tick()
    hall.later(seconds=601)
    with caplog.at_level(logging.INFO):
        hall.opener().turn()
    assert [one.getMessage() for one in caplog.records if "waits" in one.getMessage()] == []
    hall.posted([1, 2, 3])
    assert hall.record().status == "recorded"
    assert hall.verified().holds
