"""What must not stop an evaluation for good, nor be decided by nobody: deviations in money, names of blind bids, envelopes."""

from __future__ import annotations

from typing import Any

import pytest

from bidding.evaluation import bids, results
from bidding.models import Evaluation, Seat
from tests.bidding.evaluation.room import EXPERTS, Room
from toolkit.scoring.methods import lowest_evaluated


def motion_of(room: Room, name: str, amount: str) -> Any:
    body = {
        "kind": "adjustment",
        "about": room.bid_of("bai"),
        "figures": {"name": name, "amount": amount},
        "words": "付款条件偏差",
    }
    return room.ask("yan", "motions/", method="POST", body=body)


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
