"""What bidding knows of a lot, for the guards of its procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from bidding import timing
from bidding.evaluation import bids as evaluated
from bidding.evaluation import examined, final, motions, sitting
from bidding.models import DepositEntry, FreezeList, Motion, Registration
from bidding.scoring import announced
from bidding.sealed import custody, lacking
from toolkit.proceedings import Freeze
from trading import in_force, particulars
from trading.law.guards import announces_rule, takes_only_sealed_bids
from trading.models import Lot

BALANCE = Coalesce(
    Sum("deposit_entries__amount", filter=~Q(deposit_entries__kind__in=DepositEntry.BESIDE)), Decimal(0)
)


def registrations(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """
    How many take part, how many passed a review, how many may bid, and whose deposit is missing or still held.

    Who passed may bid once the deposit is paid. Nothing is known while bidders may still come: a refusal that speaks of
    them would tell how many came. Three queries at most.
    """
    if timing.is_secret(lot, at):
        return {}
    rows = (
        Registration.objects.filter(lot=lot)
        .annotate(balance=BALANCE)
        .values_list("status", "deposit_due", "balance")
    )
    found = list(rows)
    qualified = [row for row in found if row[0] == "qualified"]
    return {
        "registered": sum(row[0] in ("applied", "qualified") for row in found),
        "unreviewed": sum(row[0] == "applied" for row in found),
        "passed": len(qualified),
        "qualified": sum(due <= balance for _, due, balance in qualified),
        "deposits_missing": sum(due > balance for _, due, balance in qualified),
        "outstanding_deposits": sum(balance > 0 for _, _, balance in found),
    }


def bids(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """
    How many bids came in, where they are sealed: as the freeze list says, and nothing before it is issued. And which
    stages of them are still under seal.

    Those are counted too that will not be opened: the law counts who handed in by the deadline (招标投标法第二十八条), and what is
    wrong with a bid is for later.

    Whatever was recorded otherwise does not count on such a lot. One query where bids are not sealed, else three, and
    a few more while a policy is missing.
    """
    policy = custody.in_force(lot)
    if policy is None:
        return _without_policy(lot, at) if takes_only_sealed_bids(lot.procedure) else {}
    frozen = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    sealed = {one.stage for one in custody.policy_of(frozen.policy if frozen else policy).units}
    if frozen is None or timing.is_secret(lot, at):
        return {"bids_received": None, "sealed_stages": tuple(sorted(sealed))}
    opened = frozen.openings.filter(status="recorded").values_list("stage", flat=True)
    received = len(Freeze.from_bytes(bytes(frozen.content or b"")).bids)
    return {
        "bids_received": received,
        "sealed_stages": tuple(sorted(sealed - set(opened))) if received else (),
    }


def offers(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """
    How many responses the group found to respond in substance, whether it calls for final offers, and how many came of it. Nothing is
    known before all have signed their reviews. No query where a lot is neither about to be called nor called.
    """
    is_due = final.are_due(lot)
    if not (is_due or final.are_taken(lot)):
        return {}
    last = sitting.latest(lot)
    if last is None or last.status not in ("scoring", "reporting"):
        return {}
    valid = {one.id for one in evaluated.valid(last)}
    if is_due:
        called = motions.carried(last, Motion.Kind.CALL)
        return {"conforming": len(valid), "offers_called": bool(called)}
    return {"conforming": len(valid), "final_offers": final.count(lot, valid, at)}


def qualification(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """
    How many of the opened bids qualify, once the organiser has signed so where it examines, and whether a committee has said who of
    those that applied may bid. One query there, elsewhere none.
    """
    if sitting.examines(lot):
        last = sitting.latest(lot)
        return {"applicants_examined": last is not None and last.status == "reported"}
    if lot.procedure.state(lot.state).qualifies is None:
        return {}
    made = examined.of(lot)
    return {"prequalified": examined.qualified(made)} if made is not None else {}


def rule(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """Why the rule of the evaluation may not be announced, where the next step announces it. One query there, elsewhere none."""
    procedure = lot.procedure
    if not any(announces_rule(procedure, step) for step in procedure.steps_from(lot.state)):
        return {}
    deal = particulars.parse(procedure.particulars, lot.deal.particulars)
    own = particulars.parse(procedure.lot_particulars, lot.particulars)
    document = in_force.tender_document(lot.deal_id)
    return {"rule_refusals": tuple(announced.reasons(document, procedure, deal, own))}


def _without_policy(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """Nobody could file, so none came; as long as bids are awaited, what is missing so that somebody can."""
    if not timing.is_secret(lot, at):
        return {"bids_received": 0}
    limit = lot.procedure.bidding
    period = in_force.periods(lot).get(limit.name) if limit else None
    if period is None or period.ends_at <= at:
        return {"bids_received": None}
    missing = lacking.of({lot.id: period.ends_at}, at)[lot.id]
    return {"bids_received": None, "custody_missing": missing.words}
