"""What the accounts floor writes into the journal: ids and codes of things only, never a name or an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models import ApiToken, Certificate, Invitation, Member, Party
from foundation import journal

PARTY_REGISTERED = "accounts.party.registered"
PARTY_CLAIMED = "accounts.party.claimed"
PARTY_VERIFIED = "accounts.party.verified"
PARTY_HEAD_CONFIRMED = "accounts.party.head_confirmed"
PARTY_SUSPENDED = "accounts.party.suspended"
PARTY_RESTORED = "accounts.party.restored"
PARTIES_TAKEN_IN = "accounts.parties.taken_in"
OWNERSHIP_DECLARED = "accounts.ownership.declared"
MEMBER_INVITED = "accounts.member.invited"
MEMBER_JOINED = "accounts.member.joined"
MEMBER_CHANGED = "accounts.member.changed"
MEMBER_REVOKED = "accounts.member.revoked"
INVITATION_REVOKED = "accounts.invitation.revoked"
CERTIFICATE_ISSUED = "accounts.certificate.issued"
CERTIFICATE_BOUND = "accounts.certificate.bound"
CERTIFICATE_REVOKED = "accounts.certificate.revoked"
TOKEN_CREATED = "accounts.token.created"  # noqa: S105
TOKEN_REVOKED = "accounts.token.revoked"  # noqa: S105


def of_party(type: str, party: Party | str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write that something happened to a party, whose row is locked (or was inserted in this transaction)."""
    subject = party if isinstance(party, str) else party.id
    _append(type, subject, by, at, data)


def of_member(type: str, member: Member, *, by: Actor, at: datetime) -> None:
    """Write that somebody joined or left a party."""
    _append(type, member.party_id, by, at, {"member": member.id, "role": member.role})


def of_invitation(type: str, invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Write that somebody was invited; the address stays in its row."""
    _append(type, invitation.party_id, by, at, {"invitation": invitation.id, "role": invitation.role})


def of_certificate(type: str, certificate: Certificate, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write that a certificate was issued, bound or revoked."""
    named = {
        "certificate": certificate.id,
        "fingerprint": certificate.fingerprint,
        "purpose": certificate.purpose,
    }
    _append(type, certificate.party_id, by, at, {**named, "member": certificate.member_id, **data})


def of_token(type: str, token: ApiToken, *, by: Actor, at: datetime) -> None:
    """Write that a program's key was made or withdrawn."""
    _append(type, token.member.party_id, by, at, {"token": token.id, "member": token.member_id})


def _append(type: str, subject: str, by: Actor, at: datetime, data: Mapping[str, Any]) -> None:
    journal.append(type, subject=subject, actor=by.label, at=at, data=data)
