"""What may be handed in of a competition whose bids were sealed here: a judgement of what was opened, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bidding import offers
from config.demo import property_rights
from tests.bidding.opening.conftest import PRICES
from tests.bidding.opening.hall import Hall
from trading import facts
from trading.models import Outcome
from trading.winners import candidates_of, recorded

pytestmark = pytest.mark.django_db


def record(hall: Hall, candidates: list[dict[str, Any]] | None = None, **values: Any) -> Any:
    body = {"stage": "evaluation", "values": values, "candidates": candidates or []}
    return hall.scene.world.stage.attempt("chen", f"/api/v1/lots/{hall.lot}/outcomes/", body)


def refused(answer: Any) -> list[str]:
    assert (answer.status, answer.body["code"]) == (422, "outcome_under_seal"), answer.body
    return sorted(answer.body["fields"])


def party(hall: Hall, who: str) -> str:
    found = hall.scene.world.cast.members[who].party_id
    assert found is not None
    return found


def ranked(hall: Hall, *who: str) -> list[dict[str, Any]]:
    return [{"rank": rank, "party": party(hall, one)} for rank, one in enumerate(who, start=1)]


@pytest.fixture
def sealed(hall: Hall, three: object) -> Hall:
    return hall


class TestWhileBidsAreSealed:
    def test_nothing_of_them_is_taken(self, sealed: Hall) -> None:
        assert refused(record(sealed, bids_received=3)) == ["bids_received"]
        assert refused(record(sealed, bids_valid=1, price="1.00", has_winner=True)) == ["bids_valid", "price"]
        named = [{"rank": 1, "name": "抢先公司", "price": "1.00"}]
        assert refused(record(sealed, named)) == ["candidates.0.party", "candidates.0.price"]
        assert refused(record(sealed, ranked(sealed, "bai"))) == ["candidates.0.party"]
        assert not Outcome.objects.exists()

    def test_the_refusal_is_the_same_with_bids_and_without(self, hall: Hall) -> None:
        claim: dict[str, Any] = {"bids_valid": 1, "has_winner": True}
        before = record(hall, ranked(hall, "bai"), **claim)
        hall.scene.filed("bai")
        assert record(hall, ranked(hall, "bai"), **claim).body == before.body


class TestOnceTheyAreOpen:
    def test_prices_and_names_are_those_that_were_opened(self, shown: Hall) -> None:
        answer = record(shown, ranked(shown, "cui", "bai"), bids_valid=2, has_winner=True, winner_rank=2)
        assert answer.status == 201, answer.body
        lot = shown.scene.lot
        names = {one: shown.scene.world.cast.members[one].party.name for one in PRICES}
        told = [(one["rank"], one["name"], one["price"]) for one in candidates_of(lot)]
        assert told == [(1, names["cui"], PRICES["cui"]), (2, names["bai"], PRICES["bai"])]
        known = facts.collect(lot, lot.entered_at)
        assert (known.bids_received, str(known.price), known.winner_rank) == (3, PRICES["bai"], 2)

    def test_another_winner_has_another_price(self, shown: Hall) -> None:
        """Only the rank was handed in, or only another order: the price of the first stayed."""
        assert record(shown, ranked(shown, "cui", "bai"), has_winner=True).status == 201

        def price() -> str:
            return str(facts.collect(shown.scene.lot, shown.scene.lot.entered_at).price)

        assert price() == PRICES["cui"]
        assert record(shown, winner_rank=2).status == 201
        assert price() == PRICES["bai"]
        assert record(shown, ranked(shown, "bai", "cui")).status == 201
        assert price() == PRICES["cui"]  # who is second wins still
        assert record(shown, winner_rank=1).status == 201
        assert price() == PRICES["bai"]
        assert refused(record(shown, winner_rank=3)) == ["winner_rank"]
        assert refused(record(shown, ranked(shown, "deng"))) == ["candidates"]

    def test_counts_and_prices_are_not_taken(self, shown: Hall) -> None:
        assert refused(record(shown, bids_received=3, price=PRICES["bai"])) == ["bids_received", "price"]
        priced = [ranked(shown, "bai")[0] | {"price": PRICES["bai"]}]
        assert refused(record(shown, priced)) == ["candidates.0.price"]

    def test_no_more_are_judged_than_were_opened(self, shown: Hall) -> None:
        assert refused(record(shown, bids_valid=4)) == ["bids_valid"]

    def test_nobody_is_ranked_whose_bid_was_not_opened(self, shown: Hall) -> None:
        assert refused(record(shown, ranked(shown, "bai", "gao"))) == ["candidates.1.party"]

    def test_nobody_wins_without_a_rank_or_without_a_price_that_can_be_read(self, shown: Hall) -> None:
        assert refused(record(shown, has_winner=True)) == ["has_winner"]
        assert refused(record(shown, ranked(shown, "deng"), has_winner=True)) == ["has_winner"]
        assert refused(record(shown, ranked(shown, "bai"), has_winner=True, winner_rank=2)) == ["has_winner"]

    def test_a_bid_that_did_not_open_is_no_offer(self, sealed: Hall) -> None:
        sealed.begin()
        sealed.posted([1])
        sealed.later(seconds=1801)
        assert sealed.record().status == "settling"
        sealed.later(seconds=901)
        assert sealed.record().status == "recorded"
        assert offers.of(sealed.scene.lot) == {}
        assert refused(record(sealed, ranked(sealed, "bai"))) == ["candidates.0.party"]


class TestWhereNobodyCouldSeal:
    def test_nothing_is_taken_that_speaks_of_bids(self, bare: Any, tmp_path: Path) -> None:
        hall = Hall(bare, tmp_path / "hall")
        assert offers.of(bare.lot) == {}
        claims: dict[str, Any] = dict.fromkeys(("bids_received", "bids_valid", "first_envelope_passed"), 3)
        assert refused(record(hall, **claims, price="1.00")) == [*sorted(claims), "price"]
        named = {"stage": "evaluation", "values": {"candidates": 3}}
        assert refused(
            hall.scene.world.stage.attempt("chen", f"/api/v1/lots/{hall.lot}/outcomes/", named)
        ) == ["candidates"]
        assert refused(record(hall, has_winner=True)) == ["has_winner"]
        own = [{"rank": 1, "name": "自报公司", "price": "1.00"}]
        assert refused(record(hall, own)) == ["candidates.0.party", "candidates.0.price"]
        assert refused(record(hall, ranked(hall, "bai"))) == ["candidates.0.party"]
        assert not Outcome.objects.exists()

    def test_nor_once_the_deadline_passed(self, bare: Any, tmp_path: Path) -> None:
        bare.walk_to_deadline(seconds=2)
        hall = Hall(bare, tmp_path / "hall")
        assert refused(record(hall, bids_received=3)) == ["bids_received"]

    def test_nor_where_nobody_filed(self, hall: Hall) -> None:
        hall.freeze()
        assert offers.of(hall.scene.lot) == {}
        assert refused(record(hall, bids_received=3)) == ["bids_received"]


class TestWhereBidsComeOtherwise:
    """Property is sold by whatever competition its seller chose; one that does not run here is handed in."""

    @pytest.fixture
    def sale(self, bare: Any, tmp_path: Path) -> Hall:
        bare.made = property_rights.warehouse(bare.world.stage)[0]
        return Hall(bare, tmp_path / "hall")

    def test_outcomes_are_taken(self, sale: Hall) -> None:
        assert offers.of(sale.scene.lot) is None
        assert record(sale, bids_received=3).status == 201

    def test_another_winner_has_another_price(self, sale: Hall) -> None:
        lot = sale.scene.lot
        named = [{"rank": 1, "name": "甲", "price": "10.00"}, {"rank": 2, "name": "乙", "price": "20.00"}]
        assert record(sale, named, has_winner=True, price="10.00").status == 201
        assert record(sale, winner_rank=2).status == 201
        assert recorded(lot)["price"] == "20.00"
        assert record(sale, winner_rank=1, price="9.50").status == 201
        assert recorded(lot)["price"] == "9.50"
        assert record(sale, [{"rank": 1, "name": "丙", "price": None}]).status == 201
        assert recorded(lot)["price"] is None
