"""Clarifications move the deadline as the law asks, never back, at the stage of each document."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bidding.actions import registrations
from config.demo import documents, materials, moves
from config.demo.moves import Cast
from foundation import calendar, clock, feeds, plain
from foundation.clock import local_date
from foundation.errors import Invalid
from foundation.followers import catch_up
from tests.trading.counted import counted
from tests.world import World, build
from trading import deadlines
from trading.actions import clarifications, disputes, holds, steps
from trading.engine import StepRefused
from trading.models import Clarification, Lot, Period

__all__ = ["counted"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def applying(world: World) -> Cast:
    """Announce a tender with prequalification."""
    made = moves.draft(
        world.stage, "sun", "测试水库", kind="construction", method="open_prequalified", sector="water",
        deal=materials.CONSTRUCTION | materials.PREQUALIFIED | {"sector": "water"}, lots={"1标段": materials.WORKS_LOT},
        classification="A07",
    )  # fmt: skip
    moves.save_document(made, documents.tender_document("测试水库", "48000000.00"))
    moves.file_records(made)
    steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"))
    return made


def period(made: Cast, limit: str) -> Period:
    return Period.objects.get(lot=made.lot, limit=limit, current=True)


def clarify(
    world: World, made: Cast, ends: dict[str, datetime] | None = None, *, affects: bool = True
) -> Clarification:
    words: dict[str, Any] = {"title": "补遗", "content": "更新", "affects_preparation": affects}
    return clarifications.clarify(deal_id=made.deal, by=world.actor("sun"), ends=ends, **words)


def codes(error: StepRefused) -> set[str]:
    return {refusal.code for refusal in error.refusals}


class TestPrequalification:
    def test_counts_applications_from_the_end_of_the_sale(self, world: World) -> None:
        made = applying(world)
        sale, application = period(made, "prequalification_sale"), period(made, "application")
        earliest = deadlines.last_day(sale.ends_at) + timedelta(days=5)
        assert deadlines.last_day(application.ends_at) == calendar.on_or_after(earliest)
        assert application.starts_at == sale.starts_at

    def test_longer_sale_needs_a_longer_time_to_apply(self, world: World) -> None:
        made = world.draft()
        made = applying(world)
        sale, application = period(made, "prequalification_sale"), period(made, "application")
        later = sale.ends_at + timedelta(days=7)
        with pytest.raises(Invalid) as refused:
            clarify(world, made, {"prequalification_sale": later}, affects=False)
        assert (refused.value.code, refused.value.detail["limit"]) == ("period_too_short", "application")
        both = {"prequalification_sale": later, "application": application.ends_at + timedelta(days=9)}
        clarify(world, made, both, affects=False)
        assert period(made, "application").ends_at == both["application"]

    def test_has_a_lead_of_three_days(self, world: World) -> None:
        made = applying(world)
        end = period(made, "application").ends_at
        clock.shift_to(end - timedelta(days=4))
        clarify(world, made)
        clock.shift_to(end - timedelta(days=3, hours=-1))
        with pytest.raises(Invalid) as refused:
            clarify(world, made)
        assert refused.value.code == "deadline_too_near"
        assert "招标投标法实施条例》第21条" in refused.value.detail["law"]
        clarify(world, made, {"application": end + timedelta(days=3)})

    def test_takes_objections_until_two_days_before(self, world: World) -> None:
        made = applying(world)
        end = period(made, "application").ends_at
        clock.shift_to(end - timedelta(days=2))
        with pytest.raises(StepRefused) as refused:
            disputes.object_to(
                lot_id=made.lot, stage="prequalification", grounds="限制竞争", by=world.actor("bai")
            )
        assert codes(refused.value) == {"window_closed"}
        clock.shift_to(end - timedelta(days=2, minutes=1))


class TestClarify:
    def test_may_be_repeated_and_each_has_its_lead(self, world: World) -> None:
        made = world.announced()
        for n in range(1, 4):
            world.later(days=10)
            end = clock.now() + timedelta(days=16)
            assert clarify(world, made, {"bidding": end}).number == n
            assert period(made, "bidding").ends_at == end
        assert (local_date(end) - local_date(clock.now())).days >= 15

    def test_needs_no_lead_where_it_changes_no_bid(self, world: World) -> None:
        made = world.announced()
        end = period(made, "bidding").ends_at
        clock.shift_to(end - timedelta(hours=1))
        clarify(world, made, affects=False)
        assert period(made, "bidding").ends_at == end

    def test_leaves_fifteen_days_to_the_day(self, world: World) -> None:
        made = world.announced()
        end = period(made, "bidding").ends_at
        clock.shift_to(end - timedelta(days=16))
        clarify(world, made)
        clock.shift_to(end - timedelta(days=15))
        with pytest.raises(Invalid):
            clarify(world, made)

    @pytest.mark.usefixtures("counted")
    def test_is_over_with_the_deadline_even_where_nobody_counted_the_bids(self, world: World) -> None:
        made = world.announced()
        world.later(days=30)
        assert Lot.objects.get(id=made.lot).state == "bidding"
        with pytest.raises(StepRefused) as refused:
            clarify(world, made)
        assert codes(refused.value) == {"period_over"}

    def test_waits_for_the_end_of_a_hold(self, world: World) -> None:
        made = world.announced(lots=2)
        hold = holds.suspend(lot_id=made.lots[1], reason="核查", law="条例", by=world.actor("su"))
        with pytest.raises(StepRefused) as refused:
            clarify(world, made)
        assert codes(refused.value) == {"on_hold"}
        holds.resume(hold_id=hold.id, reason="完毕", by=world.actor("su"))
        clarify(world, made)

    def test_is_told_once_to_every_party_that_takes_part(self, world: World) -> None:
        made = world.announced(lots=2)
        catch_up()
        for who, lot in (("bai", 0), ("kong", 1)):
            registrations.register(lot_id=made.lots[lot], by=world.actor(who))
        end = clock.now() + timedelta(days=40)
        clarify(world, made, {"bidding": end})
        catch_up()
        for who, lots in (("bai", made.lots[:1]), ("kong", made.lots[1:]), ("cui", ())):
            told = feeds.read(feeds.bidder(str(world.actor(who).party_id)), 0)
            clarified = [one.data["number"] for one in told if one.type == "trading.deal.clarified"]
            moved = [(one.lot, one.data) for one in told if one.type == "trading.lot.period_moved"]
            notices = [one.data["kind"] for one in told if one.type == "notices.notice.published"]
            assert clarified == [1] * len(lots)
            assert notices == ["construction_clarification"] * len(lots)
            assert moved == [(lot, plain.plain({"limit": "bidding", "ends_at": end})) for lot in lots]

    def test_moves_every_open_lot(self, world: World) -> None:
        made = world.announced(lots=2)
        end = clock.now() + timedelta(days=40)
        clarify(world, made, {"bidding": end})
        assert set(
            Period.objects.filter(lot__in=made.lots, limit="bidding", current=True).values_list(
                "ends_at", flat=True
            )
        ) == {end}
