"""From opened bids and signed scores to the published file, the outcome, and what each bidder is told."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bidding.evaluation import concluding, results
from bidding.experts import drawn
from foundation import clock
from foundation.errors import Conflict
from tests.bidding.results.bench import PRICES, Bench
from tests.portal.test_bids import reader
from tests.toolkit.scoring import stranger
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import first_difference
from trading import facts, queries, registry
from trading.actions import outcomes
from trading.law import construction_award_guards as award_guards
from trading.law.procurement_guards import fewer_valid_than
from trading.law.statutes import ORDER_87
from trading.models import Lot, Outcome
from trading.winners import candidates_of, winner_of

D = Decimal


class TestTheFile:
    def test_has_the_bids_as_opened_and_every_score_and_a_stranger_finds_the_same(self, bench: Bench) -> None:
        made = bench.evaluation()
        bench.report(made)
        file = bench.file(made)
        assert {one["id"]: one["quotes"] for one in file["inputs"]["bids"]} == {
            bench.bid_of(who): [price] for who, price in PRICES.items()
        }
        assert len(file["inputs"]["sheets"]) == 12
        assert [one["bid"] for one in file["result"]["placings"]] == [
            bench.bid_of(who) for who in ("bai", "cui", "deng")
        ]
        assert stranger.follows(file["rule"], file["inputs"]) == file["result"]
        assert first_difference(Published.from_bytes(bytes(made.result or b""))) is None

    def test_says_of_a_bid_that_is_out_why_and_asks_for_no_score_of_it(self, bench: Bench) -> None:
        made = bench.evaluation()
        bench.fails(made, "bai")
        outcome = bench.report(made)
        file = bench.file(made)
        assert file["inputs"]["exclusions"] == [
            {"bid": bench.bid_of("bai"), "ground": "licence", "stage": "first", "words": "营业执照"}
        ]
        assert {one["bid"] for one in file["inputs"]["sheets"]} == {bench.bid_of("cui"), bench.bid_of("deng")}
        assert outcome.values["bids_valid"] == 2
        assert [one["rank"] for one in outcome.candidates] == [1, 2]


class TestTheOutcome:
    def test_is_recorded_by_the_last_signature_and_taken_from_nobody(self, bench: Bench) -> None:
        outcome = bench.report(bench.evaluation())
        assert outcome.stage == "evaluation"
        assert outcome.values == {
            "bids_valid": 3, "candidates": 3, "has_winner": True, "rejected_all": False, "winner_rank": 1, "price": "47000000.00",
        }  # fmt: skip
        assert [(one["rank"], one["price"]) for one in outcome.candidates] == [
            (1, "47000000.00"), (2, "46000000.00"), (3, "45000000.00"),
        ]  # fmt: skip
        chen = bench.hall.scene.world.actor("chen")
        with pytest.raises(Conflict) as refused:
            outcomes.record_outcome(
                lot_id=bench.hall.lot, stage="evaluation", by=chen, values={"bids_valid": 2}
            )
        assert refused.value.code == "outcome_evaluated"

    def test_of_fewer_than_the_rule_asks_for_is_how_many_are_valid_and_nobody(self, bench: Bench) -> None:
        made = bench.evaluation()
        rule: Any = concluding.rule_of(made)
        made.rule = rule.model_copy(update={"at_least": 3}).to_bytes()
        made.save()
        bench.fails(made, "bai")
        outcome = bench.report(made)
        assert bench.file(made)["result"]["outcome"] == "too_few"
        known = facts.collect(bench.lot, clock.now())
        assert (outcome.candidates, known.bids_valid, known.candidates, known.has_winner) == ([], 2, 0, False)
        assert fewer_valid_than(3, ORDER_87.article("43"))(known) is None


class TestWhoIsTold:
    def test_the_lots_own_side_before_the_publicity_everybody_from_it_on_and_each_bidder_of_its_own_bid(
        self, bench: Bench
    ) -> None:
        world = bench.hall.scene.world
        made = bench.evaluation()
        bench.report(made)
        address = f"/api/v1/lots/{bench.hall.lot}/evaluation/"
        for who in ("bai", None):
            assert world.stage.look(who, f"{address}result/").status == 404
            assert world.stage.look(who, f"{address}evaluation.json").status == 404
        assert world.stage.get("bai", "/api/v1/me/letters/") == []
        shown = world.stage.get("sun", f"{address}result/")
        assert [one["rank"] for one in shown["standings"]] == [1, 2, 3]
        bench.lot.__class__.objects.filter(id=bench.hall.lot).update(phase="publicising")
        public = world.stage.get(None, f"{address}result/")
        assert public == shown
        reasons = [one for standing in public["standings"] for one in standing["reasons"]]
        assert all(one["law"] for one in reasons)
        [letter] = world.stage.get("deng", "/api/v1/me/letters/")
        assert (letter["kind"], letter["standing"]["bid"], letter["standing"]["rank"]) == (
            "ranked", bench.bid_of("deng"), 3,
        )  # fmt: skip
        page = reader("deng").get("/me/letters/").text
        assert bench.hall.lot in page and "公示中" in page
        # Other bids are called by the names that the ranking tells everybody, never by their ids.
        behind = letter["standing"]["reasons"][-1]
        assert behind["code"] == "behind" and behind == reasons[-1]
        before = f"排在 {world.cast.members['cui'].party.name} 之后"
        assert before in behind["words"]["zh"] and before in page
        told = json.dumps([letter, reasons], ensure_ascii=False) + page
        assert not any(bench.bid_of(who) in told for who in ("bai", "cui"))
        assert reader("gao").get("/me/letters/").text.count("yg-card") == 0
        assert reader("sun").get("/me/letters/").status_code == 404
        # Once somebody is chosen each reads who, and at what price.
        bench.lot.__class__.objects.filter(id=bench.hall.lot).update(phase="concluded")
        winner = world.cast.members["bai"].party.name
        for who, kind, rank in (("bai", "awarded", 1), ("cui", "not_awarded", 2), ("deng", "not_awarded", 3)):
            [letter] = world.stage.get(who, "/api/v1/me/letters/")
            assert (letter["kind"], letter["winner"], letter["price"]) == (kind, winner, "47000000.00")
            assert (letter["standing"]["bid"], letter["standing"]["rank"]) == (bench.bid_of(who), rank)

    @pytest.mark.parametrize(("state", "told"), [("decided", False), ("awarded", True)])
    def test_nobody_outside_of_whom_it_ranked_before_the_notice_of_the_result(
        self, bench: Bench, state: str, told: bool
    ) -> None:
        bench.report(bench.evaluation())
        key = key_of("procurement", "open")
        Lot.objects.filter(id=bench.hall.lot).update(procedure_key=key, state=state, phase="publicising")
        stranger = bench.hall.scene.world.actor("gao")
        assert queries.outcomes(bench.lot, stranger, at=clock.now()).exists() is told


class TestSettingAside:
    def test_leaves_no_candidate_to_award(self, bench: Bench) -> None:
        bench.report(bench.evaluation())
        assert award_guards.one_to_three_candidates(facts.collect(bench.lot, clock.now())) is None
        assert winner_of(bench.lot)[1] and len(candidates_of(bench.lot)) == 3
        said = {"reason": "专家应回避", "law": "招标投标法实施条例第七十条"}
        world = bench.hall.scene.world
        world.stage.tell("su", f"/api/v1/lots/{bench.hall.lot}/evaluation/setting-aside/", said)
        refused = award_guards.one_to_three_candidates(facts.collect(bench.lot, clock.now()))
        assert refused is not None and refused.code == "wrong_number_of_candidates"
        assert (winner_of(bench.lot), candidates_of(bench.lot)) == ((None, ""), [])
        # What was found before is still on record, and the next number counts again.
        assert Outcome.objects.filter(lot=bench.hall.lot).count() == 2


def key_of(kind: str, method: str) -> str:
    return next(one.key for one in registry.procedures() if (one.kind, one.method) == (kind, method))


def test_nothing_is_told_between_the_choice_of_a_winner_and_its_publication() -> None:
    for state, told in (("decided", False), ("awarded", True)):
        lot = Lot(procedure_key=key_of("procurement", "open"), state=state, phase="publicising")
        assert results.is_told(lot) is told, state


@pytest.mark.parametrize(
    ("method", "state", "phase", "known"),
    [
        (("procurement", "open"), "evaluating", "evaluating", False),
        (("procurement", "open"), "decided", "publicising", False),
        (("procurement", "open"), "awarded", "publicising", True),
        (("procurement", "consultation"), "awarded", "publicising", True),
        (("construction", "open"), "publicity", "publicising", False),
        (("construction", "open"), "awarded", "concluded", True),
    ],
)
def test_who_evaluated_is_told_with_the_result_and_where_candidates_come_first_once_it_is_settled(
    method: tuple[str, str], state: str, phase: str, known: bool
) -> None:
    assert drawn.names_are_known(Lot(procedure_key=key_of(*method), state=state, phase=phase)) is known
