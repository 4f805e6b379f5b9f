"""Plays the stories and then checks, as anybody could, that the public record tells the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from config.demo.director import direct
from config.demo.stage import Stage, StoryFailed
from config.demo.stories import STORIES, Told, open_story

Say = Callable[[str], None]
_PATIENCE_SECONDS = 90.0


def play(
    stage: Stage, say: Say, *, only: Iterable[str] = (), settle: Callable[[], object] | None = None
) -> None:
    """
    Tell the stories side by side and check their ends, their notices and the public feed.

    `settle` lets followers catch up where no worker runs (tests); elsewhere the check waits for them.

    :raises StoryFailed: with what is missing.
    """
    names = list(only) or list(STORIES)
    told = {name: open_story(name, stage) for name in names}
    for name, one in told.items():
        say(f"{name}: {one.cast.title}")
    direct({name: one.story for name, one in told.items()}, say)
    if settle is not None:
        settle()
    until = time.monotonic() + (0 if settle else _PATIENCE_SECONDS)
    while missing := check(stage, told):
        if time.monotonic() > until:
            raise StoryFailed("\n".join(missing))
        time.sleep(0.5)
    say(f"{len(told)} deals reached their end, and the public feed tells the same")


def check(stage: Stage, told: Mapping[str, Told]) -> list[str]:
    """Return what is missing: ends not reached, or states that the feed, read from 0, tells otherwise."""
    missing = []
    rebuilt, sequences = _rebuild(stage)
    if sequences != list(range(1, len(sequences) + 1)):
        missing.append("the public feed has a gap")
    for name, one in told.items():
        deal = stage.get(None, f"/api/v1/deals/{one.cast.deal}/")
        for lot in deal["lots"]:
            wanted = one.ends.get(lot["id"], "completed")
            if lot["state"] != wanted:
                missing.append(f"{name}: lot {lot['number']}.{lot['round']} is {lot['state']}, not {wanted}")
            if rebuilt.get(lot["id"]) != (lot["state"], lot["phase"]):
                missing.append(
                    f"{name}: the feed tells {rebuilt.get(lot['id'])} of lot {lot['number']}, not {lot['state']}"
                )
        if not list(stage.pages(None, f"/api/v1/notices/?deal={one.cast.deal}")):
            missing.append(f"{name}: no notice was published")
    return missing


def _rebuild(stage: Stage) -> tuple[dict[str, tuple[str, str]], list[int]]:
    """Read the feed from the beginning; return the state and phase of every lot, and the sequence numbers."""
    states: dict[str, tuple[str, str]] = {}
    sequences: list[int] = []
    after = 0
    while rows := stage.get(None, f"/api/v1/changes/?after={after}&limit=1000")["results"]:
        for row in rows:
            sequences.append(row["sequence"])
            if row["lot"] and "state" in row["data"]:
                states[row["lot"]] = (row["data"]["state"], row["data"]["phase"])
        after = rows[-1]["sequence"]
    return states, sequences
