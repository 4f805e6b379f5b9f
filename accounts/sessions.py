"""From a request to an actor: the signed-in user and the member chosen, or the token of a program; asked anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from accounts import tokens
from accounts.actor import Actor
from accounts.duties import STAFF_ROLES
from accounts.models import ApiToken, Certificate, Member, Party, User
from accounts.models.credentials import Purpose
from accounts.models.members import MemberStatus
from accounts.models.parties import PartyStatus
from accounts.roles import Role
from foundation import clock, statements
from foundation.errors import NotFound
from foundation.gathering import Gathering
from foundation.statements import Row, Shape, Trip, apart, shape
from foundation.text import Text

MEMBER_KEY = "accounts.member"
# The certificate is that of `_certificate`.
_TOKENS = """
    SELECT {},
        (SELECT c.id FROM accounts_certificate c
         WHERE (c.member_id = accounts_member.id OR c.member_id IS NULL) AND c.party_id = accounts_party.id
           AND c.purpose = 'signing' AND c.revoked_at IS NULL
         ORDER BY c.member_id NULLS LAST, c.not_after DESC LIMIT 1),
        foundation_now()
    FROM accounts_apitoken JOIN accounts_member ON accounts_member.id = member_id
    JOIN accounts_user ON accounts_user.id = user_id JOIN accounts_party ON accounts_party.id = party_id
    WHERE accounts_apitoken.id = ANY (%s)
"""
# Compared against when there is no such token, so that its absence takes as long as a wrong secret.
_NO_DIGEST, _NEVER = tokens.digest(""), datetime.max.replace(tzinfo=UTC)


def actor_of(request: HttpRequest) -> Actor:
    """
    Return who makes this request: the bearer of a token, else the member the session chose, else the public.

    A session whose user holds exactly one membership acts in it without choosing. Revocation, suspension and sign-out
    hold at once: at most two queries ask the database each time, none for a visitor who has not signed in.
    """
    caller = caller_of(request)
    if caller is not None:
        return caller.actor or Actor.public()
    user = request.user
    if not isinstance(user, User) or not _may_enter(user):
        return Actor.public()
    member = chosen_member(request, user)
    if member is None or not second_factor_suffices(request, Role(member.role)):
        return Actor(role=Role.PUBLIC, user_id=user.pk)
    return _actor(member)


def actor_by_now(request: HttpRequest) -> Actor:
    """Return who makes a request that has waited since the last look, asking afresh: rights may have ended meanwhile."""
    if hasattr(request, "_caller"):
        del request._caller
    return actor_of(request)


class Caller:
    """Who brings a token: somebody that is found out at the first look, or together with others before it (`ask_who`)."""

    def __init__(self, raw: str) -> None:
        self.token_id, self._secret = tokens.parse(raw) or ("", "")
        self._found: Actor | None = None
        self._is_open = bool(self.token_id)
        self._used: tuple[ApiToken, datetime] | None = None

    @property
    def actor(self) -> Actor | None:
        """The actor of the token; None for a malformed, unknown, wrong, expired or withdrawn one alike."""
        if self._is_open:
            self.settle(*_ask(self.token_id))
        if self._used is not None:
            used, self._used = self._used, None
            _note_use(*used)
        return self._found

    @property
    def mark(self) -> str:
        """What tells this token from every other, good or not, without giving it away; empty for none."""
        return f"{self.token_id}:{tokens.digest(self._secret)[:16]}" if self.token_id else ""

    @property
    def known(self) -> Actor | None:
        """The actor of the token as it was found out; None before that as well."""
        return self._found

    @property
    def is_open(self) -> bool:
        """Whether it is still to be found out who that is."""
        return self._is_open

    def settle(self, token: ApiToken | None, at: datetime) -> None:
        """Take the row that there is at an instant of what was brought, or None, for an answer."""
        self._is_open = False
        if not tokens.matches(self._secret, token.digest if token else _NO_DIGEST) or token is None:
            return
        if token.revoked_at is not None or token.expires_at <= at or (token.is_demo and is_production()):
            return
        member = token.member
        if member.is_active and member.party.is_verified and _may_enter(member.user):
            self._found, self._used = _actor(member, holder=token), (token, at)


def ask_who(trip: Trip, callers: Sequence[Caller]) -> Callable[[], None]:
    """
    Ask who some callers are; what is returned, called after the round trip, lets them know.

    Nothing is written: that a token was used is noted by whoever looks at its actor later.
    """
    waiting = [one for one in callers if one.is_open]
    ids = [one.token_id for one in waiting]
    rows = trip.ask(_tokens(), ids) if waiting else None

    def settle() -> None:
        if rows is not None:
            for one, found in zip(waiting, _read(rows(), ids), strict=True):
                one.settle(*found)

    return settle


def actor_of_token(raw: str) -> Actor | None:
    """Return the actor of a token as `Caller` does."""
    return Caller(raw).actor


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who brings this request's token, the same at each look; None where it has none."""
    if not hasattr(request, "_caller"):
        raw = bearer_token(request)
        request._caller = None if raw is None else Caller(raw)  # type: ignore[attr-defined]
    found: Caller | None = request._caller  # type: ignore[attr-defined]
    return found


