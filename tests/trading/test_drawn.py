"""A tender among suppliers that were drawn: who may take part, by which way the list came about."""

from __future__ import annotations

from typing import Any

import pytest

from bidding import invitations
from config.demo import documents, materials, moves
from tests.world import World, build
from trading.actions import walking
from trading.law.tender_document import Method
from trading.models import Lot, Period

pytestmark = pytest.mark.django_db
DEAL = materials.PROCUREMENT | {
    "method_reason": "未达到公开招标数额标准。", "ground": "special", "intent_waiver": "应急采购",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return build()


def tender(world: World, source: str, method: str = "invited") -> moves.Cast:
    fields = DEAL | {"source": source}
    if method == "open_prequalified":
        fields = materials.PROCUREMENT | {"qualification_standard": "合格制。", "intent_waiver": "应急采购"}
    made = moves.draft(
        world.stage, "shen", "交换机采购", kind="procurement", method=method, sector="finance", deal=fields,
        lots={"第一包": materials.PACKAGE | materials.TENDERED}, classification="D01", estimate="1800000.00",
    )  # fmt: skip
    moves.save_document(
        made, documents.tender_document("交换机采购", "1750000.00", Method.COMPREHENSIVE_SCORE)
    )
    return made


def step(world: World, made: moves.Cast, name: str, data: dict[str, Any] | None = None) -> None:
    world.tell("shen", f"/api/v1/lots/{made.lot}/steps/{name}/", {"data": data} if data else {})


def announce(world: World, made: moves.Cast) -> None:
    world.tell("shen", f"/api/v1/deals/{made.deal}/steps/announce/", {})


def apply(world: World, made: moves.Cast, *who: str) -> dict[str, str]:
    return {one: moves.take_part(made, one) for one in who}


def drawn(world: World, *who: str, pool: int) -> dict[str, Any]:
    suppliers = [world.cast.members[one].party.code for one in who]
    return {"pool": pool, "suppliers": suppliers, "witnesses": 2, "record": "抽签"}


def refused(world: World, made: moves.Cast, who: str) -> list[str]:
    answer = world.stage.attempt(who, f"/api/v1/lots/{made.lot}/registrations/")
    assert answer.status == 409, answer.body
    return [reason["code"] for reason in answer.body["reasons"]]


def to_the_end_of(world: World, made: moves.Cast, limit: str) -> None:
    for _stop in walking.walk_to(Period.objects.get(lot=made.lot, limit=limit, current=True).ends_at):
        pass


class TestDrawnFromTheLibrary:
    def test_takes_those_who_were_drawn_and_tells_nobody_who_they_are(self, world: World) -> None:
        made = tender(world, "library")
        step(world, made, "draw", drawn(world, "bai", "cui", "han", pool=8))
        announce(world, made)
        apply(world, made, "bai", "han")
        assert refused(world, made, "kong") == ["not_invited"]
        codes = {str(world.cast.members[one].party.code) for one in ("bai", "cui", "han")}
        for who in (None, "bai", "kong", "lu"):
            for path in (f"lots/{made.lot}/", f"lots/{made.lot}/steps/", f"deals/{made.deal}/"):
                told = str(world.stage.get(who, f"/api/v1/{path}"))
                assert not [code for code in codes if code in told], (who, path)


class TestOtherMethods:
    def chosen(self, world: World, method: str, source: str) -> moves.Cast:
        extras: dict[str, dict[str, Any]] = {
            "negotiation": {"ground": "urgent"},
            "inquiry": {"category": "goods", "uniform": True, "plentiful": True, "steady_price": True},
        }
        general = {name: value for name, value in DEAL.items() if name != "ground"}
        made = moves.draft(
            world.stage, "shen", "交换机采购", kind="procurement", method=method, sector="finance",
            deal=general | {"source": source} | extras[method], lots={"第一包": materials.PACKAGE}, classification="D01",
            estimate="1800000.00",
        )  # fmt: skip
        way = Method.LOWEST_FINAL_OFFER if method == "negotiation" else Method.LOWEST_PRICE
        moves.save_document(made, documents.tender_document("交换机采购", "1750000.00", way))
        return made

    @pytest.mark.parametrize("method", ["negotiation", "inquiry"])
    def test_take_those_who_were_chosen(self, world: World, method: str) -> None:
        made = self.chosen(world, method, "library")
        choice = drawn(world, "bai", "cui", "han", pool=8)
        del choice["witnesses"]
        step(world, made, "choose_suppliers", choice | {"source": "library"})
        announce(world, made)
        apply(world, made, "bai")
        assert refused(world, made, "kong") == ["not_invited"]

    def test_take_everybody_where_suppliers_are_found_by_notice(self, world: World) -> None:
        made = self.chosen(world, "negotiation", "notice")
        announce(world, made)
        apply(world, made, "bai", "kong")


class TestAfterAPrequalification:
    def test_takes_applicants_in_time_reviews_them_and_lets_the_drawn_bid(self, world: World) -> None:
        made = tender(world, "notice")
        announce(world, made)
        applied = apply(world, made, "bai", "cui", "han", "kong")
        to_the_end_of(world, made, "application")
        assert Lot.objects.get(id=made.lot).state == "prequalifying"
        assert refused(world, made, "fang") == ["registration_closed"]
        # Who applies is as secret as who bids; the centre reads nothing of it meanwhile.
        assert list(world.stage.pages("chen", f"/api/v1/lots/{made.lot}/registrations/")) == []
        waiting = world.stage.attempt("shen", f"/api/v1/lots/{made.lot}/steps/pass_prequalification/", {})
        assert {r["code"] for r in waiting.body["reasons"]} == {"review_pending", "too_few_qualified"}
        for registration in applied.values():
            moves.admit(made, registration, by="shen")
        step(world, made, "pass_prequalification")
        beyond = {"data": drawn(world, "bai", "cui", "han", pool=5)}
        answer = world.stage.attempt("shen", f"/api/v1/lots/{made.lot}/steps/draw/", beyond)
        assert [r["code"] for r in answer.body["reasons"]] == ["drawn_beyond_those_who_passed"]
        step(world, made, "draw", drawn(world, "bai", "cui", "han", pool=4))
        step(world, made, "invite")
        lot = Lot.objects.select_related("deal").get(id=made.lot)
        told = {
            who: [r.code for r in invitations.uninvited(lot, world.cast.members[who].party_id or "")]
            for who in ("bai", "cui", "han", "kong", "fang")
        }
        assert told == {"bai": [], "cui": [], "han": [], "kong": ["not_invited"], "fang": ["not_invited"]}
        assert refused(world, made, "fang") == ["not_invited"]

    def test_of_an_open_tender_closes_the_register_with_the_applications(self, world: World) -> None:
        made = tender(world, "", "open_prequalified")
        announce(world, made)
        applied = apply(world, made, "bai", "cui", "han", "kong")
        to_the_end_of(world, made, "application")
        for who, registration in applied.items():
            moves.admit(made, registration, by="shen", reason="无资质" if who == "kong" else "")
        step(world, made, "pass_prequalification")
        step(world, made, "invite")
        assert refused(world, made, "fang") == ["registration_closed"]

    def test_fails_with_two_who_passed(self, world: World) -> None:
        made = tender(world, "", "open_prequalified")
        announce(world, made)
        applied = apply(world, made, "bai", "cui", "han")
        to_the_end_of(world, made, "application")
        for who, registration in applied.items():
            moves.admit(made, registration, by="shen", reason="无资质" if who == "han" else "")
        step(world, made, "fail_prequalification")
        assert Lot.objects.get(id=made.lot).state == "short"
