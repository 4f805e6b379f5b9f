"""What the open feed tells of bids under seal: nothing until they are open, and who is left out with the candidates alone."""

from __future__ import annotations

from decimal import Decimal

from archive.models import Release
from archive.ocds import collecting
from archive.ocds.known import Known
from archive.ocds.values import Json, decode
from foundation import followers
from tests.archive.ocds import holding
from tests.bidding.results.bench import PRICES, Bench
from tests.bidding.sealed.scene import Scene

SITE = "https://example.org"


def known(lot: str) -> Known:
    (found,) = collecting.known([lot], site=SITE)
    return found


def last(lot: str) -> Json:
    followers.catch_up()
    return decode(Release.objects.filter(process__lot=lot).latest("number").body)


class TestATenderUnderSeal:
    def test_is_told_alike_whoever_bids_for_it(self, scene: Scene) -> None:
        lot = scene.made.lot
        released, before = last(lot), known(lot)
        counted = Release.objects.count()
        scene.register("deng")
        for who, price in PRICES.items():
            scene.filed(who, price=price)
        assert known(lot) == before
        assert last(lot) == released
        assert Release.objects.count() == counted

    def test_says_that_bids_are_withheld_and_until_when(self, scene: Scene) -> None:
        release = last(scene.made.lot)
        (withheld,) = release["withheldInformation"]
        assert withheld["availabilityDate"] == release["tender"]["tenderPeriod"]["endDate"]
        assert "bids" not in release
        assert holding.problems() == []

    def test_tells_nothing_between_its_deadline_and_the_record(self, scene: Scene) -> None:
        scene.filed("bai", price="47000000.00")
        scene.walk_to_deadline(minutes=1)
        found = known(scene.made.lot)
        assert (found.is_opened, found.bids, found.count) == (False, (), None)


class TestOpenedBids:
    def test_are_told_with_their_prices_and_not_whether_they_stand(self, bench: Bench) -> None:
        bench.taken(("chen", "record_opening", {}))
        found = known(bench.hall.lot)
        assert {one.bidders[0].name: one.price for one in found.bids} == {
            bench.name_of(who): Decimal(price) for who, price in PRICES.items()
        }
        assert {one.stands for one in found.bids} == {None}
        assert found.winners == []
        assert last(bench.hall.lot)["tender"]["numberOfTenderers"] == 3
        assert holding.problems() == []

    def test_come_before_they_are_due(self, bench: Bench) -> None:
        found = known(bench.hall.lot)
        assert found.bidding is not None
        assert all(one.at < found.bidding.ends_at for one in found.bids)


class TestPublicisedCandidates:
    def test_are_a_pending_award_to_the_first_and_say_who_is_out(self, bench: Bench) -> None:
        bench.publicised(deng="licence")
        release = last(bench.hall.lot)
        (award,) = release["awards"]
        assert award["status"] == "pending"
        assert [one["name"] for one in award["suppliers"]] == [bench.name_of("bai")]
        statuses = {one["tenderers"][0]["name"]: one["status"] for one in release["bids"]["details"]}
        assert statuses == {
            bench.name_of("bai"): "valid", bench.name_of("cui"): "valid", bench.name_of("deng"): "disqualified",
        }  # fmt: skip
        assert holding.problems() == []
