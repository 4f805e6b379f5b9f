"""A construction deal that may be announced, and how to ask its procedures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from trading import particulars
from trading.law.facts import Facts
from trading.law.grammar import Step
from trading.law.procedure import Procedure
from trading.procedures.construction_double_envelope import DOUBLE_ENVELOPE
from trading.procedures.construction_invited import INVITED
from trading.procedures.construction_open import OPEN
from trading.procedures.construction_open_prequalified import OPEN_PREQUALIFIED

ALL = (OPEN, OPEN_PREQUALIFIED, INVITED, DOUBLE_ENVELOPE)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)

DEAL: dict[str, Any] = {
    "sector": "housing",
    "work_type": "works",
    "content": "新建教学楼一栋，含土建、安装及室外工程",
    "scale": "总建筑面积12000平方米",
    "location": "城阳区正阳路以北",
    "approval_authority": "市发展和改革委员会",
    "approval_number": "发改审〔2026〕12号",
    "funding": "state_dominant",
    "funding_source": "财政资金",
    "funds_secured": True,
    "must_tender": True,
    "total_estimate": "48000000.00",
    "qualification": "建筑工程施工总承包二级及以上资质",
    "consortium_allowed": False,
    "document_access": "登录电子交易平台免费下载",
    "submission": "通过电子交易平台加密递交",
    "platform_url": "https://trading.example",
    "organiser_address": "城阳区兴阳路1号",
    "contact": "孙工",
    "contact_phone": "0532-00000000",
    "objections_to": "通过电子交易平台在线提出",
    "supervisor": "市住房和城乡建设局 0532-00000001",
    "evaluation_method": "comprehensive",
    "bid_validity_days": 90,
}
LOT: dict[str, Any] = {
    "scope": "施工图范围内全部工程",
    "estimated_price": "48000000.00",
    "duration_days": 330,
    "quality": "合格",
    "ceiling_price": "48000000.00",
    "deposit": "800000.00",
}
MORE: dict[str, dict[str, Any]] = {
    "open": {},
    "open_prequalified": {
        "prequalification_method": "all",
        "prequalification_criteria": "资质、业绩、财务",
        "application": "通过电子交易平台递交",
    },
    "invited": {
        "ground": "few_capable",
        "ground_reasons": "文物修缮，仅少数单位具备资质",
        "invitees": ["a", "b", "c"],
    },
    "double_envelope": {"sector": "transport"},
}


def facts(
    procedure: Procedure = OPEN,
    *,
    deal: dict[str, Any] | None = None,
    lot: dict[str, Any] | None = None,
    **known: Any,
) -> Facts:
    """Return facts of a deal with the example's particulars."""
    return Facts(
        at=AT,
        particulars=particulars.parse(procedure.particulars, DEAL | MORE[procedure.method] | (deal or {})),
        lot=particulars.parse(procedure.lot_particulars, LOT | (lot or {})),
        **{"has_tender_document": True, **known},
    )


def step(procedure: Procedure, name: str, source: str) -> Step:
    """Return a step that must be there."""
    found = procedure.step(name, source=source)
    assert found is not None, f"{procedure.key} has no step {name} from {source}"
    return found


def codes(taken: Step, known: Facts) -> set[str]:
    """Return the codes of what refuses the step."""
    return {refusal.code for guard in taken.guards if (refusal := guard(known))}


def walk(procedure: Procedure, *names: str) -> str:
    """Return the state in which the steps end, from the first state."""
    state = procedure.initial
    for name in names:
        state = step(procedure, name, state).target
    return state
