"""Whether what members wrote is still what they signed: a result follows from rows that their signatures stand over, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bidding.evaluation import bids, contents, sitting
from bidding.models import Evaluation, Filing, Seat, Sheet, Signed
from toolkit import canonical

_PARTS = {Signed.Act.REVIEWS.value: Sheet.Part.REVIEW.value, Signed.Act.SCORES.value: Sheet.Part.SCORES.value}


def changed(evaluation: Evaluation) -> list[Seat]:
    """Return the standing seats of which some sheet differs from what its member signed last of it. Two queries for each seat."""
    out = bids.failures(evaluation)
    scored = [one for one in bids.opened(evaluation) if all(stage > 1 for stage, _ in out.get(one.id, ()))]
    return [one for one in sitting.standing(evaluation) if not _is_kept(evaluation, one, scored)]


def _is_kept(evaluation: Evaluation, seat: Seat, scored: Sequence[Filing]) -> bool:
    """Tell whether each sheet is as it was signed: the reviews of each envelope, and the scores of this round under their names."""
    written: dict[tuple[str, int], dict[str, Any]] = {}
    for row in seat.sheets.all():
        written.setdefault((row.part, row.stage), {})[row.filing_id] = contents.entries(row)
    names = {name: bid for bid, name in bids.named(evaluation, seat, Sheet.Part.SCORES, scored).items()}
    for act in seat.signed.filter(act__in=_PARTS):
        if act.act == Signed.Act.SCORES and act.round != evaluation.round:
            continue
        rows = written.get((_PARTS[act.act], act.stage), {})
        for said in canonical.load(bytes(act.content))["sheets"]:
            bid = names.get(said["bid"]) if act.act == Signed.Act.SCORES else said["bid"]
            if rows.get(bid or "") != said["entries"]:
                return False
    return True
