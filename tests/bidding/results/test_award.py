"""The award apart from the evaluation: who votes, what a vote binds to, and that the winner is who was decided for."""

from __future__ import annotations

import base64
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bidding import announcing, audit_awards
from bidding.models import Award
from foundation import clock
from foundation.models import Event
from tests.bidding.evaluation.chancing import INSIDE, Chance
from tests.bidding.results.bench import Bench
from tests.portal.test_bids import reader
from tests.toolkit.scoring import stranger
from toolkit import cms
from toolkit.scoring.methods import separate_award
from toolkit.scoring.publishing import Evaluation, first_difference
from trading import facts
from trading.law import construction_award_guards as guards
from trading.models import Lot

VOTERS = ("sun", "song", "shen")


class Hustings:
    """The award of the bench's lot, through its real addresses."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.scene = bench, bench.hall.scene
        self.bids = sorted(bench.bid_of(who) for who in ("bai", "cui", "deng"))

    def ask(self, who: str | None, path: str = "", body: Any = None, *, method: str = "POST") -> Any:
        address = f"/api/v1/lots/{self.bench.hall.lot}/award/{path}"
        return self.scene.world.stage._send(who, method, address, body if method == "GET" else body or {})

    def code(self, who: str, path: str = "", body: Any = None) -> str:
        answer = self.ask(who, path, body)
        assert answer.status >= 400, (who, path, answer.status)
        return str(answer.body["code"])

    def members(self, *who: str) -> dict[str, list[str]]:
        return {"members": [str(self.scene.world.actor(one).member_id) for one in who]}

    def ballot(self, who: str, bid: str, *, signer: str = "") -> dict[str, str]:
        found = self.ask(who, f"ballots/?bid={bid}", method="GET")
        assert found.status == 200, found.body
        content = base64.b64decode(found.body["content"])
        signature = cms.sign(self.scene.signer(signer or who), content, at=clock.now())
        return {"content": found.body["content"], "signature": base64.b64encode(signature).decode()}

    def vote(self, *choices: int) -> Any:
        for who, choice in zip(VOTERS, choices, strict=True):
            answer = self.ask(who, "ballots/", self.ballot(who, self.bids[choice - 1]))
            assert answer.status == 201, answer.body
        return self.ask("sun", method="GET").body

    def refusal(self, candidate: int, method: str = "") -> str:
        """Return why the step that awards to a candidate is refused, for what was decided."""
        found = facts.collect(self.bench.lot, clock.now())
        data = SimpleNamespace(candidate=candidate, method=method or found.award_way)
        refused = guards.the_award_follows(replace(found, data=data))
        return refused.code if refused else ""


def hustings(bench: Bench, monkeypatch: pytest.MonkeyPatch, way: str) -> Hustings:
    """Evaluate by a rule that leaves the award to the organiser, up to the published candidates."""
    real = announcing.rule_of
    monkeypatch.setattr(
        announcing,
        "rule_of",
        lambda *given: separate_award.Rule.model_validate({"shortlist": real(*given), "award": way}),
    )
    bench.report(bench.evaluation())
    Lot.objects.filter(id=bench.hall.lot).update(state="shortlisted", phase="publicising")
    return Hustings(bench)


class TestAVote:
    def test_is_one_of_each_who_was_called_and_binds_the_award(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        poll = hustings(bench, monkeypatch, "vote")
        assert poll.refusal(1) == "award_undecided"
        ranking = reader("bai").get(f"/lots/{bench.hall.lot}/ranking/").text
        assert ranking.count("候选人不排序") == 3 and "并列" not in ranking
        assert poll.code("bai", body=poll.members(*VOTERS)) == "role_not_allowed"
        for wrong in (
            ("sun", "song"),
            ("sun", "song", "yan"),
            ("sun", "song", "bai"),
            ("sun", "song", "song"),
        ):
            assert poll.code("sun", body=poll.members(*wrong)) == "electors_wrong", wrong
        assert poll.ask("sun", body=poll.members(*VOTERS)).status == 201
        assert poll.code("sun", body=poll.members(*VOTERS)) == "award_goes_on"
        page = f"/lots/{bench.hall.lot}/award/"
        assert "data-sign" in reader("sun").get(f"{page}?bid={poll.bids[0]}").text
        assert "data-sign" not in reader("sun").get(page).text and reader("bai").get(page).status_code == 404
        first, other = (poll.ballot("sun", one) for one in poll.bids[:2])
        assert poll.code("shi", "ballots/", first) == "award_not_found"
        assert poll.code("song", "ballots/", first) == "content_changed"
        assert (
            poll.code("sun", "ballots/", poll.ballot("sun", poll.bids[0], signer="song"))
            == "signer_is_another"
        )
        made = poll.ask("sun", "ballots/", first)
        assert made.status == 201 and poll.ask("sun", "ballots/", first).body["id"] == made.body["id"]
        assert poll.code("sun", "ballots/", other) == "voted_already"
        assert poll.code("sun", "round/") == "too_few_voted"
        shown = poll.ask("song", method="GET").body
        assert (shown["voted"], shown["electors"], shown["candidate"]) == (1, 3, None)
        assert (
            poll.ask("bai", method="GET").status == poll.ask("bai", "award.json", method="GET").status == 404
        )
        assert poll.ask("song", "ballots/", poll.ballot("song", poll.bids[1])).status == 201
        assert poll.code("sun", "round/") == "round_awaited"
        assert poll.ask("shen", "ballots/", poll.ballot("shen", poll.bids[2])).status == 201
        # All have one vote: another round, for which no ballot of the first is good.
        assert poll.code("sun", "ballots/", other) == "content_changed"
        assert poll.vote(3, 3, 1)["candidate"] == 3
        assert (poll.refusal(3), poll.refusal(1)) == ("", "award_otherwise")
        assert poll.refusal(3, "price") == "award_method_otherwise"
        voted = Event.objects.filter(subject=bench.hall.lot, type="bidding.award.voted")
        assert {one.actor for one in voted} == {"expert"}
        assert poll.code("sun", body=poll.members(*VOTERS)) == "award_decided"
        file = Evaluation.from_bytes(bytes(Award.objects.get().result or b""))
        assert [len(one) for one in file.inputs.given.ballots] == [3, 3] and first_difference(file) is None
        dumped = file.model_dump(mode="json")
        assert stranger.follows(dumped["rule"], dumped["inputs"]) == dumped["result"]
        assert list(audit_awards.findings()) == []
        # Everybody reads it, and the file to compute it anew, once the winner is published, and not before.
        for state, phase, status in (("shortlisted", "publicising", 404), ("awarded", "concluded", 200)):
            Lot.objects.filter(id=bench.hall.lot).update(state=state, phase=phase)
            for who in ("bai", "gao", None):
                assert poll.ask(who, method="GET").status == status
                assert poll.ask(who, "award.json", method="GET").status == status


class TestOtherWays:
    def test_the_price_decides_at_once(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        poll = hustings(bench, monkeypatch, "price")
        assert poll.code("sun", body=poll.members(*VOTERS)) == "electors_wrong"
        decided = poll.ask("sun").body["candidate"]
        assert poll.bids[decided - 1] == bench.bid_of("deng") and poll.refusal(decided) == ""

    def test_a_draw_decides_that_anybody_computes_anew(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        poll = hustings(bench, monkeypatch, "draw")
        assert poll.code("sun") == "award_undrawn"
        everybody = {**INSIDE, "organiser": "sun"}
        draw = Chance(poll.scene, "tie").drawn(everybody)
        assert draw["end"] == "complete"
        decided = poll.ask("sun").body["candidate"]
        file = Evaluation.from_bytes(bytes(Award.objects.get().result or b""))
        [order] = file.inputs.given.drawn
        assert poll.bids[decided - 1] == order[0] and file.inputs.given.draws[0].sha256 == draw["sha256"]
