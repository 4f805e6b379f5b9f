"""Construction tenders of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from config.demo import documents, materials, talk
from config.demo.committee import Committee
from config.demo.envelopes import TWO_ENVELOPES, Envelopes
from config.demo.moves import (
    Cast,
    contract,
    draft,
    file_records,
    now,
    refused,
    save_document,
    side_by_side,
    take,
    take_all,
    take_part,
    today,
    until,
    wait,
)  # fmt: skip
from config.demo.stage import Stage, Story, StoryFailed
from trading.law.decryption import Opener
from trading.law.evaluation_terms import AwardBy

PRICE = "45600000.00"
HALF = "22800000.00"
SECOND, THIRD = "46100000.00", "46780000.00"
WORKS = {"bai": PRICE, "cui": SECOND, "deng": THIRD}
HALVES = {"bai": HALF, "cui": "23050000.00", "deng": "23390000.00"}
ROADS = WORKS | {"gao": "47990000.00"}
WATERS = {"bai": PRICE, "jiang": SECOND, "deng": THIRD}


def school(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A tender with a question, a clarification that moves the deadline, and an objection that suspends it."""
    cast = _works(stage, "城阳区实验学校教学楼工程施工", {"一标段": materials.WORKS_LOT})
    return cast, {cast.lot: "completed"}, _school(cast)


def _school(cast: Cast) -> Story:
    stage = cast.stage
    refused(cast, "receive_report", "wrong_state", by="sun")
    yield from take_all(cast, "announce")
    for bidder in WORKS:
        take_part(cast, bidder)
    own = stage.attempt("qin", f"/api/v1/lots/{cast.lot}/registrations/")
    if own.status not in (201, 409):
        raise StoryFailed(f"{cast.title}: registration answered {own.status}")
    question = talk.ask(cast, "bai", "地下室是否在本次招标范围内？")
    yield from wait(cast, days=1)
    talk.answer(cast, question, "在范围内，详见图纸。")
    objection = talk.object_to(cast, "cui", "documents", "资质要求超出项目实际需要。")
    yield from wait(cast, days=2)
    talk.reply(cast, objection, "已核实并将发布澄清。", upheld=True)
    yield from wait(cast, days=8)
    addendum = ("补遗书一", "调整企业资质要求；工程量清单同步更新。")
    talk.clarified_too_late(cast, *addendum)
    talk.clarify(cast, *addendum, affects=True, ends={"bidding": now(stage) + timedelta(days=17, hours=15)})
    bids = Envelopes(cast, cast.lot, promises=materials.PROMISES)
    yield from bids.collect(WORKS)
    yield from _opened(bids)
    yield from _award(cast, cast.lot)


def _opened(bids: Envelopes) -> Story:
    """From the end of the bidding to the record of the opening."""
    yield from until(bids.cast, "opening", lot=bids.lot)
    yield from bids.open_all()
    yield from take(bids.cast, "record_opening", lot=bids.lot, by="chen")


def _award(cast: Cast, lot: str, organiser: str = "") -> Story:
    """From the evaluation to the acceptance of the works."""
    price = Committee(cast=cast, lot=lot, organiser=organiser).evaluate()
    yield from _awarded(cast, lot, price)


def _awarded(cast: Cast, lot: str, price: str) -> Story:
    """From the report to the acceptance of the works."""
    yield from take(cast, "receive_report", materials.REPORT, lot=lot)
    yield from take(cast, "publish_candidates", lot=lot)
    yield from take(cast, "confirm", lot=lot)
    yield from completed(cast, lot, price)


def completed(cast: Cast, lot: str, price: str) -> Story:
    """From the award to the acceptance of the works."""
    yield from take(cast, "report_to_supervisor", lot=lot)
    yield from wait(cast, days=10)
    yield from take(cast, "sign_contract", contract(cast, price), lot=lot)
    yield from take(cast, "publish_contract", {"published_on": today(cast.stage)}, lot=lot)
    yield from wait(cast, days=60)
    accepted = {"accepted_on": today(cast.stage), "conclusion": "验收合格", "final_price": price}
    yield from take(cast, "accept_performance", accepted, lot=lot)


