"""
Every story of the demonstration, through the API, from draft to the public record.

The whole check leaves these out (`played`): it plays all of them against real processes, and `played.py` judges what they left.
"""

from __future__ import annotations

import pytest

from config.demo.play import play
from config.demo.stage import Stage
from config.demo.stories import STORIES
from foundation import followers
from tests.archive.ocds import holding
from tests.journeys.record import RECORD, told
from trading import audit


def public_record(stage: Stage) -> list[str]:
    """Return what the public feed tells beside the steps, in order."""
    return [word for row in stage.get(None, "/api/v1/changes/?limit=1000")["results"] if (word := told(row))]


@pytest.mark.played
class TestStories:
    @pytest.mark.parametrize("name", STORIES)
    def test_reach_their_end_and_the_public_reads_it(self, name: str, stage: Stage, said: list[str]) -> None:
        play(stage, only=[name], settle=followers.catch_up)
        assert said[-1].endswith("deals reached their end, and the public record tells the same")
        assert public_record(stage) == RECORD[name].split()
        assert list(audit.findings()) == []
        assert holding.problems() == []
