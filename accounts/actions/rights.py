"""Who may do what to a party and its members: asked first by every action of this floor."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.duties import OPEN_ROLES
from accounts.models import Party
from accounts.roles import Role
from foundation.errors import Conflict, Forbidden
from foundation.text import Text


def require_user(by: Actor) -> str:
    """Return the id of the user who is signed in."""
    if by.user_id is None:
        raise Forbidden("sign_in_needed", Text("请先登录", "Sign in first"))
    return by.user_id


def require_member(by: Actor) -> str:
    """Return the id of the member in which the user acts."""
    if by.member_id is None:
        raise Forbidden("member_needed", Text("请先选择身份", "Choose in which capacity you act"))
    return by.member_id


def require_role(by: Actor, *roles: Role) -> None:
    """Refuse an actor in another role."""
    if by.role not in roles:
        raise Forbidden(
            "role_not_allowed", Text("您当前的身份无权进行此操作", "Not allowed in your present role")
        )


def is_administrator(by: Actor) -> bool:
    """Tell whether the actor looks after accounts."""
    return by.role is Role.ADMINISTRATOR


def require_party_or_administrator(by: Actor, party_id: str) -> None:
    """Refuse an actor who neither acts for the party in a trading role nor looks after accounts."""
    if is_administrator(by) or (by.party_id == party_id and by.role in OPEN_ROLES):
        return
    raise Forbidden(
        "not_your_party",
        Text("只能管理本单位的成员和证书", "Only members and certificates of your own party"),
    )


def require_verified(party: Party) -> None:
    """Refuse what only a verified party may do."""
    if not party.is_verified:
        raise Conflict(
            "party_not_verified", Text("主体尚未核验或者已暂停", "The party is not verified, or suspended")
        )
