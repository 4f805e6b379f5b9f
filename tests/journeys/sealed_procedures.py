"""
How each procedure that takes sealed bids comes to them, which step waits for their opening, and how it goes on.

Whoever is named first offers least, or in sales most, and wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from config.demo import construction, construction_awards, documents, land, materials, property_rights
from config.demo.committee import Committee
from config.demo.envelopes import TWO_ENVELOPES
from config.demo.moves import (
    Cast,
    admit,
    pay,
    refused,
    save_document,
    take,
    take_all,
    take_part,
    today,
    until,
)
from config.demo.stage import Stage, Story
from tests.journeys import property_methods as methods
from tests.journeys import sealed_procurement
from tests.journeys.sealed import ByCommand
from tests.journeys.sealed_case import Bids, Sealed, announced, story
from trading.law.decryption import Opener
from trading.law.tender_document import Method

WORKS = {"bai": construction.PRICE, "cui": "46100000.00", "deng": "46780000.00"}
ROADS = {"gao": construction.PRICE, "bai": "46100000.00", "deng": "46780000.00"}
WATERS = {"bai": construction.PRICE, "deng": "46100000.00", "jiang": "46780000.00"}
LAND = {"fang": "198000000.00", "gao": "196500000.00", "kong": "191000000.00"}
SHARES = {"bai": "13100000.00", "deng": "12600000.00"}
CAPITAL = {"bai": "42000000.00", "deng": "41000000.00"}
SEALED = materials.PROPERTY | {"competition": "online_sealed"}
RENTS = {"bai": "372000.00", "deng": "366000.00"}


# Construction


def _works_awarded(cast: Cast, bids: ByCommand) -> Story:
    yield from take(cast, "record_opening", by="chen")
    yield from construction._award(cast, cast.lot, "sun")


def _two_envelopes(cast: Cast, bids: ByCommand) -> Story:
    yield from take(cast, "record_first_opening", by="chen")
    first, second, third = bids.prices
    committee = Committee(cast=cast, fails={third: "licence"})
    committee.pass_envelope()
    yield from take(cast, "open_second_envelope")
    refusal = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/steps/record_second_opening/")
    assert [one["code"] for one in refusal.body["reasons"]] == ["bids_sealed"]
    bids.release(2, first, second)
    yield from bids.open_all(2)
    yield from take(cast, "record_second_opening", by="chen")
    price = committee.report_of_second()
    yield from take(
        cast, "receive_report", materials.REPORT | {"competition_argument": "报价均低于限价且有差异。"}
    )
    yield from take(cast, "publish_candidates")
    yield from take(cast, "confirm")
    yield from construction.completed(cast, cast.lot, price)


def _prequalified_works(cast: Cast, bids: Bids) -> Story:
    yield from take_all(cast, "publish_plan")
    yield from take_all(cast, "announce")
    for who in bids:
        take_part(cast, who)
    yield from until(cast, "prequalifying")
    Committee(cast=cast, organiser="sun").examine()
    yield from take(cast, "publish_prequalification", {"report": "资审〔2026〕3号"})
    yield from take(cast, "invite")


# Land


def _parcel(cast: Cast, bids: Bids) -> Story:
    yield from land._announce(cast)
    for who in bids:
        registration = take_part(cast, who)
        admit(cast, registration, by="song")
        pay(cast, registration, "paid", land.DEPOSIT, f"IN-{who}-{cast.lot[-6:]}")
    yield from until(cast, "tendering")


def _parcel_sold(cast: Cast, bids: ByCommand) -> Story:
    yield from take(cast, "record_opening", by="chen")
    price = Committee(cast=cast).evaluate()
    yield from land._conclude(cast, price)


# Property


def _disclosed(deposit: str) -> Callable[[Cast, Bids], Story]:
    def before(cast: Cast, bids: Bids) -> Story:
        yield from property_rights._disclose(cast)
        for who in bids:
            registration = take_part(cast, who)
            admit(cast, registration, by="chen")
            pay(cast, registration, "paid", deposit, f"IN-{who}-{cast.lot[-6:]}")

    return before


def _closed(otherwise: str = "compete") -> Callable[[Cast], Story]:
    def closed(cast: Cast) -> Story:
        yield from until(cast, "closed")
        refusal = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/steps/{otherwise}/")
        assert [one["code"] for one in refusal.body["reasons"]] == ["bids_under_seal"]
        yield from take(cast, "open_offers", by="chen")

    return closed


def _computed(cast: Cast, bids: ByCommand) -> None:
    """What was opened decides: the centre hands in no order of its own, the lower price first, and there is nobody to convene."""
    handed_in = {
        "stage": "competition",
        "values": {"has_winner": True},
        "candidates": bids.ranked(*reversed(bids.prices)),
    }
    answer = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/outcomes/", handed_in)
    assert (answer.status, answer.body["code"]) == (409, "outcome_computed"), answer.body
    nobody = {"places": [{"member": "mem_none", "kind": "expert"}]}
    answer = cast.stage.attempt("chen", f"/api/v1/lots/{cast.lot}/evaluation/", nobody)
    assert answer.body["code"] == "no_committee", answer.body


def _sold(cast: Cast, bids: ByCommand) -> Story:
    _computed(cast, bids)
    yield from take(cast, "confirm_buyer", by="chen")
    yield from property_rights._settle(cast, SHARES["bai"])


def _sold_by_tender(cast: Cast, bids: ByCommand) -> Story:
    """A committee scores the plans; the buyer is confirmed once it has reported."""
    refused(cast, "confirm_buyer", "no_winner", by="chen")
    price = Committee(cast=cast).evaluate()
    assert price == SHARES["bai"]
    yield from take(cast, "confirm_buyer", by="chen")
    yield from property_rights._settle(cast, price)


def _invested(cast: Cast, bids: ByCommand) -> Story:
    """A committee scores what the investors offer; the board takes the second of its candidates, and says why."""
    assert Committee(cast=cast).evaluate() == CAPITAL["bai"]
    refused(cast, "confirm_buyer", "no_reason", by=cast.who, data={"candidate": 2})
    refused(
        cast, "confirm_buyer", "no_such_investor", by=cast.who, data={"candidate": 3, "reason": "产业协同"}
    )
    yield from take(cast, "confirm_buyer", {"candidate": 2, "reason": "产业协同更好"})
    yield from property_rights._settle(cast, CAPITAL["deng"])


def _let(cast: Cast, bids: ByCommand) -> Story:
    _computed(cast, bids)
    yield from take(cast, "confirm_buyer", by="chen")
    price, day = RENTS["bai"], today(cast.stage)
    signed = {"contract_number": "租〔2026〕2号", "price": price, "signed_on": day}
    yield from take(cast, "sign_contract", signed)
    rent = {"amount": "124000.00", "paid_on": day, "voucher": "租金0002"}
    yield from take(cast, "pay", rent, by="chen")
    yield from take(cast, "issue_certificate", {"certificate_number": "交易凭证〔2026〕6号"}, by="chen")
    yield from take(cast, "publish_result", by="chen")
    yield from until(cast, "completed")


def _offered(
    method: str, deal: Mapping[str, Any], lot: Mapping[str, Any], *, is_judged: bool = False
) -> Callable[[Stage], Cast]:
    """Offer something for sealed prices; where a committee judges, documents say how plans are weighed."""

    def offer(stage: Stage) -> Cast:
        cast = property_rights._offer(stage, method, f"{method}密封报价", deal, lot)
        if is_judged:
            said = documents.tender_document(cast.title, None, Method.WEIGHTED_QUOTE, by=Opener.CUSTODIANS)
            save_document(cast, said)
        return cast

    return offer


PROCEDURES: Mapping[str, Sealed] = {
    "construction/open": Sealed(
        draft=story(construction.school), before=announced("announce"), bids=WORKS, waits_in="opening",
        next_step="record_opening", after=_works_awarded,
    ),
    "construction/invited": Sealed(
        draft=story(construction_awards.temple), before=announced("publish_grounds", "announce"), bids=WORKS,
        waits_in="opening", next_step="record_opening", after=_works_awarded,
    ),
    "construction/open_prequalified": Sealed(  # waterworks, by an agency
        draft=story(construction.reservoir), before=_prequalified_works, bids=WATERS, waits_in="opening",
        next_step="record_opening", after=_works_awarded, organiser="sun",
    ),
    "construction/double_envelope": Sealed(  # roads
        draft=story(construction.bridge), before=announced("announce"), bids=ROADS, waits_in="first_opening",
        next_step="record_first_opening", after=_two_envelopes, units=TWO_ENVELOPES, committee=("yan", "yao"),
    ),
    "land/tender": Sealed(
        draft=story(land.island), before=_parcel, bids=LAND, waits_in="opening", next_step="record_opening",
        after=_parcel_sold,
    ),
    "property/asset_transfer": Sealed(
        draft=_offered("asset_transfer", SEALED, materials.ASSET), before=_disclosed("3600000.00"), bids=SHARES,
        before_waiting=_closed(), waits_in="opening", next_step="confirm_buyer", after=_sold,
    ),
    "property/equity_transfer": Sealed(
        draft=_offered(
            "equity_transfer", SEALED | {"control_passes": False, "competition": "tender"}, materials.EQUITY, is_judged=True
        ),
        before=_disclosed("3600000.00"), bids=SHARES, before_waiting=_closed(), waits_in="opening",
        next_step="confirm_buyer", after=_sold_by_tender,
    ),
    "property/lease": Sealed(
        draft=_offered("lease", SEALED, materials.LEASE), before=_disclosed("30000.00"), bids=RENTS,
        before_waiting=_closed(), waits_in="opening", next_step="confirm_buyer", after=_let,
    ),
    "property/capital_increase": Sealed(
        draft=_offered(
            "capital_increase", methods.CAPITAL | {"selection": "evaluation", "pre_disclosure": False}, methods.CAPITAL_LOT, is_judged=True
        ),
        before=_disclosed("12000000.00"), bids=CAPITAL, before_waiting=_closed("select"), waits_in="opening",
        next_step="confirm_buyer", opens="shi", after=_invested,
    ),
    **sealed_procurement.PROCEDURES,
}  # fmt: skip
