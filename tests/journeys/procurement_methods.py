"""Short stories of the procurement methods that the demonstration does not tell, each to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bidding.auctions.planning import earliest, start_after
from config.demo import documents, materials, procurement, rooms, talk
from config.demo.moves import (
    LOTS,
    Cast,
    draft,
    now,
    record,
    refused,
    save_document,
    select,
    take,
    take_all,
    take_part,
    until,
    wait,
)
from config.demo.stage import Stage, Story
from foundation.clock import ZONE
from trading.law.tender_document import Method

JOINED = (
    ("寒山网络科技有限公司", "5000.00"),
    ("江川信息技术有限公司", "5040.00"),
    ("孔方电子有限公司", "5100.00"),
    ("白杨通信设备有限公司", "5180.00"),
)
Told = tuple[Cast, Mapping[str, str], Story]
ANY = {"method_reason": "未达到公开招标数额标准。"}
ARGUMENT = {
    "name": "论证专家甲",
    "employer": "某大学",
    "title": "教授",
    "opinion": "使用不可替代的专有技术。",
}
SOLE = {
    "method_reason": "只能从唯一供应商处采购。",
    "ground": "only_supplier",
    "above_open_threshold": True,
    "supplier_name": "寒山网络科技有限公司",
    "supplier_address": "青岛市高新区示例路8号",
    "arguments": [ARGUMENT, ARGUMENT | {"name": "论证专家乙"}, ARGUMENT | {"name": "论证专家丙"}],
}
OPEN_FRAMEWORK = {
    "scheme_number": "青财采方案〔2026〕4号",
    "term_months": 12,
    "call_offs": ["direct", "rotation"],
    "payment_standard": "按协议单价据实结算。",
    "exit_terms": "连续两次拒绝供货的清退。",
}
SCORED_PACKAGE = materials.PACKAGE | materials.TENDERED


def _buy(
    stage: Stage, method: str, fields: Mapping[str, Any], package: Mapping[str, Any], how: Method, *, agency: str = ""
) -> Cast:  # fmt: skip
    deal = materials.PROCUREMENT | dict(fields)
    if method in ("single_source", "framework_open"):  # nobody evaluates
        deal = {name: value for name, value in deal.items() if not name.startswith("committee")}
    cast = draft(
        stage, "shen", f"{method}采购", kind="procurement", method=method, sector="finance",
        deal=deal, lots={"第一包": package}, classification="D01", estimate="1800000.00", agency=agency,
    )  # fmt: skip
    save_document(
        cast, documents.tender_document(cast.title, package.get("ceiling_price"), how, commits=False)
    )
    return cast


def single_source(stage: Stage) -> Told:
    """The single source is publicised, opposed, argued again, approved by the finance bureau, and settled."""
    cast = _buy(stage, "single_source", SOLE, materials.PACKAGE, Method.LOWEST_PRICE)
    return cast, {}, _single_source(cast)


def _single_source(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    raised = talk.object_to(cast, "jiang", "publicity", "本公司也能提供。")
    yield from until(cast, "arguing")
    talk.reply(cast, raised, "经补充论证，异议不成立。", upheld=False)
    again = {"conclusion": "异议不成立", "experts": [ARGUMENT]}
    yield from take(cast, "reject_objection", again)
    yield from take(cast, "approve", {"approval_number": "青财采批〔2026〕8号"}, by="cai")
    yield from take(cast, "invite")
    record(
        cast, "talks", has_winner=True, winner_rank=1, price=procurement.PRICE,
        candidates=materials.candidates(("寒山网络科技有限公司", procurement.PRICE)),
    )  # fmt: skip
    yield from take(cast, "settle", {"record": "按成本加合理利润商定。", "staff": ["协商人员甲"]})
    yield from procurement._publish_and_perform(cast)


def open_framework(stage: Stage) -> Told:
    """Suppliers join an open framework; two are called off from. Its term ends in a year without a calendar."""
    package = materials.FRAMEWORK_PACKAGE
    cast = _buy(stage, "framework_open", OPEN_FRAMEWORK, package, Method.PRICE_FIRST)
    return cast, {cast.lot: "open_goods"}, _open_framework(cast)


def admitted(cast: Cast, candidates: list[dict[str, Any]]) -> Story:
    """Bring an open framework into force with these suppliers."""
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    yield from take(cast, "open_for_goods")
    yield from take(cast, "receive_application", by="chen")
    record(cast, "admission", candidates=candidates)
    yield from take(cast, "admit", {"suppliers": [one["name"] for one in candidates]})


def _open_framework(cast: Cast) -> Story:
    suppliers = materials.candidates(*JOINED)
    for one, who in zip(suppliers, ("han", "jiang"), strict=False):
        one["party"] = cast.stage.get(who, "/api/v1/me/")["party"]
    yield from admitted(cast, suppliers)
    yield from _auctioned(_call_off(cast, "call_off_auction"))
    price = "75000.00"
    for method in ("call_off_direct", "call_off_rotation"):
        called = _call_off(cast, method)
        yield from take_all(called, "announce")
        if method == "call_off_rotation":
            _in_turn(called)
            yield from take(called, "pass_turn", {"reason": "缺货"})
            refused(called, "confirm", "no_winner", by=called.who)
        select(called, JOINED[0][0] if method == "call_off_direct" else "", price)
        yield from take(called, "confirm", {"reason": "响应最快"} if method == "call_off_direct" else None)
        if method == "call_off_direct":
            yield from procurement._perform(called, price)
        else:
            outcomes = f"{LOTS}/{called.lot}/outcomes/"
            [chosen] = called.stage.get(called.who, outcomes)[-1]["candidates"]
            # Nobody outside reads it before the notice.
            assert (chosen["name"], called.stage.get(None, outcomes)) == (JOINED[1][0], [])
            yield from procurement._publish_and_perform(called, price, None)


def _auctioned(called: Cast) -> Story:
    """Two admitted suppliers bid down from the agreed price; whoever was not admitted gets nowhere."""
    yield from take_all(called, "announce")
    for who in ("han", "jiang", "kong"):
        take_part(called, who)
    yield from until(called, "competing")
    day = start_after(earliest(now(called.stage).astimezone(ZONE)))
    room = rooms.schedule(
        called, day, "reverse_open", ("han", "jiang"), start_price="78000.00", increment="1000.00", fewest=1, if_fewer="no_deal",
        free_s=600, countdown_s=300,
    )  # fmt: skip
    entries, rules = f"{room.path}entries/", called.stage.get(None, f"{room.path}rules/")
    assert called.stage.attempt("kong", entries, {"rules_sha256": rules["sha256"]}).status == 403
    yield from rooms.reaches(room, "free")
    yield from rooms.bid(room, "han", "78000.00")
    yield from rooms.bid(room, "jiang", "76000.00")
    yield from rooms.bid(room, "han", "75000.00")
    yield from rooms.settles(room)
    yield from take(called, "confirm")
    yield from procurement._publish_and_perform(called, "75000.00", None)


def _in_turn(called: Cast) -> None:
    """Nobody names who has the turn, which stays where it is; a price beyond the agreed ones is refused."""
    path = f"{LOTS}/{called.lot}/selection/"
    for body, code in (
        ({"supplier": JOINED[3][0]}, "supplier_unknown"),
        ({"price": "78000.01"}, "price_over_agreed"),
    ):
        assert called.stage.attempt(called.who, path, body).body["code"] == code
    select(called)
    select(called)
    assert called.stage.attempt("jiang", path, {}).status == 403


def _call_off(agreement: Cast, method: str) -> Cast:
    fields = materials.CALL_OFF | {
        "framework_deal": agreement.deal,
        "framework_ends": (now(agreement.stage) + timedelta(days=300)).date().isoformat(),
    }
    called = draft(
        agreement.stage, "shen", f"{method}采购", kind="procurement", method=method, sector="finance", deal=fields,
        lots={"第一包": materials.CALL_OFF_PACKAGE}, classification="D01", estimate="90000.00",
    )  # fmt: skip
    agreement.also.append(called)
    return called


def complained(stage: Stage) -> Told:
    """A challenge is refused, a complaint suspends the tender for thirty days at most, and its decision is published."""
    cast = _buy(stage, "open", {}, SCORED_PACKAGE, Method.COMPREHENSIVE_SCORE)
    return cast, {cast.lot: "terminated"}, _complained(cast)


def _complained(cast: Cast) -> Story:
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    raised = talk.object_to(cast, "kong", "documents", "参数指向特定品牌。")
    talk.reply(cast, raised, "参数有三家以上可满足。", upheld=False)
    lodged = talk.complain(cast, "kong", "对答复不满意。")
    talk.accept(cast, lodged, by="cai", suspend=True)
    yield from wait(cast, days=29)
    assert cast.stage.get("shen", f"/api/v1/lots/{cast.lot}/holds/")["results"][0]["ended_at"] is None
    yield from wait(cast, days=2)
    assert cast.stage.get("shen", f"/api/v1/lots/{cast.lot}/holds/")["results"][0]["ended_at"] is not None
    talk.decide(cast, lodged, "投诉不成立，驳回。", by="cai", upheld=False)
    yield from take_all(cast, "terminate", {"reason": "采购任务因重大变故取消。"})


STORIES: Mapping[str, Callable[[Stage], Told]] = {
    "single_source": single_source,
    "open_framework": open_framework,
    "complained": complained,
}
