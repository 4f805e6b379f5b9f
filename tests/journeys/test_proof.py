"""The check after the play sees what is missing, doubled or otherwise than it was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.demo.director import direct
from config.demo.proof import Proof
from config.demo.stage import Stage
from config.demo.stories import Told, open_story
from foundation import followers

Change = Callable[[str, Any], Any]


class Tampered:
    """A stage whose answers somebody changed on the way."""

    def __init__(self, stage: Stage, change: Change) -> None:
        self._stage, self._change = stage, change

    def get(self, who: str | None, path: str) -> Any:
        return self._change(path, self._stage.get(who, path))

    def pages(self, who: str | None, path: str) -> Any:
        return self._change(path, list(self._stage.pages(who, path)))


@pytest.fixture
def told(stage: Stage) -> Told:
    """A deal announced and terminated: two steps, two notices."""
    one = open_story("library", stage)
    direct({"library": one.story}, stage.say)
    followers.catch_up()
    return one


def missing(stage: Stage, told: Told, change: Change = lambda _path, body: body) -> list[str]:
    proof = Proof(Tampered(stage, change))  # type: ignore[arg-type]
    return proof.missing({"library": (told.cast, told.ends)})


def feed(change: Callable[[list[Any]], list[Any]]) -> Change:
    def changed(path: str, body: Any) -> Any:
        return {**body, "results": change(body["results"])} if "/changes/" in path else body

    return changed


def notices(change: Callable[[list[Any]], list[Any]]) -> Change:
    return lambda path, body: change(body) if "/notices/" in path else body


class TestProof:
    def test_misses_nothing_after_the_story(self, stage: Stage, told: Told) -> None:
        assert missing(stage, told) == []

    def test_sees_another_end(self, stage: Stage, told: Told) -> None:
        found = Proof(stage).missing({"library": (told.cast, {})})
        assert found == ["library: lot 1 of round 1 is terminated, not completed"]

    def test_sees_a_notice_that_is_not_published(self, stage: Stage, told: Told) -> None:
        found = missing(stage, told, notices(lambda rows: rows[1:]))
        assert "1 of the notices construction_termination that steps called for are not published" in found[0]

    def test_sees_a_notice_published_twice(self, stage: Stage, told: Told) -> None:
        found = missing(stage, told, notices(lambda rows: [*rows, rows[0] | {"id": "ntc_second"}]))
        assert "it should have 0, not 1" in found[0]
        assert "the feed does not tell of each notice once" in found[1]

    def test_sees_a_gap_in_the_feed(self, stage: Stage, told: Told) -> None:
        found = missing(stage, told, feed(lambda rows: [row for row in rows if row["sequence"] != 2]))
        assert "the sequence of the public feed is not dense" in found

    def test_sees_a_step_that_the_feed_does_not_tell(self, stage: Stage, told: Told) -> None:
        def without_the_first(rows: list[Any]) -> list[Any]:
            told_first = ("trading.lot.moved", "announce")
            return [row for row in rows if (row["type"], row["data"].get("step")) != told_first]

        found = missing(stage, told, feed(without_the_first))
        assert any(
            "the feed tells the steps ['terminate'], not ['announce', 'terminate']" in words
            for words in found
        )

    def test_sees_a_state_that_the_feed_tells_otherwise(self, stage: Stage, told: Told) -> None:
        def stale(rows: list[Any]) -> list[Any]:
            return [
                row | {"data": row["data"] | {"state": "bidding"}} if "state" in row["data"] else row
                for row in rows
            ]

        assert any("not terminated" in words for words in missing(stage, told, feed(stale)))
