"""What trading keeps of a published result: the facts that follow from it, and whom it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bidding.models import Filing
from toolkit.scoring.methods import separate_award
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.results import Placing
from toolkit.scoring.work import PRICE

VALID_THOUGH_OUT: Final = frozenset({"too_few_bids", "not_shortlisted", "not_proposed", "not_chosen"})
"""Why a bid that complies has no rank all the same."""


def values_of(file: Published, candidates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the facts that follow from a result and the candidates whom it names. No query."""
    first = candidates[0] if _is_decided(file, candidates) else None
    values: dict[str, Any] = {
        "bids_valid": sum(_is_valid(one) for one in file.result.placings),
        "candidates": len(candidates),
        "has_winner": first is not None,
    }
    return values if first is None else values | {"winner_rank": 1, "price": first["price"]}


def standing(file: Published) -> frozenset[str]:
    """Return the bids that comply, whether or not they have a rank. No query."""
    return frozenset(one.bid for one in file.result.placings if _is_valid(one))


def are_ranked(file: Published) -> bool:
    """Tell whether candidates have a place among each other; where evaluation and award are apart they have none. No query."""
    return not isinstance(file.rule, separate_award.Rule)


def are_all_rejected(file: Published) -> bool:
    """
    Tell whether no bid that came stands any more (招标投标法第四十二条). Where some stand and are too few to be compared, nobody rejected
    them. No query.
    """
    return bool(file.result.placings) and not any(map(_is_valid, file.result.placings))


def candidates_of(file: Published) -> list[dict[str, Any]]:
    """Return the candidates as trading keeps them: rank, bidder, name and the price of the bid. One query."""
    placings = {one.bid: one for one in file.result.placings}
    numbers = proposed(file)
    rows = Filing.objects.filter(id__in=list(numbers)).select_related("registration__party")
    parties = {row.id: row.registration.party for row in rows}
    return [
        {"rank": rank, "party": parties[bid].id, "name": parties[bid].name, "price": _price(placings[bid])}
        for bid, rank in numbers.items()
    ]


def proposed(file: Published) -> dict[str, int]:
    """
    Return the candidates and their ranks. Where evaluation and award are apart the committee ranks none of those it names: they
    are numbered by their ids until the organiser has chosen.
    """
    if not are_ranked(file):
        named = [one.bid for one in file.result.placings if one.rank > 0]
        return {bid: number for number, bid in enumerate(sorted(named), start=1)}
    ranks = {one.bid: one.rank for one in file.result.placings}
    return {bid: ranks[bid] for bid in file.result.candidates}


def _is_decided(file: Published, candidates: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether one bid stands first and alone; equal ones wait for a draw, and those without rank for the organiser."""
    if not are_ranked(file):
        return False
    firsts = [one for one in file.result.placings if one.rank == 1]
    return bool(candidates) and len(firsts) == 1


def _is_valid(placing: Placing) -> bool:
    last = placing.reasons[-1].code if placing.reasons else ""
    return placing.rank > 0 or last in VALID_THOUGH_OUT


def _price(placing: Placing) -> str | None:
    figures: Mapping[str, Decimal] = {one.name: one.value for one in placing.figures}
    return format(figures[PRICE], "f") if PRICE in figures else None
