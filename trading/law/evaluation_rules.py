"""How the bids of a procedure are compared, as a table, and the numbers that stand where the documents are silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from trading.law.evaluation_terms import EvaluationTerms
from trading.law.tender_document import Method, TenderDocument

NOTHING = EvaluationTerms()


@dataclass(frozen=True, slots=True)
class Computed:
    """
    By which method of the published format (docs/formats/evaluation.md) a document's method is computed.

    `silent` are the terms that hold where the document says nothing, each a number of the law or of the documents' usage.
    """

    method: str
    silent: EvaluationTerms = NOTHING


def as_the_document_says(particulars: Any, lot: Any) -> Method | None:
    """Return None: deal and lot announce no method of their own."""
    return None


def nobody_separates(particulars: Any) -> bool:
    """Return False: evaluation and award are one."""
    return False


@dataclass(frozen=True, slots=True)
class EvaluationRule:
    """
    How bids are compared: what each method of a document is computed as, and where the lot's own numbers stand.

    `announced` returns the method that deal and lot announce, None where the document alone does; `at_least` how many valid
    bids a deal needs. `ceiling` and `start` name the lot's fields with the highest and the lowest price that is accepted;
    `most` that with how many are admitted. With `two_envelopes` the price is opened of those who passed the first, and
    `separates` tells whether the organiser chooses among candidates without rank. `without_document`: the method may be
    announced though there is no document, for the price alone decides.
    """

    methods: Mapping[Method, Computed]
    announced: Callable[[Any, Any], Method | None] = as_the_document_says
    at_least: Callable[[Any], int | None] = field(default=lambda particulars: None)
    ceiling: str = "ceiling_price"
    start: str = ""
    most: str = ""
    two_envelopes: bool = False
    separates: Callable[[Any], bool] = nobody_separates
    without_document: bool = False

    @property
    def admits(self) -> bool:
        """Whether as many as are good enough are taken in, and nobody is the winner."""
        return bool(self.most)


def completed(document: TenderDocument, rule: EvaluationRule | None, particulars: Any) -> TenderDocument:
    """
    Return the document with the law's numbers written out where it is silent; as it is where nothing is known of its method.

    `particulars` are the deal's; None while they are not complete.
    """
    computed = rule.methods.get(document.method) if rule else None
    if rule is None or computed is None:
        return document
    own = document.evaluation or NOTHING
    silent = computed.silent
    if particulars is not None and (fewest := rule.at_least(particulars)) is not None:
        silent = replace(silent, at_least=fewest)
    written = {
        one.name: getattr(silent, one.name) for one in fields(own) if getattr(own, one.name) in (None, ())
    }
    return replace(document, evaluation=replace(own, **written))
