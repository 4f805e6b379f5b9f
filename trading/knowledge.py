"""The facts that trading itself knows of a lot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Sum, Value

from trading import deadlines, facts, field_packs, in_force
from trading.law import tender_document_json
from trading.law.facts import OF_BIDS
from trading.law.grammar import Phase
from trading.law.tender_document import PRICE_ONLY
from trading.models import Complaint, Contract, Document, Lot, Objection, Outcome


def register_contributors() -> None:
    """Register every contributor of this floor."""
    for contributor in (documents, outcomes, disputes, contract):
        facts.register(f"trading.{contributor.__name__}", contributor)


def documents(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """What the newest structured document says of the evaluation, and which required fields of the pack are missing."""
    rows = Document.objects.filter(deal=lot.deal_id)
    known: dict[str, Any] = {"has_tender_document": rows.exists()}
    if lot.phase != Phase.PREPARING.value:
        return known
    known["missing_fields"] = field_packs.missing(lot)
    if newest := rows.filter(kind="tender").order_by("-version").first():
        document = tender_document_json.from_dict(newest.content)
        known |= {
            "document_price_weight": document.price_weight,
            "document_scores": document.method not in PRICE_ONLY,
            "document_asks": tuple(one.code for one in document.price_form.fields if one.required),
        }
    return known


def outcomes(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """
    What was recorded of the competition; a later record wins.

    Whoever recorded it and when, nothing of the bids is known before they are due: a refusal would tell how many came.
    """
    known: dict[str, Any] = {}
    for values in (
        Outcome.objects.filter(lot=lot).order_by("recorded_at", "id").values_list("values", flat=True)
    ):
        known.update(values)
    if not known.keys().isdisjoint(OF_BIDS) and not deadlines.bids_are_due(lot, at):
        known = {name: value for name, value in known.items() if name not in OF_BIDS}
    known["displaced"] = tuple(known.get("displaced", ()))
    if known.get("price") is not None:
        known["price"] = Decimal(known["price"])
    return known


def disputes(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """Objections, complaints and holds that are open."""
    objections = Objection.objects.filter(lot=lot, status="open").values_list(Value("objection"))
    complaints = Complaint.objects.filter(lot=lot, status__in=Complaint.OPEN).values_list(Value("complaint"))
    open_ones = [kind for (kind,) in objections.union(complaints, all=True)]
    return {
        "open_objections": open_ones.count("objection"),
        "open_complaints": open_ones.count("complaint"),
        "holds": tuple(in_force.holds(lot)),
    }


def contract(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """How far the contract has come."""
    found = (
        Contract.objects.filter(lot=lot)
        .annotate(
            settled=Max("acceptance__final_price"),
            payments_made=Count("payments"),
            amount=Sum("payments__amount"),
        )
        .first()
    )
    if found is None:
        return {}
    return {
        "contract_signed": True,
        "contract_price": found.price,
        "settled_price": found.price if found.settled is None else found.settled,
        "amount_paid": found.amount or Decimal(0),
        "contract_published": found.published_at is not None,
        "contract_filed": found.filed_at is not None,
        "paid": found.payments_made > 0,
        "performance_accepted": found.settled is not None,
    }
