"""Every story of the demonstration, through the API, from draft to the public record."""

from __future__ import annotations

import pytest

from config.demo.play import play
from config.demo.stage import Stage
from config.demo.stories import STORIES
from foundation import followers


class TestStories:
    @pytest.mark.parametrize("name", sorted(STORIES))
    def test_reach_their_end_and_the_record_tells_the_same(
        self, name: str, stage: Stage, said: list[str]
    ) -> None:
        play(stage, only=[name], settle=followers.catch_up)
        assert said[-1].endswith("deals reached their end, and the public record tells the same")
