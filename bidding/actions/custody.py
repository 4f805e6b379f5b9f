"""Policies of custody: published by the organiser, accepted by every custodian, moved to a later deadline by two persons."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from bidding import timing
from bidding.actions import evidence
from bidding.models import CustodyAcceptance, CustodyPolicy, PolicyChange
from bidding.sealed import custody, lasting, persons, refusing, successions, terms
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows
from toolkit import certificates, cms, policies, refusals, shapes
from toolkit.log.leaves import Line
from toolkit.objects import Acceptance, Change, Policy
from trading import engine
from trading.law.guards import takes_sealed_bids
from trading.models import Deal, Lot


@action
def publish_policy(*, deal_id: str, content: bytes, signature: bytes, by: Actor) -> CustodyPolicy:
    """
    Take the policy that the organiser signed for announced lots. It is in force, and in the log, once all accepted it.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Invalid: `policy_not_ours` with the fields that are not this platform's or this deal's; `policy_stages` unless it has
        the stages in which the procedure opens bids; `policy_not_as_tendered` unless it opens them as the tender document
        says; `policy_too_little` where it asks for less than is taken here; and what the format refuses.
    :raises Conflict: `method_not_sealed` where the method takes no sealed bids; `policy_frozen` once bids are frozen;
        `policy_too_late` in the last days; for a later version `policy_mode_fixed`, `policy_outdated` if its deadline is
        earlier than the one in force.
    """
    deal = organised(deal_id, by)
    at = journal.instant(deal.id)
    try:
        policy = Policy.from_bytes(content)
        shapes.check(policy)
        signed = cms.verify(signature, content)
        certificates.judge(signed.certificate, custody.trust(at), at, usage="sign", others=signed.others)
        if certificates.organisation(signed.certificate) != policy.organiser:
            raise refusals.Refused("policy_signer")
        persons.check_custodians(policy)
        lasting.check_custodians(policy, policy.deadline, at, least=policy.n)
        lasting.check_readers(policy, at)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    lots = lock_rows(Lot, policy.lots, strength="update")
    if foreign := _foreign(policy, deal, lots):
        raise not_ours(foreign)
    if least := terms.too_little(policy):
        raise successions.too_little(least)
    check_sealed(lots)
    _check_stages(policy, lots)
    successions.check(policy, lots, at)
    _check_tendered(policy)
    row = CustodyPolicy.objects.create(
        deal=deal, version=policy.version, sha256=policy.hash, content=content, signature=signature,
        deadline_ms=policy.deadline, published_at=at, published_by=by.label, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    row.lots.set(lots)
    _journal("bidding.custody.published", row, by=by, at=at, version=row.version)
    if policy.mode == "bidder":
        _put_in_force(row, by=by, at=at)
    return row


@action
def accept_custody(*, policy_id: str, content: bytes, signature: bytes, by: Actor) -> CustodyAcceptance:
    """
    Take a custodian's signed acceptance; whoever brings it, the signature says whose it is.

    The last one puts the policy in force and its line in the log.

    :raises Forbidden: to who is not signed in.
    :raises Conflict: `custody_accepted` for a second one; `policy_outdated` if the deadline was moved, or a later version came
        in force, since it was published; `policy_frozen`, `policy_too_late` as then.
    :raises Invalid: `policy_not_as_tendered` as then, `policy_not_accepted`, and what signatures and certificates are refused for.
    """
    if by.member_id is None:
        raise Forbidden(
            "role_not_allowed", Text("请以单位成员身份操作", "Act as a member of an organisation")
        )
    known = CustodyPolicy.objects.filter(id=policy_id).first()
    if known is None:
        raise NotFound("policy_not_found", Text("没有这份保管方案", "There is no such policy"))
    deal = lock_row(Deal, known.deal_id)
    row = lock_row(CustodyPolicy, policy_id)
    policy = custody.policy_of(row)
    lots = lock_rows(Lot, policy.lots, strength="update")
    at = journal.instant(deal.id)
    successions.check(policy, lots, at)
    _check_tendered(policy)
    try:
        acceptance = Acceptance.from_bytes(content)
        named = {one.x: one for one in policy.custodians}.get(acceptance.x)
        if named is None:
            raise refusals.Refused("not_a_custodian")
        cert = certificates.fingerprint(certificates.from_base64(named.cert))
        signed = cms.verify(signature, content)
        wanted = Acceptance(policy=policy.hash, x=named.x, cert=cert)
        if acceptance != wanted or not policies.is_custodian(signed.certificate, named.signer):
            raise refusals.Refused("policy_not_accepted", x=acceptance.x)
        certificates.judge(signed.certificate, custody.trust(at), at, usage="sign", others=signed.others)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    if row.acceptances.filter(x=acceptance.x).exists():
        raise Conflict("custody_accepted", Text("该保管人已签名接受", "This custodian has accepted already"))
    made = CustodyAcceptance.objects.create(
        policy=row, x=acceptance.x, content=content, signature=signature, at=at
    )
    _journal("bidding.custody.accepted", row, by=by, at=at, custodian=acceptance.x)
    if row.acceptances.count() == policy.n:
        _put_in_force(row, by=by, at=at)
    return made


@action
def publish_change(*, policy_id: str, content: bytes, signatures: Sequence[bytes], by: Actor) -> PolicyChange:
    """
    Log a later deadline, to which the bidding periods were moved of all lots that stand under the policy, before the old one
    passes; any later one where a hold stops these periods.

    Waits for tickets in flight, which are then judged by the deadline that they found.

    :raises Conflict: `deadline_passed`, `policy_outdated` if no lot stands under the policy any more, `deadline_not_moved`
        unless every lot's period ends at the new deadline.
    :raises Invalid: `change_malformed`, `change_signers`, `change_earlier`, `signer_unbound`, and what signatures are
        refused for.
    """
    known = CustodyPolicy.objects.filter(id=policy_id, in_force_from__isnull=False).first()
    if known is None:
        raise NotFound("policy_not_found", Text("没有这份保管方案", "There is no such policy"))
    deal = organised(known.deal_id, by)
    policy = custody.policy_of(known)
    lots = [lot for lot in lock_rows(Lot, policy.lots, strength="update") if custody.in_force(lot) == known]
    at = journal.instant(deal.id)
    if not lots:
        raise successions.outdated()
    number, deadline = custody.deadline_of(known)
    if custody.milliseconds(at) >= deadline:
        raise deadline_passed()
    earlier = known.changes.order_by("number")
    chain = [
        (bytes(one.content), (bytes(one.first_signature), bytes(one.second_signature))) for one in earlier
    ]
    try:
        if len(signatures) != 2:
            raise refusals.Refused("change_signers", n=number + 1)
        _, moved = policies.deadline(
            custody.custody_of(known), [*chain, (content, signatures)], custody.trust(at), at
        )
        persons.check_two(content, signatures, deal.organiser_id, "change_signers")
        change = Change.from_bytes(content)
        lasting.check_custodians(policy, moved, at, least=policy.k)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    if any(terms.end_of_bidding(lot) != moved and not _is_stopped(lot) for lot in lots):
        raise Conflict(
            "deadline_not_moved",
            Text(
                "请先以澄清或者修改公告顺延全部标段的投标截止时间",
                "First move the bidding period of every lot to this deadline",
            ),
        )
    row = PolicyChange.objects.create(
        policy=known, number=number + 1, sha256=change.hash, content=content, first_signature=signatures[0],
        second_signature=signatures[1], deadline_ms=moved, at=at, by=by.label, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("change", deal.id, policy.changed_as, row.number, row.sha256), ref=row.ref)
    _journal("bidding.custody.changed", known, by=by, at=at, number=row.number)
    return row


def _is_stopped(lot: Lot) -> bool:
    """
    Tell whether a hold stops the lot's time for bids, which moves only when it is lifted: the log must wait before that.

    Otherwise a hold across the deadline would shut out everybody who has not filed. Bids are taken until the earlier of both.
    """
    limit = lot.procedure.bidding
    return limit is not None and limit.stops and timing.is_held(lot)


def deadline_passed() -> Conflict:
    """Return the refusal of what comes at the deadline or after it."""
    return Conflict("deadline_passed", Text("投标截止时间已到", "The deadline for bids has passed"))


def not_ours(fields: Sequence[str]) -> Invalid:
    """Return the refusal of a policy whose `fields` are another platform's or deal's."""
    told = Text("与本平台或者本项目不符", "Not this platform's or this deal's")
    return Invalid(
        "policy_not_ours",
        Text("保管方案与本平台或者本项目不符", "The policy is not this platform's, or not this deal's"),
        fields={name: [told] for name in fields},
    )


def check_sealed(lots: Sequence[Lot]) -> None:
    """
    Refuse lots of whose methods one takes no sealed bids.

    :raises Conflict: `method_not_sealed`.
    """
    if not all(takes_sealed_bids(lot.procedure) for lot in lots):
        words = "This method takes no sealed bids: nothing would open them"
        raise Conflict("method_not_sealed", Text("此交易方式不收密封投标，没有开启的环节", words))


def organised(deal_id: str, by: Actor) -> Deal:
    """
    Lock a deal that the actor organises.

    :raises Forbidden: unless it does.
    """
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden(
            "role_not_allowed",
            Text("只有招标人可以制定保管方案", "Only the organiser sets a policy of custody"),
        )
    return deal


def _check_stages(policy: Policy, lots: Sequence[Lot]) -> None:
    """Refuse envelopes that the procedure does not know, which nothing would open, and one where it knows two."""
    stages = {one.stage for one in policy.units}
    for lot in lots:
        wanted = set(lot.procedure.openings)
        if stages != wanted:
            raise Invalid(
                "policy_stages",
                Text(
                    "开启单元的阶段与交易方式的开标次数不一致", "The units' stages are not those in which the procedure opens bids"
                ),
                detail={"stages": sorted(stages), "wanted": sorted(wanted)},
            )  # fmt: skip


def _check_tendered(policy: Policy) -> None:
    if wanted := terms.untendered(policy):
        words = "The policy opens bids otherwise than the tender document says"
        told = Text("招标文件：{it}", "The tender document: {it}")
        raise Invalid(
            "policy_not_as_tendered", Text("保管方案的解密方式或者时限与招标文件不一致", words),
            fields={name: [told.format(it=value)] for name, value in wanted.items()},
        )  # fmt: skip


def _put_in_force(row: CustodyPolicy, *, by: Actor, at: datetime) -> None:
    row.in_force_from, row.evidence = at, evidence.keep(evidence.of_policy(custody.custody_of(row), at))
    row.save(update_fields=["in_force_from", "evidence"])
    transparency.add(custody.policy_of(row).line, ref=row.ref)
    _journal(
        "bidding.custody.in_force", row, by=by, at=at, version=row.version, evidence=row.digest_of_evidence
    )


def _foreign(policy: Policy, deal: Deal, lots: Sequence[Lot]) -> list[str]:
    """Return the fields that name another platform, deal or deadline than this one's."""
    wrong = terms.foreign(policy, terms.of(deal))
    if [lot.id for lot in lots] != policy.lots or any(lot.deal_id != deal.id for lot in lots):
        wrong.append("lots")
    if any(terms.end_of_bidding(lot) != policy.deadline for lot in lots):
        wrong.append("deadline")
    return wrong


def _journal(type: str, row: CustodyPolicy, *, by: Actor, at: datetime, **data: object) -> None:
    journal.append(
        type, subject=row.deal_id, deal=row.deal_id, actor=by.label, at=at, data={"policy": row.id, **data}
    )
