"""Which bids are equal, and wait for a draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bidding.evaluation import award, bids, concluding, figures, given, reporting, sitting
from bidding.models import Evaluation
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from trading import called_off
from trading.models import Lot

LEFT_OPEN = frozenset({"brand_undecided", "shortlist_undecided"})
"""Why no result follows before equal bids are drawn."""


def groups(lot: Lot, at: datetime) -> Mapping[str, Sequence[str]]:
    """
    Return the groups of equal bids by the names that a draw gives them: all candidates where the award is drawn, the lowest offers for a
    call-off, what the opened figures leave equal where they alone decide, else what the signed scores do; none while no committee has all
    its scores.

    :raises Conflict: `evaluation_incomplete` while something must be done before the scores are closed, with every reason.
    :raises Invalid: `result_undefined`.
    """
    if candidates := award.undecided(lot):
        return {"tie-1": candidates}
    if parties := called_off.equal(lot):
        bids_ = sorted(one.id for one in bids.of_lot(lot.id) if one.registration.party_id in parties)
        return {} if _is_drawn(lot, bids_) else {"tie-1": bids_}
    if lot.procedure.call_off is None and (equal := figures.undecided(lot)):
        return _named(equal)
    last = sitting.latest(lot)
    if last is None or last.status != "scoring" or not bids.is_opened(last):
        return {}
    return _named(_undecided(last, at))


def are_public(lot: Lot) -> bool:
    """Tell whether everybody may know which bids of a lot are equal, since no committee keeps that to itself."""
    return (
        award.awaited(lot) is not None
        or lot.procedure.call_off is not None
        or figures.latest(lot) is not None
    )


def _named(groups_: Sequence[Sequence[str]]) -> Mapping[str, Sequence[str]]:
    found = sorted(sorted(group) for group in groups_)
    return {f"tie-{number}": group for number, group in enumerate(found, start=1)}


def _is_drawn(lot: Lot, those: Sequence[str]) -> bool:
    return any({*order} >= {*those} for order in given.of(lot, {*those}).drawn)


def _undecided(running: Evaluation, at: datetime) -> Sequence[Sequence[str]]:
    if reasons := reporting.lacking(running, at):
        words = Text("评审尚未完成", "The evaluation is not complete")
        raise Conflict("evaluation_incomplete", words, reasons=reasons)
    try:
        result = concluding.computed(running)
    except Invalid as refused:
        if refused.detail.get("code") not in LEFT_OPEN:
            raise
        return [sorted(str(refused.detail["bids"]).split())]
    return sorted(sorted(group) for group in concluding.undecided(result))
