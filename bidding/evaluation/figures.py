"""Where announced figures alone rank sealed bids: what follows from those that were opened, and which of them are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db.models import F, Q, Sum

from bidding import announcing, offers
from bidding.evaluation import assembling, bids, given
from bidding.models import DepositEntry, Filing, Opening, Ranking, Registration
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import publish
from trading import called_off, in_force, particulars
from trading.law.guards import is_computed
from trading.models import Lot

NOTHING: Final = assembling.Found(failures={}, grounds={}, carried=(), scores={})
"""What a committee found where there is none."""
NOT_ADMITTED: Final = "not_admitted"
NOT_ELIGIBLE: Final = "not_eligible"


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
    """
    Tell whether what comes of a lot follows from sealed bids by figures alone: a policy is in force, and somebody may have filed. Not where
    they were opened and nothing followed: the audit names such a lot, and what came of it can only be handed in.
    """
    if not decide(lot) or offers.of(lot) is None:
        return False
    is_opened = Opening.objects.filter(freeze__lot=lot, stage=bids.FIRST, status="recorded").exists()
    return not is_opened or latest(lot) is not None


def latest(lot: Lot) -> Ranking | None:
    """Return what was computed of a lot last. One query."""
    return Ranking.objects.filter(lot=lot).order_by("-number").first()


def file(lot: Lot, at: datetime) -> Published:
    """
    Return the file that follows from the bids of a lot as they were opened, and from what was drawn of equal ones. Whoever may not buy is
    out: under a framework whom it has not admitted, or who had left it by `at`, else who did not qualify, or whose deposit was not there
    when the opening began. A few queries.

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
    elif out := {one: [(bids.FIRST, NOT_ELIGIBLE)] for one in _ineligible(lot, filings)}:
        found = replace(
            found, failures=out, grounds={NOT_ELIGIBLE: "未获得资格确认，或者开启前未足额交纳保证金"}
        )
    drawn = given.of(lot, {one.id for one in filings})
    return publish(rule, assembling.assembled(opened, rule, found, drawn))


def _strangers(lot: Lot, filings: Sequence[Filing], at: datetime) -> Sequence[Filing]:
    """Return the bids of those whom the framework of a call-off has not admitted, or who had left it."""
    rule, framework = lot.procedure.call_off, called_off.framework_of(lot)
    known = called_off.admitted(framework, rule, at) if rule is not None and framework is not None else ()
    parties = {one.get("party") for one in known}
    return [one for one in filings if one.registration.party_id not in parties]


def _ineligible(lot: Lot, filings: Sequence[Filing]) -> Sequence[str]:
    """Return the bids of those who may not buy: no committee rejects them. One query."""
    begun = Opening.objects.filter(freeze__lot=lot, stage=bids.FIRST).values_list("begun_at", flat=True)
    moved = Q(deposit_entries__at__lte=begun[:1]) & ~Q(deposit_entries__kind__in=DepositEntry.BESIDE)
    rows = Registration.objects.filter(lot=lot, status="qualified")
    rows = rows.annotate(held=Sum("deposit_entries__amount", filter=moved, default=0))
    eligible = {*rows.filter(held__gte=F("deposit_due")).values_list("id", flat=True)}
    return [one.id for one in filings if one.registration_id not in eligible]


def undecided(lot: Lot) -> Sequence[Sequence[str]]:
    """Return the groups of equal bids that wait for a draw; none where figures do not decide, or decided. One query."""
    found = latest(lot)
    return Published.from_bytes(bytes(found.result)).result.undecided if found is not None else ()
