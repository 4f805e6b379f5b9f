"""Equal bids between which a rule must choose before anything follows: they wait for a draw, and stop nobody for good."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bidding.evaluation import reporting, ties
from foundation import clock
from foundation.errors import Invalid
from tests.bidding.opening.hall import Hall
from tests.bidding.results.bench import Bench
from tests.bidding.sealed.scene import Scene
from toolkit.scoring.methods import lowest_evaluated, lowest_price, separate_award
from toolkit.scoring.rules import LowPrices
from trading.law.tender_document import BRAND

OF_A_BRAND = lowest_price.Rule(at_least=1)
LOW = LowPrices(of_mean=Decimal("0.999"), reply_minutes=30)
AT_THE_LINE = separate_award.Rule(shortlist=lowest_evaluated.Rule(candidates=1), award="vote")


@pytest.fixture
def equal(scene: Scene, tmp_path: Path) -> Bench:
    """Three opened bids, two of them at one price with products of one brand."""
    scene.register("deng")
    for who, price, brand in (
        ("bai", "47000000.00", "甲"), ("cui", "46000000.00", "乙"), ("deng", "46000000.00", "乙"),
    ):  # fmt: skip
        scene.filed(who, price=price, promises={BRAND: brand})
    hall = Hall(scene, tmp_path / "hall")
    hall.begin()
    hall.posted([1, 2, 3])
    assert hall.record().status == "recorded"
    return Bench(hall)


def test_are_named_to_be_drawn_whatever_they_are_equal_in(
    equal: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = equal.evaluation()
    monkeypatch.setattr(reporting, "lacking", lambda *_: [])  # as if all had signed
    wanted = {"tie-1": sorted(map(equal.bid_of, ("cui", "deng")))}
    rules: tuple[Any, ...] = (OF_A_BRAND, AT_THE_LINE)
    for rule in rules:
        made.rule = rule.to_bytes()
        made.save()
        assert ties.groups(equal.lot, clock.now()) == wanted, rule.method
    # What else keeps a result from following nobody draws.
    made.rule = lowest_price.Rule(at_least=1, low_prices=LOW).to_bytes()
    made.save()
    with pytest.raises(Invalid):
        ties.groups(equal.lot, clock.now())
