"""Where the announced figures alone decide: what follows from opened bids, and which of them are equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bidding import announcing, offers
from bidding.evaluation import assembling, bids, given
from bidding.models import Ranking
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import publish
from trading import in_force, particulars
from trading.law.guards import is_computed
from trading.models import Lot

NOTHING: Final = assembling.Found(failures={}, grounds={}, carried=(), scores={})
"""What a committee found where there is none."""


def decide(lot: Lot) -> bool:
    """Tell whether the figures alone rank the sealed bids of a lot that was announced. No query."""
    procedure = lot.procedure
    if procedure.evaluation is None:
        return False
    return is_computed(procedure, particulars.parse(procedure.particulars, lot.deal.particulars))


def are_awaited(lot: Lot) -> bool:
    """Tell whether what comes of a lot follows from sealed bids by figures alone: a policy is in force, and somebody may have filed."""
    return offers.of(lot) is not None and decide(lot)


def latest(lot: Lot) -> Ranking | None:
    """Return what was computed of a lot last. One query."""
    return Ranking.objects.filter(lot=lot).order_by("-number").first()


def file(lot: Lot) -> Published:
    """
    Return the file that follows from the bids of a lot as they were opened, and from what was drawn of equal ones. A few queries.

    :raises NoRule: where what was announced is no rule.
    :raises Unfit: where nothing follows.
    """
    rule = announcing.rule_of(lot, in_force.tender_document(lot.deal_id))
    filings = bids.of_lot(lot.id)
    inputs = assembling.assembled(
        assembling.opened(lot, filings), rule, NOTHING, given.of(lot, {one.id for one in filings})
    )
    return publish(rule, inputs)


def undecided(lot: Lot) -> Sequence[Sequence[str]]:
    """Return the groups of equal bids that wait for a draw; none where figures do not decide, or decided. One query."""
    found = latest(lot)
    return Published.from_bytes(bytes(found.result)).result.undecided if found is not None else ()
