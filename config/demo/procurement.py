"""Government procurement of the demonstration."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from config.demo import documents, final_offers, materials, talk
from config.demo.committee import Committee
from config.demo.envelopes import Envelopes
from config.demo.examining import examine
from config.demo.moves import (
    Cast,
    contract,
    draft,
    now,
    save_document,
    select,
    take,
    take_all,
    take_part,
    today,
    until,
    wait,
)
from config.demo.stage import Stage, Story
from trading.law.decryption import Opener
from trading.law.tender_document import Method

PRICE = "1680000.00"
OFFERS = {"han": PRICE, "jiang": "1700000.00", "kong": "1740000.00"}
SCORED = {
    "open": Method.COMPREHENSIVE_SCORE,
    "consultation": Method.COMPREHENSIVE_SCORE,
    "framework_closed": Method.PRICE_FIRST,
}
FIRST_OFFERS = {"han": "1730000.00", "jiang": "1742000.00", "kong": "1748000.00"}
UNIT_PRICES = {"han": "5000.00", "jiang": "5040.00", "kong": "5100.00", "bai": "5180.00", "cui": "5190.00"}
ADMITTED = tuple(UNIT_PRICES)[:4]
CALLED = {"jiang": "76500.00", "han": "77400.00", "kong": "77900.00"}


def switches(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An open tender from its intent to the payment."""
    cast = _purchase(stage, "open", "区医院网络交换机采购", {}, materials.PACKAGE | materials.TENDERED)
    return cast, {cast.lot: "completed"}, _switches(cast)


