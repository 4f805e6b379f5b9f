"""Equal offers for a call-off: neither the buyer nor the order of registration says who is first, but a draw."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.errors import Invalid
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Bid
from toolkit.scoring.methods import second_competition
from trading import called_off, sealed_offers
from trading.actions import calling_off
from trading.models import Lot
from trading.sealed_offers import Offer

ADMITTED = [{"party": one, "name": one.upper()} for one in ("a", "b", "c")]


def found(monkeypatch: pytest.MonkeyPatch, **places: int) -> dict[str, int]:
    """Return who is taken, with rank, of three admitted who offered 9, 8 and 8 and were drawn so, and one who was not admitted."""
    prices = {"a": "9", "b": "8", "c": "8", "d": "1"}
    offers = {one: Offer(one.upper(), Decimal(price), places.get(one, 0)) for one, price in prices.items()}
    monkeypatch.setattr(sealed_offers, "of", lambda _lot: offers)
    monkeypatch.setattr(called_off, "most", lambda _lot: Decimal(10))
    return {one["party"]: one["rank"] for one in calling_off._by_offers(Lot(), ADMITTED)}


def test_equal_offers_are_ordered_by_the_draw_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid) as refused:
        found(monkeypatch)
    assert refused.value.code == "offers_equal" and "B、C" in str(refused.value.message)
    assert found(monkeypatch, c=1, b=2) == {"c": 1, "b": 2, "a": 3}
    assert found(monkeypatch, b=1, c=2) == {"b": 1, "c": 2, "a": 3}


def test_equal_offers_that_are_not_the_lowest_share_a_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    offers = {one: Offer(one, Decimal(price), 0) for one, price in zip("abc", ("8", "9", "9"), strict=True)}
    monkeypatch.setattr(sealed_offers, "of", lambda _lot: offers)
    monkeypatch.setattr(called_off, "most", lambda _lot: Decimal(10))
    assert [one.rank for one in called_off.offers(Lot(), ADMITTED)] == [1, 2, 2]


@pytest.mark.parametrize(
    "prices", [("9", "8", "7"), ("8", "8", "9"), ("8", "9", "9"), ("0", "11", "10"), ("9", "9", "9")]
)
def test_offers_are_ranked_as_anybody_computes_them_from_the_published_file(
    monkeypatch: pytest.MonkeyPatch, prices: tuple[str, str, str]
) -> None:
    offers = {one: Offer(one, Decimal(price), 0) for one, price in zip("abc", prices, strict=True)}
    monkeypatch.setattr(sealed_offers, "of", lambda _lot: offers)
    monkeypatch.setattr(called_off, "most", lambda _lot: Decimal(10))
    found = {one.party: one.rank for one in called_off.offers(Lot(), ADMITTED)}
    bids = tuple(
        Bid(id=one, quotes=(offer.price,), agreed_price=Decimal(10)) for one, offer in offers.items() if offer.price is not None
    )  # fmt: skip
    result = evaluate(second_competition.Rule(), Inputs(deal="d", lot="l", bids=bids))
    assert found == {one.bid: one.rank for one in result.placings if one.rank}
