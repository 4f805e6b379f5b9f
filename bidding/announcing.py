"""The rule by which a lot is evaluated, as its newest tender document that one may read announces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from accounts.actor import Actor
from bidding.scoring import announced
from bidding.scoring.rankable import AS_ANNOUNCED
from bidding.scoring.told import Said, told
from foundation.text import Text
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, within
from trading import called_off, in_force, particulars, queries
from trading.law import tender_document_json
from trading.law.grammar import Phase, Refusal
from trading.law.guards import announces_rule
from trading.law.tender_document import TenderDocument
from trading.models import Lot

_NOT_COMPARED: Final = (Phase.PREPARING.value, Phase.CONCLUDED.value, Phase.FAILED.value)


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
    return announced.rule_of(document, procedure, deal, own, order=_order(lot))


def reasons_against(lot: Lot, document: TenderDocument | None) -> list[Refusal]:
    """Return every reason why what a document says may not be announced for this lot."""
    procedure = lot.procedure
    deal = particulars.parse(procedure.particulars, lot.deal.particulars)
    own = particulars.parse(procedure.lot_particulars, lot.particulars)
    return announced.reasons(document, procedure, deal, own, order=_order(lot))


def _order(lot: Lot) -> Sequence[str]:
    """Return the suppliers of a framework in whose order a lot is called off; two queries there, elsewhere none."""
    rule = lot.procedure.call_off
    framework = called_off.framework_of(lot) if rule is not None and rule.how == called_off.TURN else None
    return called_off.in_order(framework) if framework is not None else ()


def against_version(lot: Lot, document: TenderDocument, at: datetime) -> list[Refusal]:
    """
    Return why a later version of the document may not be published: what would be refused at the notice, and once bids are due
    every other rule than was announced. Two queries at most.
    """
    procedure = lot.procedure
    if lot.phase in _NOT_COMPARED or not any(announces_rule(procedure, step) for step in procedure.steps):
        return []
    limit = procedure.bidding
    period = in_force.periods(lot).get(limit.name) if limit else None
    if period is None or at < period.ends_at:
        return reasons_against(lot, document)
    if _rule_or_none(lot, document) == _rule_or_none(lot, in_force.tender_document(lot.deal_id)):
        return []
    words = Text(
        "投标已经截止，评审方法、标准和最高限价不能再变更",
        "Bids are due: how they are compared, and the ceiling, change no more",
    )
    return [Refusal("rule_fixed", words, AS_ANNOUNCED)]


def ceiling_of(lot: Lot, document: TenderDocument | None) -> Decimal | None:
    """Return the highest price that is accepted: that of the lot's rule, and where bids are not ranked the document's own."""
    rule = _rule_or_none(lot, document)
    if rule is None:
        return document.price_form.ceiling if document else None
    return next((one.ceiling_price for one in within(rule) if isinstance(one, rules.Rule)), None)


def _rule_or_none(lot: Lot, document: TenderDocument | None) -> Rule | None:
    try:
        return rule_of(lot, document)
    except announced.NoRule:
        return None


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
