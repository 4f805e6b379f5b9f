"""A land deal that may be announced, and how to ask its procedures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from trading import particulars
from trading.law.facts import Facts
from trading.law.grammar import Step
from trading.law.procedure import Procedure
from trading.procedures.land_auction import AUCTION
from trading.procedures.land_listing import CURRENT, ORDER_11, ORDER_39
from trading.procedures.land_tender import TENDER

ALL = (CURRENT, ORDER_39, ORDER_11, AUCTION, TENDER)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)

DEAL: dict[str, Any] = {
    "announcement_number": "自然资经告字〔2026〕8号",
    "organiser_address": "市南区延安三路1号",
    "eligibility": "境内外自然人、法人和其他组织，失信被执行人除外",
    "application": "持数字证书登录交易系统提交申请",
    "document_access": "登录交易系统免费下载",
    "venue": "市公共资源交易中心",
    "bidding_method": "网上报价，每次加价为增价幅度的整数倍",
    "award_standard": "报价最高且不低于底价者得",
    "deposit_terms": "缴入系统生成的子账号，未竞得的5个工作日内退还",
    "platform_url": "https://trading.example",
    "contact": "孙工",
    "contact_phone": "0532-00000000",
}
# The figures of a listing of 2024: the deposit is a fifth of the start price, to the cent.
PARCEL: dict[str, Any] = {
    "parcel_number": "2026-8-1",
    "location": "双岛路东",
    "boundaries": "东至规划路，南至双岛路，西至河道，北至绿地",
    "area_m2": "64218",
    "current_state": "净地",
    "uses": [{"use": "residential", "term_years": 70}, {"use": "commercial", "term_years": 40}],
    "far_max": "1.5",
    "density_max": "0.20",
    "green_min": "0.35",
    "height_max_m": "60",
    "planning_document": "规条〔2026〕8号",
    "start_price": "187843500.00",
    "increment": "100000.00",
    "deposit": "37568700.00",
    "delivery_on": "2026-06-30",
    "start_by": "2026-12-31",
    "complete_by": "2029-12-31",
}
MORE: dict[str, dict[str, Any]] = {"tender": {"award_rule": "comprehensive", "jury_size": 5}}
TO_THE_DEAL = {
    "listing": ("open_listing", "ask", "start_limited", "end_limited", "declare_deal"),
    "auction": ("open_auction", "close", "declare_deal"),
    "tender": ("open_tender", "close", "record_opening", "declare_deal"),
}


def facts(
    procedure: Procedure = CURRENT,
    *,
    deal: dict[str, Any] | None = None,
    lot: dict[str, Any] | None = None,
    **known: Any,
) -> Facts:
    """Return facts of a deal with the example's particulars."""
    return Facts(
        at=AT,
        particulars=particulars.parse(
            procedure.particulars, DEAL | MORE.get(procedure.method, {}) | (deal or {})
        ),
        lot=particulars.parse(procedure.lot_particulars, PARCEL | (lot or {})),
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
