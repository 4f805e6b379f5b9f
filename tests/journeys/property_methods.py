"""Short stories of the property methods that the demonstration does not tell, each to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from config.demo import materials
from config.demo.moves import (
    Cast,
    admit,
    draft,
    pay,
    record,
    refused,
    take,
    take_all,
    take_part,
    today,
    until,
    wait,
)
from config.demo.property_rights import APPLICATION, _bought, _disclose, _offer, _sell, _settle
from config.demo.stage import Stage, Story

Told = tuple[Cast, Mapping[str, str], Story]
AGREEMENT = {
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
CAPITAL = {k: v for k, v in materials.PROPERTY.items() if k != "competition"} | {
    "selection": "negotiation",
    "pre_disclosure": True,
}
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


def by_agreement(stage: Stage) -> Told:
    """A transfer within a group, public only once it is certified."""
    cast = draft(
        stage, "shi", "示例物业有限公司100%股权协议转让", kind="property", method="agreement_transfer",
        sector="state_assets", deal=AGREEMENT, lots={"转让标的": AGREEMENT_LOT}, classification="C01",
        estimate="9000000.00",
    )  # fmt: skip
    return cast, {}, _by_agreement(cast)


def _by_agreement(cast: Cast) -> Story:
    day = today(cast.stage)
    yield from take(cast, "approve", {"approval_number": "集团批〔2026〕2号", "approved_on": day})
    signed = {
        "contract_number": "协〔2026〕1号",
        "price": "9000000.00",
        "signed_on": day,
        "buyer": AGREEMENT["buyer"],
    }
    yield from take(cast, "sign_contract", signed)
    paid = {"amount": "9000000.00", "paid_on": day, "voucher": "结算0002"}
    yield from take(cast, "pay", paid, by="chen")
    yield from take(cast, "issue_certificate", {"certificate_number": "交易凭证〔2026〕3号"}, by="chen")
    yield from take_all(cast, "announce", by="chen")
    yield from until(cast, "completed")


def capital(stage: Stage) -> Told:
    """New capital: pre-disclosed and disclosed for forty working days in all, investors selected by talks elsewhere."""
    cast = _offer(stage, "capital_increase", "示例科技有限公司增资", CAPITAL, CAPITAL_LOT)
    return cast, {}, _capital(cast)


def _capital(cast: Cast) -> Story:
    day = today(cast.stage)
    yield from take(cast, "approve", {"approval_number": "青国资产权〔2026〕11号", "approved_on": day})
    yield from take_all(cast, "announce")
    yield from take(cast, "submit_formal", APPLICATION)
    yield from take_all(cast, "disclose", by="chen")
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=2)
    yield from take(cast, "select", by="chen")
    price = "42000000.00"
    _bought(cast, price, eligible=2)
    yield from take(cast, "confirm_buyer")
    yield from _settle(cast, price)


def lease(stage: Stage) -> Told:
    """A lease goes to the sitting lessee, who is asked first; the first rent is less than the whole."""
    cast = _offer(
        stage, "lease", "沿街商铺招租（二期）", materials.PROPERTY, materials.LEASE | {"priority": "off_site"}
    )
    return cast, {}, _lease(cast)


def _lease(cast: Cast) -> Story:
    yield from _disclose(cast)
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=2)
    yield from take(cast, "compete", by="chen")
    _bought(cast, "372000.00", eligible=2)
    told = {"notified_on": today(cast.stage), "holders": "原承租人"}
    yield from take(cast, "ask_priority_holders", told, by="chen")
    yield from take(cast, "use_priority", {"holder": "原承租人示例商行"}, by="chen")
    signed = {"contract_number": "租〔2026〕1号", "price": "372000.00", "signed_on": today(cast.stage)}
    yield from take(cast, "sign_contract", signed)
    rent = {"amount": "124000.00", "paid_on": today(cast.stage), "voucher": "租金0001"}
    yield from take(cast, "pay", rent, by="chen")
    yield from take(cast, "issue_certificate", {"certificate_number": "交易凭证〔2026〕4号"}, by="chen")
    yield from take(cast, "publish_result", by="chen")
    yield from until(cast, "completed")


def instalments(stage: Stage) -> Told:
    """Equity sold in two parts: thirty per cent first, with a guarantee, the exact rest within the year."""
    deal = materials.PROPERTY | {"control_passes": False, "instalments": True}
    cast = _offer(stage, "equity_transfer", "示例国际贸易有限公司34%股权分期转让", deal, materials.EQUITY)
    return cast, {}, _instalments(cast)


def _instalments(cast: Cast) -> Story:
    yield from _disclose(cast)
    registration = take_part(cast, "bai")
    admit(cast, registration, by="chen")
    pay(cast, registration, "paid", "3600000.00", f"IN-{cast.lot[-6:]}")
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=1)
    yield from take(cast, "negotiate", by="chen")
    _bought(cast, "12000000.00", eligible=1)
    yield from take(cast, "confirm_buyer", by="chen")
    day = today(cast.stage)
    yield from take(
        cast, "sign_contract", {"contract_number": "产〔2026〕7号", "price": "12000000.00", "signed_on": day}
    )
    first = {
        "amount": "4000000.00",
        "paid_on": day,
        "voucher": "首付",
        "guarantee": "银行保函",
        "interest_rate": "3.1",
    }
    yield from take(cast, "pay_first", first, by="chen")
    yield from take(cast, "issue_certificate", {"certificate_number": "交易凭证〔2026〕5号"}, by="chen")
    yield from take(cast, "publish_result", by="chen")
    yield from until(cast, "balance_due")
    rest = {"amount": "7999999.99", "paid_on": day, "voucher": "余款"}
    answer = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/steps/pay_balance/", {"data": rest})
    assert [reason["code"] for reason in answer.body["reasons"]] == ["balance_differs"]
    yield from take(cast, "pay_balance", rest | {"amount": "8000000.00"}, by="chen")


def paused(stage: Stage) -> Told:
    """Nobody comes, the asset is offered in a new round, paused by its seller, and sold when it goes on."""
    cast = _offer(stage, "asset_transfer", "青岛市市南区房产一处转让", materials.PROPERTY, materials.ASSET)
    ends = {cast.lot: "unsold"}
    return cast, ends, _paused(cast, ends)


def _paused(cast: Cast, ends: dict[str, str]) -> Story:
    stage = cast.stage
    yield from _disclose(cast)
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=0)
    yield from take(cast, "end_unsold", by="chen")
    lot = stage.tell("shi", f"/api/v1/lots/{cast.lot}/rerun/")["id"]
    again = Cast(stage, cast.who, cast.deal, (lot,), cast.title)
    ends[lot] = "completed"
    yield from _disclose(again)
    hold: Any = stage.tell("shi", f"/api/v1/lots/{lot}/holds/", {"reason": "权属补充核实", "law": "交易规则"})
    refused(again, "terminate", "whole_deal_step", by="shi")
    yield from wait(cast, days=5)
    before = _disclosure_end(again)
    stage.tell("shi", f"/api/v1/holds/{hold['id']}/resume/", {"reason": "已核实"})
    assert (_disclosure_end(again) - before).days >= 5
    yield from until(again, "closed")
    yield from _sell(again, "negotiate", "12000000.00", eligible=1)


def _disclosure_end(cast: Cast) -> datetime:
    rows = cast.stage.get(cast.who, f"/api/v1/lots/{cast.lot}/periods/")
    return next(
        datetime.fromisoformat(p["ends_at"]) for p in rows if p["current"] and p["limit"] == "disclosure"
    )


STORIES: Mapping[str, Callable[[Stage], Told]] = {
    "by_agreement": by_agreement,
    "capital": capital,
    "lease": lease,
    "instalments": instalments,
    "paused": paused,
}
