"""What may change of scores that were signed: what 87号令 art. 64 names, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bidding.evaluation import bids, motions, written
from bidding.models import Evaluation, Filing, Motion, Reopening, Seat, Sheet, Signed
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import canonical
from trading.law.statutes import ORDER_87

Opened = tuple[str, str] | tuple[str, str, int]
"""Which criterion of which bid may change; of an extreme score, at which seat."""
LAW = ORDER_87.article("64")
"""The only causes for which a result changes; construction has none of its own, and is held to the same."""


def changed_unlawfully(
    evaluation: Evaluation, seat: Seat, filing: Filing, entries: Mapping[str, Any]
) -> list[str]:
    """
    Return the criteria whose score would differ from what this member signed last, though the law does not let it.

    It lets differ: an objective criterion on which members differed, and a score that the committee found extreme by vote. Words may
    always be added. Who has signed nothing yet is free. A round that begins because somebody else came or left opens nothing.
    """
    before = _signed_last(evaluation, seat, filing)
    if before is None:
        return []
    opened = evaluation.reopenings.filter(round=evaluation.round).first()
    pairs = opened.scores if opened else []
    lawful = {code for bid, code, *of in pairs if bid == filing.id and (not of or seat.number in of)}
    return sorted(
        code for code, value in before.items()
        if code not in lawful and entries.get(code, {}).get("value", "") != value
    )  # fmt: skip


def check(evaluation: Evaluation, seat: Seat, filing: Filing, entries: Mapping[str, Any]) -> None:
    """
    Refuse scores that were signed otherwise before, where the law does not let them change.

    :raises Invalid: `correction_not_allowed`, criterion by criterion.
    """
    fixed = changed_unlawfully(evaluation, seat, filing, entries) if evaluation.round > 1 else []
    if fixed:
        words = Text(
            "评分已签署，依法只能修正被认定的项",
            "It was scored and signed; only what was found wrong by law may change",
        )
        raise Invalid("correction_not_allowed", words, fields={code: [words] for code in fixed})


def open_to(evaluation: Evaluation, cause: str) -> Sequence[Opened]:
    """Return whose scores of which bids and criteria a cause opens: nothing, where it does not hold."""
    filings = {one.id for one in bids.valid(evaluation)}
    if cause == Reopening.Cause.OBJECTIVE:
        return written.differing(evaluation, filings)
    if cause == Reopening.Cause.EXTREME:
        used = spent(evaluation)
        found = motions.carried(evaluation, Motion.Kind.EXTREME)
        voted = {_pair(one) for one in found if one.id not in used}
        extremes = written.extremes(evaluation, filings)
        return sorted(
            (one.bid, one.criterion, one.seat) for one in extremes if (one.bid, one.criterion) in voted
        )
    return []


def spent(evaluation: Evaluation) -> set[str]:
    """Return the motions that found a score extreme and by which it was opened already: each opens it once. Two queries."""
    earlier = list(evaluation.reopenings.filter(cause=Reopening.Cause.EXTREME))
    return {
        motion.id for motion in evaluation.motions.filter(kind=Motion.Kind.EXTREME) for one in earlier
        if motion.at <= one.at and _pair(motion) in {(bid, code) for bid, code, *_ in one.scores}
    }  # fmt: skip


def _pair(motion: Motion) -> tuple[str, str]:
    return (motion.about, motion.figures["criterion"])


def _signed_last(evaluation: Evaluation, seat: Seat, filing: Filing) -> dict[str, str] | None:
    last = seat.signed.filter(act=Signed.Act.SCORES).order_by("-round").first()
    if last is None:
        return None
    names = bids.named(evaluation, seat, Sheet.Part.SCORES, bids.valid(evaluation))
    sheets = canonical.load(bytes(last.content))["sheets"]
    found = next((one for one in sheets if one["bid"] == names.get(filing.id)), None)
    return {one["code"]: one["value"] for one in found["entries"]} if found else None
