"""
When a leaf can have come, as far as witnessed heads tell: not after one that holds it, not before one that does not.

What the platform writes as the time of a receipt is its own word; the order of the log under the clocks of witnesses is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.history import SKEW_SECONDS, History
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.policies import Custody
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Seen:
    """A head of the log: how many leaves it has, from when the first of a quorum of witnesses saw it, and by when all had."""

    size: int
    first: int
    last: int


def seen(heads: Iterable[Head], custody: Custody, history: History | None = None) -> list[Seen]:
    """
    Return what heads of the log tell, in which `history` continues each.

    :raises Refused: `checkpoint_inconsistent`, and what heads are refused for.
    """
    found, quorum = [], custody.policy.witness_quorum
    for head in heads:
        checkpoint.check(head, custody.log)
        times = sorted(checkpoint.quorum(head, custody.witnesses, quorum).values())
        if history is not None and not history.continues(head.checkpoint):
            raise Refused("checkpoint_inconsistent", seen=head.checkpoint.size)
        found.append(Seen(head.checkpoint.size, times[0], times[quorum - 1]))
    return found


def is_possible(index: int, received_at: int, heads: Sequence[Seen]) -> bool:
    """
    Tell whether the leaf at `index` can have come at `received_at`, in milliseconds since 1970.

    Clocks may differ by a minute.
    """
    at = received_at // 1000
    return all(
        at <= one.last + SKEW_SECONDS if one.size > index else at >= one.first - SKEW_SECONDS for one in heads
    )
