"""Where announced figures alone rank sealed bids: what follows from those that were opened, and which of them are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bidding import announcing, offers
from bidding.evaluation import assembling, bids, given
from bidding.models import Filing, Ranking
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import publish
from trading import called_off, in_force, particulars
from trading.law.guards import is_computed
from trading.models import Lot

NOTHING: Final = assembling.Found(failures={}, grounds={}, carried=(), scores={})
"""What a committee found where there is none."""
NOT_ADMITTED: Final = "not_admitted"


def decide(lot: Lot) -> bool:
    """Tell whether the figures alone rank the sealed bids of a lot that was announced. No query."""
    procedure = lot.procedure
    if procedure.evaluation is None:
        return False
    return is_computed(procedure, particulars.parse(procedure.particulars, lot.deal.particulars))


def rank(lot: Lot) -> bool:
    """Tell whether figures alone rank the sealed bids of a lot: where they decide, and where suppliers of a framework compete. No query."""
    return _is_called_off(lot) or decide(lot)


def _is_called_off(lot: Lot) -> bool:
    rule = lot.procedure.call_off
    return rule is not None and rule.how == called_off.LOWEST


def are_awaited(lot: Lot) -> bool:
    """Tell whether what comes of a lot follows from sealed bids by figures alone: a policy is in force, and somebody may have filed."""
    return offers.of(lot) is not None and decide(lot)


def latest(lot: Lot) -> Ranking | None:
    """Return what was computed of a lot last. One query."""
    return Ranking.objects.filter(lot=lot).order_by("-number").first()


def file(lot: Lot, at: datetime) -> Published:
    """
    Return the file that follows from the bids of a lot as they were opened, and from what was drawn of equal ones; under a framework from
    those of the suppliers who were admitted and had not left it by `at`. A few queries.

    :raises NoRule: where what was announced is no rule.
    :raises Unfit: where nothing follows.
    """
    rule = announcing.rule_of(lot, in_force.tender_document(lot.deal_id))
    filings = bids.of_lot(lot.id)
    opened, found = assembling.opened(lot, filings), NOTHING
    if _is_called_off(lot):
        opened = replace(opened, agreed_price=called_off.most(lot))
        out = {one.id: [(bids.FIRST, NOT_ADMITTED)] for one in _strangers(lot, filings, at)}
        found = replace(found, failures=out, grounds={NOT_ADMITTED: "不是框架协议的入围供应商，或者已经退出"})
    drawn = given.of(lot, {one.id for one in filings})
    return publish(rule, assembling.assembled(opened, rule, found, drawn))


def _strangers(lot: Lot, filings: Sequence[Filing], at: datetime) -> Sequence[Filing]:
    """Return the bids of those whom the framework of a call-off has not admitted, or who had left it."""
    rule, framework = lot.procedure.call_off, called_off.framework_of(lot)
    known = called_off.admitted(framework, rule, at) if rule is not None and framework is not None else ()
    parties = {one.get("party") for one in known}
    return [one for one in filings if one.registration.party_id not in parties]


def undecided(lot: Lot) -> Sequence[Sequence[str]]:
    """Return the groups of equal bids that wait for a draw; none where figures do not decide, or decided. One query."""
    found = latest(lot)
    return Published.from_bytes(bytes(found.result)).result.undecided if found is not None else ()
