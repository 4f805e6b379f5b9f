"""Where bidders are drawn or invited, nobody else's bid is taken, not that of one who passed a review either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bidding.sealed.scene import Scene
from trading import registry
from trading.law.construction_limits import BIDDING
from trading.law.grammar import RegistrationRule

pytestmark = pytest.mark.django_db


class TestABid:
    def test_is_taken_from_those_who_were_drawn_alone(self, scene: Scene) -> None:
        lot = scene.lot
        rule = RegistrationRule(states=("bidding",), until=BIDDING, among="drawn")
        lot.particulars = {**lot.particulars, "drawn": [scene.world.cast.parties["cui"].code]}
        lot.save(update_fields=["particulars"])
        with registry.offering(replace(lot.procedure, registration=rule)):
            answer = scene.file(scene.seal())
            assert (answer.status, answer.body["code"]) == (409, "not_qualified")
            scene.filed("cui")
