"""Land sales of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping

from config.demo import documents, materials, rooms
from config.demo.committee import Committee
from config.demo.envelopes import Envelopes
from config.demo.moves import (
    Cast,
    admit,
    contract,
    draft,
    end_of,
    pay,
    save_document,
    take,
    take_all,
    take_part,
    today,
    until,
    wait,
)  # fmt: skip
from config.demo.stage import Stage, Story
from trading.law.decryption import Opener

DEPOSIT = "37400000.00"
VIEWING = "公告期内工作日9时至17时，双岛路东现场，联系人陪同"
OFFERS = {"fang": "198000000.00", "gao": "196500000.00", "kong": "191000000.00"}
ASKED = {
    "start_price": materials.PARCEL["start_price"], "increment": materials.PARCEL["increment"], "grid": "strict", "fewest": 1,
}  # fmt: skip
LISTED = {"listing_s": 10 * 86_400, "inquiry_s": 240, "countdown_s": 300}
POSTED = {"fang": "187000000.00", "gao": "187600000.00", "han": "188200000.00"}


def parcel(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A listing that goes into its limited-time phase, bid in live; deposits come in and the losers' go back."""
    cast = _sale(stage, "listing", "青自然资挂〔2026〕8-1号国有建设用地使用权出让", "2026-8-1")
    return cast, {cast.lot: "completed"}, _parcel(cast)


def _parcel(cast: Cast) -> Story:
    yield from _announce(cast)
    bidders = {who: take_part(cast, who) for who in ("fang", "gao", "han")}
    yield from wait(cast, days=3)
    _let_in(cast, bidders)
    room = rooms.schedule(cast, end_of(cast, "announcement"), "listing", bidders, **ASKED, **LISTED)
    yield from rooms.reaches(room, "listing")
    for who, price in POSTED.items():
        yield from rooms.bid(room, who, price)
        yield from wait(cast, days=2)
    yield from rooms.reaches(room, "asking")
    for who in ("fang", "gao"):
        yield from rooms.ask(room, who)
    yield from rooms.reaches(room, "limited")
    price = "205600000.00"
    yield from rooms.bid(room, "gao", "200000000.00")
    yield from rooms.bid(room, "fang", price)
    yield from rooms.settles(room)
    yield from until(cast, "closed")
    yield from _conclude(cast, price)
    _give_back(cast, bidders, winner="fang")


def harbour(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An auction called by the auctioneer."""
    cast = _sale(stage, "auction", "青自然资拍〔2026〕3号国有建设用地使用权出让", "2026-3-1", viewing=VIEWING)
    return cast, {cast.lot: "completed"}, _harbour(cast)


def _harbour(cast: Cast) -> Story:
    yield from _announce(cast)
    bidders = {who: take_part(cast, who) for who in ("jiang", "kong")}
    _let_in(cast, bidders)
    room = rooms.schedule(
        cast,
        end_of(cast, "announcement"),
        "called_auction",
        bidders,
        **ASKED,
        calls=rooms.CALLS,
        call_s=rooms.CALL_S,
    )
    yield from take(cast, "open_auction", by="zheng")
    yield from rooms.reaches(room, "raising")
    price = "190000000.00"
    yield from rooms.bid(room, "kong", "187000000.00")
    yield from rooms.bid(room, "jiang", "188000000.00")
    yield from rooms.bid(room, "kong", "189000000.00")
    yield from rooms.bid(room, "jiang", price)
    yield from rooms.hammer(room, price)
    yield from rooms.settles(room)
    yield from take(cast, "close", by="zheng")
    yield from _conclude(cast, price)
    _give_back(cast, bidders, winner="jiang")


def _let_in(cast: Cast, bidders: Mapping[str, str]) -> None:
    for who, registration in bidders.items():
        admit(cast, registration, by="song")
        pay(cast, registration, "paid", DEPOSIT, f"IN-{who}-{cast.lot[-6:]}")


def _give_back(cast: Cast, bidders: Mapping[str, str], *, winner: str) -> None:
    for who, registration in bidders.items():
        if who != winner:
            pay(cast, registration, "refunded", DEPOSIT, f"OUT-{who}-{cast.lot[-6:]}")
    pay(cast, bidders[winner], "converted", DEPOSIT, f"PRICE-{winner}-{cast.lot[-6:]}")


def island(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A tender for an island's only hotel site, judged on all counts by a jury of five."""
    title, rule = (
        "青自然资招〔2026〕1号国有建设用地使用权出让",
        {"award_rule": "comprehensive", "jury_size": 5},
    )
    cast = _sale(stage, "tender", title, "2026-1-1", **rule)
    return cast, {cast.lot: "completed"}, _island(cast)


def _island(cast: Cast) -> Story:
    yield from _announce(cast)
    bidders = {who: take_part(cast, who) for who in OFFERS}
    _let_in(cast, bidders)
    yield from until(cast, "tendering")
    bids = Envelopes(cast, cast.lot)
    yield from bids.collect(OFFERS)
    yield from until(cast, "opening")
    yield from bids.open_all()
    yield from take(cast, "record_opening", by="chen")
    yield from _conclude(cast, Committee(cast=cast).evaluate())
    _give_back(cast, bidders, winner=next(iter(OFFERS)))


def orchard(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A listing that is terminated before it begins."""
    cast = _sale(stage, "listing", "青自然资挂〔2026〕9-2号国有建设用地使用权出让", "2026-9-2")
    return cast, {cast.lot: "terminated"}, _orchard(cast)


def _orchard(cast: Cast) -> Story:
    yield from _announce(cast)
    yield from wait(cast, days=4)
    yield from take_all(cast, "terminate", {"reason": "地块发现文物，需先行勘探。"})


def _sale(stage: Stage, method: str, title: str, parcel_number: str, **more: object) -> Cast:
    lot = materials.PARCEL | {"parcel_number": parcel_number}
    cast = draft(
        stage, "song", title, kind="land", method=method, sector="land", deal=materials.LAND | more, lots={parcel_number: lot},
        classification="B01", estimate="187000000.00",
    )  # fmt: skip
    sealed = Opener.CUSTODIANS if method == "tender" else None
    save_document(cast, documents.tender_document(title, None, by=sealed, commits=False))
    return cast


def _announce(cast: Cast) -> Story:
    yield from take_all(cast, "approve", {"approval_number": "青政地〔2026〕18号"})
    decision = {
        "minutes": "会议纪要〔2026〕6号",
        "decided_on": today(cast.stage),
        "valuation_report": "估备〔2026〕21号",
    }
    yield from take_all(cast, "set_prices", decision)
    yield from take_all(cast, "announce")


def _conclude(cast: Cast, price: str) -> Story:
    """From the declared winner to the delivered land."""
    day = today(cast.stage)
    yield from take(cast, "declare_deal", by="zheng")
    yield from take(
        cast, "confirm", {"confirmation_number": f"成交〔2026〕{cast.lot[-4:]}", "confirmed_on": day}
    )
    yield from take(cast, "publish_result")
    yield from take(cast, "sign_contract", contract(cast, price))
    yield from wait(cast, days=20)
    yield from take(
        cast, "pay_in_full", {"amount": price, "paid_on": today(cast.stage), "voucher": "青财票0001"}
    )
    yield from take(cast, "deliver", {"delivered_on": today(cast.stage), "conclusion": "现场交付，界址清楚"})


STORIES = {"parcel": parcel, "harbour": harbour, "island": island, "orchard": orchard}
