"""
From what a lot announces to the rule of its evaluation, as the published format has it (docs/formats/evaluation.md).

Pure: the document, the table of the procedure and the particulars go in; no number is made up here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import ValidationError

from bidding.scoring import rankable
from bidding.scoring.lawful import Terms, refusals
from foundation.text import Text
from toolkit.records import Record
from toolkit.scoring.evaluating import Rule
from toolkit.scoring.methods import separate_award, two_envelopes
from trading.law.evaluation_rules import NOTHING, Computed, EvaluationRule, completed
from trading.law.evaluation_terms import EvaluationTerms
from trading.law.grammar import Refusal
from trading.law.guards import is_judged
from trading.law.procedure import Procedure
from trading.law.procurement_particulars import Reserve
from trading.law.statutes import TENDERING
from trading.law.tender_document import Method, PriceForm, TenderDocument, standard_fields

ANNOUNCED: Final = TENDERING.article("19")
RULES: Final[Mapping[str, type[Record]]] = {
    one.model_fields["method"].default: one for one in get_args(get_args(Rule)[0])
}
# Where the lot's particulars have a field, its number is the rule's: lots differ, documents are of the whole deal.
_OF_LOT: Final[Mapping[str, Mapping[str, str]]] = {
    "preferences": {"small": "small_deduction", "joint": "joint_deduction"},
    "low_prices": {
        "of_mean": "low_price_mean",
        "of_next": "low_price_next",
        "of_ceiling": "low_price_ceiling",
    },
}


@dataclass(frozen=True, slots=True)
class NoRule(Exception):
    """What is announced is no rule; `refusals` say all of why."""

    refusals: Sequence[Refusal]


def rule_of(
    document: TenderDocument | None,
    procedure: Procedure,
    particulars: Any,
    lot: Any,
    *,
    order: Sequence[str] = (),
) -> Rule:
    """
    Return the rule of a lot: what the document says, the law's number where it is silent, the lot's own where it has one.

    `particulars` and `lot` are instances of the procedure's dataclasses; `order` are the suppliers of a rotation, in turn.

    :raises NoRule: if the method is not one of the procedure, differs from the announced one, or lacks a number.
    """
    table = procedure.evaluation
    if table is None:
        raise NoRule(
            [
                Refusal(
                    "method_not_compared",
                    Text("该方式不比较密封报价", "This method compares no sealed bids"),
                    ANNOUNCED,
                )
            ]
        )
    document = _document(document, table, particulars, lot)
    _agree(document, table, particulars, lot)
    document = completed(document, table, particulars)
    given = _given(document, table, lot, order)
    terms = document.evaluation or NOTHING
    rule = _built(table.methods[document.method], given)
    if table.two_envelopes:
        mark = Decimal(0) if "passing" in type(rule).model_fields else terms.passing or Decimal(0)
        rule = _validated(two_envelopes.Rule, {"passing": mark, "then": rule})
    if table.separates(particulars):
        rule = _validated(separate_award.Rule, {"shortlist": rule, "award": terms.award})
    return rule


def reasons(
    document: TenderDocument | None,
    procedure: Procedure,
    particulars: Any,
    lot: Any,
    *,
    order: Sequence[str] = (),
) -> list[Refusal]:
    """Return every reason why the rule of a lot may not be announced, `order` as in `rule_of`; empty if it may."""
    try:
        rule = rule_of(document, procedure, particulars, lot, order=order)
    except NoRule as none:
        return list(none.refusals)
    judges = procedure.committee if is_judged(procedure, particulars) else None
    fewest = judges.smallest(particulars) if judges else 0
    return [
        *rankable.refusals(rule, members=fewest),
        *refusals(rule, terms_of(procedure, particulars, lot)),
    ]


def terms_of(procedure: Procedure, particulars: Any, lot: Any) -> Terms:
    """Return on what the law's bounds depend, so far as deal and lot say it."""
    fewest = procedure.evaluation.at_least(particulars) if procedure.evaluation else None
    return Terms(
        category=getattr(particulars, "category", None),
        fixed_price=getattr(lot, "fixed_price", False),
        reserved=getattr(lot, "reserve", None) is Reserve.WHOLE,
        instruments=getattr(particulars, "instruments", False),
        two_are_enough=fewest == 2,
    )


