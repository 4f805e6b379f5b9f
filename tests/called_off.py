"""Call-offs under a framework that has admitted two bidders, for tests of their pages."""

from __future__ import annotations

from config.demo.director import direct
from config.demo.moves import Cast, take_all
from config.demo.stage import Story
from tests.journeys import procurement_methods as methods
from tests.world import World

ADMITTED = ("bai", "cui")


def call_offs(world: World, *kinds: str) -> dict[str, Cast]:
    """Bring an open framework into force, and announce a call-off of each method under it."""
    framework, _, _ = methods.open_framework(world.stage)
    parties = [world.cast.members[who].party for who in ADMITTED]
    suppliers = [
        {"rank": rank, "name": party.name, "price": "5000.00", "party": party.id}
        for rank, party in enumerate(parties, start=1)
    ]
    made: dict[str, Cast] = {}

    def story() -> Story:
        yield from methods.admitted(framework, suppliers)
        for kind in kinds:
            made[kind] = methods._call_off(framework, kind)
            yield from take_all(made[kind], "announce")

    direct({"framework": story()}, world.stage.say)
    return made
