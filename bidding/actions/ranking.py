"""Where announced figures alone rank sealed bids, what opened ones come to is computed at once, and nobody hands it in."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from accounts.actor import Actor
from bidding.evaluation import figures, outcome
from bidding.models import Ranking
from bidding.scoring.announced import NoRule
from foundation import journal
from toolkit import canonical
from toolkit.scoring.unfit import Unfit
from trading.actions import outcomes
from trading.models import Lot

STAGE = "ranking"


def follow_call_off(lot: Lot, at: datetime) -> None:
    """Keep what follows from the offers for a call-off as they were compared; whom it buys from is kept by the one who compares."""
    follow(lot, by=Actor.clock(), at=at)


def follow(lot: Lot, *, by: Actor, at: datetime) -> Ranking | None:
    """
    Keep what follows from the opened bids of a locked lot, and where figures decide hand it to the lot, once no equal bids wait for a draw;
    the same again changes nothing. None where a committee judges the bids, and where nothing follows: the audit names that.
    """
    if not figures.rank(lot):
        return None
    try:
        file = figures.file(lot, at)
    except (
        NoRule,
        Unfit,
        ValidationError,
    ):  # refused before the notice; the record of the opening must not fail over it
        return None
    content = file.to_bytes()
    last, sha256 = figures.latest(lot), canonical.sha256(content)
    if last is not None and last.result_sha256 == sha256:
        return last
    made = Ranking.objects.create(
        lot=lot, number=(last.number if last else 0) + 1, result=content, result_sha256=sha256, computed_at=at
    )
    journal.append(
        "bidding.ranking.computed", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "ranking": made.id, "number": made.number, "sha256": sha256},
    )  # fmt: skip
    if figures.decide(lot) and not file.result.undecided:
        candidates = outcome.candidates_of(file)
        outcomes.keep(lot, STAGE, outcome.values_of(file, candidates), candidates, by=by, at=at)
    return made
