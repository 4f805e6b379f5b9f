"""What is kept of that which was handed in with a step, by the type of what the step takes; and who hears that a lot is awarded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from trading import awarded, events
from trading.actions import awards, calling_off
from trading.engine import Moved
from trading.law import (
    construction_inputs,
    inputs,
    procurement_call_off,
    procurement_inputs,
    procurement_selection,
    property_inputs,
)
from trading.models import Acceptance, Contract, Lot, Outcome, Payment
from trading.winners import candidates_of, winner_of

Effect = Callable[[Lot, Any, datetime, Actor], None]


def apply(lot: Lot, moved: Moved, *, by: Actor, at: datetime) -> None:
    """Keep what was handed in, where its type has a table of its own; the step's row holds the rest."""
    for kind, effect in _EFFECTS.items():
        if isinstance(moved.data, kind):
            effect(lot, moved.data, at, by)
    awarded.tell(lot, moved.taken)


def _contract_signed(lot: Lot, data: inputs.ContractSigned, at: datetime, by: Actor) -> None:
    party, name = winner_of(lot)
    if isinstance(data, property_inputs.AgreementSigned):
        name = data.buyer
    Contract.objects.create(
        lot=lot, number=data.contract_number, party_id=party, party_name=name, price=data.price, signed_on=data.signed_on,
        performance_bond=data.performance_bond, document_digest=data.document_digest, signed_at=at,
    )  # fmt: skip


def _contract_published(lot: Lot, data: inputs.ContractPublished, at: datetime, by: Actor) -> None:
    Contract.objects.filter(lot=lot).update(published_at=at)


def _contract_filed(lot: Lot, data: inputs.ContractFiled, at: datetime, by: Actor) -> None:
    Contract.objects.filter(lot=lot).update(filed_at=at, filing_number=data.filing_number)


def _accepted(lot: Lot, data: inputs.PerformanceAccepted, at: datetime, by: Actor) -> None:
    Acceptance.objects.create(
        contract=Contract.objects.get(lot=lot), accepted_on=data.accepted_on, conclusion=data.conclusion,
        final_price=data.final_price, recorded_at=at,
    )  # fmt: skip


def _paid(lot: Lot, data: inputs.Paid, at: datetime, by: Actor) -> None:
    contract = Contract.objects.get(lot=lot)
    Payment.objects.create(
        contract=contract,
        amount=data.amount,
        paid_on=data.paid_on,
        voucher=data.voucher,
        recorded_at=at,
    )


def _new_terms(lot: Lot, data: property_inputs.NewTerms, at: datetime, by: Actor) -> None:
    lot.particulars = {**lot.particulars, "floor_price": format(data.floor_price, "f")}
    lot.save(update_fields=["particulars"])


def _priority_used(lot: Lot, data: property_inputs.PriorityUsed, at: datetime, by: Actor) -> None:
    """The holder takes the winner's place at the winner's price."""
    _, name = winner_of(lot)
    ranked = candidates_of(lot)
    price = next((c["price"] for c in ranked if c["name"] == name), None)
    others = [{**c, "rank": c["rank"] + 1} for c in ranked if c["name"] != data.holder]
    buyer = {"rank": 1, "name": data.holder, "party": None, "price": price}
    made = Outcome.objects.create(
        lot=lot, stage="priority", values={"has_winner": True, "winner_rank": 1}, candidates=[buyer, *others], recorded_at=at,
        recorded_by=by.label,
    )  # fmt: skip
    events.outcome_recorded(made, by=by, at=at)


def _drawn(
    lot: Lot, data: procurement_inputs.Draw | procurement_selection.Selection, at: datetime, by: Actor
) -> None:
    lot.particulars = {**lot.particulars, "drawn": list(data.suppliers)}
    lot.save(update_fields=["particulars"])


def _next_candidate(lot: Lot, data: procurement_inputs.NextCandidate, at: datetime, by: Actor) -> None:
    """The candidate that is next in rank takes the winner's place at its own price."""
    ranked = candidates_of(lot)
    _, name = winner_of(lot)
    passed = next((c["rank"] for c in ranked if c["name"] == name), 0)
    chosen = next(c for c in ranked if c["rank"] > passed)
    values = {"has_winner": True, "winner_rank": chosen["rank"]} | (
        {"price": chosen["price"]} if chosen["price"] is not None else {}
    )
    made = Outcome.objects.create(
        lot=lot, stage="replacement", values=values, candidates=ranked, recorded_at=at, recorded_by=by.label
    )
    events.outcome_recorded(made, by=by, at=at)


def _turn_passed(lot: Lot, data: procurement_call_off.TurnPassed, at: datetime, by: Actor) -> None:
    calling_off.pass_on(lot, by=by, at=at)


_EFFECTS: dict[type, Effect] = {
    construction_inputs.CandidateChosen: awards.chosen,
    construction_inputs.AwardDecision: awards.chosen,
    construction_inputs.CandidatePassedOver: awards.passed_over,
    construction_inputs.AwardUndone: awards.undone,
    inputs.ContractSigned: _contract_signed,
    inputs.ContractPublished: _contract_published,
    inputs.ContractFiled: _contract_filed,
    inputs.PerformanceAccepted: _accepted,
    inputs.Paid: _paid,
    procurement_call_off.TurnPassed: _turn_passed,
    procurement_inputs.Draw: _drawn,
    procurement_selection.Selection: _drawn,
    procurement_inputs.NextCandidate: _next_candidate,
    property_inputs.InvestorChosen: awards.chosen,
    property_inputs.NewTerms: _new_terms,
    property_inputs.PriorityUsed: _priority_used,
}
