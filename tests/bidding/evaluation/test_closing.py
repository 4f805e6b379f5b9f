"""What must not stop an evaluation for good, nor be decided by nobody: deviations in money, names of blind bids, envelopes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bidding.actions.evaluating import reporting
from bidding.evaluation import bids, concluding, motions, results, rules
from bidding.models import Evaluation, Filing, Opening, Seat
from tests.bidding.evaluation.room import EXPERTS, Room
from toolkit.scoring.methods import lowest_evaluated
from toolkit.scoring.rules import LowPrices


def motion_of(room: Room, name: str, amount: str) -> Any:
    body = {
        "kind": "adjustment",
        "about": room.bid_of("bai"),
        "figures": {"name": name, "amount": amount},
        "words": "付款条件偏差",
    }
    return room.ask("yan", "motions/", method="POST", body=body)


def undoing(motion: str) -> dict[str, Any]:
    return {"kind": "undo", "about": motion, "words": "认定有误"}


class TestADeviation:
    def test_is_voted_on_only_where_the_rule_adds_it_to_the_price_and_it_can_be_published(
        self, seated: Room
    ) -> None:
        assert motion_of(seated, "付款期", "1000.00").body["code"] == "motion_wrong"
        rule = lowest_evaluated.Rule()
        Evaluation.objects.filter(id=seated.row.id).update(rule=rule.to_bytes())
        wrong = [
            ("付款期", "-47000000.00"),
            ("付款期", "-0.00"),
            ("付\x07款", "1.00"),
            ("付款期", "1e3"),
        ]
        for name, amount in wrong:
            answer = motion_of(seated, name, amount)
            assert (answer.status, answer.body["code"]) == (422, "motion_wrong"), (name, amount)
        assert motion_of(seated, "付款期", "1000.00").status == 201

    def test_too_large_together_with_others_is_not_voted_on_and_one_that_was_carried_may_be_undone(
        self, seated: Room
    ) -> None:
        Evaluation.objects.filter(id=seated.row.id).update(rule=lowest_evaluated.Rule().to_bytes())
        bid = seated.bid_of("bai")
        first = seated.voted("adjustment", bid, name="付款期", amount="-30000000.00")
        second = {"name": "质保期", "amount": "-20000000.00"}
        assert motion_of(seated, **second).body["code"] == "motion_wrong"
        assert seated.ask("yan", "motions/", method="POST", body=undoing("mtn_x")).status == 422
        undo = seated.voted("undo", first)
        assert {one.motion.id: one.outcome for one in motions.counts(seated.row)}[first] == "undone"
        assert motions.carried(seated.row, "adjustment") == []
        # What was undone, or undid, is not undone again; the same may be found anew.
        for about in (first, undo):
            assert seated.ask("yan", "motions/", method="POST", body=undoing(about)).status == 422
        assert motion_of(seated, **second).status == 201


class TestABlindBid:
    def test_keeps_its_name_when_another_is_out(self, seated: Room) -> None:
        Evaluation.objects.filter(id=seated.row.id).update(is_blind=True)
        before = [bids.named(seated.row, one, "scores", bids.opened(seated.row)) for one in seats(seated)]
        assert len({tuple(sorted(one.items())) for one in before}) > 1
        seated.reviewed(bai="collusion")
        valid = bids.valid(seated.row)
        after = [bids.named(seated.row, one, "scores", valid) for one in seats(seated)]
        assert len(valid) == 2
        assert after == [{one.id: names[one.id] for one in valid} for names in before]

    def test_that_names_itself_is_voted_out_under_code_names_before_scores_are_signed(
        self, seated: Room
    ) -> None:
        Evaluation.objects.filter(id=seated.row.id).update(is_blind=True)
        seated.reviewed()
        out = seated.bid_of("bai")
        names = {one.member_id: bids.aliases(one, seated.lot) for one in seats(seated)}
        own = names[seated.member("yan")][out]
        body = {"kind": "named", "about": own, "words": "第3页出现投标人名称"}
        wrong = [
            seated.ask("yan", "motions/", method="POST", body={**body, "about": one})
            for one in (out, "bid-09")
        ]
        assert [one.body["code"] for one in wrong] == ["motion_wrong"] * 2
        motion = seated.do("yan", "motions/", body)
        assert motion["about"] == own
        for who in EXPERTS:
            shown = seated.do(who, "motions/", method="GET", status=200)
            assert [one["motion"]["about"] for one in shown][-1] == names[seated.member(who)][out]
        for sheet in seated.do("yao", "sheets/scores/", method="GET", status=200)["sheets"]:
            seated.save("yao", "scores", sheet["bid"], {"technical": "40", "record": "15"})
        assert seated.sign("yao", "scores").body["code"] == "votes_awaited"
        for one in seated.present():
            seated.do(one, f"motions/{motion['id']}/votes/", {"in_favour": True})
        assert [one.id for one in bids.valid(seated.row)] == sorted({*seated.bids} - {out})
        assert bids.failures(seated.row) == {out: [(1, bids.BLIND)]}
        seated.scored()
        late = seated.ask(
            "yan",
            "motions/",
            method="POST",
            body={**body, "about": names[seated.member("yan")][seated.bid_of("cui")]},
        )
        assert late.body["code"] == "not_now"
        seated.do("yan", "closing/")
        assert out not in results.published(seated.row).result.candidates


class TestASecondEnvelope:
    def test_is_reviewed_by_nobody_before_it_is_open(self, seated: Room) -> None:
        Evaluation.objects.filter(id=seated.row.id).update(stage=2)
        answer = seated.sign("yan", "reviews")
        assert (answer.status, answer.body["code"]) == (409, "not_now")


@pytest.mark.parametrize("figures", [[1], "1", 1])
def test_figures_that_are_none_are_refused(seated: Room, figures: Any) -> None:
    body = {
        "bid": seated.bids[0],
        "kind": "correction",
        "words": "请确认",
        "due_at": "2030-01-01T00:00:00Z",
        "figures": figures,
    }
    assert seated.ask("yan", "questions/", method="POST", body=body).status in (400, 422)


def seats(room: Room) -> list[Seat]:
    found = list(room.row.seats.filter(kind="expert"))
    assert len(found) == len(EXPERTS)
    return found


class TestALowPrice:
    def test_that_the_rule_marks_and_nobody_was_asked_about_is_named_with_its_article(
        self, scored: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            rules, "is_as_told", lambda _: True
        )  # as if it had been the rule from the first day
        pinned: Any = concluding.rule_of(scored.row)
        marking = pinned.model_copy(update={"low_prices": LowPrices(of_next=Decimal("0.99"))})
        Evaluation.objects.filter(id=scored.row.id).update(rule=marking.to_bytes())
        refused = scored.ask("yan", "closing/", method="POST", body={})
        assert (refused.status, refused.body["code"]) == (409, "evaluation_incomplete"), refused.body
        [reason] = refused.body["reasons"]
        assert reason["code"] == "low_price_unasked" and reason["law"]
        assert scored.bid_of("deng") in reason["message"]


class TestASecondCommittee:
    def test_leaves_nobody_out_whose_second_envelope_was_opened_for_others_alone(
        self, scored: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reporting, "_is_more_sealed", lambda *_: True)
        first, left = Opening.objects.get(), Filing.objects.get(id=scored.bid_of("cui"))
        others = [one for one in first.bids if one != left.header]
        Opening.objects.create(
            freeze=first.freeze, stage=2, bids=others, status="recorded", begun_at=first.begun_at, posting_until=first.posting_until,
            recorded_at=first.recorded_at, sha256="0" * 64, content=b"{}", signature=b"x", ref="second",
        )  # fmt: skip
        refused = scored.ask("yan", "envelope/", method="POST", body={})
        assert (refused.status, refused.body["code"]) == (409, "envelope_closed"), refused.body
        assert left.id in refused.body["detail"] and scored.bid_of("bai") not in refused.body["detail"]
