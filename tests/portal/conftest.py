"""A small world, and a deal with everything that a page can show."""

from __future__ import annotations

import pytest

from config.demo.moves import Cast
from foundation import followers
from tests import scenery
from tests.world import World, build


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def rich(world: World) -> Cast:
    """A deal with lots, a file, a question, clarifications and two versions of its document; its notices are published."""
    made = scenery.rich(world)
    followers.catch_up()
    return made
