"""The organiser examines who qualifies: who may, what is signed, and that nothing else counts of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bidding import audit_qualifications
from bidding.evaluation import bids, kept, qualifying, reporting
from bidding.models import Qualification
from foundation import clock
from foundation.errors import Invalid
from portal.evaluation import qualification
from tests.bidding.evaluation.room import Room
from tests.bidding.evaluation.test_integrity import written
from tests.bidding.sealed.scene import Scene
from tests.portal.test_bids import reader
from trading import facts, registry
from trading.actions import outcomes
from trading.law.procurement_guards import TENDER_COMMITTEE
from trading.law.statutes import ORDER_87
from trading.models import Lot

PASSES = {"licence": "passes"}


@contextmanager
def offered(lot: Lot, *, due: bool) -> Iterator[None]:
    """Let the lot's method have the organiser examine who qualifies where the lot stands, or let it have done so before."""
    real = registry._found()[lot.procedure_key]
    at = lot.state if due else real.states[0].name
    states = tuple(
        replace(one, qualifies=ORDER_87.article("44")) if one.name == at else one for one in real.states
    )
    assert real.committee is not None
    rule = replace(
        real.committee, qualification_by_organiser=True, disqualifies=TENDER_COMMITTEE.disqualifies,
        unmet=TENDER_COMMITTEE.unmet,
    )  # fmt: skip
    with registry.offering(replace(real, states=states, committee=rule)):
        yield


@dataclass
class Desk:
    """Where the organiser of the scene's lot examines, through its real addresses."""

    room: Room

    def ask(self, who: str | None, path: str = "", *, method: str = "GET", body: Any = None) -> Any:
        address = f"/api/v1/lots/{self.room.lot}/qualification/{path}"
        return self.room.scene.world.stage._send(who, method, address, body)

    def save(self, bid: str, entries: dict[str, Any], version: int = 0, who: str = "sun") -> Any:
        rows = [
            {"code": code, "value": one[0], "words": one[1]} if isinstance(one, tuple) else {"code": code, "value": one}
            for code, one in entries.items()
        ]  # fmt: skip
        return self.ask(who, f"sheets/{bid}/", method="PUT", body={"entries": rows, "version": version})

    def content(self) -> bytes:
        return base64.b64decode(self.ask("sun", "signature/").body["content"])

    def sign(self, *, content: bytes | None = None, signer: str = "sun") -> Any:
        content = self.content() if content is None else content
        signature = self.room.signature(signer, content)
        body = {
            name: base64.b64encode(one).decode()
            for name, one in (("content", content), ("signature", signature))
        }
        return self.ask("sun", "signature/", method="POST", body=body)

    def examined(self, **fails: tuple[str, str]) -> Any:
        """Fill in every sheet, and sign: all pass, but those of `fails` by code and words."""
        for who in ("bai", "cui", "deng"):
            code, words = fails.get(who, ("", ""))
            entries = PASSES | ({code: ("fails", words)} if code else {})
            assert self.save(self.room.bid_of(who), entries).status == 200
        return self.sign()


@pytest.fixture
def desk(opened: Scene) -> Iterator[Desk]:
    with offered(opened.lot, due=True):
        yield Desk(Room(opened))


