"""From the freeze list to the record: bids opened by custodians, shown all at once, verified from public files alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from bidding.models import Opening
from bidding.sealed import cases
from foundation import clock
from tests.bidding.opening.conftest import PRICES
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.sealed.scene import Scene
from toolkit.filings import Filing
from trading.actions import ticking

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(three: dict[str, Filing]) -> dict[str, str]:
    """Three bids on file: the bidder of each header."""
    return {one.name: who for who, one in three.items()}


class TestOpening:
    def test_shows_all_bids_at_once_and_holds_for_anybody(self, hall: Hall, filed: dict[str, str]) -> None:
        row = hall.begin()
        assert (row.stage, row.status, row.bids) == (1, "collecting", sorted(filed))
        hall.posted([1, 2])
        assert hall.record().status == "collecting"
        assert hall.bids() == []
        assert hall.status()["stages"][0]["posted"] == [1, 2]
        hall.posted([3])
        recorded = hall.record()
        assert (recorded.status, recorded.unreadable, recorded.pending) == ("recorded", [], [])
        shown = {filed[one["header"]]: one["units"][0]["fields"] for one in hall.bids()}
        assert shown == {who: {"price": price} for who, price in PRICES.items()}
        report = hall.verified()
        assert report.holds, [one.to_json("en") for one in report.findings]
        read = {filed[header]: one.fields for (header, _), one in report.manifests.items()}
        assert read == shown

    def test_waits_for_the_time_of_objections(self, hall: Hall, filed: dict[str, str]) -> None:
        hall.freeze()
        until = datetime.fromisoformat(hall.status()["objections_until"])
        hall.later(seconds=590)
        assert clock.now() < until
        hall.opener().turn()
        assert not Opening.objects.exists()
        hall.later(seconds=20)
        assert clock.now() >= until == datetime.fromisoformat(hall.status()["objections_until"])
        hall.opener().turn()
        assert Opening.objects.get().status == "collecting"
        assert filed

    def test_opens_without_the_last_custodian_once_its_time_is_over(
        self, hall: Hall, filed: dict[str, str]
    ) -> None:
        hall.begin()
        hall.posted([1, 3])
        assert hall.record().status == "collecting"
        hall.later(seconds=1801)
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        assert hall.verified().holds
        assert len(filed) == 3

    def test_opens_the_way_on(self, hall: Hall, filed: dict[str, str]) -> None:
        hall.begin()

        def refusals() -> list[str]:
            rows = hall.scene.world.stage.get("sun", f"/api/v1/lots/{hall.lot}/open-steps/")
            step = next(one for one in rows if one["name"] == "record_opening")
            return [one["code"] for one in step["reasons"]]

        assert refusals() == ["bids_sealed"]
        hall.posted([1, 2, 3])
        hall.record()
        assert refusals() == []
        assert hall.scene.world.tell("sun", f"/api/v1/lots/{hall.lot}/steps/record_opening/", {})
        assert filed

    def test_never_begins_with_too_few_bids(self, hall: Hall) -> None:
        for who in ("bai", "cui"):
            hall.scene.filed(who)
        hall.freeze()
        hall.later(seconds=700)
        ticking.tick()
        hall.opener().turn()
        assert hall.scene.lot.state == "failed"
        assert not Opening.objects.exists()
        assert clock.now() > hall.scene.deadline


class TestWaiting:
    def test_costs_little(
        self, hall: Hall, filed: dict[str, str], monkeypatch: pytest.MonkeyPatch,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:  # fmt: skip
        tried: list[int] = []
        monkeypatch.setattr(cases, "agreed", lambda *_: tried.append(1))
        hall.freeze()
        opener = hall.opener()
        with django_assert_max_num_queries(8):
            opener.turn()
        hall.later(seconds=601)
        for _ in range(3):
            opener.turn()
        assert tried == [1]  # the whole check reads the log
        monkeypatch.undo()
        hall.opener().turn()
        hall.posted([1])
        hall.later(seconds=1801)
        opener = hall.opener()
        opener.turn()
        with django_assert_max_num_queries(6):
            assert opener.turn() == 0
        assert len(hall.status("kang")["stages"][0]["pending"]) == 3
        assert hall.status()["stages"][0]["pending"] == []
        assert filed


class TestThreeOfFive:
    def test_opens_with_any_three_and_holds_for_anybody(self, bare: Scene, tmp_path: Path) -> None:
        bare.under_custody(k=3, n=5)
        bare.register("deng")
        hall = Hall(bare, tmp_path / "hall")
        filed = {bare.filed(who, price=price)[0].name: who for who, price in PRICES.items()}
        hall.begin()
        hall.posted([5, 2])
        hall.later(seconds=1700)
        hall.posted([4])
        hall.later(seconds=101)
        assert hall.record().status == "recorded"
        assert {filed[one["header"]]: one["units"][0]["fields"]["price"] for one in hall.bids()} == PRICES
        assert hall.verified().holds
