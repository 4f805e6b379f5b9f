"""The hall of every test about openings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import filed, recorded, two
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "bare_road", "filed", "recorded", "scene", "two"]


@pytest.fixture
def hall(scene: Scene, tmp_path: Path) -> Hall:
    """A tender under seal with three bidders, two of three custodians open."""
    scene.register("deng")
    return Hall(scene, tmp_path / "hall")
