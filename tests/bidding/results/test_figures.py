"""Where the announced figures alone decide: sealed offers rank themselves, and nobody hands in another order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bidding import audit_rankings
from bidding.models import Draw as Drawing
from bidding.models import Evaluation, Filing, Ranking, Registration
from config.demo import moves
from foundation import clock
from tests.bidding.evaluation.chancing import Chance
from tests.bidding.evaluation.test_integrity import written
from tests.bidding.opening.hall import Hall
from tests.bidding.results.sale import opened
from tests.portal.test_bids import reader
from tests.toolkit.scoring import stranger
from toolkit.draws.records import Draw
from toolkit.scoring import drawn
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import first_difference
from trading import facts
from trading.models import Lot, Outcome
from trading.winners import candidates_of, recorded

pytestmark = pytest.mark.django_db

INSIDE = {"centre": "chen", "supervisor": "guo"}


def lot_of(hall: Hall) -> Lot:
    return Lot.objects.select_related("deal").get(id=hall.lot)


def bid_of(hall: Hall, who: str) -> str:
    party = hall.scene.world.cast.members[who].party_id
    return str(Filing.objects.get(lot=hall.lot, registration__party=party, status="accepted").id)


def step(hall: Hall, name: str, data: dict[str, Any] | None = None, *, by: str = "chen") -> Any:
    body = {"data": data or {}}
    return hall.scene.world.stage.attempt(by, f"/api/v1/lots/{hall.lot}/steps/{name}/", body)


def reasons(answer: Any) -> set[str]:
    return {one["code"] for one in answer.body["reasons"]}


class TestASaleBySealedOffers:
    def test_goes_to_the_highest_price_which_everybody_computes_anew(self, sale: Hall) -> None:
        world = sale.scene.world
        address = f"/api/v1/lots/{sale.lot}/evaluation/"
        assert world.stage._send(None, "GET", f"{address}result/", None).status == 404
        opened(sale, "12600000.00", "13100000.00", "11900000.00")
        [row] = Ranking.objects.all()
        file = Published.from_bytes(bytes(row.result))
        assert [(one.bid, one.rank) for one in file.result.placings] == [
            (bid_of(sale, "cui"), 1), (bid_of(sale, "bai"), 2), (bid_of(sale, "deng"), 0),
        ]  # fmt: skip
        assert [one.code for one in file.result.placings[2].reasons] == ["below_start_price"]
        said = json.loads(bytes(row.result))
        assert stranger.follows(said["rule"], said["inputs"]) == said["result"]
        assert first_difference(file) is None
        outcome = Outcome.objects.get(lot=sale.lot)
        assert (outcome.stage, outcome.values) == (
            "ranking", {"bids_valid": 2, "candidates": 1, "has_winner": True, "winner_rank": 1, "price": "13100000.00"},
        )  # fmt: skip
        [buyer] = candidates_of(lot_of(sale))
        assert (buyer["name"], buyer["price"]) == (world.cast.members["cui"].party.name, "13100000.00")
        # Opened offers are public, so is what follows from them, and at once.
        shown = world.stage.get(None, f"{address}result/")
        assert (shown["sha256"], shown["report_sha256"]) == (row.result_sha256, "")
        assert [one["rank"] for one in shown["standings"]] == [1, 2, 0]
        assert "没有评审" in reader("bai").get(f"/lots/{sale.lot}/ranking/").text
        assert step(sale, "confirm_buyer").status in (200, 201)
        for who, kind in (("bai", "not_awarded"), ("cui", "awarded"), ("deng", "not_awarded")):
            [letter] = world.stage.get(who, "/api/v1/me/letters/")
            assert (letter["kind"], letter["sent"]["kind"], letter["price"]) == (kind, kind, "13100000.00")
        assert list(audit_rankings.findings()) == []

    def test_takes_no_order_from_anybody_and_seats_no_committee(self, sale: Hall) -> None:
        opened(sale, "12600000.00", "13100000.00", "12500000.00")
        world = sale.scene.world
        party = world.cast.members["bai"].party_id
        named = {
            "stage": "competition",
            "values": {"has_winner": True},
            "candidates": [{"rank": 1, "party": party}],
        }
        for body in (named, {"stage": "competition", "values": {"bids_valid": 1}}):
            answer = world.stage.attempt("chen", f"/api/v1/lots/{sale.lot}/outcomes/", body)
            assert (answer.status, answer.body["code"]) == (409, "outcome_computed")
        place = {"member": world.actor("yan").member_id, "kind": "expert"}
        answer = world.stage.attempt("chen", f"/api/v1/lots/{sale.lot}/evaluation/", {"places": [place]})
        assert (answer.status, answer.body["code"]) == (409, "no_committee")
        assert not Evaluation.objects.filter(lot=sale.lot).exists()
        assert recorded(lot_of(sale))["price"] == "13100000.00"

    def test_at_equal_prices_waits_for_a_draw_that_everybody_follows(self, sale: Hall) -> None:
        opened(sale, "13100000.00", "13100000.00", "12600000.00")
        pair = {bid_of(sale, who) for who in ("bai", "cui")}
        first = Published.from_bytes(bytes(Ranking.objects.get().result))
        assert [{*group} for group in first.result.undecided] == [pair]
        # Neither is it sold, nor is it unsold.
        assert not Outcome.objects.filter(lot=sale.lot).exists()
        assert reasons(step(sale, "confirm_buyer")) >= {"no_winner"}
        assert reasons(step(sale, "fail")) == {"has_winner"}
        chance = Chance(sale.scene, "tie")
        chance.plan("chen", *INSIDE)
        assert len(chance.ask(None, method="GET").body) == 1
        chance.commit(INSIDE)
        chance.do("chen", "pool/")
        assert chance.reveal(INSIDE)["end"] == "complete"
        file = Draw.from_bytes(bytes(Drawing.objects.get(purpose="tie").file or b""))
        [order] = drawn.orders_of(file)
        last = Ranking.objects.latest("number")
        found = Published.from_bytes(bytes(last.result))
        drawn.check(found, [file])
        assert (last.number, {*order}, found.result.candidates) == (2, pair, (order[0],))
        known = facts.collect(lot_of(sale), clock.now())
        assert (known.has_winner, str(known.price), known.bids_valid) == (True, "13100000.00", 3)
        assert list(audit_rankings.findings()) == []
        assert step(sale, "confirm_buyer").status in (200, 201)

    def test_below_the_floor_is_no_sale(self, sale: Hall) -> None:
        opened(sale, "11000000.00", "11999999.99")
        assert Outcome.objects.get(lot=sale.lot).values == {
            "bids_valid": 0,
            "candidates": 0,
            "has_winner": False,
        }
        assert reasons(step(sale, "confirm_buyer")) >= {"no_winner"}
        assert step(sale, "fail").status in (200, 201)

    def test_passes_over_who_had_not_paid_when_the_opening_began(self, sale: Hall) -> None:
        party = sale.scene.world.cast.members["cui"].party_id
        unpaid = Registration.objects.get(lot=sale.lot, party=party)
        Registration.objects.filter(id=unpaid.id).update(deposit_due=unpaid.deposit_due + 1)
        opened(sale, "12600000.00", "13100000.00", late=unpaid.id)
        file = Published.from_bytes(bytes(Ranking.objects.get().result))
        assert [(one.bid, one.ground) for one in file.inputs.exclusions] == [
            (bid_of(sale, "cui"), "not_eligible")
        ]
        assert file.result.candidates == (bid_of(sale, "bai"),)
        assert recorded(lot_of(sale))["price"] == "12600000.00"
        assert list(audit_rankings.findings()) == []

    def test_decides_nothing_by_a_draw_that_the_end_of_the_lot_overtook(self, sale: Hall) -> None:
        opened(sale, "13100000.00", "13100000.00")
        chance = Chance(sale.scene, "tie")
        chance.plan("chen", *INSIDE)
        chance.commit(INSIDE)
        chance.do("chen", "pool/")
        assert list(moves.take_all(sale.scene.made, "terminate", {"reason": "标的灭失"})) == []
        assert chance.reveal(INSIDE)["end"] == "complete"
        assert Ranking.objects.count() == 1
        assert not Outcome.objects.filter(lot=sale.lot).exists()

    def test_is_handed_in_where_nothing_followed_from_the_opened_bids(self, sale: Hall) -> None:
        opened(sale, "12600000.00", "13100000.00")
        for table in ("bidding_ranking", "trading_outcome"):
            written(table, "", delete=f"lot_id = '{sale.lot}'")
        assert "ranking_missing" in {one.code for one in audit_rankings.findings()}
        party = sale.scene.world.cast.members["cui"].party_id
        body = {
            "stage": "competition",
            "values": {"has_winner": True},
            "candidates": [{"rank": 1, "party": party}],
        }
        answer = sale.scene.world.stage.attempt("chen", f"/api/v1/lots/{sale.lot}/outcomes/", body)
        assert answer.status == 201, answer.body
        assert recorded(lot_of(sale))["price"] == "13100000.00"
        assert "ranking_missing" not in {one.code for one in audit_rankings.findings()}

    def test_asks_every_holder_of_a_right_of_first_refusal_once_prices_are_known(self, sale: Hall) -> None:
        opened(sale, "12600000.00", "13100000.00", priority="on_site")
        assert reasons(step(sale, "confirm_buyer")) == {"priority_holders_to_ask"}
        told = {"notified_on": "2026-04-01", "holders": "原承租人"}
        assert step(sale, "ask_priority_holders", told).status in (200, 201)
        assert step(sale, "use_priority", {"holder": "原承租人示例商行"}).status in (200, 201)
        buyer = candidates_of(lot_of(sale))[0]
        assert (buyer["name"], buyer["price"]) == ("原承租人示例商行", "13100000.00")


class TestTheAudit:
    def test_names_a_ranking_that_does_not_follow_and_one_that_is_not_there(self, sale: Hall) -> None:
        opened(sale, "12600000.00", "13100000.00")
        assert list(audit_rankings.findings()) == []
        row = Ranking.objects.get()
        other = bytes(row.result).replace(b"13100000.00", b"12100000.00")
        written("bidding_ranking", f"result = '\\x{other.hex()}'::bytea")
        assert {one.code for one in audit_rankings.findings()} == {"ranking_changed", "ranking_otherwise"}
        written("bidding_ranking", "", delete=f"id = '{row.id}'")
        assert {one.code for one in audit_rankings.findings()} == {"ranking_removed"}
