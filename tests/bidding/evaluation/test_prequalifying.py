"""Who of those that applied may bid, as a committee examines it: by requirement, each member alone, signed, and told by letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from bidding import audit_evaluations, audit_letters
from bidding.experts import drawn
from bidding.models import Registration, SentLetter
from config.demo import documents, materials, moves
from config.demo.construction import prepare
from foundation import clock
from foundation.transparency_integrator import Log
from tests.bidding.evaluation.room import MEMBERS, Room
from tests.bidding.sealed.kept import hurry
from tests.bidding.sealed.scene import Scene
from tests.portal.test_bids import reader
from tests.trading.test_drawn import to_the_end_of
from tests.world import build
from toolkit import canonical
from toolkit.log.note import Signer as Witness
from trading.models import Lot

pytestmark = pytest.mark.django_db
APPLICANTS = ("bai", "cui", "deng", "jiang")
WHY = "近三年无同类水利业绩"


class Applicants(Room):
    """The committee that examines those who applied to bid for waterworks."""

    @property
    def bids(self) -> list[str]:
        return list(Registration.objects.filter(lot=self.lot).order_by("id").values_list("id", flat=True))

    def bid_of(self, who: str) -> str:
        party = self.scene.world.cast.members[who].party_id
        return Registration.objects.get(lot=self.lot, party=party).id

    def examined(self, **fails: str) -> Applicants:
        """Let all examine: everybody passes but those of `fails`, of whom all but one find that they have no record."""
        out = {self.bid_of(who): why for who, why in fails.items()}
        for one in self.present():
            for bid in self.bids:
                entries: dict[str, Any] = {"licence": "passes", "record": "passes"}
                if bid in out and one != "yin":
                    entries["record"] = ("fails", out[bid])
                assert self.save(one, "review", bid, entries).status == 200
            answer = self.sign(one, "reviews")
            assert answer.status == 201, answer.body
        return self

    def reported(self) -> Applicants:
        self.do("yan", "closing/")
        for one in MEMBERS:
            assert self.sign(one, "report").status == 201
        return self

    def status_of(self, who: str) -> tuple[str, str]:
        row = Registration.objects.get(id=self.bid_of(who))
        return row.status, row.reason


def document() -> dict[str, Any]:
    """Return what the prequalification document asks: a licence and a record."""
    content = documents.tender_document("崂山水库除险加固工程施工", None, commits=False)
    asked = cast("list[dict[str, Any]]", content["requirements"])
    record = asked[0] | {"code": "record", "name": "类似项目业绩", "evidence": "合同和验收证明"}
    return {**content, "requirements": [asked[0], record]}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Applicants:
    hurry(monkeypatch)
    world = build()
    fields = materials.CONSTRUCTION | materials.PREQUALIFIED | {"sector": "water"}
    made = moves.draft(
        world.stage, "sun", "崂山水库除险加固工程施工", kind="construction", method="open_prequalified", sector="water", deal=fields,
        lots={"主体标": materials.WORKS_LOT}, classification="A07", estimate="48000000.00",
    )  # fmt: skip
    prepare(made)
    kept = {"kind": "prequalification", "content": document()}
    made.stage.tell("sun", f"/api/v1/deals/{made.deal}/documents/", kept)
    world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    for who in APPLICANTS:
        moves.take_part(made, who)
    to_the_end_of(world, made, "application")
    nothing = cast("Any", None)
    scene = Scene(world, made, cast("Log", nothing), tmp_path, cast("Witness", nothing), tmp_path)
    return Applicants(scene)


def test_a_committee_examines_who_may_bid(room: Applicants) -> None:
    room.declared()
    assert room.row.is_prequalification
    assert room.row.document.kind == "prequalification"
    desk = room.do("yao", "sheets/review/", method="GET", status=200)
    assert {one["bid"] for one in desk["sheets"]} == set(room.bids)
    room.examined(cui=WHY)
    assert room.status_of("cui")[0] == "applied"  # nothing takes effect before the report is signed
    room.reported()
    assert [room.status_of(who)[0] for who in APPLICANTS] == [
        "qualified",
        "rejected",
        "qualified",
        "qualified",
    ]
    said = room.status_of("cui")[1]
    assert "类似项目业绩" in said and WHY in said and "第18条" in said
    report = canonical.load(bytes(room.row.report or b""))
    [out] = report["excluded"]
    assert (out["bid"], out["ground"], out["words"]) == (room.bid_of("cui"), "record", WHY)
    done = {"data": {"report": "资审〔2026〕3号"}}
    room.scene.world.tell("sun", f"/api/v1/lots/{room.lot}/steps/publish_prequalification/", done)
    letters = {one.registration_id: canonical.load(bytes(one.content)) for one in SentLetter.objects.all()}
    assert letters[room.bid_of("cui")]["reason"] == said
    assert letters[room.bid_of("bai")]["reason"] == ""
    assert [*audit_evaluations.findings(), *audit_letters.findings()] == []


def test_nobody_learns_who_applied_who_may_not(room: Applicants) -> None:
    room.declared()
    room.examined(cui=WHY).reported()
    world = room.scene.world
    names = [world.cast.members[who].party.name for who in APPLICANTS]
    for who, readable in (("yao", True), ("sun", True), ("chen", False), ("shui", False), ("bai", False)):
        for path in ("report/", "sheets/review/all/"):
            assert (room.ask(who, path).status == 200) is readable, (who, path)
            page = path.replace("sheets/", "")
            assert (reader(who).get(f"/lots/{room.lot}/evaluation/{page}").status_code == 200) is readable
    for who in ("chen", "shui"):
        for page in (f"/lots/{room.lot}/evaluation/", f"/deals/{Lot.objects.get(id=room.lot).deal.number}/"):
            text = reader(who).get(page).text
            assert [one for one in names if one in text] == [], (who, page)
    Lot.objects.filter(id=room.lot).update(state="evaluating", phase="evaluating")
    assert (
        room.ask("chen", "report/").status == 404
    )  # from then on it is the bids' evaluation that is found there


def test_pages_lead_there_and_say_what_it_is(room: Applicants) -> None:
    deal = f"/deals/{Lot.objects.get(id=room.lot).deal.number}/"
    assert "组建资格审查委员会" in reader("chen").get(deal).text
    assert "资格审查委员会就座" in reader("chen").get(f"/lots/{room.lot}/evaluation/").text
    room.declared()
    page = reader("yao").get(f"/lots/{room.lot}/evaluation/").text
    assert "资格预审审查" in page and "询标" not in page and "申请人资格审查" in page
    sheet = reader("yao").get(f"/lots/{room.lot}/evaluation/review/").text
    assert "类似项目业绩" in sheet and "资格预审文件载明" in sheet and "第34条" in sheet
    assert "资格预审文件：审查标准" in sheet
    room.examined(cui=WHY).reported()
    for who in ("yao", "sun"):
        report = reader(who).get(f"/lots/{room.lot}/evaluation/report/").text
        assert "资格审查报告" in report and WHY in report and "未通过的申请人" in report


def test_what_is_of_bids_alone_is_refused(room: Applicants) -> None:
    room.declared()
    bid = room.bid_of("bai")
    ask = {"bid": bid, "kind": "clarification", "words": "请说明", "due_at": (clock.now()).isoformat()}
    assert room.ask("yan", "questions/", method="POST", body=ask).body["code"] == "not_now"
    motion = {"kind": "reject_all", "about": "", "words": "否决"}
    assert room.ask("yan", "motions/", method="POST", body=motion).body["code"] == "motion_wrong"
    assert room.save("yan", "scores", bid, {"technical": "40"}).status == 409
    assert room.save("yan", "review", bid, {"collusion": ("fails", "x")}).status == 422
    assert room.save("yan", "review", bid, {"false_statements": ("fails", "业绩合同系伪造")}).status == 200


def test_the_organiser_admits_nobody_beside_a_committee(room: Applicants) -> None:
    admit = f"/api/v1/registrations/{room.bid_of('bai')}/review/"
    room.declared()
    answer = room.scene.world.stage.attempt("sun", admit, {"qualified": True})
    assert (answer.status, answer.body["code"]) == (409, "committee_examines")
    room.ask("shui", "setting-aside/", method="POST", body={"reason": "组成不合法", "law": "条例第七十条"})
    assert room.scene.world.stage.attempt("sun", admit, {"qualified": True}).status == 200
    room.chosen(*MEMBERS)
    again = room.ask("chen", "", method="POST", body={"places": [room.place(one) for one in MEMBERS]})
    assert again.body["code"] == "reviewed_already"


def test_a_signed_report_is_not_set_aside_and_the_next_committee_is_another(room: Applicants) -> None:
    room.declared()
    room.examined().reported()
    answer = room.ask("shui", "setting-aside/", method="POST", body={"reason": "x", "law": "x"})
    assert (answer.status, answer.body["code"]) == (409, "evaluation_reported")
    lot = Lot.objects.select_related("deal").get(id=room.lot)
    assert drawn.choices(lot) == [] and drawn.gone(lot) == set() and drawn.sat_before(lot) == set()
    assert room.ask("chen", "", method="POST", body={"places": [room.place("yan")]}).body["code"] in (
        "evaluation_reported", "not_eligible",
    )  # fmt: skip


def test_fees_of_its_experts_are_noted_though_the_bids_have_a_committee_by_then(room: Applicants) -> None:
    room.declared()
    room.examined().reported()
    at = room.row.began_at
    Lot.objects.filter(id=room.lot).update(state="evaluating", phase="evaluating")
    assert room.ask("chen", "services/").status == 404  # nobody sat for the bids yet
    noted = {"came_at": at.isoformat(), "left_at": clock.now().isoformat(), "fee": "800.00", "evaluation": 1}
    assert room.ask("chen", "seats/1/service/", method="POST", body=noted).status == 201
    paid = {"reference": "BANK-1", "paid_on": f"{clock.now():%Y-%m-%d}", "evaluation": 1}
    assert room.ask("chen", "seats/1/payment/", method="POST", body=paid).status == 201
    rated = {"discipline": 5, "skill": 5, "diligence": 5, "evaluation": 1}
    assert room.ask("sun", "seats/1/rating/", method="POST", body=rated).status == 201
    [first, *_] = room.do("chen", "services/?evaluation=1", method="GET", status=200)
    assert (first["fee"], len(first["ratings"])) == ("800.00", 1)
    assert room.ask("chen", "seats/1/service/", method="POST", body=noted | {"evaluation": 2}).status in (
        404,
        409,
    )
    assert reader("chen").get(f"/lots/{room.lot}/evaluation/services/?evaluation=1").status_code == 200
    assert reader("bai").get(f"/lots/{room.lot}/evaluation/services/?evaluation=1").status_code == 404
    assert list(audit_evaluations.findings()) == []


def test_who_gives_up_meanwhile_is_examined_and_not_admitted(room: Applicants) -> None:
    room.declared()
    left = room.bid_of("deng")
    room.scene.world.tell("deng", f"/api/v1/registrations/{left}/withdraw/")
    room.examined(cui=WHY).reported()
    assert room.status_of("deng")[0] == "withdrawn"
    done = {"data": {"report": "资审〔2026〕3号"}}
    answer = room.scene.world.stage.attempt(
        "sun", f"/api/v1/lots/{room.lot}/steps/publish_prequalification/", done
    )
    assert [one["code"] for one in answer.body["reasons"]] == ["too_few_prequalified"]
