"""Where a lot or a deal is said to stand: one answer at both doors, suspension included."""

from __future__ import annotations

import pytest
from django.test import Client

from config.demo.moves import Cast
from foundation import clock, followers
from foundation.models import Event
from notices.models import Notice
from portal.ending import ending_soon
from tests.world import World, build
from trading import phases
from trading.actions import disputes, holds, steps
from trading.models import Hold


class TestOfLots:
    @pytest.mark.parametrize(
        ("lots", "deal"),
        [
            ([], "preparing"),
            (["bidding", "evaluating"], "bidding"),
            (["failed", "evaluating"], "evaluating"),
            (["failed", "failed"], "failed"),
            (["suspended", "bidding"], "bidding"),
            (["suspended", "preparing"], "preparing"),
            (["suspended", "failed"], "suspended"),
            (["suspended", "concluded"], "suspended"),
            (["suspended", "suspended"], "suspended"),
        ],
    )
    def test_is_where_the_least_advanced_goes_on(self, lots: list[str], deal: str) -> None:
        assert phases.of_lots(lots) == deal


@pytest.fixture
def world() -> World:
    return build()


def hold(world: World, lot: str) -> Hold:
    return holds.suspend(lot_id=lot, reason="核查", law="《招标投标法实施条例》第62条", by=world.actor("su"))


def listed(client: Client, phase: str) -> set[str]:
    """Return the deals that both doors list in a phase; they list the same."""
    rows = client.get(f"/api/v1/deals/?phase={phase}").json()["results"]
    page = client.get(f"/deals/?phase={phase}").text
    assert all(row["phase"] == phase and row["number"] in page for row in rows)
    assert page.count(f'yg-tag--{phase}"') == len(rows)
    return {row["id"] for row in rows}


@pytest.mark.django_db
class TestSuspended:
    def test_is_what_both_doors_say_until_a_lot_goes_on(self, world: World, client: Client) -> None:
        made, other = world.announced(lots=2), world.announced()
        first = hold(world, made.lots[0])
        assert client.get(f"/api/v1/lots/{made.lots[0]}/").json()["phase"] == "suspended"
        assert (listed(client, "bidding"), listed(client, "suspended")) == ({made.deal, other.deal}, set())
        hold(world, made.lots[1])
        assert (listed(client, "bidding"), listed(client, "suspended")) == ({other.deal}, {made.deal})
        detail = client.get(f"/api/v1/deals/{made.deal}/").json()
        assert {detail["phase"], *(lot["phase"] for lot in detail["lots"])} == {"suspended"}
        page = client.get(f"/deals/{detail['number']}/").text
        assert "yg-next-end" not in page
        assert [row.deal.id for row in ending_soon(clock.now(), most=8)] == [other.deal]
        assert page.count('yg-tag--suspended"') == 1 + 2 * 2 and 'yg-tag--bidding"' not in page
        holds.resume(hold_id=first.id, reason="核查完毕", by=world.actor("su"))
        assert (listed(client, "bidding"), listed(client, "suspended")) == ({made.deal, other.deal}, set())

    def test_is_not_said_of_a_draft(self, world: World) -> None:
        made = world.draft()
        hold(world, made.lot)
        assert world.stage.get("sun", f"/api/v1/lots/{made.lot}/")["phase"] == "preparing"
        assert world.deal(made).phase == "preparing"
        assert Event.objects.get(type="trading.lot.held").data["notice"] is None

    def test_ends_with_the_lot(self, world: World) -> None:
        made = world.announced()
        standing = hold(world, made.lot)
        steps.take_step(lot_id=made.lot, step="invalidate", by=world.actor("su"), data={"reason": "中标无效"})
        assert (world.deal(made).phase, world.lot(made).phase) == ("failed", "failed")
        assert world.stage.get(None, f"/api/v1/lots/{made.lot}/")["phase"] == "failed"
        holds.resume(hold_id=standing.id, reason="已结束", by=world.actor("su"))
        assert Event.objects.get(type="trading.lot.resumed").data["notice"] is None


@pytest.mark.django_db
class TestNotices:
    def told(self, made: Cast) -> list[str]:
        followers.catch_up()
        found = Notice.objects.filter(deal=made.deal).order_by("position")
        return [kind.removeprefix("construction_") for kind in found.values_list("kind", flat=True)]

    def test_tell_once_that_a_lot_stands_still_and_once_that_it_goes_on(
        self, world: World, client: Client
    ) -> None:
        made = world.announced()
        order = hold(world, made.lot)
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        holds.resume(hold_id=order.id, reason="核查完毕", by=world.actor("su"))
        assert self.told(made) == ["tender", "suspension"]
        disputes.reply_objection(objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("sun"))
        assert self.told(made) == ["tender", "suspension", "resumption"]
        assert "恢复时间" in str(Notice.objects.get(deal=made.deal, kind="construction_resumption").content)
        notice = Notice.objects.get(deal=made.deal, kind="construction_suspension")
        text = client.get(f"/notices/{notice.number}/").text
        assert "监督部门责令暂停" in text and "《招标投标法实施条例》第62条" in text
        assert "核查" not in text  # why the supervisor ordered it is in the case file

    def test_publish_the_decision_of_a_complaint(self, world: World) -> None:
        made = world.announced()
        body = {"grounds": "泄露标底", "known_on": "2026-03-02"}
        lodged = world.tell("bai", f"/api/v1/lots/{made.lot}/complaints/", body)["id"]
        world.tell("su", f"/api/v1/complaints/{lodged}/accept/", {"suspend": True})
        world.tell("su", f"/api/v1/complaints/{lodged}/decide/", {"decision": "投诉成立。", "upheld": True})
        assert self.told(made) == ["tender", "suspension", "complaint", "resumption"]
        notice = Notice.objects.get(deal=made.deal, kind="construction_complaint")
        written = str(notice.content)
        assert "投诉成立。" in written
        assert "泄露标底" not in written and world.cast.members["bai"].party.name not in written
