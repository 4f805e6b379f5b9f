"""The bench is that of the tests about results; a world without it is enough for most."""

from __future__ import annotations

import pytest

from tests.bidding.results.conftest import _few_rounds, bare, bare_road, bench, scene
from tests.world import World, build

__all__ = ["_few_rounds", "bare", "bare_road", "bench", "scene"]


@pytest.fixture
def world() -> World:
    return build()