def bearer_token(request: HttpRequest) -> str | None:
    """Return what follows `Authorization: Bearer`, or None without such a header."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def chosen_member(request: HttpRequest, user: User) -> Member | None:
    """Return the member in which the session acts: the chosen one, or the only one."""
    mine = _active_members().filter(user=user)
    chosen = request.session.get(MEMBER_KEY)
    if chosen is not None:
        return mine.filter(pk=chosen).first()
    found = list(mine[:2])
    return found[0] if len(found) == 1 else None


def members_of(user: User) -> list[Member]:
    """Return the members in which a user may act, by party and role."""
    return list(_active_members().filter(user=user).order_by("party__name", "role"))


def actor_of_member(member_id: str) -> Actor:
    """
    Return the actor of a member who may act, for commands that name one.

    :raises NotFound: `member_unknown`.
    """
    member = _active_members().filter(pk=member_id).first()
    if member is None or not _may_enter(member.user):
        raise NotFound(
            "member_unknown",
            Text("没有此成员，或者其已不能行使权限", "There is no such member, or it may not act"),
        )
    return _actor(member)


def choose_member(request: HttpRequest, member: Member | None) -> None:
    """Act in `member` from now on, or in none; the session gets a new key, as at every change of rights."""
    if member is None:
        request.session.pop(MEMBER_KEY, None)
    else:
        request.session[MEMBER_KEY] = member.pk
    request.session.cycle_key()


def second_factor_suffices(request: HttpRequest, role: Role) -> bool:
    """Tell whether the session was opened strongly enough for `role`: staff need a second factor or a passkey."""
    if role not in STAFF_ROLES or not second_factor_required():
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def second_factor_required() -> bool:
    """Tell whether staff need a second factor here: always in production, on a demonstration if it asks for it."""
    return is_production() or bool(getattr(settings, "SECOND_FACTOR_REQUIRED", False))


def is_reauthenticated(request: HttpRequest) -> bool:
    """Tell whether the user proved themselves again lately; doors ask before what cannot be undone."""
    return did_recently_reauthenticate(request)


def is_production() -> bool:
    """Tell whether this instance counts."""
    return bool(settings.MODE == "production")


def _may_enter(user: User) -> bool:
    return user.is_active and not (user.is_demo and is_production())


def _active_members() -> QuerySet[Member, Member]:
    return (
        Member.objects.filter(status=MemberStatus.ACTIVE, party__status=PartyStatus.ACTIVE)
        .select_related("user", "party")
        .annotate(certificate_id=_certificate("pk", "party_id"))
    )


def _look_up(ids: Sequence[str]) -> list[tuple[ApiToken | None, datetime]]:
    """Return each token as the database has it now, and the instant. One query."""
    return _read(statements.ask(_tokens(), list(ids)), ids)


def _shapes() -> tuple[Shape[ApiToken], Shape[Member], Shape[User], Shape[Party]]:
    return (
        shape(ApiToken, "id", "member", "digest", "is_demo", "expires_at", "last_used_on", "revoked_at"),
        shape(Member, "id", "user", "party", "role", "regions", "sectors", "status"),
        shape(User, "id", "is_active", "is_demo"),
        shape(Party, "id", "status"),
    )


@cache
def _tokens() -> str:
    return _TOKENS.format(", ".join(one.columns for one in _shapes()))


def _read(rows: Iterable[Row], ids: Sequence[str]) -> list[tuple[ApiToken | None, datetime]]:
    found: dict[str, tuple[ApiToken, datetime]] = {}
    for one, holder, its_user, its_party, certificate_id, at in apart(rows, *_shapes()):
        holder.user, holder.party, one.member = its_user, its_party, holder
        one.certificate_id = certificate_id
        found[one.pk] = one, at.astimezone(UTC)
    return [found.get(one, (None, _NEVER)) for one in ids]


# In a rush most of what a request costs is asking who sends it: those that wait for that are asked for together.
_ask: Gathering[str, tuple[ApiToken | None, datetime]] = Gathering(
    _look_up, lambda one: _look_up([one])[0], most=64
)


def _certificate(member: str, party: str) -> Subquery:
    """Return the signing certificate in hand: the member's own, else that of the party, the longest-lived first."""
    held = Certificate.objects.filter(
        Q(member=OuterRef(member)) | Q(member__isnull=True),
        party=OuterRef(party),
        purpose=Purpose.SIGNING,
        revoked_at__isnull=True,
    )
    return Subquery(held.order_by(F("member").asc(nulls_last=True), "-not_after").values("pk")[:1])


def _actor(member: Member, *, holder: Member | ApiToken | None = None) -> Actor:
    """Return the actor of a member; the certificate was annotated on `holder`, else on the member itself."""
    return Actor(
        role=Role(member.role),
        member_id=member.pk,
        user_id=member.user_id,
        party_id=member.party_id,
        regions=frozenset(member.regions),
        sectors=frozenset(member.sectors),
        certificate_id=getattr(holder or member, "certificate_id", None),
    )


def _note_use(token: ApiToken, at: datetime) -> None:
    """Keep the day of the last use: enough to find dead tokens, too little to follow a person's hours."""
    today = clock.local_date(at)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
