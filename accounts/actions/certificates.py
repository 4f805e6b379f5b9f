"""Certificates are issued by the local authority, bound to parties, and revoked."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from django.core import signing

from accounts import ca, events
from accounts.actions import rights
from accounts.actor import Actor
from accounts.models import Certificate, Member, Party, PartyContact
from accounts.models.credentials import Purpose
from accounts.models.members import MemberStatus
from accounts.models.parties import PartyKind, PartyStatus
from accounts.pki import judging
from accounts.pki.profiles import Holder
from accounts.roles import Role
from accounts.trust import trust
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows

CHALLENGE_SALT = "accounts.bind_certificate"
CHALLENGE_SECONDS = 600


@action
def issue_certificate(
    *, party_id: str, csr_pem: str, by: Actor, purpose: str = Purpose.SIGNING, member_id: str | None = None
) -> Certificate:
    """
    Issue a certificate from the local authority for the key of a signed request (PKCS #10).

    A verified party's members may have signing certificates, each its own; an administrator decides on all others, and
    on a party that is not verified yet, whose claimed code the certificate then carries. Without a member an
    administrator's is the organisation's, and no person's.

    :raises Forbidden: in production, or for a purpose or a colleague that is not the actor's to ask for.
    """
    ca.refuse_in_production()
    rights.require_party_or_administrator(by, party_id)
    if purpose != Purpose.SIGNING and not rights.is_administrator(by):
        raise Forbidden(
            "purpose_not_allowed",
            Text("该用途的证书由系统管理员申领", "An administrator asks for certificates of this kind"),
        )
    public_key = judging.request_key(csr_pem)
    party = lock_row(Party, party_id)
    if not rights.is_administrator(by):
        rights.require_verified(party)
    _check_holder(party, purpose, member_id)
    if not rights.is_administrator(by):
        member_id = _own(party, by, member_id)
    at = journal.instant(party.id)
    certificate = ca.issue(_holder(party, member_id), public_key, purpose, at)
    row = _keep(certificate, party, purpose=purpose, member_id=member_id, at=at, is_local=True)
    events.of_certificate(events.CERTIFICATE_ISSUED, row, by=by, at=at)
    return row


def binding_challenge(*, party_id: str, by: Actor) -> str:
    """Return the text that the holder of a certificate signs to bind it to a party; good for ten minutes."""
    return signing.dumps([rights.require_user(by), party_id], salt=CHALLENGE_SALT)


@action
def bind_certificate(
    *, party_id: str, certificate_pem: str, challenge: str, signature: bytes, by: Actor
) -> Party:
    """
    Bind an organisation's certificate to the party that a user registered, and so verify it.

    The certificate, not the typed code, says who it is; the signature over the challenge shows that the user holds
    its key, and so the certificate is that person's from then on. A party that other systems' deals brought in under
    this code takes the registration over.

    :raises Invalid: see `judging.judge`; `certificate_of_another`, `proof_wrong`.
    :raises Conflict: `party_registered_already`: its members join by invitation.
    """
    _check_own_party(party_id, by)
    certificate = judging.read(certificate_pem)
    _check_proof(certificate, party_id, challenge, signature, by)
    code = judging.code_of(certificate)
    known_id = Party.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    rows = {row.pk: row for row in lock_rows(Party, {party_id, known_id or party_id})}
    party = rows[party_id]
    at = journal.instant(party.id)
    judging.judge(certificate, trust(at), at)
    if code is None or code != (party.code or party.claimed_code) or party.kind != PartyKind.ORGANISATION:
        raise _invalid(
            "certificate_of_another", "证书不是该单位的", "This is not a certificate of that organisation"
        )
    if known_id is not None and known_id != party_id:
        party = _taken_over(party, rows[known_id])
        at = journal.instant(party.id)
    own = _own(party, by, None)
    row = _keep(certificate, party, purpose=Purpose.SIGNING, member_id=own, at=at, is_local=False)
    events.of_certificate(events.CERTIFICATE_BOUND, row, by=by, at=at)
    if party.status == PartyStatus.UNVERIFIED:
        party.code, party.status = code, PartyStatus.ACTIVE
        party.save(update_fields=["code", "status"])
        events.of_party(events.PARTY_VERIFIED, party, by=by, at=at, means="certificate", claimant=party_id)
    return party


@action
def revoke_certificate(*, certificate_id: str, by: Actor, reason: str = "unspecified") -> Certificate:
    """
    Revoke a certificate; for `reason` see `ca.REASONS`.

    :raises Conflict: `certificate_revoked_already`; :raises Invalid: `reason_unknown`.
    """
    party_id = Certificate.objects.filter(pk=certificate_id).values_list("party_id", flat=True).first()
    if party_id is None:
        raise NotFound("certificate_not_found", Text("未找到该证书", "There is no such certificate"))
    rights.require_party_or_administrator(by, party_id)
    if reason not in ca.REASONS:
        raise _invalid("reason_unknown", "请选择吊销原因", "Choose a reason", field="reason")
    lock_row(Party, party_id)
    row = lock_row(Certificate, certificate_id)
    if row.revoked_at is not None:
        raise Conflict(
            "certificate_revoked_already", Text("该证书已被吊销", "The certificate is revoked already")
        )
    row.revoked_at = journal.instant(party_id)
    row.reason = reason
    row.save(update_fields=["revoked_at", "reason"])
    events.of_certificate(events.CERTIFICATE_REVOKED, row, by=by, at=row.revoked_at, reason=reason)
    return row


def _check_holder(party: Party, purpose: str, member_id: str | None) -> None:
    if purpose not in Purpose.values:
        raise _invalid("purpose_unknown", "没有这种证书用途", "There is no such purpose", field="purpose")
    members = Member.objects.filter(party=party, status=MemberStatus.ACTIVE)
    if member_id is not None:
        members = members.filter(pk=member_id)
        if not members.exists():
            raise _invalid(
                "member_of_another", "该成员不属于此主体", "Not a member of this party", field="member"
            )
    role = {Purpose.SIGNING: None, Purpose.CUSTODY: Role.CUSTODIAN}.get(Purpose(purpose), Role.CENTRE)
    if role is not None and not members.filter(role=role).exists():
        raise _invalid(
            "purpose_not_theirs", "该主体不能持有此用途的证书", "Not a purpose of this party", field="purpose"
        )


def _own(party: Party, by: Actor, member_id: str | None) -> str:
    """
    Return the actor's own member of a party.

    Who had certificates that name colleagues would sign as two persons.
    """
    mine = Member.objects.filter(party=party, user_id=by.user_id, status=MemberStatus.ACTIVE).order_by("pk")
    ids = list(mine.values_list("pk", flat=True))
    if (wanted := member_id or by.member_id) in ids:
        return str(wanted)
    if member_id is not None or not ids:
        raise Forbidden(
            "certificate_of_a_colleague",
            Text("只能为本人申领或者绑定证书", "Everybody asks for, and binds, certificates of one's own"),
        )
    return ids[0]


def _holder(party: Party, member_id: str | None) -> Holder:
    if party.kind == PartyKind.PERSON:
        return Holder(party.name, reference=party.id)
    code = party.code or party.claimed_code
    if not code:
        raise Conflict(
            "party_without_code", Text("主体没有统一社会信用代码", "The party has no social credit code")
        )
    # The person's number, not the member's: who acts in two capacities, or for two parties, is one person.
    person = Member.objects.filter(pk=member_id).values_list("user_id", flat=True).first()
    return Holder(party.name, organisation=party.name, code=code, reference=person or "")


def _check_own_party(party_id: str, by: Actor) -> None:
    mine = Member.objects.filter(
        party_id=party_id, user_id=rights.require_user(by), status=MemberStatus.ACTIVE
    )
    if not mine.exists():
        raise NotFound("party_not_found", Text("未找到该主体", "There is no such party"))


def _check_proof(
    certificate: x509.Certificate, party_id: str, challenge: str, signature: bytes, by: Actor
) -> None:
    try:
        named = signing.loads(challenge, salt=CHALLENGE_SALT, max_age=CHALLENGE_SECONDS)
    except signing.BadSignature:
        named = None
    good = named == [by.user_id, party_id]
    if not good or not judging.signed_by(certificate, signature=signature, content=challenge.encode()):
        raise _invalid(
            "proof_wrong", "签名与证书不符或者已超时", "The signature is not by this certificate, or too old"
        )


def _taken_over(claim: Party, known: Party) -> Party:
    """Move the claim's members to the party that came in from another system, and drop the claim."""
    if known.status != PartyStatus.UNVERIFIED or known.members.exists():
        raise Conflict(
            "party_registered_already",
            Text(
                "该单位已注册，请由其成员邀请加入",
                "This organisation is registered; its members can invite you",
            ),
        )
    claim.members.update(party=known)
    claim.certificates.update(party=known)
    claim.holdings.update(owner=known)
    claim.owners.update(owned=known)
    if not PartyContact.objects.filter(party=known).exists():
        PartyContact.objects.filter(party=claim).update(party=known)
    if not known.representative_digest:
        known.legal_representative = known.legal_representative or claim.legal_representative
        if claim.representative_digest:
            known.legal_representative = claim.legal_representative
            known.representative_digest = claim.representative_digest
    known.region = known.region or claim.region
    known.claimed_code = claim.claimed_code
    known.save(update_fields=["legal_representative", "representative_digest", "region", "claimed_code"])
    claim.delete()
    return known


def _keep(
    certificate: x509.Certificate, party: Party, *, purpose: str, member_id: str | None, at: datetime,
    is_local: bool,
) -> Certificate:  # fmt: skip
    """Store a certificate once; one that another party, or another person, holds is refused."""
    row, _ = Certificate.objects.get_or_create(
        fingerprint=judging.fingerprint(certificate),
        defaults={
            "party": party,
            "member_id": member_id,
            "purpose": purpose,
            "serial": f"{certificate.serial_number:x}",
            "issuer": certificate.issuer.rfc4514_string()[:500],
            "subject": certificate.subject.rfc4514_string()[:500],
            "not_before": certificate.not_valid_before_utc,
            "not_after": certificate.not_valid_after_utc,
            "pem": certificate.public_bytes(forms.Encoding.PEM).decode(),
            "is_local": is_local,
            "created_at": at,
        },
    )
    if row.party_id != party.id:
        raise _invalid(
            "certificate_of_another", "证书已属于另一主体", "The certificate belongs to another party"
        )
    if row.member is None and member_id is not None:
        row.member_id = member_id
        row.save(update_fields=["member"])
    elif row.member is not None and not row.member.user.members.filter(pk=member_id).exists():
        raise _invalid(
            "certificate_of_another", "证书已属于另一经办人", "The certificate belongs to another person"
        )
    return row


def _invalid(code: str, zh: str, en: str, field: str = "certificate") -> Invalid:
    return Invalid(code, Text(zh, en), fields={field: [Text(zh, en)]})
