"""Tokens are made by members for their programs, and withdrawn."""

from __future__ import annotations

from datetime import timedelta

from accounts import events, tokens
from accounts.actions import rights
from accounts.actor import Actor
from accounts.models import ApiToken, Member, Party
from foundation import journal
from foundation.errors import Conflict, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row

LONGEST_LIFE_DAYS = 365


@action
def create_token(*, name: str, by: Actor, days: int = 90) -> tuple[ApiToken, str]:
    """
    Make a token that acts as the actor's own member; return it and its written form, which is shown once.

    :raises Forbidden: `member_needed`; :raises Invalid: `token_malformed`.
    """
    member = Member.objects.get(pk=rights.require_member(by))
    if not name.strip() or len(name) > 100 or not 1 <= days <= LONGEST_LIFE_DAYS:
        raise Invalid(
            "token_malformed",
            Text("请填写名称，有效期为 1 至 365 天", "Give a name, and a life of 1 to 365 days"),
            fields={"name": [Text("必填，不超过 100 字", "Required, up to 100 characters")]},
        )
    lock_row(Party, member.party_id)
    at = journal.instant(member.party_id)
    secret = tokens.new_secret()
    token = ApiToken.objects.create(
        member=member,
        name=name.strip(),
        digest=tokens.digest(secret),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    events.of_token(events.TOKEN_CREATED, token, by=by, at=at)
    return token, tokens.write(token.id, secret)


@action
def revoke_token(*, token_id: str, by: Actor) -> ApiToken:
    """
    Withdraw a token of one's own, of one's party, or as an administrator any.

    :raises Conflict: `token_revoked_already`.
    """
    found = ApiToken.objects.filter(pk=token_id).select_related("member").first()
    if found is None:
        raise NotFound("token_not_found", Text("未找到该令牌", "There is no such token"))
    if found.member_id != by.member_id:
        rights.require_party_or_administrator(by, found.member.party_id)
    lock_row(Party, found.member.party_id)
    token = lock_row(ApiToken, token_id)
    if token.revoked_at is not None:
        raise Conflict("token_revoked_already", Text("该令牌已撤销", "The token is withdrawn already"))
    token.revoked_at = journal.instant(found.member.party_id)
    token.save(update_fields=["revoked_at"])
    events.of_token(events.TOKEN_REVOKED, token, by=by, at=token.revoked_at)
    return token
