"""
The policy of custody: who can open together, until when bids come, whose signatures count. Checks of its own shape.

A client believes a policy only through what it pinned before: roots of certificates, the log's key, witnesses' keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from cryptography import x509

from toolkit import certificates, cms, persons, shapes
from toolkit.certificates import Trust, instant
from toolkit.dealing import Recipient
from toolkit.log import note
from toolkit.objects import Acceptance, Change, Policy, Rehearsal
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence
from toolkit.suites import Suite, suite

MANIFEST = "manifest"
_LOST = frozenset({"certificate_expired", "certificate_revoked"})


@dataclass(frozen=True, slots=True)
class Pins:
    """What came with the client, not from the platform."""

    trust: Trust
    logs: frozenset[str]
    witnesses: frozenset[str]


@dataclass(frozen=True)
class Custody:
    """A policy with its signatures: the organiser's, and each custodian's acceptance, as they were delivered."""

    policy: Policy
    signature: bytes
    acceptances: Mapping[int, tuple[bytes, bytes]]  # x: acceptance.json, acceptance.p7s
    evidence: Evidence = NOTHING
    """What was known of revocation when the policy came in force: as of then it decides."""

    @property
    def suite(self) -> Suite:
        """The policy's algorithms."""
        return suite(self.policy.suite)

    @cached_property
    def name(self) -> str:
        """The hash of the policy: its name everywhere else."""
        return self.policy.hash

    @cached_property
    def recipients(self) -> list[Recipient]:
        """The custodians in order of x, with the certificates that capsules are for."""
        return [Recipient(one.x, certificates.from_base64(one.cert)) for one in self.policy.custodians]

    @property
    def log(self) -> note.Verifier:
        """The log's key."""
        return note.read_verifier(self.policy.log)

    @property
    def witnesses(self) -> list[note.Verifier]:
        """The witnesses' keys."""
        return [note.read_verifier(one) for one in self.policy.witnesses]


def check(custody: Custody, pins: Pins, at: datetime) -> None:
    """
    Refuse a policy that a bidder or custodian must not rely on, as judged at `at`.

    Custodians that were lost by then are so many fewer; as long as one more than the quorum is left, nobody else is stopped.

    :raises Refused: `policy_*`, and what `certificates.judge` and `cms.verify` raise.
    """
    check_pinned(custody.policy, pins)
    policy = custody.policy
    organiser = cms.verify(custody.signature, policy.to_bytes())
    _judge(organiser, custody, pins.trust, at)
    if certificates.organisation(organiser.certificate) != policy.organiser:
        raise Refused("policy_signer")
    for text, usage in _platforms(policy):
        certificates.judge(certificates.from_base64(text), pins.trust, at, usage=usage, kept=custody.evidence)
    signed = _acceptances(custody)
    gone = lost(policy, pins.trust, at, signed, custody.evidence)
    if gone and policy.n - len(gone) <= policy.k:
        raise next(iter(gone.values()))


def check_opener(custody: Custody, trust: Trust, at: datetime) -> None:
    """
    Refuse to seal anything to an opening process whose certificate does not hold at `at`, when it is about to be used.

    :raises Refused: what `certificates.judge` raises.
    """
    opener = certificates.from_base64(custody.policy.opening_cert)
    certificates.judge(opener, trust, at, usage="agree", kept=custody.evidence)


def check_pinned(policy: Policy, pins: Pins) -> None:
    """
    Refuse a policy whose shape protects nobody, or whose log and witnesses are not those that the reader pinned.

    :raises Refused: as `shapes.check`; `policy_log_not_pinned`, `policy_witness_not_pinned`.
    """
    shapes.check(policy)
    if policy.log not in pins.logs:
        raise Refused("policy_log_not_pinned")
    if not set(policy.witnesses) <= pins.witnesses:
        raise Refused("policy_witness_not_pinned")


def lost(
    policy: Policy, trust: Trust, at: datetime, signed: Mapping[int, cms.Signature] = MappingProxyType({}),
    kept: Evidence = NOTHING,
) -> dict[int, Refused]:  # fmt: skip
    """
    Return which custodians are none any more at `at`, by x, and why: a certificate has expired, or was revoked.

    `signed` are their acceptances, whose certificates are looked at too.

    :raises Refused: for a certificate that never was good, or of which nothing is known.
    """
    gone: dict[int, Refused] = {}
    for one in policy.custodians:
        try:
            for text, usage in ((one.cert, "agree"), (one.signer, "sign")):
                certificates.judge(certificates.from_base64(text), trust, at, usage=usage, kept=kept)
            if one.x in signed:
                by = signed[one.x]
                certificates.judge(by.certificate, trust, at, usage="sign", others=by.others, kept=kept)
        except Refused as refused:
            if refused.code not in _LOST:
                raise
            gone[one.x] = refused
    return gone


