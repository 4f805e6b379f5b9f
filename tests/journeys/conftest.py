"""A stage whose requests go through Django's test client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import cast, demo
from config.demo.stage import Stage
from foundation import clock
from tests.bidding.sealed.conftest import _few_rounds
from tests.journeys.hands import Hands, at_work
from tests.journeys.page_sealer import PageSealer
from tests.journeys.transport import ClientTransport

__all__ = ["_few_rounds"]


@pytest.fixture
def said() -> list[str]:
    """What the play says of its progress."""
    return []


@pytest.fixture
def hands(db: None, tmp_path: Path, settings: object) -> Iterator[Hands]:
    """Whatever works beside the web server of a fresh demonstration."""
    clock.start_demo()
    with at_work(tmp_path, settings) as found:
        yield found


@pytest.fixture
def stage(hands: Hands, said: list[str]) -> Iterator[Stage]:
    """A fresh demonstration, with everybody's tokens."""
    demo.prepare()
    tokens = {key: demo.token_of(key) for key in cast.PARTS}
    opened = Stage(
        "http://testserver", tokens, say=said.append, transport=ClientTransport(), patience_seconds=0,
        pause=lambda _: hands.work(),
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def page() -> Iterator[PageSealer]:
    """What the bidder's page seals with."""
    sealer = PageSealer()
    yield sealer
    sealer.close()
