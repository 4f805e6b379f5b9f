"""Members join and leave: invitations, acceptance, revocation; separation of duties is enforced here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from accounts import duties, events, relations
from accounts.actions import rights
from accounts.actor import Actor
from accounts.models import ApiToken, Invitation, Member, Party, User
from accounts.models.members import MemberStatus
from accounts.roles import Role
from foundation import codes, journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Reason
from foundation.text import Text
from foundation.transactions import action, lock_row

INVITATION_LIFE = timedelta(days=7)


@action
def invite_member(
    *,
    party_id: str,
    email: str,
    role: Role,
    by: Actor,
    regions: Sequence[str] = (),
    sectors: Sequence[str] = (),
) -> tuple[Invitation, str]:
    """
    Invite one e-mail address to act for a party; return the invitation and the secret of its link.

    A party's own members invite into trading roles that the party holds; every other role is given by an
    administrator. The secret is returned once and kept as a digest.

    :raises Forbidden: `role_not_yours_to_give`; :raises Conflict: `duties_conflict` if nobody could hold the role there.
    """
    rights.require_party_or_administrator(by, party_id)
    inviter_id = rights.require_member(by)
    address = _check_invitation(email, role, regions)
    party = lock_row(Party, party_id)
    rights.require_verified(party)
    held = _roles_of_party(party.id)
    _may_give(role, held, by)
    _refuse(
        duties.reasons_against(
            role, duties.Standing(party_roles=held, related_operator=_faces_operator(party, role))
        )
    )
    at = journal.instant(party.id)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        party=party, role=role, email=address, regions=list(regions), sectors=list(sectors),
        token_digest=_digest(secret), invited_by_id=inviter_id, created_at=at, expires_at=at + INVITATION_LIFE,
    )  # fmt: skip
    events.of_invitation(events.MEMBER_INVITED, invitation, by=by, at=at)
    return invitation, secret


@action
def accept_invitation(*, secret: str, by: Actor) -> Member:
    """
    Make the user who is signed in a member, if the invitation was sent to their address.

    :raises NotFound: `invitation_not_found` for an unknown, used or expired one, and one for somebody else, alike.
    :raises Conflict: `duties_conflict` with every reason.
    """
    user_id = rights.require_user(by)
    unknown = NotFound(
        "invitation_not_found", Text("邀请无效或者已过期", "The invitation is not valid, or no longer")
    )
    found = Invitation.objects.filter(token_digest=_digest(secret)).values_list("pk", "party_id").first()
    if found is None:
        raise unknown
    party = lock_row(Party, found[1])
    invitation = lock_row(Invitation, found[0])
    user = User.objects.get(pk=user_id)
    at = journal.instant(party.id)
    if invitation.accepted_at is not None or invitation.expires_at <= at or user.email != invitation.email:
        raise unknown
    rights.require_verified(party)
    member = add_member(
        user_id=user_id, party=party, role=Role(invitation.role), by=by, at=at, regions=invitation.regions,
        sectors=invitation.sectors,
    )  # fmt: skip
    invitation.accepted_at = at
    invitation.accepted_as = member
    invitation.save(update_fields=["accepted_at", "accepted_as"])
    return member


@action
def revoke_member(*, member_id: str, by: Actor) -> Member:
    """
    End a membership, somebody's or one's own; it holds from the next request on, and its tokens die with it.

    :raises Conflict: `member_revoked_already`, or `last_administrator` if nobody would be left to look after accounts.
    """
    party_id = Member.objects.filter(pk=member_id).values_list("party_id", flat=True).first()
    if party_id is None:
        raise NotFound("member_not_found", Text("未找到该成员", "There is no such member"))
    if member_id != by.member_id:
        rights.require_party_or_administrator(by, party_id)
    lock_row(Party, party_id)
    member = lock_row(Member, member_id)
    _end(member, party_id, by)
    return member


@action
def change_member(
    *, member_id: str, by: Actor, role: Role | None = None, regions: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
) -> Member:  # fmt: skip
    """
    Give a member another role or scope; in another role it is another member, and the former one ends with its tokens.

    What an invitation may give, this may: the same rights and duties are asked about. A scope is an administrator's to set.

    :raises Forbidden: `role_not_yours_to_give`; :raises Conflict: `duties_conflict`, `member_already`, `member_revoked_already`.
    """
    found = Member.objects.filter(pk=member_id).values_list("party_id", flat=True).first()
    if found is None:
        raise NotFound("member_not_found", Text("未找到该成员", "There is no such member"))
    rights.require_party_or_administrator(by, found)
    party = lock_row(Party, found)
    member = lock_row(Member, member_id)
    target = Role(role or member.role)
    scope = {
        "regions": member.regions if regions is None else list(regions),
        "sectors": member.sectors if sectors is None else list(sectors),
    }
    if wrong := _wrong_role_or_scope(target, scope["regions"]):
        raise _incomplete(wrong)
    has_new_scope = (scope["regions"], scope["sectors"]) != (member.regions, member.sectors)
    if has_new_scope:
        rights.require_role(by, Role.ADMINISTRATOR)
    _may_give(target, _roles_of_party(party.id), by)
    if target != member.role:
        _end(member, party.id, by)
        return add_member(
            user_id=member.user_id, party=party, role=target, by=by, at=journal.instant(party.id), **scope
        )
    if not member.is_active:
        raise _ended_already()
    if has_new_scope:
        member.regions, member.sectors = scope["regions"], scope["sectors"]
        member.save(update_fields=["regions", "sectors"])
        events.of_member(events.MEMBER_CHANGED, member, by=by, at=journal.instant(party.id))
    return member


@action
def revoke_invitation(*, invitation_id: str, by: Actor) -> Invitation:
    """
    Take an invitation back: nobody can accept it from now on.

    :raises Conflict: `invitation_over` for one that was accepted or has expired.
    """
    party_id = Invitation.objects.filter(pk=invitation_id).values_list("party_id", flat=True).first()
    if party_id is None:
        raise NotFound("invitation_not_found", Text("未找到该邀请", "There is no such invitation"))
    rights.require_party_or_administrator(by, party_id)
    lock_row(Party, party_id)
    invitation = lock_row(Invitation, invitation_id)
    at = journal.instant(party_id)
    if invitation.accepted_at is not None or invitation.expires_at <= at:
        raise Conflict("invitation_over", Text("邀请已被接受或者已过期", "It was accepted, or has expired"))
    invitation.expires_at = at
    invitation.save(update_fields=["expires_at"])
    events.of_invitation(events.INVITATION_REVOKED, invitation, by=by, at=at)
    return invitation


def add_member(
    *, user_id: str, party: Party, role: Role, by: Actor, at: datetime, regions: Sequence[str] = (),
    sectors: Sequence[str] = (),
) -> Member:  # fmt: skip
    """
    Add a member inside another action that holds the party's lock; a revoked one in the same role comes back.

    :raises Conflict: `duties_conflict` with every reason, or `member_already`.
    """
    # The user is locked too: two parties adding them at once would each see only their own role.
    lock_row(User, user_id)
    standing = duties.Standing(
        user_roles=_roles(Member.objects.filter(user_id=user_id, status=MemberStatus.ACTIVE)),
        party_roles=_roles_of_party(party.id),
        related_operator=_faces_operator(party, role),
    )
    _refuse(duties.reasons_against(role, standing))
    member = Member.objects.filter(user_id=user_id, party=party, role=role).first()
    if member is not None and member.is_active:
        raise Conflict("member_already", Text("该用户已是此角色的成员", "This user holds the role already"))
    member = member or Member(user_id=user_id, party=party, role=role, created_at=at)
    member.regions, member.sectors = list(regions), list(sectors)
    member.status, member.revoked_at = MemberStatus.ACTIVE, None
    member.save()
    events.of_member(events.MEMBER_JOINED, member, by=by, at=at)
    return member


def _end(member: Member, party_id: str, by: Actor) -> None:
    """End a membership whose row and party are locked."""
    if not member.is_active:
        raise _ended_already()
    if member.role == Role.ADMINISTRATOR and _administrators() <= 1:
        raise Conflict("last_administrator", Text("至少保留一名系统管理员", "One administrator has to stay"))
    at = journal.instant(party_id)
    member.status = MemberStatus.REVOKED
    member.revoked_at = at
    member.save(update_fields=["status", "revoked_at"])
    ApiToken.objects.filter(member=member, revoked_at__isnull=True).update(revoked_at=at)
    events.of_member(events.MEMBER_REVOKED, member, by=by, at=at)


def _ended_already() -> Conflict:
    return Conflict("member_revoked_already", Text("该成员已被撤销", "The membership has ended already"))


def _may_give(role: Role, held: frozenset[Role], by: Actor) -> None:
    """Refuse a role that is not the actor's to give: a party's own members give the trading roles that it holds."""
    if not rights.is_administrator(by) and (role not in duties.OPEN_ROLES or role not in held):
        raise Forbidden(
            "role_not_yours_to_give",
            Text("只能邀请担任本单位已有的交易角色", "Only trading roles that your party holds"),
        )


def _check_invitation(email: str, role: Role, regions: Sequence[str]) -> str:
    fields = _wrong_role_or_scope(role, regions)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        fields["email"] = [Text("电子邮箱格式不正确", "Not an e-mail address")]
    if fields:
        raise _incomplete(fields)
    return address


def _wrong_role_or_scope(role: Role, regions: Sequence[str]) -> dict[str, list[Text | str]]:
    fields: dict[str, list[Text | str]] = {}
    if role in (Role.CLOCK, Role.PUBLIC):
        fields["role"] = [Text("该角色不能授予", "This role is nobody's")]
    try:
        for region in regions:
            codes.check_region(region)
    except Invalid as error:
        fields["regions"] = [error.message]
    return fields


def _incomplete(fields: dict[str, list[Text | str]]) -> Invalid:
    return Invalid(
        "invitation_incomplete", Text("请更正标出的各项", "Correct the fields that are marked"), fields=fields
    )


def _faces_operator(party: Party, role: Role) -> bool:
    """Tell whether a relation to the operator stands against the role: a bidder's, or an operator's with a bidder."""
    if role is Role.BIDDER:
        return bool(relations.related_parties(party.id) & relations.operators())
    if role in duties.OPERATOR_ROLES:
        bidders = Member.objects.filter(role=Role.BIDDER, status=MemberStatus.ACTIVE)
        return bidders.filter(party_id__in=relations.related_parties(party.id)).exists()
    return False


def _refuse(reasons: Sequence[Reason]) -> None:
    if reasons:
        message = Text("职责分离：不能兼任该角色", "Separation of duties: the role cannot be held as well")
        raise Conflict("duties_conflict", message, reasons=reasons)


def _roles_of_party(party_id: str) -> frozenset[Role]:
    return _roles(Member.objects.filter(party_id=party_id, status=MemberStatus.ACTIVE))


def _roles(members: QuerySet[Member]) -> frozenset[Role]:
    return frozenset(Role(value) for value in members.values_list("role", flat=True).distinct())


def _administrators() -> int:
    return Member.objects.filter(role=Role.ADMINISTRATOR, status=MemberStatus.ACTIVE).count()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
