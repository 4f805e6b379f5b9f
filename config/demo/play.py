"""Plays the stories, then waits until the public record tells the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from config.demo.director import direct
from config.demo.proof import Proof
from config.demo.stage import Stage, StoryFailed
from config.demo.stories import STORIES, open_story

_PATIENCE_SECONDS = 90.0


def play(stage: Stage, *, only: Iterable[str] = (), settle: Callable[[], object] | None = None) -> None:
    """
    Tell the stories side by side and check their ends, their steps, their notices and the public feed.

    `settle` lets followers catch up where no worker runs (tests); elsewhere the check waits for them.

    :raises StoryFailed: with what is missing.
    """
    names = list(dict.fromkeys(only)) or list(STORIES)
    told = {}
    for name in names:
        told[name] = open_story(name, stage)
        stage.say(f"{name}: {told[name].cast.title}")
    direct({name: one.story for name, one in told.items()}, stage.say)
    if settle is not None:
        settle()
    proof = Proof(stage)
    until = time.monotonic() + (0 if settle else _PATIENCE_SECONDS)
    while missing := proof.missing({name: (one.cast, one.ends) for name, one in told.items()}):
        if time.monotonic() > until:
            raise StoryFailed("\n".join(missing))
        time.sleep(1)
    deals = sum(1 + len(one.cast.also) for one in told.values())
    stage.say(f"{deals} deals reached their end, and the public record tells the same")
