"""Bidders who come at the same moment, on real transactions."""

from __future__ import annotations

from functools import partial

import pytest

from bidding.actions.auctioning import rounds, sharing
from bidding.auctions import judging
from bidding.models import Move
from foundation.errors import DomainError
from tests.bidding.auctions.hall import FLOOR, build
from tests.bidding.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_at_once_come_in_one_order_and_a_key_has_one_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_UNDER_WAY", 30)
    hall = build()
    hall.begin()
    rising = [
        partial(hall.bid, who, f"{1_000_000 + 10_000 * step}.00") for step in range(8) for who in hall.bidders
    ]
    twins = [partial(hall.bid, "bai", FLOOR, "twin") for _ in range(6)]
    found = at_once(*rising, *twins)
    log = list(Move.objects.filter(auction=hall.id).order_by("number"))
    assert [one.number for one in log] == [*range(1, len(log) + 1)]
    accepted = [one.price for one in log if one.price is not None and not one.code]
    assert accepted == sorted({*accepted})
    assert len(accepted) == len([one for one in found[:24] if isinstance(one, Move)]) + (
        not log_of(log, "twin").code
    )
    twice = {one.code if isinstance(one, DomainError) else one.number for one in found[24:]}
    assert len(twice) == 1
    assert (
        judging.fold(rounds.rules_of(hall.row), (judging.parse(bytes(one.content)) for one in log)).run
        == rounds.kept_of(hall.row).run
    )


def log_of(log: list[Move], key: str) -> Move:
    (found,) = (one for one in log if one.key == key)
    return found
