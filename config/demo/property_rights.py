"""Property-rights deals of the demonstration, and one that another system handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bidding.auctions.planning import earliest, start_after
from config.demo import materials, rooms
from config.demo.envelopes import Envelopes
from config.demo.moves import (
    Cast,
    admit,
    contract,
    draft,
    judge,
    now,
    pay,
    record,
    take,
    take_all,
    take_part,
    today,
    until,
    wait,
)
from config.demo.stage import Stage, Story, StoryFailed
from foundation.clock import ZONE

DEPOSIT = "3600000.00"
OFFERS = {"gao": "13100000.00", "kong": "12600000.00"}
"""Prices under seal, the highest first."""
APPLICATION = {"application_number": "转申〔2026〕2号", "legal_opinion": "法意〔2026〕31号"}


def shares(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An equity transfer: bid for on the network, where another shareholder uses its right and gives it up; paid, certified."""
    deal = materials.PROPERTY | {"control_passes": False}
    lot = materials.EQUITY | {
        "priority": "on_site",
        "shareholders": "示例集团 34%；青岛灯塔建工集团有限公司（演示） 66%",
    }
    cast = _offer(stage, "equity_transfer", "示例国际贸易有限公司34%股权转让", deal, lot)
    return cast, {cast.lot: "completed"}, _shares(cast)


def _shares(cast: Cast) -> Story:
    yield from _disclose(cast)
    buyers = {"bai": take_part(cast, "bai"), "deng": take_part(cast, "deng", claims="shareholder")}
    for who, registration in buyers.items():
        admit(cast, registration, by="chen")
        pay(cast, registration, "paid", DEPOSIT, f"EQ-{who}-{cast.lot[-6:]}")
    yield from until(cast, "closed")
    yield from take(cast, "compete", by="chen")
    number = next(
        one["alias"]
        for one in cast.stage.pages("deng", "/api/v1/me/registrations/")
        if one["id"] == buyers["deng"]
    )
    day = start_after(earliest(now(cast.stage).astimezone(ZONE)))
    room = rooms.schedule(
        cast, day, "dynamic_quotation", buyers, start_price=materials.EQUITY["floor_price"], increment="100000.00", fewest=2,
        if_fewer="agreement", free_s=600, countdown_s=300, bidders=[number],
        holders=[{"bidder": number, "right": "shareholder", "rank": 1}],
    )  # fmt: skip
    yield from rooms.reaches(room, "free")
    yield from rooms.bid(room, "bai", "12000000.00")
    yield from rooms.claim(room, "deng", "12000000.00")
    yield from rooms.bid(room, "bai", "12500000.00")
    yield from rooms.reaches(room, "timed")
    yield from rooms.claim(room, "deng", "12500000.00")
    price = "13100000.00"
    yield from rooms.bid(room, "bai", price)
    yield from rooms.waive(room, "deng")
    yield from rooms.settles(room)
    yield from take(cast, "confirm_buyer", by="chen")
    yield from _settle(cast, price)
    pay(cast, buyers["deng"], "refunded", DEPOSIT, f"EQ-OUT-{cast.lot[-6:]}")


def brewery(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """Control of a company passes: pre-disclosed, disclosed, one buyer, and a shareholder who is asked first and waives."""
    deal = materials.PROPERTY | {"control_passes": True}
    lot = materials.EQUITY | {"company": "示例啤酒原料有限公司", "share": "60", "priority": "off_site"}
    cast = _offer(stage, "equity_transfer", "示例啤酒原料有限公司60%股权转让", deal, lot)
    return cast, {cast.lot: "completed"}, _brewery(cast)


def _brewery(cast: Cast) -> Story:
    approval = {"approval_number": "青国资产权〔2026〕15号", "approved_on": today(cast.stage)}
    yield from take(cast, "approve_change_of_control", approval)
    yield from take_all(cast, "announce")
    yield from take(cast, "submit_formal", APPLICATION)
    yield from take_all(cast, "disclose", by="chen")
    registration = take_part(cast, "kong")
    admit(cast, registration, by="chen")
    pay(cast, registration, "paid", DEPOSIT, f"BR-{cast.lot[-6:]}")
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=1)
    yield from take(cast, "negotiate", by="chen")
    price = "12000000.00"
    _bought(cast, price, eligible=1)
    told = {"notified_on": today(cast.stage), "holders": "示例投资有限公司"}
    yield from take(cast, "ask_priority_holders", told, by="chen")
    yield from wait(cast, days=6)
    yield from take(cast, "waive_priority", by="chen")
    yield from _settle(cast, price)


