"""The rule by which a lot is ranked, pinned in its bytes when a committee sits down."""

from __future__ import annotations

from typing import Any

from bidding import announcing
from bidding.evaluation import document
from bidding.models import Evaluation
from bidding.scoring.announced import NoRule
from toolkit import canonical


def pinned(evaluation: Evaluation) -> tuple[bytes | None, str]:
    """Return the rule of the lot as it was announced, and its digest; none where what was announced is no rule."""
    try:
        content = announcing.rule_of(evaluation.lot, document.of(evaluation)).to_bytes()
    except NoRule:
        return None, ""
    return content, canonical.sha256(content)


def of_prices(evaluation: Evaluation) -> dict[str, Any]:
    """Return the part of the pinned rule that compares prices, of two envelopes that of the second; empty where none is pinned."""
    found: dict[str, Any] = canonical.load(bytes(evaluation.rule)) if evaluation.rule else {}
    found = found.get("shortlist", found)
    return dict(found.get("then", found))
