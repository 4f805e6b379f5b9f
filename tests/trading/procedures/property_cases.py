"""Facts and steps of property deals, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from trading import particulars
from trading.law.facts import Facts
from trading.law.grammar import Limit, Step
from trading.law.procedure import Procedure
from trading.procedures import (
    property_agreement_transfer,
    property_asset_transfer,
    property_capital_increase,
    property_equity_transfer,
    property_lease,
)

EQUITY = property_equity_transfer.PROCEDURES[0]
ASSET = property_asset_transfer.PROCEDURES[0]
CAPITAL = property_capital_increase.PROCEDURES[0]
LEASE = property_lease.PROCEDURES[0]
BY_AGREEMENT = property_agreement_transfer.PROCEDURES[0]
PUBLIC = (EQUITY, ASSET, CAPITAL, LEASE)
ALL = (*PUBLIC, BY_AGREEMENT)

DEAL = {
    "decision": "董事会决议〔2026〕3号",
    "approving_authority": "青岛市国资委",
    "on_no_buyer": "change",
    "contact": "转让方联系人 0532-00000000",
    "competition": "online_ascending",
}
EQUITY_DEAL = DEAL | {"control_passes": False}
VALUED = {
    "valuation": "12000000.00",
    "valuation_number": "青国资评备〔2026〕5号",
    "valued_on": "2025-12-31",
    "floor_price": "12000000.00",
    "deposit": "3600000.00",
    "region": "山东省青岛市",
}
EQUITY_LOT = VALUED | {
    "company": "示例国际贸易有限公司",
    "company_code": "91370200MA00000000",
    "share": "34",
    "industry": "批发业",
    "employees": 21,
    "allocated_land": False,
    "net_assets": "30000000.00",
    "audited_year": 2025,
    "shareholders": "示例集团 34%；示例投资 66%",
    "priority": "waived",
}
ASSET_LOT = VALUED | {
    "asset_type": "real_estate",
    "description": "房产一处",
    "quantity": "1200 平方米",
    "encumbrances": "无",
}
CAPITAL_DEAL = {k: v for k, v in DEAL.items() if k != "competition"} | {"selection": "evaluation"}
CAPITAL_LOT = {
    "company": "示例科技有限公司",
    "company_code": "91370200MA00000000",
    "registered_capital": "50000000.00",
    "valuation": "80000000.00",
    "valuation_number": "青国资评备〔2026〕6号",
    "valued_on": "2025-12-31",
    "amount_sought": "40000000.00",
    "share_offered": "20",
    "floor_unit_price": "1.6",
    "deposit": "12000000.00",
    "use_of_funds": "扩大产能",
    "investor_requirements": "境内企业法人",
    "selection_criteria": "报价、产业协同",
}
LEASE_LOT = {
    "asset_type": "real_estate",
    "description": "沿街商铺",
    "quantity": "80 平方米",
    "region": "山东省青岛市",
    "use": "商业",
    "term_months": 36,
    "valuation": "360000.00",
    "floor_price": "360000.00",
    "deposit": "30000.00",
}
AGREEMENT_DEAL = {
    "ground": "internal_reorganisation",
    "price_basis": "valuation",
    "decision": "集团决议〔2026〕1号",
    "approving_authority": "示例集团",
    "buyer": "示例集团子公司",
    "buyer_code": "91370200MA00000001",
    "buyer_is_state": True,
}
AGREEMENT_LOT = {
    "company": "示例物业有限公司",
    "company_code": "91370200MA00000000",
    "share": "100",
    "basis_value": "9000000.00",
    "basis_number": "青国资评备〔2026〕7号",
}
EXAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    EQUITY.key: (EQUITY_DEAL, EQUITY_LOT),
    ASSET.key: (DEAL, ASSET_LOT),
    CAPITAL.key: (CAPITAL_DEAL, CAPITAL_LOT),
    LEASE.key: (DEAL, LEASE_LOT),
    BY_AGREEMENT.key: (AGREEMENT_DEAL, AGREEMENT_LOT),
}


def facts(
    procedure: Procedure, deal: dict[str, Any] | None = None, lot: dict[str, Any] | None = None, **known: Any
) -> Facts:
    example = EXAMPLES[procedure.key]
    return Facts(
        at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        particulars=particulars.parse(procedure.particulars, example[0] | (deal or {})),
        lot=particulars.parse(procedure.lot_particulars, example[1] | (lot or {})),
        **known,
    )


def step(procedure: Procedure, name: str, source: str) -> Step:
    found = procedure.step(name, source=source)
    assert found is not None, (procedure.key, name, source)
    return found


def codes(procedure: Procedure, name: str, source: str, known: Facts) -> list[str]:
    return [r.code for guard in step(procedure, name, source).guards if (r := guard(known))]


def opened(procedure: Procedure, name: str, source: str) -> dict[str, Limit]:
    return {limit.name: limit for limit in step(procedure, name, source).opens}
