"""The tender documents of the demonstration's deals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from trading.law.commitments import commitment_fields
from trading.law.decryption import Decryption, Opener
from trading.law.evaluation_terms import AwardBy, Benchmark, Deviation, EvaluationTerms, Trim
from trading.law.tender_document import (
    PRICE_ONLY,
    SCORED_WITHOUT_PRICE,
    WHOLE,
    Criterion,
    Item,
    Judgement,
    Method,
    Part,
    PriceForm,
    Requirement,
    RequirementKind,
    TenderDocument,
    standard_fields,
)
from trading.law.tender_document_json import to_dict


def decryption(by: Opener = Opener.CUSTODIANS) -> Decryption:
    """Return how sealed bids are opened: as `Envelopes` has it in its policies."""
    remedy = "因平台原因未能按时解密的，由采购（招标）方两人签署延长解密时间，投标人重新送出密钥。"
    return Decryption(by=by, minutes=15, remedy=remedy)


PRICE_POINTS = Decimal(30)
_BENCHMARK = Benchmark(trims=(Trim(bids=5, highest=1, lowest=1),))
_DEVIATIONS = {
    Method.COMPREHENSIVE: Deviation(full=PRICE_POINTS, above=Decimal(1), below=Decimal("0.5")),
    Method.REASONABLE_LOW: Deviation(full=Decimal(100), above=Decimal(2), below=Decimal(1)),
}


def evaluation(
    method: Method, award: AwardBy | None = None, discounts: tuple[Decimal, ...] = ()
) -> EvaluationTerms:
    """
    Return what the documents say of the evaluation where the law sets no number of its own; `award` where it is apart, `discounts` of which
    one is drawn.
    """
    staged = method is Method.TECHNICAL_THEN_PRICE
    return EvaluationTerms(
        benchmark=replace(_BENCHMARK, discounts=discounts) if method in _DEVIATIONS else None,
        deviation=_DEVIATIONS.get(method),
        passing=Decimal(60) if staged else None,
        shortlist=3 if staged else None,
        award=award,
    )


def _criteria(method: Method) -> tuple[Criterion, ...]:
    """Return a plan and past work: the whole hundred points, or what the price leaves of them."""
    if method in PRICE_ONLY:
        return ()
    plan = Decimal(80) if method in SCORED_WITHOUT_PRICE else Decimal(50)
    return (
        Criterion(code="technical", name="技术方案", weight=plan, judgement=Judgement.SUBJECTIVE),
        Criterion(
            code="record", name="业绩", weight=Decimal(20), judgement=Judgement.OBJECTIVE, part=Part.BUSINESS
        ),
    )


def tender_document(
    title: str, ceiling: str | None, method: Method = Method.COMPREHENSIVE, *, by: Opener | None = None, award: AwardBy | None = None,
    discounts: tuple[Decimal, ...] = (), commits: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """
    Return a sound structured document: two criteria and a price worth thirty points, or the price alone; one line.

    With `by` it says who opens sealed bids; where it `commits`, offers say what is told of candidates.
    """
    criteria = _criteria(method)
    document = TenderDocument(
        title=title,
        method=method,
        price_weight=1 - sum((one.weight for one in criteria), start=Decimal(0)) / WHOLE,
        price_form=PriceForm(
            fields=(*standard_fields(), *(commitment_fields() if commits else ())),
            ceiling=Decimal(ceiling) if ceiling else None,
        ),
        criteria=criteria,
        items=(Item(number="1", name="主要内容", unit="项", quantity=Decimal(1)),),
        requirements=(
            Requirement(
                code="licence", name="营业执照", kind=RequirementKind.QUALIFICATION, evidence="扫描件"
            ),
        ),
        decryption=decryption(by) if by else None,
        evaluation=evaluation(method, award, discounts),
    )
    return to_dict(document)


def prequalification_document(title: str) -> dict[str, Any]:
    """Return what applicants must show before they may bid: a licence and a record."""
    asked = (("licence", "营业执照和企业资质", "扫描件"), ("record", "近三年同类项目业绩", "合同和验收证明"))
    document = TenderDocument(
        title=title,
        method=Method.LOWEST_PRICE,
        price_weight=Decimal(1),
        price_form=PriceForm(fields=standard_fields()),
        criteria=(),
        items=(Item(number="1", name="主要内容", unit="项", quantity=Decimal(1)),),
        requirements=tuple(
            Requirement(code=code, name=name, kind=RequirementKind.QUALIFICATION, evidence=evidence)
            for code, name, evidence in asked
        ),
    )
    return to_dict(document)
