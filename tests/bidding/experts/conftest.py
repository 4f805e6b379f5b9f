"""The scene of every test about experts."""

from __future__ import annotations

import pytest

from tests.bidding.experts.scenes import Drawing
from tests.bidding.sealed.conftest import _few_rounds, bare
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "lot"]


@pytest.fixture
def lot(bare: Scene) -> Drawing:
    """An announced tender with two bidders, and nobody in the register."""
    return Drawing(bare)