class TestTheExamination:
    def test_is_written_by_the_organiser_alone_and_signed_as_a_whole(self, desk: Desk) -> None:
        lot, bid = desk.room.scene.lot, desk.room.bid_of("bai")
        assert {desk.ask(who).status for who in ("bai", "chen", "su", "yan", "gao", None)} == {404}
        found = desk.ask("sun").body
        assert [one["code"] for one in found["desk"]["requirements"]] == ["licence"]
        assert "第22条" in found["desk"]["grounds"][0]["law"] and len(found["desk"]["sheets"]) == 3
        # What is no requirement, and what another window has overtaken, is not kept; why somebody fails may wait for the signature.
        assert desk.save(bid, PASSES, who="bai").body["code"] == "role_not_allowed"
        assert desk.save(bid, {"price": "passes"}).body["code"] == "sheet_wrong"
        assert desk.save(bid, {"licence": "fails"}).body["version"] == 1
        assert desk.save(bid, PASSES).body["code"] == "sheet_changed"
        unsigned = desk.sign()
        assert unsigned.body["code"] == "sheet_incomplete"
        missing = {one.partition(".")[0] for one in unsigned.body["fields"]}
        assert missing == set(desk.room.bids)
        assert facts.collect(lot, clock.now()).prequalified is None
        for one in desk.room.bids:
            desk.save(one, PASSES, 1 if one == bid else 0)
        content = desk.content()
        assert desk.sign(signer="bai").body["code"] == "signer_is_another"
        assert desk.sign(content=content.replace(b"passes", b"fails", 1)).body["code"] == "content_changed"
        assert desk.ask("chen").status == 404
        assert (made := desk.sign(content=content)).status == 201
        # Signed it stays: the same again is the same, anything else is refused, and who watches may read.
        assert desk.sign(content=content).body["id"] == made.body["id"]
        assert desk.save(bid, {"licence": ("fails", "迟到")}, 2).body["code"] == "signed_already"
        assert {desk.ask(who).body["qualified"] for who in ("sun", "chen", "su")} == {3}
        assert {desk.ask(who).status for who in ("bai", "yan", "gao", None)} == {404}
        assert list(audit_qualifications.findings()) == []
        other = Qualification.objects.get().document
        other.pk, other.version, other.digest = "doc_other", other.version + 1, "0" * 64
        other.save(force_insert=True)
        written("bidding_qualification", "document_id = 'doc_other'")
        assert [one.code for one in audit_qualifications.findings()] == ["qualification_otherwise"]
        written("bidding_qualification", "at = at + interval '1 second'")
        assert {one.code for one in audit_qualifications.findings()} == {
            "qualification_otherwise", "qualification_changed",
        }  # fmt: skip

    def test_is_read_out_of_the_bytes_that_are_signed(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A colleague saves between the two: the lines are those of the bytes."""
        for one in desk.room.bids:
            assert desk.save(one, PASSES).status == 200
        first, bid = qualifying.found, desk.room.bid_of("bai")

        def found(*given: Any) -> Any:
            examination = first(*given)
            monkeypatch.setattr(qualifying, "found", first)
            desk.save(bid, PASSES | {"licence": ("fails", "执照过期")}, 1)
            return examination

        monkeypatch.setattr(qualifying, "found", found)
        sun = desk.room.scene.world.actor("sun")
        page = qualification.to_sign(desk.room.scene.lot.id, sun, clock.now())
        assert page.signing is not None
        assert [line.words for one in page.bids for line in one.lines if line.words] == ["执照过期"]

    def test_counts_who_qualifies_and_nobody_types_how_many(self, desk: Desk) -> None:
        assert desk.examined(bai=("licence", "执照过期")).status == 201
        lot = desk.room.scene.lot
        assert facts.collect(lot, clock.now()).prequalified == 2
        with pytest.raises(Invalid) as refused:
            outcomes.record_outcome(
                lot_id=lot.id, stage="qualification", values={"prequalified": 3},
                by=desk.room.scene.world.actor("chen"),
            )  # fmt: skip
        assert list(refused.value.fields) == ["prequalified"]

    def test_takes_a_bid_out_of_the_evaluation_with_words_and_article(self, desk: Desk) -> None:
        assert (
            desk.examined(bai=("licence", "执照过期"), cui=("not_capable", "三年内有重大违法记录")).status
            == 201
        )
        room = desk.room
        assert room.convene().body["reasons"][0]["code"] == "qualification_awaited"
        with offered(room.scene.lot, due=False):
            assert room.convene().status == 201
            evaluation = room.row
            assert [one.id for one in bids.valid(evaluation)] == [room.bid_of("deng")]
            report = json.loads(reporting.draft(evaluation, "", clock.now()))
            assert report["qualification"] and {
                (one["bid"], one["ground"], one["words"], one["law"]) for one in report["excluded"]
            } == {
                (room.bid_of("bai"), "licence", "执照过期", str(ORDER_87.article("63"))),
                (room.bid_of("cui"), "not_capable", "三年内有重大违法记录", str(TENDER_COMMITTEE.disqualifies[0].law)),
            }  # fmt: skip
            # Nothing follows where what was signed is no more what the journal tells of.
            assert kept.is_as_told(evaluation)
            written(
                "bidding_qualification",
                "content = convert_to(replace(convert_from(content, 'UTF8'), 'fails', 'passes'), 'UTF8')",
            )
            assert not kept.is_as_told(evaluation)

    def test_tells_a_bidder_of_its_own_bid_alone_and_nobody_before_the_result(self, desk: Desk) -> None:
        assert desk.examined(bai=("licence", "执照过期")).status == 201
        stage, lot = desk.room.scene.world.stage, desk.room.lot
        assert stage.get("bai", "/api/v1/me/letters/") == []
        Lot.objects.filter(id=lot).update(phase="failed")
        [letter] = stage.get("bai", "/api/v1/me/letters/")
        [why] = letter["standing"]["reasons"]
        assert (letter["kind"], letter["winner"], why["law"]) == (
            "not_evaluated",
            "",
            str(ORDER_87.article("63")),
        )
        assert why["words"]["zh"] == "资格审查不合格（营业执照）：执照过期"
        assert "执照过期" in reader("bai").get("/me/letters/").text
        assert stage.get("cui", "/api/v1/me/letters/") == []
        # And where it went to another by what is no rule that computes.
        Lot.objects.filter(id=lot).update(phase="concluded")
        assert [one["kind"] for one in stage.get("bai", "/api/v1/me/letters/")] == ["not_evaluated"]
        assert stage.get("cui", "/api/v1/me/letters/") == []

    def test_has_pages_of_its_own(self, desk: Desk) -> None:
        page, room = f"/lots/{desk.room.lot}/qualification/", desk.room
        assert {reader(who).get(page).status_code for who in ("bai", "chen", "yan")} == {404}
        sun = reader("sun")
        assert 'data-code="licence"' in sun.get(page).text and "evaluate" in sun.get(page).text
        assert page in sun.get(f"/lots/{room.lot}/opening/").text
        assert page not in reader("chen").get(f"/lots/{room.lot}/opening/").text
        for bid in room.bids:
            sent = sun.post(page, {"bid": bid, "version": "0", "value-licence": "fails", "words-licence": ""})
            assert sent.status_code == 302
        left = sun.get(f"{page}sign/").text
        assert "还有3处没有填写" in left and "data-sign" not in left
        late = sun.post(page, {"bid": room.bids[0], "version": "0", "value-licence": "passes"})
        assert late.status_code == 422 and "另一窗口" in late.text
        for bid in room.bids:
            sun.post(page, {"bid": bid, "version": "1", "value-licence": "passes"})
        assert "data-sign" in sun.get(f"{page}sign/").text
        assert desk.sign().status == 201
        assert Qualification.objects.get(lot=room.lot).by == room.scene.world.actor("sun").label
        assert "合格投标人" in reader("chen").get(page).text
        assert sun.post(page, {"bid": room.bids[0], "version": "2"}).status_code == 422
