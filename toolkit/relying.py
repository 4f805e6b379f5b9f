"""Relying on a policy later than it was made: what was signed is judged as of when witnesses saw it, what is used as of now."""

from __future__ import annotations

from datetime import datetime

from toolkit import policies
from toolkit.certificates import instant
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.proof import Proof
from toolkit.policies import Custody, Pins
from toolkit.refusals import Refused


def seen_at(head: Head, custody: Custody) -> datetime:
    """
    Return by when the quorum of witnesses had cosigned a head, by their whole seconds.

    :raises Refused: what heads are refused for.
    """
    quorum = custody.policy.witness_quorum
    checkpoint.check(head, custody.log)
    times = sorted(checkpoint.quorum(head, custody.witnesses, quorum).values())
    return instant(times[quorum - 1] * 1000)


def logged_at(custody: Custody, proof: Proof) -> datetime:
    """
    Return by when witnesses had seen the policy in the log, by its proof.

    :raises Refused: `policy_unproven`, and what heads are refused for.
    """
    if not proof.proves(custody.policy.line.to_bytes()):
        raise Refused("policy_unproven")
    return seen_at(proof.head, custody)


def check(custody: Custody, pins: Pins, proof: Proof | None, at: datetime) -> None:
    """
    Refuse a policy under which nobody should seal or file at `at`.

    Its organiser's certificate may have expired since it was logged. Of custodians enough must be left now, and the
    opening process's certificate must hold. Without a proof all of it is judged as of `at`.

    :raises Refused: as `policies.check`, `policies.check_opener` and `logged_at`.
    """
    policies.check(custody, pins, logged_at(custody, proof) if proof else at)
    policies.check_opener(custody, pins.trust, at)
    gone = policies.lost(custody.policy, pins.trust, at)
    if gone and custody.policy.n - len(gone) <= custody.policy.k:
        raise next(iter(gone.values()))
