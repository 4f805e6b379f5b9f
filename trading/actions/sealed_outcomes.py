"""
What may be recorded of a competition whose bids were opened here.

The opening says how many bids came, whose they are and what they offer, and where the organiser examines who qualifies, what it
signs says how many do. A committee judges them; its judgement is handed in,
in counts and ranks, and prices are read from the bids that it names. Where bids come under seal alone and no policy of custody
is in force there are none to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.errors import Invalid
from foundation.text import Text
from trading import sealed_offers
from trading.models import Lot
from trading.sealed_offers import Offer
from trading.winners import candidates_of, price_at, recorded

READ = ("bids_received", "price")
JUDGED = ("bids_valid", "candidates", "first_envelope_passed")
_READ = Text("以开标记录为准，不能录入", "The opening says this; it is not handed in")
_EXAMINED = Text(
    "以采购人签署的资格审查为准，不能录入",
    "The examination that the organiser signs says this; it is not handed in",
)
_BEYOND = Text("超过已开启的投标数", "More than were opened")
_NOT_OPENED = Text("没有该投标人已开启的投标", "No bid of this party was opened")
_NO_PRICE = Text(
    "没有该名次的候选人，或者其投标没有可读的报价",
    "No candidate has this rank, or its bid has no price that can be read",
)

Wrong = dict[str, list[Text | str]]


def completed(
    lot: Lot, values: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """
    Return what was handed in, with names and prices from the opened bids where bids come under seal.

    :raises Invalid: `outcome_under_seal`, field by field, for what only the opening can say.
    """
    known, ranked = dict(values), [dict(one) for one in candidates]
    offers = sealed_offers.of(lot)
    if offers is None:
        return known, ranked
    wrong = _claims(known, ranked, offers)
    if "prequalified" in known and any(one.qualifies for one in lot.procedure.states):
        wrong["prequalified"] = [_EXAMINED]
    if not wrong:
        for one in ranked:
            offer = offers[one["party"]]
            one["name"] = offer.name
            if one.get("price") is None and offer.price is not None:
                one["price"] = format(offer.price, "f")
        before = recorded(lot)
        told = [name for name in ("has_winner", "winner_rank") if name in known] + ["candidates"] * bool(
            ranked
        )
        # Whatever names another winner than before names another price.
        if told and (before | known).get("has_winner"):
            known["price"] = price_at((before | known).get("winner_rank") or 1, ranked or candidates_of(lot))
            if known["price"] is None:
                wrong = {told[0]: [_NO_PRICE]}
    if wrong:
        raise Invalid(
            "outcome_under_seal",
            Text(
                "密封投标的家数、投标人和报价以开标记录为准",
                "How many bids came, whose and at what price is what the opening of sealed bids says",
            ),
            fields=wrong,
        )
    return known, ranked


def _claims(
    known: Mapping[str, Any], ranked: Sequence[Mapping[str, Any]], offers: Mapping[str, Offer]
) -> Wrong:
    """Return what is claimed otherwise than the opening says it."""
    wrong: Wrong = {name: [_READ] for name in READ if name in known}
    for name in JUDGED:
        if isinstance(known.get(name), int) and known[name] > len(offers):
            wrong[name] = [_BEYOND]
    for index, one in enumerate(ranked):
        if one.get("party") not in offers:
            wrong[f"candidates.{index}.party"] = [_NOT_OPENED]
        if one.get("price") is not None:
            wrong[f"candidates.{index}.price"] = [_READ]
    return wrong
