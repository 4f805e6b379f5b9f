"""The rooms of every test about evaluations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bidding.evaluation.room import Room
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "bare_road", "scene"]


@pytest.fixture
def room(scene: Scene, tmp_path: Path) -> Room:
    """A works tender with three opened bids, four experts and the organiser's representative, nobody seated yet."""
    scene.register("deng")
    for who, price in (("bai", "47000000.00"), ("cui", "46000000.00"), ("deng", "45000000.00")):
        scene.filed(who, price=price)
    hall = Hall(scene, tmp_path / "hall")
    hall.begin()
    hall.posted([1, 2, 3])
    assert hall.record().status == "recorded"
    return Room(hall)
