"""A stage whose requests go through Django's test client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts import cast, demo
from config.demo.stage import Stage
from foundation import clock
from tests.journeys.transport import ClientTransport


@pytest.fixture
def said() -> list[str]:
    """What the play says of its progress."""
    return []


@pytest.fixture
def stage(db: None, said: list[str]) -> Iterator[Stage]:
    """A fresh demonstration, with everybody's tokens."""
    clock.start_demo()
    demo.prepare()
    tokens = {key: demo.token_of(key) for key in cast.PARTS}
    opened = Stage(
        "http://testserver", tokens, say=said.append, transport=ClientTransport(), patience_seconds=0
    )
    yield opened
    opened.close()
