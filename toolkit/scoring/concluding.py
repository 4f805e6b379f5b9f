"""From the order of the bids to the result: candidates, what is still undecided, and the reason for each rank."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.scoring.comparing import DRAW, By, Placed, highest, lowest, ties
from toolkit.scoring.numbers import written
from toolkit.scoring.results import Placing, Reason, Result
from toolkit.scoring.rules import Rule
from toolkit.scoring.work import Entry, Work, figures_of, reason

_LOWEST = {"price", "evaluated_price", "submitted_at"}


def documents(rule: Rule) -> tuple[By, ...]:
    """Return what the documents add to an order for equal bids."""
    return tuple(lowest(name) if name in _LOWEST else highest(name) for name in rule.ties)


def too_few(rule: Rule, work: Work) -> Result:
    """Return the result of a lot with fewer valid bids than the rule asks for: nothing is ranked."""
    for entry in work.valid:
        entry.note("too_few_bids", at_least=str(rule.at_least))
    return _result(work, "too_few", (), (), ())


def conclude(work: Work, placed: Sequence[Placed], at_most: int) -> Result:
    """
    Return the result of an order of the valid bids, of which `at_most` are proposed.

    Equal bids are all proposed if there is room for all; where not, none of them is before one is drawn.
    """
    groups = ties(placed)
    sizes = {bid: len(group) for group in groups for bid in group}
    candidates = tuple(one.bid for one in placed if one.rank + sizes.get(one.bid, 1) - 1 <= at_most)
    ranks = {one.bid: one.rank for one in placed}
    undecided = tuple(group for group in groups if ranks[group[0]] <= at_most)
    return _result(work, "ranked", placed, candidates, undecided)


def _result(
    work: Work,
    outcome: str,
    placed: Sequence[Placed],
    candidates: tuple[str, ...],
    undecided: tuple[tuple[str, ...], ...],
) -> Result:
    equal = {bid: group for group in ties(placed) for bid in group}
    ranked = [
        _placing(work.entries[one.bid], one.rank, _why(work, one, equal.get(one.bid, ()))) for one in placed
    ]
    seen = {one.bid for one in placed}
    rest = [_placing(entry, 0) for bid, entry in work.entries.items() if bid not in seen]
    return Result.model_validate(
        {
            "outcome": outcome,
            "figures": figures_of(work.figures),
            "placings": (*ranked, *rest),
            "candidates": candidates,
            "undecided": undecided,
        }
    )


def _placing(entry: Entry, rank: int, *why: Reason) -> Placing:
    return Placing(
        bid=entry.bid.id,
        rank=rank,
        figures=figures_of(entry.figures),
        criteria=entry.criteria,
        reasons=(*entry.reasons, *why),
    )


def _why(work: Work, one: Placed, equal: tuple[str, ...]) -> Reason:
    if equal:
        # Their number: all their ids would not fit on a line, and who they are shows in the ranks.
        return reason("tied", bids=str(len(equal)))
    if not one.than:
        return reason("best")
    if one.by == DRAW:
        return reason("drawn", than=one.than)
    own, other = (work.entries[bid].figures[one.by] for bid in (one.bid, one.than))
    return reason("behind", than=one.than, by=one.by, own=written(own), other=written(other))
