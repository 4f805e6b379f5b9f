"""
Test vectors for whoever writes another implementation, in `docs/formats/vectors/evaluation.json`; `page` writes them.

Each is a published file as it stands; of those that are refused, rule and inputs with the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.toolkit.scoring.lots import (
    BENCHMARK,
    COMPREHENSIVE,
    RULES,
    SCORED,
    D,
    bid,
    criterion,
    decimals,
    given_for,
    lot,
    with_rule,
)
from tests.toolkit.scoring.page import PAGE
from toolkit.scoring import rules
from toolkit.scoring.inputs import Correction, Exclusion, Given, PricedLine, Review
from toolkit.scoring.methods import two_envelopes
from toolkit.scoring.publishing import publish
from toolkit.scoring.unfit import Unfit

FILE: Path = PAGE.parent / "vectors" / "evaluation.json"
BIDS = (
    bid("A", "1000000.00", claims=("small", "domestic"), brand="甲", submitted_at=3),
    bid("B", "900000.00", claims=("domestic",), submitted_at=2),
    bid("C", "760000.00", submitted_at=1),
    bid("D", "760000.00", submitted_at=4),
    bid("E", "1010000.00", brand="甲", claims=("joint",), small_share=D("0.3"), submitted_at=5),
)
POINTS = {
    "A": ("27", "28", "29"),
    "B": ("25", "30", "25.5"),
    "C": ("12", "14", "13"),
    "D": ("0", "30", "9"),
    "E": ("28", "28", "28.5"),
}
PREFERRING = rules.Preferences(small=D("0.1"), joint=D("0.05"), joint_from=D("0.3"), domestic=D("0.2"))
CORRECTED = Correction(
    bid="B", statement=D("900000.00"), words=D("910000"), answer="confirmed",
    lines=(
        PricedLine(quantity=D(3), unit_price=D("10000"), amount=D("300000"), slipped="slipped"),
        PricedLine(quantity=D("2.5"), unit_price=D("244000.01"), amount=D("610000")),
    ),
)  # fmt: skip
REVIEW = Review(bid="C", asked_at=1_000, due_at=1_801_000, answered_at=1_800_999, finding="justified")
LOW = rules.LowPrices(of_mean=D("0.9"), of_next=D("0.5"), reply_minutes=30)


def evaluations() -> dict[str, tuple[Any, Any]]:
    """Return rule and inputs of each vector."""
    found = {method: (rule, _lot(method)) for method, rule in RULES.items()}
    with_preferences = {"preferences": PREFERRING, "ties": ("submitted_at",)}
    acts: dict[str, Any] = {
        "corrections": (CORRECTED,),
        "reviews": (REVIEW, REVIEW.model_copy(update={"bid": "D", "answered_at": 1_801_000})),
    }
    out = (Exclusion(bid="D", ground="compliance", words="投标函未签章"),)
    formal = (Exclusion(bid="C", ground="form"),)
    steps = ("statement", "words", "point", "sum")
    return found | {
        "preferences": (with_rule("comprehensive_score", **with_preferences), _lot("comprehensive_score")),
        "acts": (with_rule("lowest_price", corrections=steps, low_prices=LOW, ceiling_price=D("1005000")), lot(*BIDS, **acts)),
        "tie": (RULES["inquiry"], lot(*BIDS)),
        "tie_drawn": (RULES["inquiry"], lot(*BIDS, given=Given(drawn=(("D", "C"),)))),
        "tie_drawn_otherwise": (RULES["inquiry"], lot(*BIDS, given=Given(drawn=(("D", "B"), ("D", "C", "E"))))),
        "award_open": (
            RULES["separate_award"].model_copy(update={"shortlist": COMPREHENSIVE.model_copy(update={"candidates": 2})}),
            lot(*BIDS[2:4], bid("F", "760000"), points=dict.fromkeys("CDF", "9"), given=Given.model_validate(
                {"coefficients": [{"name": "discount", "value": D("0.02")}], "drawn": [("F", "C", "D"), ("F", "C")]})),
        ),
        "bonus": (
            COMPREHENSIVE.model_copy(update={"preferences": PREFERRING.model_copy(update={"given_as": "bonus"})}),
            _lot("comprehensive"),
        ),
        "benchmark": (
            with_rule(
                "reasonable_low", ceiling_price=D("1100000"),
                benchmark=BENCHMARK.model_copy(update={"of": "second_mean", "ceiling_shares": decimals("0.3", "0.4"), "places": 0}),
            ),
            lot(*BIDS, given=Given.model_validate({"coefficients": [
                {"name": "discount", "value": D("0.01")}, {"name": "ceiling_share", "value": D("0.4")},
            ]})),
        ),
        "too_few": (with_rule("lowest_price", at_least=5), lot(*BIDS, exclusions=out)),
        "envelopes": (
            two_envelopes.Rule(passing=D("12"), then=COMPREHENSIVE.model_copy(update={"criteria": (criterion("40", highest=D(30)),)})),
            lot(*BIDS[:2], *BIDS[3:], bid("C"), points=POINTS, exclusions=formal, **given_for("comprehensive")),
        ),
        "second_stage": (
            two_envelopes.Rule(then=with_rule("reasonable_low", candidates=2)),
            lot(*BIDS[:4], bid("E"), exclusions=(
                Exclusion(bid="B", ground="quote", words="报价函未签章", stage="second"), Exclusion(bid="E", ground="form"),
            ), **given_for("reasonable_low")),
        ),
        "served_and_left": (RULES["rotation"].model_copy(update={"order": tuple("EDXCBA")}), _lot("rotation", served="X")),
        "votes": (RULES["separate_award"], _lot("separate_award", ballots=(("A", "B", "A", "B", "E"), ("A", "B", "B", "B", "A")))),
        # Refused
        "review_missing": (with_rule("lowest_price", low_prices=LOW), lot(*BIDS)),
        "draw_repeated": (RULES["inquiry"], lot(*BIDS, given=Given(drawn=(("D", "C"), ("C", "D"))))),
        "coefficient_not_announced": (RULES["reasonable_low"], lot(*BIDS, given=Given.model_validate(
            {"coefficients": [{"name": "discount", "value": D("0.05")}]}))),
        "second_envelope_opened": (RULES["two_envelopes"], lot(*BIDS, points=POINTS, exclusions=out, **given_for("two_envelopes"))),
        "stage_not_allowed": (RULES["inquiry"], lot(*BIDS, exclusions=(out[0].model_copy(update={"stage": "second"}),))),
        "passing_not_allowed": (two_envelopes.Rule(passing=D(60), then=RULES["lowest_evaluated"]), lot(*BIDS)),
        "figure_too_large": (RULES["reasonable_low"], lot(*BIDS[:4], bid("E", "9999999999999999"), bid("F", "0.01"), bid("G", "0.01"),
            given=Given.model_validate({"coefficients": [{"name": "discount", "value": D("0.01")}]}))),
        "submitted_at_missing": (with_rule("inquiry", ties=("submitted_at",)), lot(*BIDS[:4], bid("E", "1000000"))),
        "quote_repeated": (RULES["inquiry"], lot(*BIDS[:4], bid("E", "1000000", "1"))),
    }  # fmt: skip


def _lot(method: str, **given: Any) -> Any:
    points = POINTS if method in SCORED else None
    drawn = given_for(method)["given"].model_copy(update=given)
    return lot(*BIDS, points=points, given=drawn)


def written() -> list[dict[str, str]]:
    """Return the vectors as they are kept."""
    found = []
    for name, (rule, inputs) in evaluations().items():
        try:
            found.append({"name": name, "file": publish(rule, inputs).to_bytes().decode()})
        except Unfit as refused:
            found.append({
                "name": name, "rule": rule.to_bytes().decode(), "inputs": inputs.to_bytes().decode(), "refused": refused.code,
            })  # fmt: skip
    return found


def kept() -> bytes:
    """Return the file."""
    return json.dumps(written(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
