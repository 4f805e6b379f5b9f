"""What may change of scores that were signed: what 87号令 art. 64 names, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bidding.evaluation import bids, motions, tally, written
from bidding.models import Evaluation, Filing, Motion, Reopening, Seat, Sheet, Signed
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import canonical
from trading.law.statutes import PRACTICE

Opened = tuple[str, str] | tuple[str, str, int]
"""Which criterion of which bid may change; of an extreme score, at which seat."""
LAW = PRACTICE.article("")
"""Where the law of a method has no article on what changes of a result, it is held to the causes of 87号令 art. 64 by practice."""


def law_of(evaluation: Evaluation) -> str:
    """Return the article on what may change of a result, by the method of the lot."""
    rule = evaluation.lot.procedure.committee
    return str(rule.corrects if rule and rule.corrects else LAW)


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
        return differing(evaluation, filings)
    if cause == Reopening.Cause.EXTREME:
        used = spent(evaluation)
        found = motions.carried(evaluation, Motion.Kind.EXTREME)
        voted = {_pair(one) for one in found if one.id not in used}
        extremes = written.extremes(evaluation, filings)
        return sorted(
            (one.bid, one.criterion, one.seat) for one in extremes if (one.bid, one.criterion) in voted
        )
    return []


def differing(evaluation: Evaluation, filings: Collection[str]) -> list[tuple[str, str]]:
    """Return the bids and objective criteria on which members differ and that nothing settles."""
    return [one for one in written.differing(evaluation, filings) if one not in settled(evaluation)]


def settled(evaluation: Evaluation) -> dict[tuple[str, str], Decimal]:
    """
    Return the objective scores on which members still differed when they had scored them again, and that more than half gave alike, by
    bid and criterion: the majority decides what is to be found together (87号令 art. 61), and one member holds nobody up. Four queries.
    """
    again = {
        (bid, code)
        for one in evaluation.reopenings.filter(cause=Reopening.Cause.OBJECTIVE, round__lte=evaluation.round)
        for bid, code, *_ in one.scores
    }
    if not again:
        return {}
    scores = written.scores(evaluation, bids.scorers(evaluation))
    found = {}
    for bid, code in written.differing(evaluation, {bid for bid, _ in again}):
        value = tally.majority([of_seat.get(code) for of_seat in scores[bid].values()])
        if (bid, code) in again and value is not None:
            found[bid, code] = value
    return found


def unreasoned(evaluation: Evaluation, filings: Collection[str]) -> list[tally.Extreme]:
    """Return the extreme scores for which their author gave no reason and was not asked for one in this round."""
    asked = refusing(evaluation, filings)
    return [one for one in written.unreasoned(evaluation, filings) if one not in asked]


def refusing(evaluation: Evaluation, filings: Collection[str]) -> list[tally.Extreme]:
    """
    Return the extreme scores for which no reason was given in a round that began for it either. The author refuses: that is told in
    the report, and holds nobody up (87号令 art. 45).
    """
    if not evaluation.reopenings.filter(round=evaluation.round, cause=Reopening.Cause.EXTREME).exists():
        return []
    before = written.unreasoned(evaluation, filings, written.signed_before(evaluation))
    return [one for one in written.unreasoned(evaluation, filings) if one in before]


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
