"""Made-up parties and people: seller Sun, bidders Bai and Cui, centre officer Chen, supervisor Su, stranger Mo."""

# factory_boy marks itself typed but leaves most of its names untyped.
# mypy: allow-untyped-calls, disable-error-code="attr-defined"

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import factory

from accounts import names, tokens
from accounts.actor import Actor
from accounts.models import ApiToken, Certificate, Member, Ownership, Party, User
from accounts.models.parties import PartyKind, PartyStatus
from accounts.roles import Role
from foundation import clock, ids
from foundation.codes import complete_uscc

JOINED_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_serials = count(1)


def organisation_code(serial: int) -> str:
    """Return a right social credit code that nobody has."""
    return complete_uscc(f"91370200MA{serial:07d}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    display_name = factory.Sequence(lambda n: f"用户{n}")
    email = factory.Sequence(lambda n: f"user{n}@example.invalid")
    created_at = JOINED_AT


class PartyFactory(factory.django.DjangoModelFactory[Party]):
    """An organisation, verified; `PartyFactory(unverified=True)` and `(person=True)` for the others."""

    class Meta:
        model = Party

    class Params:
        unverified = factory.Trait(
            status=PartyStatus.UNVERIFIED, code=None, claimed_code=factory.LazyFunction(lambda: new_code())
        )
        person = factory.Trait(
            kind=PartyKind.PERSON,
            code=None,
            identity_digest=factory.Sequence(lambda n: f"{n:064x}"),
            identity_tail="0011",
        )

    name = factory.Sequence(lambda n: f"青岛测试单位{n}有限公司")
    name_key = factory.LazyAttribute(lambda party: names.fold(party.name))
    code = factory.LazyFunction(lambda: new_code())
    region = "370200"
    status = PartyStatus.ACTIVE
    created_at = JOINED_AT


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    party = factory.SubFactory(PartyFactory)
    role = Role.BIDDER
    created_at = JOINED_AT


class OwnershipFactory(factory.django.DjangoModelFactory[Ownership]):
    class Meta:
        model = Ownership

    owned = factory.SubFactory(PartyFactory)
    owner = factory.SubFactory(PartyFactory)
    share = 30


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    """A row only: its PEM is no certificate. `accounts.actions.certificates` makes real ones."""

    class Meta:
        model = Certificate

    party = factory.SubFactory(PartyFactory)
    serial = factory.Sequence(lambda n: f"{n + 1:x}")
    issuer = "CN=Test"
    subject = "CN=Test"
    not_before = JOINED_AT
    not_after = datetime(2027, 1, 5, tzinfo=UTC)
    pem = ""
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
    created_at = JOINED_AT


def new_code() -> str:
    """Return the next right social credit code."""
    return organisation_code(next(_serials))


def token_of(member: Member) -> str:
    """Return a new token of a member who is none of the cast."""
    secret, at = tokens.new_secret(), clock.now()
    row = ApiToken.objects.create(
        id=ids.new("tok"), member=member, name="test", digest=tokens.digest(secret), created_at=at,
        expires_at=at + timedelta(days=365),
    )  # fmt: skip
    return tokens.write(row.id, secret)


def actor(member: Member, certificate: Certificate | None = None) -> Actor:
    """Return the actor that a door would make of `member`."""
    return Actor(
        role=Role(member.role),
        member_id=member.pk,
        user_id=member.user_id,
        party_id=member.party_id,
        regions=frozenset(member.regions),
        sectors=frozenset(member.sectors),
        certificate_id=certificate.pk if certificate else None,
    )


def visitor(user: User) -> Actor:
    """Return the actor of somebody signed in who acts for nobody."""
    return Actor(role=Role.PUBLIC, user_id=user.pk)


def sun(**fields: object) -> Member:
    """The seller: an organiser's member."""
    return member("孙", Role.ORGANISER, "青岛市测试住房建设局", **fields)


def bai(**fields: object) -> Member:
    """A bidder's member."""
    return member("白", Role.BIDDER, "青岛白沙建设有限公司", **fields)


def cui(**fields: object) -> Member:
    """Another bidder's member."""
    return member("崔", Role.BIDDER, "青岛翠屏工程有限公司", **fields)


def chen(**fields: object) -> Member:
    """An officer of the trading centre."""
    return member("陈", Role.CENTRE, "青岛市测试公共资源交易中心", **fields)


def su(**fields: object) -> Member:
    """A supervisor."""
    return member("苏", Role.SUPERVISOR, "青岛市测试监督局", **fields)


def guan(**fields: object) -> Member:
    """An administrator of accounts."""
    return member("管", Role.ADMINISTRATOR, "青岛市测试信息中心", **fields)


def mo(**fields: object) -> User:
    """A stranger: signed up, member of nothing."""
    return UserFactory.create(display_name="莫", **fields)


def member(name: str, role: Role, party_name: str = "", **fields: object) -> Member:
    """Return a new member in `role`; `party=` or `user=` joins one that is there already."""
    if "party" not in fields and party_name:
        fields.setdefault("party__name", party_name)
    if "user" not in fields:
        fields.setdefault("user__display_name", name)
    return MemberFactory.create(role=role, **fields)
