"""Parties, members, invitations, certificates, tokens."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts import ca
from accounts.actions.tokens import LONGEST_LIFE_DAYS
from accounts.models.credentials import Purpose
from accounts.models.members import MemberStatus
from accounts.models.parties import PartyKind, PartyStatus
from api import words
from api.serializers.common import PartySerializer

Scope = serializers.ListField


class PartyDetailSerializer(PartySerializer):
    """A party as others see it, with what it proved."""

    kind = serializers.ChoiceField(choices=PartyKind.choices)
    region = serializers.CharField(help_text="GB/T 2260; empty where it is not known")
    verified = serializers.BooleanField(source="is_verified", help_text="Proved, and not suspended")


class PartyInsideSerializer(PartyDetailSerializer):
    """A party as its own members, the centre and administrators see it; others get `null` in the last four."""

    status = serializers.ChoiceField(choices=PartyStatus.choices, allow_null=True)
    claimed_code = serializers.CharField(allow_null=True, help_text="What was typed; it proves nothing")
    legal_representative = serializers.CharField(allow_null=True)
    identity_tail = serializers.CharField(
        allow_null=True, help_text="The last characters of a person's number"
    )

    def to_representation(self, party: Any) -> dict[str, Any]:
        """Leave the inside out for whoever stands outside."""
        shown: dict[str, Any] = super().to_representation(party)
        if not self.context["inside"]:
            shown |= dict.fromkeys(("status", "claimed_code", "legal_representative", "identity_tail"))
        return shown


class NewContact(serializers.Serializer[Any]):
    """How to reach a party; never shown to others."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    telephone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)


class NewParty(serializers.Serializer[Any]):
    """A party to register; a code for an organisation, an identity number for a person."""

    kind = serializers.ChoiceField(choices=PartyKind.choices)
    name = serializers.CharField(max_length=200)
    role = serializers.ChoiceField(choices=words.PARTY_ROLES)
    code = serializers.CharField(max_length=18, required=False, allow_blank=True)
    identity_number = serializers.CharField(max_length=18, required=False, allow_blank=True, write_only=True)
    region = serializers.CharField(max_length=6, required=False, allow_blank=True)
    legal_representative = serializers.CharField(max_length=100, required=False, allow_blank=True)
    contact = NewContact(required=False)


class Confirmation(serializers.Serializer[Any]):
    """The number on the document that the counter has seen."""

    identity_number = serializers.CharField(max_length=18, write_only=True)


class Head(serializers.Serializer[Any]):
    """Who heads an organisation, as the register of companies has it."""

    name = serializers.CharField(max_length=100)
    identity_number = serializers.CharField(max_length=18, write_only=True)


class OwnershipSerializer(serializers.Serializer[Any]):
    """A share in a party; the owner is a party here or, where it is none, a name."""

    id = serializers.CharField()
    owner = PartySerializer(allow_null=True)
    owner_name = serializers.CharField()
    share = serializers.DecimalField(max_digits=7, decimal_places=4, help_text="Per cent")


class NewOwnership(serializers.Serializer[Any]):
    """A share to declare."""

    owner = serializers.CharField(max_length=40, required=False, allow_null=True)
    owner_name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    share = serializers.DecimalField(max_digits=7, decimal_places=4)


class MemberSerializer(serializers.Serializer[Any]):
    """Somebody acting for a party in one role."""

    id = serializers.CharField()
    party = serializers.CharField(source="party_id")
    name = serializers.CharField(source="user.display_name")
    email = serializers.CharField(source="user.email")
    role = serializers.ChoiceField(choices=words.MEMBER_ROLES)
    regions = Scope(child=serializers.CharField())
    sectors = Scope(child=serializers.CharField())
    status = serializers.ChoiceField(choices=MemberStatus.choices)
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class MembershipSerializer(serializers.Serializer[Any]):
    """A capacity of the reader: the party, and the role in which to act for it."""

    id = serializers.CharField()
    party = PartyDetailSerializer()
    role = serializers.ChoiceField(choices=words.MEMBER_ROLES)
    created_at = serializers.DateTimeField()


