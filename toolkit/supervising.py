"""The supervisor's client: what two of its persons sign, so that a lot goes on whose deadline's minute nobody outside saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toolkit import cuts, freezing, history, policies, relying, successions
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.history import History
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.policies import Custody, Pins
from toolkit.proceedings import Cut
from toolkit.refusals import Refused


def draft(
    bundle: Bundle, lot: str, shown: tuple[str, str], reason: str, pins: Pins, at: datetime, own: Sequence[Head] = ()
) -> Cut:  # fmt: skip
    """
    Return the cut at the head that the platform has `shown`, after everything was checked that a supervisor can see of it.

    It is of the log that the folder holds and that the client's witnesses cosigned after the deadline in force, and no cut was
    signed before. With it the platform shows which head witnesses had seen last in time. That there is no later one only
    witnesses know: `own` are heads that the supervisor had from them and not from the platform.

    :raises Refused: `lot_unknown`, `freeze_early`, `freeze_cut`, `cut_seen`, `cut_needless`, `cut_signers` where the policy names
        no supervisor, and what policies, logs, changes and heads are refused for.
    """
    custody, proof = bundle.custody, bundle.proof_of(bundle.custody.policy)
    policy, head = custody.policy, bundle.head
    if lot not in policy.lots:
        raise Refused("lot_unknown", lot=lot)
    if not policy.supervisor:
        raise Refused("cut_signers")
    policies.check_pinned(policy, pins)
    earlier = successions.before(policy, lot, bundle.others)
    past = history.read(bundle.log, head, custody, proof.index, None, earlier)
    history.check_fresh(head, past, custody, at=at, seen=None)
    policies.check(custody, pins, relying.logged_at(custody, proof))
    number, deadline = freezing.current_deadline(past, custody, bundle.changes, pins.trust, at)
    if at < instant(deadline):
        raise Refused("freeze_early")
    cut = checkpoint.read_head(shown[0])
    cuts.check_late(cut, custody, deadline, b"")
    if cut.checkpoint.size <= past.start or not past.continues(cut.checkpoint):
        raise Refused("freeze_cut", why="another tree")
    successions.check(policy, lot, past, bundle.others, cut.checkpoint.size)
    lines = [*past.of("cut", policy.deal, lot), *past.of("freeze", policy.deal, lot)]
    if any(index > past.start for index, _ in lines):
        raise Refused("cut_needless", why="logged")
    said = Cut(
        deal=policy.deal, lot=lot, policy=policy.hash, change_n=number, deadline=deadline, cut=shown[0], seen=shown[1],
        reason=reason,
    )  # fmt: skip
    seen = cuts.check_seen_last(said, custody, past)
    changed = [one.head for one in bundle.changes]
    _check_last(seen, [proof.head, *changed, *own], custody, past, deadline)
    return said


def _check_last(seen: Head, known: Sequence[Head], custody: Custody, past: History, deadline_ms: int) -> None:
    """Refuse what is said to have been seen last, if witnesses had seen more in time by heads that are known otherwise."""
    together: dict[Checkpoint, Head] = {}
    for one in known:
        checkpoint.check(one, custody.log)
        if one.checkpoint.size > past.checkpoint.size:
            # Witnesses are ahead of the folder, which says nothing against the platform: it is fetched again.
            raise Refused("checkpoint_stale", seen=one.checkpoint.size, now=past.checkpoint.size)
        if not past.continues(one.checkpoint):
            raise Refused("checkpoint_inconsistent", seen=one.checkpoint.size)
        before = together.get(one.checkpoint)
        # Each witness hands out its own cosignature.
        signatures = [*(before.signatures if before else ()), *one.signatures]
        together[one.checkpoint] = Head(one.checkpoint, signatures)
    for one in together.values():
        if one.checkpoint.size > seen.checkpoint.size and cuts.is_in_time(one, custody, deadline_ms):
            raise Refused("cut_seen", known=one.checkpoint.size, shown=seen.checkpoint.size)
