"""Who stands next when a candidate falls out, against another platform's sequence."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from foundation import clock, journal
from foundation.transactions import action
from tests.world import build
from trading import knowledge
from trading.actions import awards
from trading.law.construction_inputs import CandidatePassedOver, DisplacementGround
from trading.models import Lot, Outcome
from trading.winners import winner_of

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[3] / "shared" / "cases" / "peer_cases.json"


@pytest.mark.skipif(not CASES.is_file(), reason="needs ../shared/cases")
def test_candidates_follow_each_other_until_none_is_left() -> None:
    [case] = [
        one for one in json.loads(CASES.read_text(encoding="utf-8"))["cases"] if one["id"] == "PZ-AWARD-SEQ"
    ]
    world = build()
    lot, by = world.lot(world.announced()), world.actor("sun")
    clock.shift_to(clock.now() + timedelta(days=60))  # nothing of bids is known before these are due
    Lot.objects.filter(id=lot.id).update(state="awarded", phase="concluded")
    ranked = [
        {"rank": rank, "name": name, "party": None, "price": None}
        for rank, name in enumerate(case["input"]["ranked"], start=1)
    ]
    values = {"candidates": len(ranked), "has_winner": True, "winner_rank": 1}
    at = journal.instant(lot.id)
    Outcome.objects.create(
        lot=lot, stage="x", values=values, candidates=ranked, recorded_at=at, recorded_by="m:chen"
    )
    out = CandidatePassedOver(ground=DisplacementGround.GIVES_UP, reason="放弃中标")

    @action
    def passed_over() -> str | None:
        locked = Lot.objects.select_for_update().get(id=lot.id)
        awards.passed_over(locked, out, journal.instant(lot.id), by)
        known = knowledge.outcomes(locked, journal.instant(lot.id))
        return winner_of(Lot.objects.get(id=lot.id))[1] if known["has_winner"] else None

    assert [passed_over() for _ in case["input"]["decisions"]] == case["expected"]["pending_after_each"]
