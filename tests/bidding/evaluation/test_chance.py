"""What chance decides about prices: coefficients before anybody knows one, the order of equal bids once all have scored; attacked."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bidding import announcing, offers
from bidding.evaluation import given, results
from bidding.models import Draw, Filing, Opening
from bidding.tasks import settle
from tests.bidding.evaluation.chancing import INSIDE, Chance
from tests.bidding.evaluation.room import Room
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.scene import Scene
from tests.portal.test_bids import reader
from toolkit.draws import verifying
from toolkit.draws.records import Draw as Record
from toolkit.scoring import drawn
from toolkit.scoring.evaluating import Rule
from trading.models import Lot

SHARES = (Decimal("0.03"), Decimal("0.05"), Decimal("0.08"))
ALL = {**INSIDE, "organiser": "sun"}


@pytest.fixture
def chancy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the documents announce three discounts of which one is drawn."""
    real = announcing.rule_of

    def changed(lot: Lot, document: Any) -> Rule:
        rule: Any = real(lot, document)
        benchmark = rule.benchmark.model_copy(update={"discounts": SHARES})
        return rule.model_copy(update={"benchmark": benchmark})

    monkeypatch.setattr(announcing, "rule_of", changed)


@pytest.mark.usefixtures("chancy")
class TestACoefficient:
    def test_is_drawn_before_anything_is_opened_and_steered_by_nobody(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        hall, chance = Hall(scene, tmp_path / "hall"), Chance(scene, "coefficient")
        for who, price in (("bai", "47000000.00"), ("cui", "46000000.00")):
            scene.filed(who, price=price)
        scene.register("deng")
        scene.filed("deng", price="45000000.00")
        assert chance.refused("bai", body={"contributors": list(INSIDE)}) == "role_not_allowed"
        assert chance.refused("sun", body={"contributors": ["centre", "centre"]}) == "draw_malformed"
        chance.plan("sun", *ALL)
        chance.commit(INSIDE)
        bidder = scene.world.actor("bai").party_id.lower().replace("_", "-")  # type: ignore[union-attr]
        # Before the list of bids nobody is to learn who bids, nor may anything be drawn.
        assert chance.refused("bai", "commitments/", chance.commitment(bidder)) == "role_not_allowed"
        assert chance.refused("chen", "pool/") == "not_frozen"
        hall.freeze()
        assert chance.refused("chen", "pool/") == "bidders_may_commit"
        hall.later(seconds=601)
        hall.opener().turn()
        assert not Opening.objects.exists()
        assert chance.refused("gao", "commitments/", chance.commitment("pty-gao")) == "role_not_allowed"
        assert chance.refused("chen", "pool/") == "not_committed"
        chance.commit({"organiser": "sun", bidder: "bai"})
        hall.later(seconds=1)
        chance.do("chen", "pool/")
        assert [
            one["contributor"] for one in chance.ask(None, method="GET").body[0]["contributions"]
        ] == sorted([*ALL, bidder])
        late = {"commitment": "0" * 64}
        assert chance.refused("cui", "commitments/", late) == "pool_is_fixed"
        assert chance.refused("chen", "pool/") == "pool_is_fixed"
        assert chance.refused("su", "secrets/", {"secret": "1" * 64}) == "secret_differs"
        assert chance.refused("chen", body={"contributors": list(INSIDE)}) == "draw_goes_on"
        chance.reveal(ALL)
        # Who alone could know the result by now keeps it back: the draw is void, it is named, and has no part in the next.
        hall.later(minutes=31)
        assert settle()
        [void] = chance.ask(None, method="GET").body
        file = Record.from_bytes(bytes(Draw.objects.get(id=void["id"]).file or b""))
        assert void["end"] == "void" and [one.contributor for one in file.contributors if not one.secret] == [
            bidder
        ]
        hall.opener().turn()
        assert not Opening.objects.exists()
        chance.plan("chen")
        assert chance.refused("bai", "commitments/", chance.commitment(bidder)) == "role_not_allowed"
        chance.commit()
        hall.later(seconds=1)
        fixed = chance.do("chen", "pool/")["fixed"]
        assert chance.reveal()["end"] == "complete"
        file = Record.from_bytes(bytes(Draw.objects.latest("number").file or b""))
        verifying.verify(verifying.read(file.to_bytes()), announced=fixed)
        assert [one.missing for one in file.earlier] == [(bidder,)]
        assert {Decimal(one.entry) for one in file.pool} == {*SHARES}
        found = given.of(scene.lot, set())
        [coefficient], [named] = found.coefficients, found.draws
        assert [(coefficient.name, str(coefficient.value))] == drawn.coefficients_of(file)
        assert named.sha256 == file.hash
        # Nobody draws until the result suits it.
        assert chance.refused("chen", body={"contributors": list(INSIDE)}) == "nothing_to_draw"
        hall.opener().turn()
        assert Opening.objects.filter(freeze=scene.made.lot).exists()
        assert chance.refused("chen", body={"contributors": list(INSIDE)}) == "opening_begun"


class TestATie:
    def test_is_drawn_before_there_is_a_report_and_told_to_nobody_outside(self, equal: Room) -> None:
        chance = Chance(equal.scene, "tie")
        ask = partial(chance.refused, "chen", body={"contributors": list(INSIDE)})
        assert ask() == "nothing_to_draw"
        equal.reviewed()
        assert ask() == "evaluation_incomplete"
        equal.scored()
        answer = equal.ask("yan", "closing/", method="POST", body={})
        assert answer.status == 409
        [reason] = answer.body["reasons"]
        pair = {equal.bid_of("cui"), equal.bid_of("bai")}
        assert reason["code"] == "tie_undrawn" and reason["law"]
        assert all(bid in reason["message"] for bid in pair) and equal.bid_of("deng") not in reason["message"]
        assert chance.refused("sun", body={"contributors": list(INSIDE)}) == "role_not_allowed"
        assert chance.refused("chen", body={"contributors": ["centre", "organiser"]}) == "draw_malformed"
        chance.plan()
        chance.commit()
        assert chance.refused("bai", "commitments/", {"commitment": "0" * 64}) == "role_not_allowed"
        for who in ("bai", None):
            assert chance.ask(who, method="GET").body == [], who
        assert len(chance.ask("yan", method="GET").body) == 1
        chance.do("chen", "pool/")
        for who in ("bai", None):
            assert chance.ask(who, "1/draw.json", method="GET").status == 404
        page, names = (
            f"/lots/{equal.lot}/chance/tie/",
            [equal.scene.world.cast.members[one].party.name for one in ("bai", "cui")],
        )
        assert all(name in reader("chen").get(page).text for name in names)
        assert names[1] not in reader("bai").get(page).text
        assert chance.reveal()["end"] == "complete"
        assert ask() == "nothing_to_draw"
        equal.do("yan", "closing/")
        file = Record.from_bytes(bytes(Draw.objects.get(purpose="tie").file or b""))
        assert {one.entry for one in file.pool} == pair
        published = results.published(equal.row)
        drawn.check(published, [file])
        [order] = drawn.orders_of(file)
        ranks = {one.bid: one.rank for one in published.result.placings}
        assert published.inputs.given.drawn == (order,)
        # Where no committee ranks, as in a call-off, trading finds by the same order who of equal ones is first.
        places = {one.name: one.drawn for one in (offers.of(Lot.objects.get(id=equal.lot)) or {}).values()}
        first = Filing.objects.get(id=order[0]).registration.party.name
        assert (places[first], sorted(places.values())) == (1, [0, 1, 2])
        assert ranks[order[0]] + 1 == ranks[order[1]] and not published.result.undecided
