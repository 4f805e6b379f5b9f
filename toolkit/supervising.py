"""The supervisor's client: what two of its persons sign, so that a lot goes on whose deadline's minute nobody outside saw."""

from __future__ import annotations

from datetime import datetime

from toolkit import cuts, freezing, history, policies, relying, successions
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.log import checkpoint
from toolkit.policies import Pins
from toolkit.proceedings import Cut
from toolkit.refusals import Refused


def draft(bundle: Bundle, lot: str, shown: str, reason: str, pins: Pins, at: datetime) -> Cut:
    """
    Return the cut at the head that the platform has `shown`, after everything was checked that a supervisor can see of it.

    It is of the log that the folder holds and that the client's witnesses cosigned after the deadline in force, and no cut was
    signed before. That no earlier head would do, only witnesses know: the supervisor's own tells.

    :raises Refused: `lot_unknown`, `freeze_early`, `freeze_cut`, `cut_needless`, `cut_signers` where the policy names no
        supervisor, and what policies, logs, changes and heads are refused for.
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
    cut = checkpoint.read_head(shown)
    cuts.check_late(cut, custody, deadline, b"")
    if cut.checkpoint.size <= past.start or not past.continues(cut.checkpoint):
        raise Refused("freeze_cut", why="another tree")
    successions.check(policy, lot, past, bundle.others, cut.checkpoint.size)
    if past.of("cut", policy.deal, lot) or past.of("freeze", policy.deal, lot):
        raise Refused("cut_needless", why="logged")
    return Cut(
        deal=policy.deal, lot=lot, policy=policy.hash, change_n=number, deadline=deadline, cut=shown, reason=reason
    )  # fmt: skip
