"""The bench of every test about results."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.demo import materials
from tests.bidding.opening.hall import Hall
from tests.bidding.results.bench import PRICES, Bench
from tests.bidding.results.sale import sale
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "bare_road", "sale", "scene"]


@pytest.fixture
def bench(scene: Scene, tmp_path: Path) -> Bench:
    """A works tender with three opened bids, and five seats whose members have scored."""
    hall = Hall(scene, tmp_path / "hall")
    _opened(hall)
    return Bench(hall)


def _opened(hall: Hall) -> Scene:
    if not hall.scene.sealed:
        hall.scene.register("deng")
        for who, price in PRICES.items():
            promises = materials.PROMISES | {"project_leader": f"项目经理（{who}）"}
            hall.scene.filed(who, price=price, promises=promises)
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
    return hall.scene


KEEPER.makers["bench"] = lambda below, folder, _settings: _opened(Hall(below, folder / "bench"))