def hospital_wing(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """Two lots: one finds three bidders, the other fails, is run again as a new round, and is awarded then."""
    lots = {"一标段": materials.HALF_LOT, "二标段": materials.HALF_LOT}
    cast = _works(stage, "市南区社区医院扩建工程施工", lots)
    return cast, {cast.lots[0]: "completed", cast.lots[1]: "failed"}, _hospital_wing(cast)


def _hospital_wing(cast: Cast) -> Story:
    first, second = cast.lots
    yield from take_all(cast, "announce")
    bids = Envelopes(cast, first, also=(second,), promises=materials.PROMISES)
    for who in HALVES:
        take_part(cast, who, lot=first)
    yield from bids.collect(HALVES)
    few = bids.of_lot(second)
    for who, price in list(HALVES.items())[:2]:
        take_part(cast, who, lot=second)
        few.submit(who, price)
    yield from few.seen()
    yield from side_by_side(_won(bids), _run_again(few))


def _won(bids: Envelopes) -> Story:
    yield from _opened(bids)
    yield from _award(bids.cast, bids.lot)


def _run_again(few: Envelopes) -> Story:
    """The two bids stay sealed for ever; in the new round three come."""
    cast = few.cast
    yield from until(cast, "failed", lot=few.lot)
    again = few.of_lot(cast.stage.tell(cast.who, f"/api/v1/lots/{few.lot}/rerun/")["id"])
    yield from take_all(cast, "announce")
    for who in HALVES:
        take_part(cast, who, lot=again.lot)
    yield from again.collect(HALVES)
    yield from _won(again)


def bridge(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A road in two envelopes, one bidder's second stays sealed; a complaint suspends it and is dismissed."""
    fields = materials.CONSTRUCTION | {"sector": "transport"}
    cast = draft(
        stage, "sun", "国道204线跨河大桥施工", kind="construction", method="double_envelope", sector="transport", deal=fields,
        lots={"土建标": materials.WORKS_LOT}, classification="A03", estimate="48000000.00",
    )  # fmt: skip
    prepare(cast)
    return cast, {cast.lot: "completed"}, _bridge(cast)


def _bridge(cast: Cast) -> Story:
    yield from take_all(cast, "announce")
    objection = talk.object_to(cast, "gao", "documents", "业绩要求过高。")
    yield from wait(cast, days=1)
    talk.reply(cast, objection, "业绩要求与规模相适应。", upheld=False)
    complaint = talk.complain(cast, "gao", "对答复不服。")
    yield from wait(cast, days=1)
    talk.accept(cast, complaint, by="tang", suspend=True)
    refused(cast, "record_first_opening", "wrong_state", by="sun")
    yield from wait(cast, days=5)
    talk.decide(cast, complaint, "投诉缺乏事实依据，驳回。", by="tang", upheld=False)
    bids = Envelopes(
        cast, cast.lot, units=TWO_ENVELOPES, committee=("yan", "yao"), promises=materials.PROMISES
    )
    for who in ROADS:
        take_part(cast, who)
    yield from bids.collect(ROADS)
    yield from until(cast, "first_opening")
    yield from bids.open_all()
    yield from take(cast, "record_first_opening", by="chen")
    committee = Committee(cast=cast, fails={"gao": "licence"})
    committee.pass_envelope()
    yield from take(cast, "open_second_envelope")
    bids.release(2, *WORKS)
    yield from bids.open_all(2)
    yield from take(cast, "record_second_opening", by="chen")
    yield from _awarded(cast, cast.lot, committee.report_of_second())


def library(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """A tender that its organiser terminates, with the reason published."""
    cast = _works(stage, "区图书馆装修工程施工", {"一标段": materials.WORKS_LOT})
    return cast, {cast.lot: "terminated"}, _library(cast)


def _library(cast: Cast) -> Story:
    yield from take_all(cast, "announce")
    yield from wait(cast, days=6)
    yield from take_all(cast, "terminate", {"reason": "规划调整，项目取消。"})


def reservoir(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """An agency tenders waterworks: a plan first, then applicants are examined, one in vain, and those who pass are invited."""
    fields = materials.CONSTRUCTION | materials.PREQUALIFIED | {"sector": "water"}
    cast = draft(
        stage, "sun", "崂山水库除险加固工程施工", kind="construction", method="open_prequalified", sector="water", deal=fields,
        lots={"主体标": materials.WORKS_LOT}, classification="A07", estimate="48000000.00", agency="an",
    )  # fmt: skip
    prepare(cast)
    save_document(cast, documents.prequalification_document(cast.title), "prequalification")
    return cast, {cast.lot: "completed"}, _reservoir(cast)


def _reservoir(cast: Cast) -> Story:
    yield from take_all(cast, "publish_plan")
    yield from take_all(cast, "announce")
    for who in ("bai", "cui", "deng", "jiang"):
        take_part(cast, who)
    yield from until(cast, "prequalifying")
    Committee(cast=cast, organiser="sun", fails={"cui": "record"}).examine()
    yield from take(cast, "publish_prequalification", {"report": "资审〔2026〕3号"})
    yield from take(cast, "invite")
    talk.answer(cast, talk.ask(cast, "jiang", "导流洞封堵是否计入工程量清单？"), "计入，见第三册。")
    bids = Envelopes(cast, cast.lot, organiser="sun", promises=materials.PROMISES)
    yield from bids.collect(WATERS)
    yield from _opened(bids)
    yield from _award(cast, cast.lot, "sun")


def _works(stage: Stage, title: str, lots: Mapping[str, Mapping[str, Any]]) -> Cast:
    cast = draft(
        stage, "sun", title, kind="construction", method="open", sector="housing", deal=materials.CONSTRUCTION, lots=lots,
        classification="A01", estimate=str(next(iter(lots.values()))["estimated_price"]),
    )  # fmt: skip
    prepare(cast)
    return cast


def prepare(cast: Cast, award: AwardBy | None = None, discounts: tuple[Decimal, ...] = ()) -> None:
    """
    Save the documents and file the sector's records; `award` says how the organiser decides where that is apart, `discounts` among which
    one is drawn.
    """
    said = documents.tender_document(cast.title, None, by=Opener.CUSTODIANS, award=award, discounts=discounts)
    save_document(cast, said)
    file_records(cast)


STORIES = {
    "school": school,
    "hospital_wing": hospital_wing,
    "bridge": bridge,
    "library": library,
    "reservoir": reservoir,
}
