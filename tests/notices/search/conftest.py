"""A small world whose deals are searched."""

from __future__ import annotations

import pytest

from tests.world import World, build


@pytest.fixture
def world() -> World:
    return build()
