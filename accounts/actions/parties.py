"""Parties come in, prove themselves, are suspended and restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts import events, names, reach
from accounts.actions import rights
from accounts.actions.members import add_member
from accounts.actor import Actor
from accounts.duties import OPEN_ROLES
from accounts.identity import check_identity_number, identity_digest
from accounts.models import Ownership, Party, PartyContact
from accounts.models.parties import PartyKind, PartyStatus
from accounts.roles import Role
from foundation import clock, codes, journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a party; personal data, kept apart from it."""

    name: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""


@action
def register_party(
    *, kind: str, name: str, role: Role, by: Actor, code: str = "", identity_number: str = "", region: str = "",
    legal_representative: str = "", contact: Contact | None = None,
) -> Party:  # fmt: skip
    """
    Register a party for the user who is signed in, and make them its first member.

    The party stays unverified and its member cannot act until a certificate of that organisation is bound
    (`bind_certificate`) or the centre has seen the person (`confirm_person`). A code that belongs to another party
    already gives the same answer as a free one, links nothing, and tells the owner.

    :raises Invalid: `party_incomplete`, with every field that is wrong.
    """
    user_id = rights.require_user(by)
    _check_registration(kind, name, role, code=code, identity_number=identity_number, region=region)
    at = clock.now()
    party = Party.objects.create(
        kind=kind,
        name=names.tidy(name),
        name_key=names.fold(name),
        claimed_code=code if kind == PartyKind.ORGANISATION else "",
        identity_tail=identity_number.strip().upper()[-4:] if kind == PartyKind.PERSON else "",
        region=region,
        legal_representative=names.tidy(legal_representative),
        created_at=at,
    )
    _keep_contact(party, contact)
    events.of_party(events.PARTY_REGISTERED, party, by=by, at=at, kind=party.kind)
    _tell_the_owner(party, by=by)
    add_member(user_id=user_id, party=party, role=role, by=by, at=at)
    return party


@action
def confirm_person(*, party_id: str, identity_number: str, by: Actor) -> Party:
    """
    Confirm a natural person whose identity document the centre's counter has seen.

    :raises Conflict: `not_a_person`, `person_known_already`; :raises Invalid: if the number is not the registered one.
    """
    rights.require_role(by, Role.CENTRE)
    number = check_identity_number(identity_number)
    party = lock_row(Party, party_id)
    if party.kind != PartyKind.PERSON or party.status != PartyStatus.UNVERIFIED:
        raise Conflict(
            "not_a_person", Text("该主体不是待核验的自然人", "Not a natural person waiting for verification")
        )
    if party.identity_tail != number[-4:]:
        raise Invalid(
            "identity_number_differs", Text("证件号码与登记的不一致", "Not the number that was registered")
        )
    digest = identity_digest(number)
    if Party.objects.filter(identity_digest=digest).exists():
        raise Conflict("person_known_already", Text("该自然人已经登记", "This person is registered already"))
    party.identity_digest = digest
    party.status = PartyStatus.ACTIVE
    party.save(update_fields=["identity_digest", "status"])
    events.of_party(events.PARTY_VERIFIED, party, by=by, at=journal.instant(party.id), means="counter")
    return party


@action
def confirm_representative(*, party_id: str, name: str, identity_number: str, by: Actor) -> Party:
    """
    Keep who heads an organisation, as read in the register of companies: the name, and a digest of the identity number.

    Only this may keep two organisations from one lot: names are shared, and what a party says of itself proves nothing.

    :raises Conflict: `not_an_organisation`.
    :raises Invalid: `identity_number_malformed`, `name_missing`.
    """
    rights.require_role(by, Role.CENTRE, Role.ADMINISTRATOR)
    digest = identity_digest(check_identity_number(identity_number))
    if not names.tidy(name):
        words = Text("请填写姓名", "Give the name")
        raise Invalid("name_missing", words, fields={"name": [words]})
    party = lock_row(Party, party_id)
    if party.kind != PartyKind.ORGANISATION:
        raise Conflict("not_an_organisation", Text("该主体不是单位", "The party is no organisation"))
    party.legal_representative, party.representative_digest = names.tidy(name), digest
    party.save(update_fields=["legal_representative", "representative_digest"])
    events.of_party(events.PARTY_HEAD_CONFIRMED, party, by=by, at=journal.instant(party.id))
    return party


@action
def suspend_party(*, party_id: str, reason: str, by: Actor) -> Party:
    """
    Suspend a party: from the next request on nobody acts for it.

    :raises Forbidden: `role_not_allowed`, or `outside_your_scope` for a supervisor of other regions or sectors.
    """
    return _change_status(
        party_id, by, PartyStatus.ACTIVE, PartyStatus.SUSPENDED, events.PARTY_SUSPENDED, reason
    )


@action
def restore_party(*, party_id: str, reason: str, by: Actor) -> Party:
    """Let a suspended party act again."""
    return _change_status(
        party_id, by, PartyStatus.SUSPENDED, PartyStatus.ACTIVE, events.PARTY_RESTORED, reason
    )


