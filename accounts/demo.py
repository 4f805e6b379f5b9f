"""
The people and parties of the demonstration: fixed, documented, and worth nothing on a production instance.

One password for all, and a token for each member that follows from its short name. Three things keep them out of
production: `prepare` refuses there, and neither `sessions` nor the sign-in adapter lets in a row marked as
demonstration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from accounts import names, tokens
from accounts.cast import OWNERSHIPS, PARTIES, PARTS, STRANGER, CastParty, Part
from accounts.identity import identity_digest
from accounts.models import ApiToken, Member, Ownership, Party, User
from accounts.models.parties import PartyKind, PartyStatus
from foundation import clock, ids
from foundation.codes import complete_uscc
from foundation.errors import Forbidden
from foundation.text import Text
from foundation.transactions import action

PASSWORD = "yangguang-demo"  # noqa: S105  documented on purpose
# Made up: right by its check digit, with a serial number of 000.
IDENTITY_NUMBER = "370202199001010007"
TOKEN_LIFE = timedelta(days=3650)
RowT = TypeVar("RowT", bound=Model)
_SINCE_MILLISECONDS = 1_767_225_600_000  # 2026-01-01: what the ids of these rows say of their age


@dataclass(frozen=True, slots=True)
class Demo:
    """What the play uses, by the short names of `accounts.cast`: `members["bai"]`, `parties["hospital"]`, `tokens["chen"]`."""

    parties: dict[str, Party]
    members: dict[str, Member]
    tokens: dict[str, str]


@action
def prepare() -> Demo:
    """
    Make what is missing of the demonstration's parties, members and tokens; return all of it.

    Rows without events: they stand for what was there before the first day of the play.

    :raises Forbidden: `demo_in_production`.
    """
    if settings.MODE == "production":
        raise Forbidden(
            "demo_in_production",
            Text("正式环境不得使用演示账户", "A production instance has no demonstration accounts"),
        )
    at = clock.now()
    # The hash is slow by design and the password the same for all, so it is made once.
    password = make_password(PASSWORD) if _users_missing() else ""
    people = {key: part.person for key, part in PARTS.items()} | dict([STRANGER])
    parties = _kept({key: _party(key, stated, at) for key, stated in PARTIES.items()})
    users = _kept({key: _user(key, person, password, at) for key, person in people.items()})
    _confirm_addresses(users.values())
    members = _kept(
        {key: _member(key, part, users[key], parties[part.party], at) for key, part in PARTS.items()}
    )
    _kept({key: _token(key, member, at) for key, member in members.items()})
    for owner, owned, percent in OWNERSHIPS:
        held = {"owner": parties[owner], "owned": parties[owned]}
        Ownership.objects.get_or_create(**held, defaults={"share": Decimal(percent)})
    return Demo(parties, members, {key: token_of(key) for key in members})


def email_of(key: str) -> str:
    """Return the address with which a person of the demonstration signs in."""
    return f"{key}@demo.invalid"


def token_of(key: str) -> str:
    """Return the documented token of a member of the demonstration."""
    return tokens.write(_fixed_id("tok", key), _secret(key))


def _users_missing() -> bool:
    return User.objects.filter(is_demo=True).count() < len(PARTS) + 1


def _kept(wanted: Mapping[str, RowT]) -> dict[str, RowT]:
    """Return these rows as they are kept, those made now that are not."""
    rows = type(next(iter(wanted.values())))._default_manager
    known = rows.in_bulk([row.pk for row in wanted.values()])
    rows.bulk_create(row for row in wanted.values() if row.pk not in known)
    return {key: known.get(row.pk, row) for key, row in wanted.items()}


def _confirm_addresses(users: Iterable[User]) -> None:
    have = set(EmailAddress.objects.filter(user__in=users).values_list("user", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in users
        if user.pk not in have
    )


def _party(key: str, stated: CastParty, at: datetime) -> Party:
    organisation = bool(stated.body)
    return Party(
        id=_fixed_id("pty", key), kind=PartyKind.ORGANISATION if organisation else PartyKind.PERSON, name=stated.name,
        name_key=names.fold(stated.name), code=complete_uscc(stated.body) if organisation else None,
        identity_digest=None if organisation else identity_digest(IDENTITY_NUMBER),
        identity_tail="" if organisation else IDENTITY_NUMBER[-4:], region=stated.region,
        legal_representative=stated.representative, status=PartyStatus.ACTIVE, is_demo=True, created_at=at,
    )  # fmt: skip


def _user(key: str, person: str, password: str, at: datetime) -> User:
    return User(
        id=_fixed_id("usr", key), email=email_of(key), display_name=f"{person}（演示）", password=password, is_demo=True,
        created_at=at,
    )  # fmt: skip


def _member(key: str, part: Part, user: User, party: Party, at: datetime) -> Member:
    return Member(
        id=_fixed_id("mem", key), user=user, party=party, role=part.role, regions=list(part.regions),
        sectors=list(part.sectors), created_at=at,
    )  # fmt: skip


def _token(key: str, member: Member, at: datetime) -> ApiToken:
    return ApiToken(
        id=_fixed_id("tok", key), member=member, name="demo", digest=tokens.digest(_secret(key)), is_demo=True, created_at=at,
        expires_at=at + TOKEN_LIFE,
    )  # fmt: skip


def _secret(key: str) -> str:
    return f"demo000only000{key}"


def _fixed_id(prefix: str, key: str) -> str:
    """Return an id that is the same on every instance and otherwise like any other (UUIDv7 in Crockford base 32)."""
    drawn = int.from_bytes(hashlib.sha256(f"{prefix}:{key}".encode()).digest()[:16], "big")
    low = drawn & ((1 << 62) - 1)
    number = _SINCE_MILLISECONDS << 80 | 0x7 << 76 | (drawn >> 64 & 0xFFF) << 64 | 0b10 << 62 | low
    places = range(5 * (ids.LENGTH - 1), -1, -5)
    return f"{prefix}_" + "".join(ids.ALPHABET[number >> place & 31] for place in places)
