"""Every reason for a refusal stands on an article, but for those few that no law gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Codes without a law, each with what it says instead.
TECHNICAL = {
    "wrong_state": "the table has no such step where the lot stands: what was asked is not there",
    "no_lot_here": "the same of all lots of a deal",
    "custody_not_in_force": "how bids are sealed here is the platform's: that nobody can yet is told in words, by what is missing",
    "rules_malformed": "the rules of an auction contradict themselves before any law is asked: the field is named",
    "preference_without_law": "a rule of an evaluation may prefer whom a law prefers, and none prefers these: there is none to name",
    "unknown_period": "an end was handed in for a period that the step does not open: a slip of the caller",
}


# Where the law stands among the arguments; a condition takes it by name alone.
PLACES: dict[str, int | None] = {"Refusal": 2, "Guard": 3, "require": None}


def written() -> Iterator[tuple[str, bool]]:
    """Yield the code of each refusal and each condition in the source, and whether a law stands beside it."""
    for path in (path for floor in ("trading", "bidding") for path in sorted((ROOT / floor).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in PLACES:
                given: dict[str | int | None, ast.expr] = {word.arg: word.value for word in node.keywords}
                law = given.get("law") or dict(enumerate(node.args)).get(PLACES[name] or -1)
                yield ast.unparse(node.args[0]).strip("'"), law is not None and ast.unparse(law) != "None"


def test_all_have_a_law_but_for_the_technical_ones() -> None:
    found = list(written())
    assert len(found) > 150
    assert {code for code, has_law in found if not has_law} == set(TECHNICAL)
