"""Government procurement with sealed bids, for the table of sealed journeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.cast import PARTIES, PARTS
from config.demo import final_offers, materials, procurement
from config.demo.committee import Committee
from config.demo.examining import WHY, examine
from config.demo.moves import Cast, admit, refused, select, take, take_all, take_part, until, wait
from config.demo.stage import Stage, Story
from foundation.codes import complete_uscc
from tests.journeys import procurement_methods as methods
from tests.journeys.sealed import ByCommand
from tests.journeys.sealed_case import Bids, Sealed, announced, ranked, story
from trading.law.tender_document import Method

GOODS = {"han": procurement.PRICE, "jiang": "1700000.00", "kong": "1740000.00"}
EXAMINED = {**GOODS, "bai": "1600000.00"}
FINAL = ("1650000.00", "1690000.00", "1735000.00")
DRAWN = {"bai": procurement.PRICE, "cui": "1700000.00", "han": "1740000.00"}
LOW_PRICE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("ask_low_price", {"suppliers": 1, "grounds": ["next"]}),
    ("hear_low_price", {"reasonable": 1, "rejected": 0, "opinion": "成本说明合理。"}),
)
UNIT_PRICES = {"han": "5000.00", "jiang": "5040.00", "kong": "5100.00", "bai": "5180.00", "cui": "5190.00"}
CALLED = {"jiang": "76500.00", "han": "77400.00", "kong": "77900.00"}


def _bought(
    method: str, fields: Mapping[str, Any], how: Method, *, agency: str = "", package: Mapping[str, Any] = methods.SCORED_PACKAGE
) -> Callable[[Stage], Cast]:  # fmt: skip
    return lambda stage: methods._buy(stage, method, fields, package, how, agency=agency)


def _set_aside(cast: Cast, bids: ByCommand) -> Story:
    """
    The cheapest does not qualify: it is not evaluated, and told why. The purchaser stays silent, the winner refuses to sign, and the next
    takes its place, at its own opened price.
    """
    yield from take(cast, "open_bids", by="chen")
    typed = {"stage": "qualification", "values": {"prequalified": 4}, "candidates": []}
    answer = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/outcomes/", typed)
    assert answer.body["code"] == "outcome_under_seal", answer.body
    examine(cast, {"bai": "licence"})
    yield from take(cast, "pass_qualification")
    assert Committee(cast=cast).evaluate() == GOODS["han"]
    assert cast.stage.get("bai", "/api/v1/me/letters/") == []
    yield from take(cast, "finish_own_evaluation")
    yield from until(cast, "decided")
    yield from take(cast, "publish_result", materials.RESULT)
    [letter] = cast.stage.get("bai", "/api/v1/me/letters/")
    [why] = letter["standing"]["reasons"]
    assert (letter["kind"], why["code"], WHY in why["words"]["zh"]) == ("not_awarded", "licence", True)
    yield from take(cast, "winner_refuses", {"reason": "拒绝签约"})
    yield from take(cast, "choose_next", {"reason": "顺延至排名第二"})
    yield from take(cast, "publish_result", materials.RESULT)
    sent = cast.stage.get("shen", f"/api/v1/lots/{cast.lot}/letters/")["results"]
    assert len(sent) == 2 * len(EXAMINED)  # those of the first award are kept
    yield from procurement._perform(cast, GOODS["jiang"], parts=("700000.00", "1000000.00"))


def _drawn(cast: Cast, bids: Bids) -> Story:
    """Suppliers are drawn from the library."""
    yield from take_all(cast, "publish_intent")
    suppliers = [complete_uscc(f"91370200MA0DEMX1{at}") for at in "126"]
    yield from take(cast, "draw", {"pool": 8, "suppliers": suppliers, "witnesses": 2, "record": "抽签"})
    yield from announced("announce")(cast, bids)


def _reported(cast: Cast, bids: ByCommand) -> Story:
    """The agency delivers its report, and the purchaser confirms; no committee sits down before it examined who qualifies."""
    yield from take(cast, "open_bids", by="chen")
    nobody = {"places": [{"member": "mem_none", "kind": "expert"}]}
    early = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/evaluation/", nobody)
    assert [one["code"] for one in early.body["reasons"]] == ["qualification_awaited"]
    examine(cast)
    yield from take(cast, "pass_qualification")
    Committee(cast=cast, organiser="shen").evaluate()
    yield from take(cast, "finish_evaluation")
    yield from take(cast, "deliver_report")
    yield from take(cast, "confirm", {"reason": ""})
    yield from procurement._publish_and_perform(cast)


def _prequalified(cast: Cast, bids: Bids) -> Story:
    """One does not qualify."""
    yield from take_all(cast, "publish_intent")
    yield from take_all(cast, "announce")
    applicants = {who: take_part(cast, who) for who in (*bids, "kong")}
    yield from until(cast, "prequalifying")
    for who, registration in applicants.items():
        admit(cast, registration, by="shen", reason="" if who in bids else "无相应资质")
    yield from take(cast, "pass_prequalification")
    yield from take(cast, "invite")


def _reviewed_before(cast: Cast, bids: ByCommand) -> Story:
    yield from take(cast, "open_bids", by="chen")
    yield from procurement._award(cast)


def _recommended(cast: Cast, bids: Bids) -> Story:
    """Suppliers are recommended; one of them does not come."""
    yield from take_all(cast, "publish_intent")
    chosen = {
        "source": "recommended", "pool": 6, "suppliers": [complete_uscc(f"91370200MA0DEMX1{at}") for at in "1236"],
        "recommended_by_purchaser": 3, "record": "推荐意见",
    }  # fmt: skip
    yield from take(cast, "choose_suppliers", chosen)
    yield from announced("announce")(cast, bids)


def _final_offers(
    *asked: tuple[str, Mapping[str, Any]], result: Mapping[str, Any] = materials.RESULT
) -> Callable[[Cast, ByCommand], Story]:
    """Prices change after the opening: the group calls, and all offer anew under seal; what was opened first is not what is ranked."""

    def after(cast: Cast, bids: ByCommand) -> Story:
        yield from take(cast, "change_documents", {"reason": "增加一年质保。"})
        committee = Committee(cast=cast)
        final_offers.talks(cast, committee)
        yield from final_offers.offered(cast, bids, dict(zip(bids.prices, FINAL, strict=True)))
        yield from take(cast, "evaluate")
        for step, data in asked:
            yield from take(cast, step, data)
        committee.score()
        assert committee.report() == FINAL[0]
        yield from take(cast, "finish_own_evaluation")
        yield from take(cast, "confirm", {"reason": ""})
        yield from procurement._publish_and_perform(cast, FINAL[0], result)

    return after


def _inquired(cast: Cast, bids: ByCommand) -> Story:
    yield from procurement._award(cast)


def _admitted(cast: Cast, bids: ByCommand) -> Story:
    yield from take(cast, "open_bids", by="chen")
    examine(cast)
    yield from take(cast, "pass_qualification")
    Committee(cast=cast).evaluate()
    yield from take(cast, "finish_evaluation")
    yield from take(cast, "publish_admission")
    yield from wait(cast, days=7)
    yield from take(cast, "sign_goods_agreements", {"suppliers": 4})


def _called_off(cast: Cast, bids: ByCommand) -> Story:
    refused(cast, "confirm", "no_winner", by=cast.who)
    outcome = {"stage": "evaluation", "values": {"has_winner": True}, "candidates": ranked(bids)}
    answer = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/outcomes/", outcome)
    assert answer.body["code"] == "outcome_called_off"
    select(cast)
    yield from take(cast, "confirm")
    yield from procurement._publish_and_perform(cast, CALLED["jiang"], None)


def _call_off(stage: Stage) -> Cast:
    return procurement._call_off(methods.open_framework(stage)[0])


def _under_framework(cast: Cast, bids: Bids) -> Story:
    """The framework has admitted all of them, and one who does not come."""
    under = cast.stage.get(cast.who, f"/api/v1/deals/{cast.deal}/")["particulars"]
    framework = Cast(cast.stage, cast.who, under["framework_deal"], (under["framework_lot"],), "框架协议")
    mine = {who: cast.stage.get(who, "/api/v1/me/")["party"] for who in ("jiang", "han", "kong", "bai")}
    candidates = [
        {"rank": rank, "name": PARTIES[PARTS[who].party].name, "price": "5000.00", "party": party}
        for rank, (who, party) in enumerate(mine.items(), start=1)
    ]
    yield from methods.admitted(framework, candidates)
    yield from announced("announce")(cast, bids)


PROCEDURES: Mapping[str, Sealed] = {
    "procurement/open": Sealed(
        draft=story(procurement.switches), before=announced("publish_intent", "announce"), bids=EXAMINED, waits_in="sealed",
        next_step="open_bids", after=_set_aside,
    ),
    "procurement/invited": Sealed(
        draft=_bought(
            "invited", methods.ANY | {"source": "library", "ground": "special"}, Method.COMPREHENSIVE_SCORE, agency="an"
        ),
        before=_drawn, bids=DRAWN, waits_in="sealed", next_step="open_bids", after=_reported, organiser="shen",
    ),
    "procurement/open_prequalified": Sealed(
        draft=_bought("open_prequalified", {"qualification_standard": "符合要求的全部通过。"}, Method.COMPREHENSIVE_SCORE),
        before=_prequalified, bids=DRAWN, waits_in="sealed", next_step="open_bids", after=_reviewed_before,
    ),
    "procurement/negotiation": Sealed(
        draft=_bought(
            "negotiation", methods.ANY | {"source": "recommended", "ground": "urgent"}, Method.LOWEST_FINAL_OFFER,
            package=materials.PACKAGE,
        ),
        before=_recommended, bids=DRAWN, waits_in="negotiating", next_step="call_final_offers",
        opens="shen", after=_final_offers(*LOW_PRICE, result=materials.RESULT | materials.RECOMMENDED),
    ),
    "procurement/consultation": Sealed(
        draft=story(procurement.records), before=announced("publish_intent", "announce"), bids=GOODS,
        waits_in="negotiating", next_step="change_documents", data={"reason": "增加质保"}, opens="shen", after=_final_offers(),
    ),
    "procurement/inquiry": Sealed(
        draft=story(procurement.cabinets), before=announced("publish_intent", "announce"), bids=GOODS,
        waits_in="evaluating", next_step="finish_own_evaluation", opens="shen", after=_inquired, posting=("kang", "kuang"),
    ),
    "procurement/framework_closed": Sealed(
        draft=story(procurement.framework), before=announced("publish_intent", "announce"), bids=UNIT_PRICES,
        waits_in="sealed", next_step="open_bids", after=_admitted, end="in_force_goods",
    ),
    "procurement/call_off_competition": Sealed(
        draft=_call_off, before=_under_framework, bids=CALLED, waits_in="evaluating", next_step="confirm",
        opens="shen", after=_called_off,
    ),
}  # fmt: skip
