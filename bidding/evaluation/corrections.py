"""What may change of scores that were signed: what 87号令 art. 64 names, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bidding.evaluation import bids, motions, written
from bidding.models import Evaluation, Filing, Motion, Reopening, Seat, Sheet, Signed
from toolkit import canonical
from trading.law.statutes import ORDER_87

LAW = ORDER_87.article("64")
"""The only causes for which a result changes; construction has none of its own, and is held to the same."""


def changed_unlawfully(
    evaluation: Evaluation, seat: Seat, filing: Filing, entries: Mapping[str, Any]
) -> list[str]:
    """
    Return the criteria whose score would differ from what this member signed last, though the law does not let it.

    It lets differ: an objective criterion on which members differed, and a score that the committee found extreme by vote. Words may
    always be added. Who has signed nothing yet is free.
    """
    before = _signed_last(evaluation, seat, filing)
    opened = evaluation.reopenings.filter(round=evaluation.round).first()
    if before is None or opened is None:
        return []
    lawful = {code for bid, code in opened.scores if bid == filing.id}
    return sorted(
        code for code, value in before.items()
        if code not in lawful and entries.get(code, {}).get("value", "") != value
    )  # fmt: skip


def open_to(evaluation: Evaluation, cause: str) -> list[tuple[str, str]]:
    """Return the bids and criteria whose scores a cause opens: nothing, where it does not hold."""
    filings = {one.id for one in bids.valid(evaluation)}
    if cause == Reopening.Cause.OBJECTIVE:
        return written.differing(evaluation, filings)
    if cause == Reopening.Cause.EXTREME:
        found = motions.carried(evaluation, Motion.Kind.EXTREME)
        return sorted({(one.about, one.figures["criterion"]) for one in found})
    return []


def _signed_last(evaluation: Evaluation, seat: Seat, filing: Filing) -> dict[str, str] | None:
    last = seat.signed.filter(act=Signed.Act.SCORES).order_by("-round").first()
    if last is None:
        return None
    names = bids.named(evaluation, seat, Sheet.Part.SCORES, bids.valid(evaluation))
    sheets = canonical.load(bytes(last.content))["sheets"]
    found = next((one for one in sheets if one["bid"] == names.get(filing.id)), None)
    return {one["code"]: one["value"] for one in found["entries"]} if found else None