def evidence(custody: Custody, trust: Trust, at: datetime) -> Evidence:
    """Return what `trust` knows at `at` of every certificate that the policy rests on: to be kept with it."""
    signatures = [cms.verify(custody.signature, custody.policy.to_bytes()), *_acceptances(custody).values()]
    holders = [(one.certificate, one.others) for one in signatures]
    for text in [
        *(text for text, _ in _platforms(custody.policy)),
        *(text for one in custody.policy.custodians for text in (one.cert, one.signer)),
    ]:
        holders.append((certificates.from_base64(text), ()))
    found = [certificates.evidence(certificate, trust, at, others) for certificate, others in holders]
    return Evidence(
        [one for part in found for one in part.lists], [one for part in found for one in part.answers]
    )


def _platforms(policy: Policy) -> list[tuple[str, str]]:
    """The platform's own certificates, each with its use."""
    always = [(policy.receipt_cert, "sign"), (policy.freeze_cert, "sign"), (policy.opening_cert, "agree"),
              (policy.tsa_cert, "timestamp")]  # fmt: skip
    return [*always, (policy.evaluation_cert, "agree")] if policy.is_restricted else always


def _judge(signed: cms.Signature, custody: Custody, trust: Trust, at: datetime) -> None:
    certificates.judge(
        signed.certificate, trust, at, usage="sign", others=signed.others, kept=custody.evidence
    )


def _acceptances(custody: Custody) -> dict[int, cms.Signature]:
    """Return who accepted, each under the signature of the custodian that the policy names."""
    policy, found = custody.policy, {}
    if isinstance(policy, Rehearsal):
        return {}  # whether they can do what they will accept is what it shows
    if set(custody.acceptances) != {one.x for one in policy.custodians}:
        raise Refused("policy_not_accepted")
    for one in policy.custodians:
        content, signature = custody.acceptances[one.x]
        acceptance = Acceptance.from_bytes(content)
        wanted = Acceptance(
            policy=policy.hash, x=one.x, cert=certificates.fingerprint(certificates.from_base64(one.cert))
        )
        found[one.x] = cms.verify(signature, content)
        if acceptance != wanted or not is_custodian(found[one.x].certificate, one.signer):
            raise Refused("policy_not_accepted", x=one.x)
    return found


def is_custodian(certificate: x509.Certificate, pinned: str) -> bool:
    """Tell whether a certificate names the person in the policy: the same, or a renewal under the same subject."""
    return certificate.subject.public_bytes() == certificates.from_base64(pinned).subject.public_bytes()


def deadline(
    custody: Custody, changes: Sequence[tuple[bytes, Sequence[bytes]]], trust: Trust, at: datetime
) -> tuple[int, int]:
    """
    Return the number of the last change (0 if none) and the deadline in force, in milliseconds since 1970.

    `changes` are `change.json` with the signatures of two persons of the organiser, in order; that they are all that the
    log knows is the caller's to check. A deadline only ever moves to later.

    :raises Refused: `change_malformed`, `change_signers`, `change_earlier`, and what certificates are refused for.
    """
    policy = custody.policy
    previous, current = policy.hash, policy.deadline
    for n, (content, signatures) in enumerate(changes, start=1):
        change = Change.from_bytes(content)
        if (change.deal, change.n, change.prev) != (policy.deal, n, previous):
            raise Refused("change_malformed", n=n)
        # As of the deadline that it moves, by when it was in the log: nobody takes a change back by a later revocation.
        if not are_two(content, signatures, policy.organiser, trust, min(at, instant(current))):
            raise Refused("change_signers", n=n)
        if change.deadline < current:
            raise Refused("change_earlier", n=n)
        previous, current = change.hash, change.deadline
    return len(changes), current


def are_two(
    content: bytes, signatures: Sequence[bytes], organisation: str, trust: Trust, at: datetime
) -> bool:
    """
    Tell whether two persons of an organisation, and nobody of another, signed `content`.

    :raises Refused: what signatures and certificates are refused for.
    """
    held, keys = [], set()
    for signature in signatures:
        signed = cms.verify(signature, content)
        certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
        if certificates.organisation(signed.certificate) != organisation:
            return False
        held.append(signed.certificate)
        keys.add(shapes.key_of(signed.certificate))
    return persons.count(held) >= 2 and len(keys) >= 2
