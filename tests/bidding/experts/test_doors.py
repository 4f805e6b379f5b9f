"""Draws and invitations through the doors: what the public, the parties and the experts are shown, and what they are not."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from accounts.models import Member
from bidding.actions import drawing
from bidding.experts import publishing
from foundation import followers
from tests.bidding.experts.scenes import Drawing
from tests.factories.accounts import token_of
from tests.journeys.transport import ClientTransport
from toolkit import canonical
from toolkit.draws import drawing as computing
from toolkit.draws import verifying
from toolkit.draws.records import Names
from trading.models import Lot

pytestmark = pytest.mark.django_db
READERS = (None, "sun", "song", "an", "bai", "cui", "chen", "su", "tang", "ding", "guan", "lu", "yan")


def tell(lot: Drawing, who: str, what: str, body: dict[str, Any] | None = None) -> Any:
    return lot.scene.world.stage._send(who, "POST", f"/api/v1/lots/{lot.lot}/draws/{what}", body or {})


def signed_in(lot: Drawing, member: Member) -> str:
    stage = lot.scene.world.stage
    stage._tokens = {**stage._tokens, member.id: token_of(member)}
    return member.id


class TestTheDoors:
    def test_lead_from_the_plan_to_names_that_are_known_with_the_result(self, lot: Drawing) -> None:
        stage, path = lot.scene.world.stage, f"/api/v1/lots/{lot.lot}/draws/"
        lot.register(9)
        plan = {
            "groups": {"a06": 2, "a08": 3}, "representatives": 2, "contributors": ["organiser", "centre", "supervisor"],
            "work_on": lot.due_on().isoformat(),
        }  # fmt: skip
        assert tell(lot, "chen", "", plan).status == 403
        unlawful = tell(lot, "sun", "", plan | {"representatives": 1})
        assert (unlawful.status, unlawful.body["code"]) == (409, "committee_unlawful")
        assert "招标投标法" in unlawful.body["reasons"][0]["law"]
        assert tell(lot, "sun", "", plan).status == 201
        assert stage.get(None, path) == [] == stage.get("bai", path)
        assert stage.get("su", path)[0]["status"] == "planned"
        for contributor, who in (("organiser", "sun"), ("centre", "chen"), ("supervisor", "su")):
            body = {"commitment": computing.commitment(lot.kept(contributor))}
            assert tell(lot, who, "commitments/", body).status == 201
        assert tell(lot, "chen", "pool/").body["code"] == "not_frozen"
        lot.fix()
        file = content(lot, None, f"{path}1/draw.json")
        announced = stage.get(None, path)[0]["fixed"]
        verifying.verify(verifying.read(file), announced=announced)
        for contributor, who in (("organiser", "sun"), ("centre", "chen"), ("supervisor", "su")):
            assert tell(lot, who, "secrets/", {"secret": lot.kept(contributor).secret}).status == 201
        lot.filled()
        named = tell(lot, "chen", "names/", {"reason": "通知到场"})
        assert (named.status, len(named.body["names"])) == (200, 5)
        assert tell(lot, "chen", "end/").body["end"] == "complete"
        ended = content(lot, None, f"{path}1/draw.json")
        assert canonical.sha256(ended) == stage.get(None, path)[0]["sha256"]
        names = f"{path}1/names.json"
        for phase, expected in (("evaluating", 404), ("publicising", 404), ("concluded", 200)):
            Lot.objects.filter(id=lot.lot).update(phase=phase)
            assert {status(lot, who, names) for who in (None, "sun", "bai", "su")} == {expected}, phase
        published = Names.from_bytes(content(lot, None, names))
        verifying.verify_names(verifying.read(ended), published)

    def test_tell_nobody_else_who_was_drawn(self, lot: Drawing) -> None:
        """Whatever is read of the lot, the deal, the record and the feeds has no id and no name of an expert."""
        lot.ordered(9)
        lot.filled()
        drawing.conclude(lot_id=lot.lot, by=lot.actor("chen"))
        hidden = [
            one for expert in lot.experts
            for one in (expert.id, expert.member_id, expert.member.user_id, expert.member.user.display_name)
        ]  # fmt: skip
        deal = lot.scene.made.deal
        addresses = [
            f"/api/v1/lots/{lot.lot}/", f"/api/v1/lots/{lot.lot}/draws/", f"/api/v1/lots/{lot.lot}/draws/1/draw.json",
            f"/api/v1/deals/{deal}/", f"/api/v1/deals/{deal}/timeline/", "/api/v1/changes/?after=0", "/api/v1/journal/",
            "/api/v1/me/changes/", "/api/v1/me/invitations/", f"/search/?q={lot.experts[0].member.user.display_name}",
        ]  # fmt: skip
        # While bids may still come nobody reads of a lot's events in bidding, not those who watch either.
        Lot.objects.filter(id=lot.lot).update(phase="evaluating")
        followers.catch_up()
        told = [
            (who, path, one)
            for who in READERS
            for path in addresses
            for text in [without_the_register(stage_text(lot, who, path))]
            for one in hidden
            if one in text and "/search/" not in path
        ]
        assert told == []
        assert "bidding.draw." in stage_text(lot, "su", "/api/v1/journal/")


def without_the_register(text: str) -> str:
    """Return what was read without the events of the register, which tell of no lot."""
    found = json.loads(text) if text.startswith("{") else {}
    if "results" not in found:
        return text
    return json.dumps(
        [one for one in found["results"] if "bidding.expert." not in one.get("type", "")], ensure_ascii=False
    )


def stage_text(lot: Drawing, who: str | None, path: str) -> str:
    return asked(lot, who, path).text


def content(lot: Drawing, who: str | None, path: str) -> bytes:
    found = asked(lot, who, path)
    assert found.status_code == 200, found.text
    return found.content


def status(lot: Drawing, who: str | None, path: str) -> int:
    return asked(lot, who, path).status_code


def asked(lot: Drawing, who: str | None, path: str) -> httpx.Response:
    stage = lot.scene.world.stage
    headers = {"Authorization": f"Bearer {stage._tokens[who]}"} if who else {}
    return httpx.Client(base_url="http://testserver/", transport=ClientTransport(), headers=headers).get(path)


class TestInvitations:
    def test_are_seen_and_answered_by_the_expert_alone(self, lot: Drawing) -> None:
        stage, row = lot.scene.world.stage, lot.ordered(9)
        entry = lot.waiting()[0]
        own = signed_in(lot, lot.member(entry))
        called = {lot.member(one).id for one in lot.waiting()}
        other = signed_in(lot, next(one.member for one in lot.experts if one.member_id not in called))
        (shown,) = stage.get(own, "/api/v1/me/invitations/")
        assert (shown["draw"], shown["answer"], shown["lot"]) == (row.id, "called", lot.lot)
        assert "白沙" not in json.dumps(shown, ensure_ascii=False)
        assert stage.get(other, "/api/v1/me/invitations/") == []
        path = f"/api/v1/me/invitations/{row.id}/"
        for who in (other, "chen", "sun", "yan"):
            assert stage._send(who, "POST", path, {"answer": "accepted"}).status == 404
        assert stage._send(own, "POST", path, {"answer": "avoided"}).body["code"] == "reason_missing"
        assert stage._send(own, "POST", path, {"answer": "accepted"}).body["answer"] == "accepted"
        declined = stage._send(own, "POST", path, {"answer": "declined"})
        assert (declined.status, declined.body["code"]) == (409, "call_answered")
        acts = publishing.file(lot.row).acts
        assert [one.act for one in acts if one.entry == entry] == ["called", "accepted"]


class TestTheRegister:
    def test_is_the_centres_and_shows_an_expert_what_is_its_own(self, lot: Drawing) -> None:
        stage, expert = lot.scene.world.stage, lot.admitted()
        lot.admitted(majors=("c03",))
        own = signed_in(lot, expert.member)
        assert [one["id"] for one in stage.get("chen", "/api/v1/experts/?major=a08")["results"]] == [
            expert.id
        ]
        assert {
            status(lot, who, f"/api/v1/experts/{expert.id}/") for who in (None, "sun", "su", "yan", own)
        } == {403}
        made = stage._send(
            own, "POST", "/api/v1/me/expert/avoidances/", {"party": "某集团", "reason": "配偶任职"}
        )
        assert made.status == 201
        stage._send(
            own, "POST", "/api/v1/me/expert/leaves/", {"from_on": "2027-05-01", "to_on": "2027-05-07"}
        )
        shown = stage.get("chen", f"/api/v1/experts/{expert.id}/")
        assert (shown["avoidances"][0]["name"], shown["leaves"][0]["to_on"]) == ("某集团", "2027-05-07")
        assert stage.get(own, "/api/v1/me/expert/")["employments"][0]["until_on"] is None
