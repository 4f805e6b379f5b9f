"""The demonstration's stories. Each is one deal, told from draft to its end by the people who take part in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.demo import construction, construction_awards, land, procurement, property_rights
from config.demo.moves import Cast
from config.demo.stage import Stage, Story


@dataclass(frozen=True)
class Told:
    """A story on the stage: the deal that it is about once it is drafted, and the end that each lot must reach."""

    cast: Cast
    ends: Mapping[str, str]
    story: Story


Opening = Callable[[Stage], tuple[Cast, Mapping[str, str], Story]]

STORIES: Mapping[str, Opening] = {
    **construction.STORIES,
    **construction_awards.STORIES,
    **land.STORIES,
    **procurement.STORIES,
    **property_rights.STORIES,
}


def open_story(name: str, stage: Stage) -> Told:
    """Draft the deal of a story; the rest is told as the clock goes."""
    cast, ends, story = STORIES[name](stage)
    return Told(cast, ends, story)
