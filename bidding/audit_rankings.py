"""The audit of what figures alone decided: against the journal, and each computed anew from its file and from the opened bids."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from bidding.audit_awards import follows
from bidding.evaluation import figures
from bidding.evaluation.bids import FIRST
from bidding.models import Opening, Ranking
from bidding.scoring.announced import NoRule
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.scoring.unfit import Unfit
from trading.models import Outcome


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told, does not follow, or was never computed."""
    rows = list(Ranking.objects.select_related("lot__deal").order_by("lot_id", "number"))
    yield from compare(
        "ranking", Text("排序", "ranking"),
        {one.id: (one.lot_id, one.number, canonical.sha256(bytes(one.result)), one.computed_at) for one in rows},
        {
            str(event.data.get("ranking")): (event.subject, event.data.get("number"), event.data.get("sha256"), event.at)
            for event in events("bidding.ranking.computed")
        },
        lambda key: f"ranking {key}",
    )  # fmt: skip
    last = {one.lot_id: one for one in rows}
    for one in rows:
        is_last = one == last[one.lot_id] and figures.decide(
            one.lot
        )  # under a framework suppliers come and go
        if not follows(one) or (is_last and not _is_of_the_bids(one)):
            words = Text("排序与开启的报价不符", "The ranking does not follow from the opened bids")
            yield Finding("ranking_otherwise", f"ranking {one.id}", words)
    # What was opened before rankings were computed, or where nothing followed, may have been handed in.
    decided = Outcome.objects.filter(values__has_key="has_winner").values("lot")
    opened = Opening.objects.filter(stage=FIRST, status="recorded").exclude(freeze__lot__in=last)
    opened = opened.exclude(freeze__lot__in=decided)
    for row in opened.select_related("freeze__lot__deal").order_by("id"):
        if figures.decide(row.freeze.lot):
            words = Text(
                "密封报价已开启，没有算出排序", "The bids of this lot are open, and no ranking was computed"
            )
            yield Finding("ranking_missing", f"lot {row.freeze.lot_id}", words)


def _is_of_the_bids(row: Ranking) -> bool:
    try:
        return figures.file(row.lot, row.computed_at).to_bytes() == bytes(row.result)
    except (NoRule, Unfit, ValidationError):
        return False