class MemberChanges(serializers.Serializer[Any]):
    """What of a member to change; in another role it becomes another member."""

    role = serializers.ChoiceField(choices=words.MEMBER_ROLES, required=False)
    regions = Scope(child=serializers.CharField(max_length=6), max_length=100, required=False)
    sectors = Scope(child=serializers.CharField(max_length=40), max_length=100, required=False)


class InvitationSerializer(serializers.Serializer[Any]):
    """An offer to act for a party."""

    id = serializers.CharField()
    party = serializers.CharField(source="party_id")
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=words.MEMBER_ROLES)
    regions = Scope(child=serializers.CharField())
    sectors = Scope(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    member = serializers.CharField(source="accepted_as_id", allow_null=True)


class InvitationMade(InvitationSerializer):
    """An invitation with its secret, which is told once: an answer that is repeated leaves it out."""

    secret = serializers.CharField(allow_null=True)


class NewInvitation(serializers.Serializer[Any]):
    """Whom to invite, into which role."""

    email = serializers.CharField(max_length=254)
    role = serializers.ChoiceField(choices=words.MEMBER_ROLES)
    regions = Scope(child=serializers.CharField(max_length=6), max_length=100, required=False)
    sectors = Scope(child=serializers.CharField(max_length=40), max_length=100, required=False)


class InvitationSecret(serializers.Serializer[Any]):
    """The secret of an invitation that was sent to the reader's own address."""

    secret = serializers.CharField(max_length=200, write_only=True)


class CertificateSerializer(serializers.Serializer[Any]):
    """A certificate of a party."""

    id = serializers.CharField()
    party = serializers.CharField(source="party_id")
    member = serializers.CharField(source="member_id", allow_null=True)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    serial = serializers.CharField(help_text="Hexadecimal")
    issuer = serializers.CharField()
    subject = serializers.CharField()
    not_before = serializers.DateTimeField()
    not_after = serializers.DateTimeField()
    fingerprint = serializers.CharField(help_text="SHA-256, hex")
    is_local = serializers.BooleanField(help_text="Issued by this instance's own authority")
    pem = serializers.CharField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Of the revocation")


class NewCertificate(serializers.Serializer[Any]):
    """A request for a certificate from the local authority."""

    csr = serializers.CharField(max_length=20_000, help_text="PKCS #10, PEM", source="csr_pem")
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False, default=Purpose.SIGNING.value)
    member = serializers.CharField(max_length=40, required=False, allow_null=True, source="member_id")


class Challenge(serializers.Serializer[Any]):
    """What the holder of a certificate signs to bind it; good for ten minutes."""

    challenge = serializers.CharField()


class Binding(serializers.Serializer[Any]):
    """A certificate from an authority that is believed here, and a signature over the challenge by its key."""

    certificate = serializers.CharField(max_length=20_000, help_text="PEM", source="certificate_pem")
    challenge = serializers.CharField(max_length=1000)
    signature = serializers.CharField(max_length=4000, help_text="Base64")


class Revocation(serializers.Serializer[Any]):
    """Why a certificate is revoked."""

    reason = serializers.ChoiceField(choices=sorted(ca.REASONS), required=False, default="unspecified")


class TokenSerializer(serializers.Serializer[Any]):
    """A program's key to act as one member."""

    id = serializers.CharField()
    member = serializers.CharField(source="member_id")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_on = serializers.DateField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class TokenMade(TokenSerializer):
    """A token in its written form, which is told once: an answer that is repeated leaves it out."""

    token = serializers.CharField(allow_null=True)


class NewToken(serializers.Serializer[Any]):
    """A token to make."""

    name = serializers.CharField(max_length=100)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_LIFE_DAYS, required=False, default=90)
