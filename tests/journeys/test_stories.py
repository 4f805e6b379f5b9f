"""Every story of the demonstration, through the API, from draft to the public feed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts import cast, demo
from config.demo.play import play
from config.demo.stage import Stage
from config.demo.stories import STORIES
from foundation import clock, followers
from tests.journeys.transport import ClientTransport

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Iterator[Stage]:
    clock.start_demo()
    demo.prepare()
    tokens = {key: demo.token_of(key) for key in cast.PARTS}
    opened = Stage("http://testserver", tokens, transport=ClientTransport(), patience_seconds=0)
    yield opened
    opened.close()


class TestStories:
    @pytest.mark.parametrize("name", sorted(STORIES))
    def test_reach_their_end_and_the_feed_tells_the_same(self, name: str, stage: Stage) -> None:
        said: list[str] = []
        play(stage, said.append, only=[name], settle=followers.catch_up)
        assert said[-1].startswith("1 deals reached their end")
