"""Bidding together: the lead names the members when it registers, and each agrees for itself."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import invitations, rivals, timing
from bidding.models import JointMember, Registration
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import duties, engine, particulars
from trading.actions.locking import locked_lot
from trading.engine import StepRefused
from trading.law import joint
from trading.law.grammar import Law, Refusal
from trading.models import Lot


@action
def agree(*, registration_id: str, by: Actor) -> JointMember:
    """
    Belong to a joint bid, as one that its lead named; a second time returns the first.

    Once all have agreed, a registration that nobody reviews is qualified. The agreement of the members about their work
    (共同投标协议) is handed in with the bid itself (招标投标法第三十一条).

    :raises NotFound: `registration_not_found` for who is not named in it.
    :raises StepRefused: `registration_closed` once registering is over, `in_another_bid`, for who was not invited where others
        were, and where the party stands too near to the organiser or another bidder.
    :raises Conflict: `wrong_status` once the registration was withdrawn or rejected; `member_declined` to who declined.
    """
    lot, registration, row = _locked(registration_id, by)
    if row.agreed_at is not None and row.stands:
        return row
    _must_await(registration, row)
    at = journal.instant(registration.id)
    rule = timing.registration_rule(lot)
    refusals = [
        *timing.outside(lot, rule, at),
        *invitations.uninvited(lot, row.party_id),
        *duties.conflicts(lot, row.party_id),
        *in_another_bid(lot, row.party_id),
    ]
    beside = {registration.party_id, *registration.joint_members.values_list("party_id", flat=True)}
    if refusals := refusals or rivals.one_side(lot, row.party_id, beside=beside):
        raise StepRefused(refusals, step="agree")
    row.agreed_at, row.agreed_by = at, by.label
    row.save(update_fields=["agreed_at", "agreed_by"])
    if is_complete := rule.reviewed_by is None and not awaits_members(registration):
        registration.qualify(at=at, by=Role.CLOCK.value)
        registration.save()
    journal.append(
        "bidding.registration.joined", subject=registration.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "party": row.party_id, "status": registration.status},
    )  # fmt: skip
    if is_complete:
        engine.reschedule(lot, held=timing.is_held(lot))
    return row


@action
def decline(*, registration_id: str, by: Actor) -> JointMember:
    """
    Not belong to a joint bid whose lead named one; a second time returns the first.

    The registration stays as it is and is never qualified: its lead withdraws it, and may register anew with others.

    :raises NotFound: `registration_not_found` for who is not named in it.
    :raises Conflict: `member_agreed` to who has agreed; `wrong_status` once the registration was withdrawn or rejected.
    """
    lot, registration, row = _locked(registration_id, by)
    if row.declined_at is not None:
        return row
    if row.agreed_at is not None:
        words = Text("已同意组成联合体，不能再拒绝", "The party has agreed already, and declines no more")
        raise Conflict("member_agreed", words)
    _must_await(registration, row)
    row.declined_at, row.declined_by = journal.instant(registration.id), by.label
    row.save(update_fields=["declined_at", "declined_by"])
    journal.append(
        "bidding.registration.declined", subject=registration.id, deal=lot.deal_id, actor=by.label, at=row.declined_at,
        data={"lot": lot.id, "party": row.party_id},
    )  # fmt: skip
    return row


def named(lot: Lot, lead_id: str, codes: Sequence[str]) -> list[Party]:
    """
    Return the parties with these 统一社会信用代码, which the lead names as members, in the order given.

    :raises StepRefused: `joint_bids_not_accepted`.
    :raises Invalid: `member_unknown`, `members_malformed` for one named twice, the lead itself, or too many.
    """
    if not codes:
        return []
    if not is_accepted(lot):
        words = Text("招标文件不接受联合体投标", "Joint bids are not accepted")
        raise StepRefused([Refusal("joint_bids_not_accepted", words, _law(lot))], step="register")
    found = {one.code: one for one in Party.objects.filter(code__in=codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        words = Text("没有这些单位", "No such organisations are known")
        raise Invalid("member_unknown", words, fields={"members": [Text(code, code) for code in unknown]})
    is_many = len(codes) > joint.MOST_MEMBERS
    if is_many or len(set(codes)) < len(codes) or any(one.id == lead_id for one in found.values()):
        words = Text(
            "成员不得重复，也不得含牵头人本身", "Members are named once, and without the lead itself"
        )
        raise Invalid("members_malformed", words, fields={"members": [words]})
    return [found[code] for code in codes]


def keep(registration: Registration, members: Sequence[Party]) -> None:
    """Write down whom the lead named."""
    JointMember.objects.bulk_create(
        JointMember(registration=registration, lot=registration.lot, party=one, number=number)
        for number, one in enumerate(members, start=1)
    )


def end(registration: Registration) -> None:
    """Free the members of a registration that was withdrawn or rejected."""
    registration.joint_members.update(stands=False)


def awaits_members(registration: Registration) -> bool:
    """Tell whether somebody who was named has not agreed yet."""
    return registration.joint_members.filter(agreed_at__isnull=True).exists()


def in_another_bid(lot: Lot, party_id: str) -> list[Refusal]:
    """Return why a party may not bid once more on a lot: it bids there itself, or belongs to a joint bid."""
    alone = Registration.objects.filter(lot=lot, party=party_id, status__in=("applied", "qualified"))
    together = JointMember.objects.filter(lot=lot, party=party_id, stands=True, agreed_at__isnull=False)
    if not alone.exists() and not together.exists():
        return []
    words = Text(
        "联合体各方不得再以自己名义单独投标或者参加其他联合体投标",
        "A party to a joint bid bids neither alone nor in another joint bid",
    )
    return [Refusal("in_another_bid", words, _law(lot))]


def is_accepted(lot: Lot) -> bool:
    """Tell whether the documents of a lot accept joint bids."""
    return bool(lot.particulars.get(joint.ACCEPTED) or lot.deal.particulars.get(joint.ACCEPTED))


def _locked(registration_id: str, by: Actor) -> tuple[Lot, Registration, JointMember]:
    """Return the lot, the registration and the actor's own place in it, both locked in this order."""
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden(
            "role_not_allowed", Text("只有投标人可以参加联合体", "Only a bidder joins a joint bid")
        )
    known = JointMember.objects.filter(registration=registration_id, party=by.party_id)
    lot_id = known.values_list("lot_id", flat=True).first()
    if lot_id is None:
        words = Text("没有这个报名", "There is no such registration")
        raise NotFound("registration_not_found", words, detail={"id": registration_id})
    lot = locked_lot(lot_id)
    return lot, lock_row(Registration, registration_id), known.get()


def _must_await(registration: Registration, row: JointMember) -> None:
    if row.declined_at is not None:
        words = Text(
            "已拒绝参加；牵头人可以重新报名并再次提名",
            "The party declined; the lead may register anew and name it again",
        )
        raise Conflict("member_declined", words)
    if registration.status != "applied":
        raise Conflict("wrong_status", Text("当前状态不允许此操作", "The present status does not allow this"))


def _law(lot: Lot) -> Law:
    procedure = lot.procedure
    fields = (*particulars.describe(procedure.particulars), *particulars.describe(procedure.lot_particulars))
    return joint.once(next((one.law for one in fields if one.name == joint.ACCEPTED), ""))
