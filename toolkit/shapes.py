"""What the numbers of a policy of custody must be, so that it protects somebody: looked at without any certificate's path."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms

from toolkit import certificates, persons
from toolkit.objects import Policy, Rehearsal
from toolkit.refusals import Refused
from toolkit.suites import suite

LEAST_S = 600
"""The least that there is for objections, for custodians to post, and where only they can open for bidders to send their keys."""


def check(policy: Policy) -> None:
    """
    Refuse a policy whose numbers do not protect anybody.

    :raises Refused: `suite_unknown`, `suite_not_offered`, `policy_units`, `policy_lots`, `policy_quorum`,
        `policy_custodians`, `policy_organisation_holds_quorum`, `policy_operator_is_custodian`, `policy_witnesses`,
        `policy_version`, `policy_committee`, `policy_times`, `policy_supervisor`, `policy_evaluation`.
    """
    if not suite(policy.suite).offered:
        raise Refused("suite_not_offered", suite=policy.suite)
    names = [one.unit for one in policy.units]
    stages = sorted({one.stage for one in policy.units})
    if names != sorted(set(names)) or stages != list(range(1, len(stages) + 1)):
        raise Refused("policy_units")
    if policy.lots != sorted(set(policy.lots)) or not policy.keeps_apart:
        raise Refused("policy_lots")
    # More than half: two quorums have a witness in common, who would see two heads of one size.
    count = len(policy.witnesses)
    if not count < 2 * policy.witness_quorum <= 2 * count or len(set(policy.witnesses)) != count:
        raise Refused("policy_witnesses")
    _check_times(policy)
    if policy.supervisor in (policy.organiser, *policy.operators):
        raise Refused("policy_supervisor")
    if (policy.version == 1) != (policy.prev == ""):
        raise Refused("policy_version")
    if stages[-1] > 1 and not policy.committee_quorum:
        raise Refused("policy_committee")
    _check_evaluation(policy)
    if policy.mode == "bidder":
        if policy.k or policy.n or policy.custodians:
            raise Refused("policy_quorum")
        return
    _check_custodians(policy)


def _check_times(policy: Policy) -> None:
    """Refuse times in which nobody can do what they are for; a rehearsal has nothing to lose."""
    has_keys = policy.mode == "custodians" or policy.rescue_s >= LEAST_S
    if not isinstance(policy, Rehearsal) and (
        min(policy.objection_s, policy.posting_s) < LEAST_S or not has_keys
    ):
        raise Refused("policy_times")


def _check_evaluation(policy: Policy) -> None:
    """Refuse parts for a committee that nobody could read, and a reader who could open them by itself."""
    if policy.is_restricted != bool(policy.evaluation_cert):
        raise Refused("policy_evaluation")
    if policy.evaluation_cert:
        reads = key_of(certificates.from_base64(policy.evaluation_cert))
        others = [policy.opening_cert, *(one.cert for one in policy.custodians)]
        if reads in {key_of(certificates.from_base64(one)) for one in others}:
            raise Refused("policy_evaluation", why="another's key")


def _check_custodians(policy: Policy) -> None:
    if policy.n != 2 * policy.k - 1 or not 2 <= policy.k <= policy.n <= 9:
        raise Refused("policy_quorum", k=policy.k, n=policy.n)
    if [one.x for one in policy.custodians] != list(range(1, policy.n + 1)):
        raise Refused("policy_custodians", why="x")
    keys, people = set(), set()
    for one in policy.custodians:
        keys.add(key_of(certificates.from_base64(one.cert)))
        signer = certificates.from_base64(one.signer)
        people.add(persons.name(signer))
        keys.add(key_of(signer))
        if certificates.organisation(signer) != one.org:
            raise Refused("policy_custodians", why="organisation", x=one.x)
    # Nobody twice, by name or by key, nor for two organisations; and nobody signs with a key that opens capsules.
    if len(people) != policy.n or len(keys) != 2 * policy.n:
        raise Refused("policy_custodians", why="twice")
    organisations = [one.org for one in policy.custodians]
    if max(map(organisations.count, organisations)) >= policy.k:
        raise Refused("policy_organisation_holds_quorum")
    if set(organisations) & set(policy.operators):
        raise Refused("policy_operator_is_custodian")


def key_of(certificate: x509.Certificate) -> bytes:
    """Return a certificate's public key, to compare it with others."""
    return certificate.public_key().public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
