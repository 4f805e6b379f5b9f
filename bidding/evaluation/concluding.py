"""What follows from an evaluation: the file that anybody recomputes, before the members sign it, and the outcome once they have."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from bidding.models import Evaluation


def computed(evaluation: Evaluation) -> bytes:
    """
    Return the file (`evaluation/1`) that follows from what the committee did, in its bytes; empty while no rule is pinned.

    Called when scores are closed, in the transaction that lays the report before the members.
    """
    return b""


def conclude(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """Record what came of an evaluation whose report has just been signed, in the same transaction."""
