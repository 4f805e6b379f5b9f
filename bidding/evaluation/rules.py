"""The rule by which a lot is ranked, pinned in its bytes when a committee sits down."""

from __future__ import annotations

from typing import Any

from bidding import announcing
from bidding.evaluation import document
from bidding.models import Evaluation
from bidding.scoring.announced import NoRule
from foundation.transparency_rows import events
from toolkit import canonical


def pinned(evaluation: Evaluation) -> tuple[bytes | None, str]:
    """Return the rule of the lot as it was announced, and its digest; none where what was announced is no rule."""
    try:
        content = announcing.rule_of(evaluation.lot, document.of(evaluation)).to_bytes()
    except NoRule:
        return None, ""
    return content, canonical.sha256(content)


def is_as_told(evaluation: Evaluation) -> bool:
    """Tell whether the rule and the document are those to which the journal says that the committee sat down. One query."""
    told = (
        events("bidding.evaluation.convened")
        .filter(subject=evaluation.lot_id, data__evaluation=evaluation.id)
        .first()
    )
    if told is None:
        return False
    own = canonical.sha256(bytes(evaluation.rule)) if evaluation.rule else ""
    said = (told.data.get("rule"), told.data.get("document"))
    return (own, evaluation.document.digest) == said and own == evaluation.rule_sha256


def of_prices(evaluation: Evaluation) -> dict[str, Any]:
    """Return the part of the pinned rule that compares prices, of two envelopes that of the second; empty where none is pinned."""
    found: dict[str, Any] = canonical.load(bytes(evaluation.rule)) if evaluation.rule else {}
    found = found.get("shortlist", found)
    return dict(found.get("then", found))