def _document(
    document: TenderDocument | None, table: EvaluationRule, particulars: Any, lot: Any
) -> TenderDocument:
    """Return the document, or the one that price alone needs where the procedure asks for none."""
    if document is not None:
        return document
    method = table.announced(particulars, lot)
    if not table.without_document or method is None or method is Method.WEIGHTED_QUOTE:
        words = Text("没有载明评审办法的文件", "No document says how bids are compared")
        raise NoRule([Refusal("rule_without_document", words, ANNOUNCED)])
    form = PriceForm(fields=standard_fields()[:1])
    return TenderDocument(title="", method=method, price_weight=Decimal(1), price_form=form)


def _agree(document: TenderDocument, table: EvaluationRule, particulars: Any, lot: Any) -> None:
    said = document.method.text
    if document.method not in table.methods:
        words = Text(f"该方式不得采用{said.zh}", f"This procedure has no {said.en.lower()}")
        raise NoRule([Refusal("method_of_other_procedure", words, ANNOUNCED)])
    announced = table.announced(particulars, lot)
    if announced is not None and announced is not document.method:
        words = Text(
            f"文件采用{said.zh}，公告采用{announced.text.zh}",
            f"The document compares by {said.en.lower()}, the announcement by {announced.text.en.lower()}",
        )
        raise NoRule([Refusal("method_otherwise", words, ANNOUNCED)])
    _agree_on_ceiling(document.price_form.ceiling, table, _number(lot, table.ceiling))


def _agree_on_ceiling(said: Decimal | None, table: EvaluationRule, own: Decimal | None) -> None:
    """Refuse two ceilings, of which one would be shown and not hold."""
    if said is None or said == own:
        return
    if not table.ceiling:
        words = Text(
            "该方式没有最高限价，文件不得另设", "This method has no ceiling: the document may set none"
        )
        raise NoRule([Refusal("ceiling_of_other_procedure", words, ANNOUNCED)])
    if own is not None:
        words = Text(
            f"文件的最高限价为{said}，标段（包）的为{own}，应当一致或者只写其一",
            f"The document's ceiling is {said}, the lot's {own}: they are the same, or one of them is left out",
        )
        raise NoRule([Refusal("ceiling_otherwise", words, ANNOUNCED)])


def _given(
    document: TenderDocument, table: EvaluationRule, lot: Any, order: Sequence[str]
) -> Mapping[str, Any]:
    """Return every field that a rule of some method has; a builder takes what its method knows."""
    terms = document.evaluation or NOTHING
    ceiling = _number(lot, table.ceiling) or document.price_form.ceiling if table.ceiling else None
    given = _plain(terms) | {
        "currency": document.price_form.currency,
        "ceiling_price": ceiling,
        "price_weight": document.price_weight,
        "criteria": list(_criteria(document)),
        "start_price": _number(lot, table.start),
        "order": list(order),
    }
    given |= given.pop("scoring") or {}
    given |= _eliminated(terms, _number(lot, table.most))
    for part, names in _OF_LOT.items():
        own = {name: getattr(lot, of_lot) for name, of_lot in names.items() if hasattr(lot, of_lot)}
        given[part] = (given[part] or {}) | own
    if ceiling is None:
        given["low_prices"] |= {"of_ceiling": None}
    return {name: value for name, value in given.items() if value is not None}


def _eliminated(terms: EvaluationTerms, most: Decimal | None) -> Mapping[str, Any]:
    cut = terms.elimination
    if cut is None:
        return {}
    return {"eliminated": cut.share, "least_eliminated": cut.least, "most": int(most or 0)}


def _criteria(document: TenderDocument) -> Iterator[Mapping[str, Any]]:
    for one in document.leaves():
        yield {
            "code": one.code, "part": str(one.part), "judgement": str(one.judgement), "weight": one.weight,
            "lowest": one.lowest, "highest": one.max_score, "step": one.step,
        }  # fmt: skip


def _plain(value: Any) -> Any:
    """Return dataclasses as fields, lists and text, without what is not said."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in asdict(value).items()}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _built(computed: Computed, given: Mapping[str, Any]) -> Rule:
    cls = RULES[computed.method]
    return _validated(cls, {name: value for name, value in given.items() if name in cls.model_fields})


def _validated(cls: type[Record], given: Mapping[str, Any]) -> Any:
    try:
        return cls.model_validate(given)
    except ValidationError as error:
        wrong = [".".join(str(part) for part in one["loc"]) for one in error.errors()]
    raise NoRule([_lacks(name) for name in dict.fromkeys(wrong)])


def _lacks(name: str) -> Refusal:
    words = Text(f"评审办法没有写明或者写错：{name}", f"The evaluation lacks or has wrong: {name}")
    return Refusal("rule_incomplete", words, ANNOUNCED)


def _number(lot: Any, name: str) -> Decimal | None:
    value = getattr(lot, name, None) if name else None
    return Decimal(value) if value else None
