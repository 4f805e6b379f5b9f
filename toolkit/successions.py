"""
Which policies a lot stood under before and after one, and until when: none is slipped in, and none silently passed over.

What is at hand of another policy is bound by hashes: an earlier one is named by the one after it, a later one by its line in
the log. Their signatures are not asked for. A line that nobody signed for stops an opening, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit import canonical
from toolkit.history import History
from toolkit.log.leaves import WHOLE_DEAL
from toolkit.objects import Change, Policy, Rehearsal
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Version:
    """Another policy of the deal, and the changes of its deadline, as they were delivered."""

    content: bytes
    changes: Sequence[bytes] = ()


Others = Sequence[Version]


def before(policy: Policy, lot: str, others: Others) -> list[Policy]:
    """
    Return the earlier policies that name the lot, the last first, by the hashes with which each names the one before.

    :raises Refused: `policy_missing` if one is not at hand.
    """
    known, found, current = _by_hash(others), list[Policy](), policy
    while current.prev:
        if current.prev not in known:
            raise Refused("policy_missing", version=current.version - 1)
        current = Policy.from_bytes(known[current.prev].content)
        if lot in current.lots:
            found.append(current)
    return found


def check(policy: Policy, lot: str, history: History, others: Others, size: int) -> None:
    """
    Refuse a policy that was not the last that the log's first `size` leaves knew for the lot, or that took time from bidders.

    It stands until another that names the lot comes, and that one has no earlier deadline than was in force by then.

    :raises Refused: `policy_superseded`, `policy_earlier`, `policy_missing`, `change_missing`, and what objects are refused for.
    """
    if isinstance(policy, Rehearsal):
        return  # nothing of the deal's is said of it
    standing = _standing(policy, lot, history, others, size)
    if not standing or standing[-1][1].hash != policy.hash:
        raise Refused("policy_superseded")
    known = _by_hash(others)
    for (_, earlier), (until, later) in pairwise(standing):
        changes = known[earlier.hash].changes if earlier.hash in known else ()
        if later.deadline < _deadline(earlier, changes, history, until):
            raise Refused("policy_earlier", version=later.version)


def _standing(
    policy: Policy, lot: str, history: History, others: Others, size: int
) -> list[tuple[int, Policy]]:
    """Return the policies that name the lot, each with the place of its first line, in the order of the log."""
    known, seen, found = _by_hash(others), set[str](), list[tuple[int, Policy]]()
    for at, line in history.of("policy", policy.deal, WHOLE_DEAL):
        if at >= size or line.sha256 in seen:
            continue
        seen.add(line.sha256)
        if line.sha256 == policy.hash:
            found.append((at, policy))
            continue
        if line.sha256 not in known:
            raise Refused("policy_missing", version=line.n)
        other = Policy.from_bytes(known[line.sha256].content)
        if lot in other.lots:
            found.append((at, other))
    return found


def _deadline(policy: Policy, changes: Sequence[bytes], history: History, until: int) -> int:
    """Return the deadline that the log knew of a policy before the leaf at `until`."""
    known, current = {canonical.sha256(one): one for one in changes}, policy.deadline
    for at, line in history.of("change", policy.deal, policy.changed_as):
        if at >= until:
            break
        if line.sha256 not in known:
            raise Refused("change_missing", version=policy.version)
        current = max(current, Change.from_bytes(known[line.sha256]).deadline)
    return current


def _by_hash(others: Others) -> Mapping[str, Version]:
    return {canonical.sha256(one.content): one for one in others}