@action
def declare_ownership(
    *, owned_id: str, share: Decimal, by: Actor, owner_id: str | None = None, owner_name: str = ""
) -> Ownership:
    """
    Record a shareholder of a party, by id or, where it is no party here, by name; `share` in per cent.

    A second declaration of the same owner replaces its share. What an administrator declares is confirmed, and then no
    longer the party's to change.

    :raises Invalid: `ownership_malformed` if the share is not above 0 and at most 100, or there is not one owner.
    :raises Conflict: `ownership_confirmed`.
    """
    rights.require_party_or_administrator(by, owned_id)
    is_share = share.is_finite() and Decimal(0) < share <= Decimal(100)
    if not is_share or bool(owner_id) == bool(owner_name) or owner_id == owned_id:
        raise Invalid(
            "ownership_malformed",
            Text(
                "持股比例应大于 0 且不超过 100%，股东应为另一主体",
                "A share above 0 and up to 100 per cent, of another owner",
            ),
            fields={"share": [Text("请核对持股比例和股东", "Check share and owner")]},
        )
    party = lock_row(Party, owned_id)
    same: dict[str, Any] = {"owned": party, "owner_id": owner_id, "owner_name": names.tidy(owner_name)}
    confirmed = by.role is Role.ADMINISTRATOR
    if not confirmed and Ownership.objects.filter(**same, confirmed=True).exists():
        raise Conflict(
            "ownership_confirmed",
            Text("该持股比例已核实，不能自行修改", "This share was confirmed; it is not yours to change"),
        )
    ownership, _ = Ownership.objects.update_or_create(
        **same, defaults={"share": share, "confirmed": confirmed}
    )
    at = journal.instant(party.id)
    events.of_party(events.OWNERSHIP_DECLARED, party, by=by, at=at, ownership=ownership.id)
    return ownership


def similar_parties(name: str) -> Sequence[Party]:
    """Return verified parties whose names look like `name`, to warn before a second one is taken for the first."""
    return list(Party.objects.filter(name_key=names.fold(name)).exclude(status=PartyStatus.UNVERIFIED)[:10])


def _check_registration(
    kind: str, name: str, role: Role, *, code: str, identity_number: str, region: str
) -> None:
    fields: dict[str, list[Text | str]] = {}
    if kind not in PartyKind.values:
        fields["kind"] = [Text("请选择单位或者自然人", "Choose organisation or person")]
    if not names.tidy(name) or len(name) > 200:
        fields["name"] = [Text("请填写名称（不超过 200 字）", "Give a name of up to 200 characters")]
    if role not in OPEN_ROLES:
        fields["role"] = [Text("该角色不能自行登记", "This role is not open to registration")]
    if region:
        fields |= _wrong("region", codes.check_region, region)
    if kind == PartyKind.ORGANISATION:
        fields |= _wrong("code", codes.check_uscc, code)
    if kind == PartyKind.PERSON:
        fields |= _wrong("identity_number", check_identity_number, identity_number)
    if fields:
        raise Invalid(
            "party_incomplete", Text("请更正标出的各项", "Correct the fields that are marked"), fields=fields
        )


def _wrong(field: str, check: Callable[[str], str], value: str) -> dict[str, list[Text | str]]:
    try:
        check(value)
    except Invalid as error:
        return {field: [error.message]}
    return {}


def _keep_contact(party: Party, contact: Contact | None) -> None:
    if contact is not None:
        PartyContact.objects.create(
            party=party,
            name=contact.name,
            telephone=contact.telephone,
            email=contact.email,
            address=contact.address,
        )


def _tell_the_owner(party: Party, *, by: Actor) -> None:
    """Journal the attempt under the party that the code belongs to; the notices floor writes to its members."""
    owner_id = Party.objects.filter(code=party.claimed_code).values_list("pk", flat=True).first()
    if owner_id is not None:
        lock_row(Party, owner_id)
        events.of_party(
            events.PARTY_CLAIMED, owner_id, by=by, at=journal.instant(owner_id), claimant=party.id
        )


def _change_status(
    party_id: str, by: Actor, source: PartyStatus, target: PartyStatus, event: str, reason: str
) -> Party:
    rights.require_role(by, Role.ADMINISTRATOR, Role.SUPERVISOR)
    if not reason.strip():
        raise Invalid(
            "reason_needed",
            Text("请说明理由", "Give a reason"),
            fields={"reason": [Text("必填", "Required")]},
        )
    party = lock_row(Party, party_id)
    if by.role is Role.SUPERVISOR and not reach.covers(by, party):
        raise Forbidden(
            "outside_your_scope",
            Text("该主体不在您的监督范围内", "The party is outside the scope that you supervise"),
        )
    if party.status != source:
        raise Conflict(
            "party_status_differs",
            Text("主体当前状态不允许此操作", "Not possible in the party's present status"),
        )
    party.status = target
    party.save(update_fields=["status"])
    events.of_party(event, party, by=by, at=journal.instant(party.id))
    return party