def workshop(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An asset sold for one sealed price each: what was opened decides, and nobody hands in who won."""
    deal = materials.PROPERTY | {"competition": "online_sealed"}
    cast = _offer(stage, "asset_transfer", "青岛市李沧区厂房一处转让", deal, materials.ASSET)
    return cast, {cast.lot: "completed"}, _workshop(cast)


def _workshop(cast: Cast) -> Story:
    yield from _disclose(cast)
    buyers = {who: take_part(cast, who) for who in OFFERS}
    for who, registration in buyers.items():
        admit(cast, registration, by="chen")
        pay(cast, registration, "paid", DEPOSIT, f"WS-{who}-{cast.lot[-6:]}")
    offers = Envelopes(cast, cast.lot)
    yield from offers.collect(OFFERS)
    yield from until(cast, "closed")
    yield from offers.listed()
    yield from take(cast, "open_offers", by="chen")
    yield from offers.open_all()
    yield from take(cast, "confirm_buyer", by="chen")
    winner, loser = OFFERS
    yield from _settle(cast, OFFERS[winner])
    pay(cast, buyers[loser], "refunded", DEPOSIT, f"WS-OUT-{cast.lot[-6:]}")


def warehouse(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An asset that nobody wants at first: extended, offered again at new terms, and sold to the one who comes then."""
    cast = _offer(stage, "asset_transfer", "青岛市市北区房产一处转让", materials.PROPERTY, materials.ASSET)
    return cast, {cast.lot: "completed"}, _warehouse(cast)


def _warehouse(cast: Cast) -> Story:
    yield from _disclose(cast)
    yield from until(cast, "closed")
    record(cast, "registration", prequalified=0)
    yield from take(cast, "extend", by="chen")
    yield from until(cast, "closed")
    terms = {
        "floor_price": "11000000.00",
        "changed_terms": "转让底价下调",
        "consent_number": "青国资〔2026〕77号",
    }
    yield from take(cast, "reprice", terms)
    registration = take_part(cast, "cui")
    admit(cast, registration, by="chen")
    yield from until(cast, "closed")
    yield from _sell(cast, "negotiate", "11000000.00", eligible=1)


def shop(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A lease that the seller ends before anybody came."""
    cast = _offer(stage, "lease", "沿街商铺招租", materials.PROPERTY, materials.LEASE)
    return cast, {cast.lot: "terminated"}, _shop(cast)


def _shop(cast: Cast) -> Story:
    yield from _disclose(cast)
    yield from wait(cast, days=5)
    yield from take_all(cast, "terminate", {"reason": "房屋需先行加固。"})


def _offer(stage: Stage, method: str, title: str, deal: Mapping[str, Any], lot: Mapping[str, Any]) -> Cast:
    return draft(
        stage, "shi", title, kind="property", method=method, sector="state_assets", deal=deal, lots={"转让标的": lot},
        classification="C01", estimate=str(lot["valuation"]),
    )  # fmt: skip


def _disclose(cast: Cast) -> Story:
    day = today(cast.stage)
    yield from take(cast, "approve", {"approval_number": "青国资产权〔2026〕9号", "approved_on": day})
    yield from take(cast, "submit_formal", APPLICATION)
    yield from take_all(cast, "announce", by="chen")


def _sell(cast: Cast, step: str, price: str, *, eligible: int) -> Story:
    """From the end of the disclosure to the end of the result notice."""
    record(cast, "registration", prequalified=eligible)
    yield from take(cast, step, by="chen")
    _bought(cast, price, eligible=eligible)
    yield from take(cast, "confirm_buyer", by="chen")
    yield from _settle(cast, price)


def _bought(cast: Cast, price: str, *, eligible: int) -> None:
    judge(cast, "competition", materials.candidates(("示例投资有限公司", price)), bids_valid=eligible)


def _settle(cast: Cast, price: str) -> Story:
    """From the contract to the end of the result notice."""
    yield from take(cast, "sign_contract", contract(cast, price))
    yield from take(
        cast, "pay", {"amount": price, "paid_on": today(cast.stage), "voucher": "结算0001"}, by="chen"
    )
    yield from take(
        cast, "issue_certificate", {"certificate_number": f"交易凭证〔2026〕{cast.lot[-4:]}"}, by="chen"
    )
    yield from take(cast, "publish_result", by="chen")
    yield from until(cast, "completed")


def bus_station(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A deal that runs in the transport department's own system, handed in by it: the same record twice changes nothing."""
    first = _report(stage, "announced", [])["deal"]
    lot = next(iter(stage.get(None, f"/api/v1/deals/{first}/")["lots"]))["id"]
    cast = Cast(stage, "lu", first, (lot,), "公交枢纽站场建设", handed_in=1)
    return cast, {lot: "concluded"}, _bus_station(cast)


def _bus_station(cast: Cast) -> Story:
    yield from wait(cast, days=25)
    notice = {
        "key": f"N-{cast.deal[-6:]}", "kind": "construction_award", "title": "公交枢纽站场建设中标结果公告",
        "published_at": "2026-03-27T10:00:00+08:00", "text": "中标人：示例路桥有限公司\n中标金额：3200万元",
    }  # fmt: skip
    _report(cast.stage, "concluded", [notice])
    if _report(cast.stage, "concluded", [notice])["outcome"] != "unchanged":
        raise StoryFailed("the same record handed in twice must change nothing")


def _report(stage: Stage, state: str, notices: list[dict[str, str]]) -> dict[str, Any]:
    lot = {"winner": "示例路桥有限公司", "award_amount": "32000000.00"} if state == "concluded" else {}
    record_ = {
        "key": f"JT-{stage.run}", "kind": "construction", "title": "公交枢纽站场建设", "organiser": "青岛市交通运输局（外部）",
        "region": "370200", "sector": "transport",
        "particulars": {"source_system": "交通工程交易系统", "native_number": f"JT-{stage.run}"},
        "lots": [{"number": 1, "title": "一标段", "state": state, "particulars": lot}], "notices": notices,
    }  # fmt: skip
    result: dict[str, Any] = stage.tell(
        "lu", "/api/v1/exchange/", {"source": "transport", "records": [record_]}
    )["results"][0]
    if result["outcome"] == "refused":
        raise StoryFailed(f"handed in and refused: {result}")
    return result


STORIES = {
    "shares": shares,
    "brewery": brewery,
    "workshop": workshop,
    "warehouse": warehouse,
    "shop": shop,
    "bus_station": bus_station,
}
