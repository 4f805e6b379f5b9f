"""Whose turn it is among the suppliers of a framework, one of whom leaves it."""

from __future__ import annotations

from typing import Any

import pytest

from config.demo import materials
from config.demo.director import direct
from config.demo.moves import Cast, select, take, take_all
from config.demo.stage import Stage, Story
from tests.journeys import procurement_methods as methods
from trading.models import Outcome

pytestmark = pytest.mark.django_db


def test_the_turn_goes_on_after_whoever_had_it_though_it_left(stage: Stage) -> None:
    """The second of four had the last turn and is let go: it is the third one's, and within one lot each is asked once."""
    names = [name for name, _ in methods.JOINED]
    framework, _, _ = methods.open_framework(stage)
    found: list[str] = []

    def turns(called: Cast, *, passed: int) -> Story:
        yield from take_all(called, "announce")
        for _ in range(passed):
            select(called)
            found.append(candidates(called)[0]["name"])
            yield from take(called, "pass_turn", {"reason": "缺货"})
        select(called)
        found.extend(one["name"] for one in candidates(called))

    def candidates(called: Cast) -> list[dict[str, Any]]:
        newest = Outcome.objects.filter(lot=called.lot).order_by("-recorded_at", "-id")[0]
        return newest.candidates

    def story() -> Story:
        yield from methods.admitted(framework, materials.candidates(*methods.JOINED))
        first, second = (methods._call_off(framework, "call_off_rotation") for _ in range(2))
        yield from turns(first, passed=1)
        yield from take(framework, "remove_supplier", {"supplier": names[1], "reason": "连续两次拒绝供货"})
        yield from turns(second, passed=3)

    direct({"framework": story()}, stage.say)
    assert found == [names[at] for at in (0, 1, 2, 3, 0)]
