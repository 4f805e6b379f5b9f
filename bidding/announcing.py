"""The rule by which a lot is evaluated, as its newest tender document that one may read announces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from bidding.scoring import announced
from bidding.scoring.told import Said, told
from toolkit.scoring.evaluating import Rule
from trading import particulars, queries
from trading.law import tender_document_json
from trading.law.grammar import Refusal
from trading.law.tender_document import TenderDocument
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Announced:
    """A rule, line by line in words, and why it may not be announced: of what is announced nothing."""

    rule: Rule | None
    told: Sequence[Said]
    reasons: Sequence[Refusal] = ()


def rule_of(lot: Lot, document: TenderDocument | None) -> Rule:
    """
    Return the rule that follows from a document for this lot.

    :raises NoRule: with every reason why there is none.
    """
    procedure = lot.procedure
    deal = particulars.parse(procedure.particulars, lot.deal.particulars)
    own = particulars.parse(procedure.lot_particulars, lot.particulars)
    return announced.rule_of(document, procedure, deal, own)


def reasons_against(lot: Lot, document: TenderDocument | None) -> list[Refusal]:
    """Return every reason why what a document says may not be announced for this lot."""
    procedure = lot.procedure
    deal = particulars.parse(procedure.particulars, lot.deal.particulars)
    own = particulars.parse(procedure.lot_particulars, lot.particulars)
    return announced.reasons(document, procedure, deal, own)


def of(lot: Lot, actor: Actor) -> Announced | None:
    """
    Return the rule of a lot by what the actor may read; with what is still wrong with it for those inside alone.

    None where no bids are compared, or where nothing that could be ranked was announced. One query.
    """
    if lot.procedure.evaluation is None:
        return None
    content = (
        queries.documents(lot.deal, actor)
        .filter(kind="tender")
        .order_by("-version")
        .values_list("content", flat=True)
        .first()
    )
    return announced_by(
        lot, tender_document_json.from_dict(content) if content else None, inside=queries.watches(actor, lot.deal)
    )  # fmt: skip


def announced_by(lot: Lot, document: TenderDocument | None, *, inside: bool) -> Announced | None:
    """Return the same from a document that is at hand."""
    against = reasons_against(lot, document) if inside else ()
    try:
        rule = rule_of(lot, document)
    except announced.NoRule:
        return Announced(None, (), against) if inside else None
    return Announced(rule, told(rule), against)