def _switches(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    bids = yield from _collected(cast, OFFERS)
    talk.answer(cast, talk.ask(cast, "kong", "是否接受进口产品？"), "不接受。")
    yield from until(cast, "sealed")
    yield from bids.open_all()
    yield from take(cast, "open_bids", by="chen")
    examine(cast)
    yield from take(cast, "pass_qualification")
    yield from _award(cast)


def cabinets(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An inquiry: uniform goods, one quote each, the lowest wins; the purchaser stays silent and the first is confirmed."""
    cast = _purchase(stage, "inquiry", "区档案馆密集柜采购", materials.INQUIRY, materials.PACKAGE)
    return cast, {cast.lot: "completed"}, _cabinets(cast)


def _cabinets(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    bids = yield from _collected(cast, OFFERS)
    yield from until(cast, "evaluating")
    yield from bids.open_all()
    Committee(cast=cast).evaluate()
    yield from take(cast, "finish_own_evaluation")
    yield from until(cast, "decided")
    yield from _publish_and_perform(cast)


def records(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A competitive consultation on a system that cannot be specified beforehand; after the talks all offer less."""
    fields = materials.CONSULTATION
    cast = _purchase(
        stage, "consultation", "智慧病案管理系统采购", fields, materials.PACKAGE | {"price_weight": "0.30"}
    )
    return cast, {cast.lot: "completed"}, _records(cast)


def _records(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    bids = yield from _collected(cast, FIRST_OFFERS)
    yield from until(cast, "negotiating")
    yield from bids.open_all()
    committee = Committee(cast=cast)
    final_offers.talks(cast, committee)
    yield from final_offers.offered(cast, bids, OFFERS)
    yield from take(cast, "evaluate")
    committee.score()
    committee.report()
    yield from _awarded(cast)


def framework(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A framework agreement comes into force; then switches are called off under it, in a second competition."""
    fields = materials.FRAMEWORK
    cast = _purchase(stage, "framework_closed", "网络设备框架协议采购", fields, materials.FRAMEWORK_PACKAGE)
    return cast, {cast.lot: "in_force_goods"}, _framework(cast)


def _framework(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    bids = yield from _collected(cast, UNIT_PRICES)
    yield from until(cast, "sealed")
    yield from bids.open_all()
    yield from take(cast, "open_bids", by="chen")
    examine(cast)
    yield from take(cast, "pass_qualification")
    Committee(cast=cast).evaluate()
    yield from take(cast, "finish_evaluation")
    yield from take(cast, "publish_admission")
    yield from wait(cast, days=7)
    yield from take(cast, "sign_goods_agreements", {"suppliers": len(ADMITTED)})
    yield from wait(cast, days=14)
    called = _call_off(cast)
    yield from take_all(called, "announce")
    bids = yield from _collected(called, CALLED)
    yield from until(called, "evaluating")
    yield from bids.open_all()
    select(called)
    yield from take(called, "confirm")
    yield from _publish_and_perform(called, CALLED["jiang"], None)


def _call_off(agreement: Cast) -> Cast:
    last = now(agreement.stage) + timedelta(days=300)
    fields = materials.CALL_OFF | {
        "framework_deal": agreement.deal,
        "framework_lot": agreement.lot,
        "framework_ends": last.date().isoformat(),
    }
    called = draft(
        agreement.stage, "shen", "框架协议内交换机采购（二次竞价）", kind="procurement", method="call_off_competition",
        sector="finance", deal=fields, lots={"第一包": materials.CALL_OFF_PACKAGE}, classification="D01", estimate="90000.00",
    )  # fmt: skip
    agreement.also.append(called)
    return called


def _purchase(
    stage: Stage, method: str, title: str, fields: Mapping[str, Any], package: Mapping[str, Any]
) -> Cast:
    cast = draft(
        stage, "shen", title, kind="procurement", method=method, sector="finance", deal=materials.PROCUREMENT | dict(fields),
        lots={"第一包": package}, classification="D01", estimate="1800000.00",
    )  # fmt: skip
    how = SCORED.get(method, Method.LOWEST_PRICE)
    save_document(
        cast,
        documents.tender_document(
            title, package.get("ceiling_price"), how, by=Opener.CUSTODIANS, commits=False
        ),
    )
    return cast


def _collected(cast: Cast, prices: Mapping[str, str]) -> Generator[datetime, None, Envelopes]:
    """Let suppliers come and submit sealed bids of these prices."""
    for who in prices:
        take_part(cast, who)
    bids = Envelopes(cast, cast.lot)
    yield from bids.collect(prices)
    return bids


def _award(cast: Cast) -> Story:
    Committee(cast=cast).evaluate()
    yield from _awarded(cast)


def _awarded(cast: Cast) -> Story:
    yield from take(cast, "finish_own_evaluation")
    yield from take(cast, "confirm", {"reason": ""})
    yield from _publish_and_perform(cast)


def _publish_and_perform(
    cast: Cast, price: str = PRICE, result: Mapping[str, Any] | None = materials.RESULT
) -> Story:
    yield from take(cast, "publish_result", result)
    yield from wait(cast, days=3)
    yield from _perform(cast, price)


def _perform(cast: Cast, price: str, parts: Sequence[str] = ()) -> Story:
    """From the contract to the last payment, in one sum or in parts."""
    yield from take(cast, "sign_contract", contract(cast, price))
    yield from take(cast, "publish_contract", {"published_on": today(cast.stage)})
    yield from take(cast, "file_contract", {"filing_number": f"备〔2026〕{cast.lot[-4:]}"})
    yield from wait(cast, days=30)
    accepted = {"accepted_on": today(cast.stage), "conclusion": "验收合格", "final_price": price}
    yield from take(cast, "accept_performance", accepted)
    *some, last = parts or (price,)
    for amount in some:
        yield from take(cast, "pay_part", _paid(cast, amount))
    yield from take(cast, "pay", _paid(cast, last))


def _paid(cast: Cast, amount: str) -> dict[str, str]:
    return {"amount": amount, "paid_on": today(cast.stage), "voucher": f"国库支付{amount}"}


STORIES = {"switches": switches, "cabinets": cabinets, "records": records, "framework": framework}
