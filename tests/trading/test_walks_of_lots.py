"""Random walks through the actions themselves: whatever people and the clock do, no row breaks a limit and none is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest

from config.demo.moves import Cast
from config.demo.stage import Stage
from config.demo.stories import STORIES
from foundation import clock
from tests.journeys import procurement_methods, property_methods
from tests.journeys.sealed_case import story
from tests.journeys.sealed_procedures import PROCEDURES
from tests.trading.counted import came, counted
from tests.trading.oracle import Oracle
from tests.trading.walker import Walker
from tests.world import World, build
from trading import registry
from trading.actions import holds
from trading.models import Hold, Period, StepTaken

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
MOVES = 60

Draft = Callable[[Stage], Cast]


def told(*names: str) -> list[Draft]:
    """The drafts of stories of the demonstration."""
    return [story(STORIES[name]) for name in names]


def _called_off(method: str) -> Draft:
    return lambda stage: procurement_methods._call_off(procurement_methods.open_framework(stage)[0], method)


# Every method, as the stories and the journeys draft it; one that comes in several shapes is walked in each.
DRAFTS: Mapping[str, Sequence[Draft]] = {
    "construction/double_envelope": told("bridge"),
    "construction/invited": told("temple"),
    "construction/open": told("school", "hospital_wing", "library", "court"),
    "construction/open_prequalified": told("reservoir"),
    "land/auction": told("harbour"),
    "land/listing": told("parcel", "orchard"),
    "land/tender": told("island"),
    "procurement/call_off_auction": [_called_off("call_off_auction")],
    "procurement/call_off_competition": [PROCEDURES["procurement/call_off_competition"].draft],
    "procurement/call_off_direct": [_called_off("call_off_direct")],
    "procurement/call_off_rotation": [_called_off("call_off_rotation")],
    "procurement/consultation": told("records"),
    "procurement/framework_closed": told("framework"),
    "procurement/framework_open": [story(procurement_methods.open_framework)],
    "procurement/inquiry": told("cabinets"),
    "procurement/invited": [PROCEDURES["procurement/invited"].draft],
    "procurement/negotiation": [PROCEDURES["procurement/negotiation"].draft],
    "procurement/open": told("switches"),
    "procurement/open_prequalified": [PROCEDURES["procurement/open_prequalified"].draft],
    "procurement/single_source": [story(procurement_methods.single_source)],
    "property/agreement_transfer": [story(property_methods.by_agreement)],
    "property/asset_transfer": told("warehouse"),
    "property/capital_increase": [story(property_methods.capital)],
    "property/equity_transfer": told("shares", "brewery"),
    "property/lease": told("shop"),
}
WALKS = [
    pytest.param(method, draft, id=f"{method}-{n}")
    for method, drafts in DRAFTS.items()
    for n, draft in enumerate(drafts)
]


@pytest.fixture
def world() -> World:
    return build()


class TestWalks:
    @pytest.mark.parametrize(("method", "draft"), WALKS)
    def test_break_no_limit_and_lose_no_row(
        self, method: str, draft: Draft, world: World, request: pytest.FixtureRequest
    ) -> None:
        cast = draft(world.stage)
        walker = Walker(cast, seed=request.node.callspec.id)
        assert f"{walker.deal().kind}/{walker.deal().method}" == method
        walker.walk(MOVES)
        assert walker.oracle.seen, (walker.taken, walker.refused)

    def test_go_through_every_method(self) -> None:
        # What runs in another system is handed in and takes no steps here.
        assert DRAFTS.keys() == {
            f"{kind}/{method}" for kind, method in registry.methods() if method != "external"
        }


class TestOracle:
    def test_notices_a_floor_that_is_too_short(self, world: World) -> None:
        made = world.announced()
        Oracle().look(made.deal)
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=clock.now() + timedelta(days=19))
        with pytest.raises(AssertionError, match="bidding leaves 19 of 20"):
            Oracle().look(made.deal)

    def test_notices_time_that_a_hold_did_not_give_back(self, world: World) -> None:
        made = world.announced()
        before = Period.objects.get(lot=made.lot, limit="bidding").ends_at
        hold = holds.suspend(lot_id=made.lot, reason="核查", law="条例", by=world.actor("su"))
        world.later(days=9)
        holds.resume(hold_id=hold.id, reason="完毕", by=world.actor("su"))
        Oracle().look(made.deal)
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=before)
        with pytest.raises(AssertionError, match="bidding leaves"):
            Oracle().look(made.deal)

    def test_notices_a_step_before_its_time_or_on_hold(self, world: World) -> None:
        made = world.announced()
        came(made.lot, 3)
        world.later(days=40)
        Oracle().look(made.deal)
        closed = StepTaken.objects.get(lot=made.lot, step="close")
        Hold.objects.create(
            lot_id=made.lot,
            cause=Hold.Cause.SUPERVISOR,
            reason="x",
            law="x",
            by="x",
            starts_at=closed.at - timedelta(days=1),
        )
        with pytest.raises(AssertionError, match="close was taken on hold"):
            Oracle().look(made.deal)
        Hold.objects.all().delete()
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=closed.at + timedelta(days=1))
        with pytest.raises(AssertionError, match="close was taken before the end of bidding"):
            Oracle().look(made.deal)

    def test_notices_a_row_that_is_lost(self, world: World) -> None:
        made = world.announced()
        StepTaken.objects.filter(lot=made.lot).delete()
        with pytest.raises(AssertionError):
            Oracle().look(made.deal)
