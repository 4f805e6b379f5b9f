"""Motions and what became of them: the majority of those who sit now decides (87号令 art. 61)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django.db.models import Prefetch

from bidding.evaluation import sitting, tally
from bidding.models import Evaluation, Motion, Vote

OF_QUESTIONS = (Motion.Kind.ASKED, Motion.Kind.LOW_PRICE)
"""What is voted on once of each question: nothing is closed before."""
BY_ALL = (Motion.Kind.CHAIR, *OF_QUESTIONS)
"""What any member may put to the vote, so that no chair holds an evaluation up."""

UNDOABLE = (
    Motion.Kind.ADJUSTMENT, Motion.Kind.CLAIM, Motion.Kind.GO_ON, Motion.Kind.REJECT_ALL, Motion.Kind.NAMED,
)  # fmt: skip
"""
What the committee may take back before it reports: what it found of bids. A chair, a call and a correction that was opened have had their
effect, and of a question it is voted once.
"""

Outcome = Literal["open", "carried", "lost", "undone"]


@dataclass(frozen=True, slots=True)
class Count:
    """How a motion stands; how many voted how is None where it is not told yet."""

    motion: Motion
    in_favour: int | None
    against: int | None
    outcome: Outcome


def counts(evaluation: Evaluation) -> list[Count]:
    """Return every motion with how it stands, in the order in which they were put. Three queries."""
    seats = sitting.standing(evaluation)
    of_seats = Vote.objects.filter(seat__in=seats)
    rows = evaluation.motions.prefetch_related(Prefetch("votes", of_seats, to_attr="counted"))
    found = [_count(one, len(seats)) for one in rows.order_by("id")]
    undone = {
        one.motion.about for one in found if one.motion.kind == Motion.Kind.UNDO and one.outcome == "carried"
    }
    return [replace(one, outcome="undone") if one.motion.id in undone else one for one in found]


def carried(evaluation: Evaluation, kind: str) -> list[Motion]:
    """Return the motions of a kind that were carried and not undone."""
    return [one.motion for one in counts(evaluation) if one.motion.kind == kind and one.outcome == "carried"]


def _count(motion: Motion, members: int) -> Count:
    votes: list[Vote] = motion.counted  # type: ignore[attr-defined]
    in_favour = sum(one.in_favour for one in votes)
    against = len(votes) - in_favour
    if tally.carried(in_favour, members):
        return Count(motion, in_favour, against, "carried")
    return Count(
        motion, in_favour, against, "lost" if tally.is_decided(in_favour, against, members) else "open"
    )
