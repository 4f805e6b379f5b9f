"""A stage whose requests go through Django's test client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import cast, demo
from config.demo.stage import Stage
from foundation import clock
from tests.journeys import hands
from tests.journeys.transport import ClientTransport


@pytest.fixture
def said() -> list[str]:
    """What the play says of its progress."""
    return []


@pytest.fixture
def stage(db: None, said: list[str], tmp_path: Path, settings: object) -> Iterator[Stage]:
    """A fresh demonstration, with everybody's tokens, and with whatever works beside the web server."""
    clock.start_demo()
    demo.prepare()
    tokens = {key: demo.token_of(key) for key in cast.PARTS}
    opened = Stage(
        "http://testserver", tokens, say=said.append, transport=ClientTransport(), patience_seconds=0
    )
    with hands.at_work(tmp_path, settings):
        yield opened
    opened.close()
