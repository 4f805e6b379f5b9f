"""What a document asks of a committee, and how long a bidder has to answer it: the rules alone, without a committee."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bidding.evaluation import asking, bids, document, rules
from bidding.models import Evaluation, Sheet
from config.demo import documents
from foundation.errors import Invalid
from trading.law import tender_document_json
from trading.law.tender_document import Criterion, Judgement, Requirement, RequirementKind

STEPPED = Criterion(
    code="plan", name="方案", weight=Decimal(10), judgement=Judgement.SUBJECTIVE,
    lowest=Decimal(1), highest=Decimal(5), step=Decimal("0.5"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [("1", True), ("1.5", True), ("5", True), ("1.25", False), ("4.999999", False), ("0.5", False), ("5.5", False), ("1e0", False)],
)  # fmt: skip
def test_a_score_keeps_to_its_steps(value: str, is_taken: bool) -> None:
    asked = document.Asked(criteria=(STEPPED,))
    assert (document.wrong_entries(asked, Sheet.Part.SCORES, {"plan": {"value": value}}) == {}) is is_taken


def test_the_document_alone_says_whether_technical_parts_are_read_blind() -> None:
    plain = tender_document_json.from_dict(documents.tender_document("甲", "100.00"))
    blind = Requirement(
        code=bids.BLIND, name="暗标", kind=RequirementKind.COMPLIANCE, evidence="技术文件不得出现投标人信息"
    )
    assert not document.is_blind(plain)
    assert document.is_blind(replace(plain, requirements=(*plain.requirements, blind)))


@pytest.mark.parametrize(("minutes", "least"), [(0, 15), (5, 15), (45, 45)])
def test_a_low_price_is_explained_within_what_was_announced(
    monkeypatch: pytest.MonkeyPatch, minutes: int, least: int
) -> None:
    monkeypatch.setattr(rules, "of_prices", lambda _evaluation: {"low_prices": {"reply_minutes": minutes}})
    at = datetime(2026, 4, 24, 9, tzinfo=UTC)
    soonest = at + timedelta(minutes=least)
    asking.due_within(Evaluation(), asking.LOW_PRICE, soonest, at)
    with pytest.raises(Invalid) as refused:
        asking.due_within(Evaluation(), asking.LOW_PRICE, soonest - timedelta(milliseconds=1), at)
    assert refused.value.code == "due_too_soon"
    asking.due_within(Evaluation(), asking.CORRECTION, at + asking.SHORTEST_REPLY, at)
