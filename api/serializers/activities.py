"""Questions, clarifications, documents, disputes, holds, contracts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.roles import Role
from api.serializers.common import Amount, PartySerializer
from trading.models import Hold


class QuestionSerializer(serializers.Serializer[Any]):
    """A question. Who asked is never shown."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    text = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class NewQuestion(serializers.Serializer[Any]):
    """A question to ask."""

    text = serializers.CharField(max_length=5000)


class NewAnswer(serializers.Serializer[Any]):
    """An answer to a question."""

    answer = serializers.CharField(max_length=5000)


class ClarificationSerializer(serializers.Serializer[Any]):
    """A clarification or amendment."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    content = serializers.CharField()
    affects_preparation = serializers.BooleanField()
    moves = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    issued_at = serializers.DateTimeField()


class NewClarification(serializers.Serializer[Any]):
    """A clarification to publish; `ends` are new ends of running periods, by limit."""

    title = serializers.CharField(max_length=300)
    content = serializers.CharField(max_length=50_000)
    affects_preparation = serializers.BooleanField()
    ends = serializers.DictField(child=serializers.DateTimeField(), required=False)


class DocumentSerializer(serializers.Serializer[Any]):
    """A version of a structured document."""

    id = serializers.CharField()
    kind = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    content = serializers.DictField()


class NewDocument(serializers.Serializer[Any]):
    """A structured document; its shape is the schema `TenderDocument`."""

    kind = serializers.RegexField(r"^[a-z][a-z_]{0,39}$")
    content = serializers.DictField()


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file beside the documents."""

    id = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    digest = serializers.CharField(help_text="SHA-256, hex")
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class NewAttachment(serializers.Serializer[Any]):
    """A file to attach, as multipart/form-data."""

    file = serializers.FileField()


OBJECTION_STATUSES = ("open", "answered", "withdrawn")
COMPLAINT_STATUSES = ("lodged", "accepted", "refused", "decided", "withdrawn")


class _Dispute(serializers.Serializer[Any]):
    """What objections and complaints have alike."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    party = PartySerializer(allow_null=True, help_text="Who; told to itself, supervisors and auditors alone")

    def to_representation(self, row: Any) -> dict[str, Any]:
        """Tell who it was to itself and to those who supervise."""
        shown: dict[str, Any] = super().to_representation(row)
        actor = self.context["actor"]
        own = actor.role is Role.BIDDER and actor.party_id == row.party_id
        if not own and actor.role not in (Role.SUPERVISOR, Role.AUDITOR):
            shown["party"] = None
        return shown


class ObjectionSerializer(_Dispute):
    """An objection as its parties see it."""

    stage = serializers.CharField()
    status = serializers.ChoiceField(choices=OBJECTION_STATUSES)
    grounds = serializers.CharField()
    raised_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    reply = serializers.CharField()
    upheld = serializers.BooleanField(allow_null=True)
    replied_at = serializers.DateTimeField(allow_null=True)


class NewObjection(serializers.Serializer[Any]):
    """An objection to raise."""

    stage = serializers.CharField(max_length=40)
    grounds = serializers.CharField(max_length=20_000)


class Reply(serializers.Serializer[Any]):
    """The organiser's reply."""

    reply = serializers.CharField(max_length=20_000)
    upheld = serializers.BooleanField()


class ComplaintSerializer(_Dispute):
    """A complaint as its parties and the supervisor see it."""

    objection = serializers.CharField(source="objection_id", allow_null=True)
    status = serializers.ChoiceField(choices=COMPLAINT_STATUSES)
    grounds = serializers.CharField()
    known_on = serializers.DateField(
        allow_null=True, help_text="Of a matter that no objection is provided for"
    )
    lodged_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField()
    decision = serializers.CharField()
    upheld = serializers.BooleanField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class NewComplaint(serializers.Serializer[Any]):
    """A complaint to lodge."""

    grounds = serializers.CharField(max_length=20_000)
    objection = serializers.CharField(max_length=40, required=False, allow_null=True)
    known_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="The day on which one knew of a matter for which no objection is provided; then without `objection`",
    )


class Acceptance(serializers.Serializer[Any]):
    """Whether the lot is suspended meanwhile."""

    suspend = serializers.BooleanField(required=False, default=False)


class Refusal(serializers.Serializer[Any]):
    """Why a complaint is not taken on."""

    decision = serializers.CharField(max_length=20_000)


class Decision(serializers.Serializer[Any]):
    """The decision on a complaint."""

    decision = serializers.CharField(max_length=20_000)
    upheld = serializers.BooleanField()


class HoldSerializer(serializers.Serializer[Any]):
    """A suspension."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    cause = serializers.ChoiceField(choices=Hold.Cause.choices)
    law = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class NewHold(serializers.Serializer[Any]):
    """An order to suspend."""

    reason = serializers.CharField(max_length=20_000)
    law = serializers.CharField(max_length=200)


class Why(serializers.Serializer[Any]):
    """A reason."""

    reason = serializers.CharField(max_length=20_000)


class AcceptanceSerializer(serializers.Serializer[Any]):
    """The acceptance of performance."""

    accepted_on = serializers.DateField()
    conclusion = serializers.CharField()
    final_price = Amount()
    recorded_at = serializers.DateTimeField()


class PaymentSerializer(serializers.Serializer[Any]):
    """A payment under a contract."""

    id = serializers.CharField()
    amount = Amount()
    paid_on = serializers.DateField()
    voucher = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class ContractSerializer(serializers.Serializer[Any]):
    """The contract of a lot, and whether its performance was accepted."""

    id = serializers.CharField()
    deal = serializers.CharField(source="lot.deal_id")
    lot = serializers.CharField(source="lot_id")
    number = serializers.CharField()
    party = serializers.CharField(source="party_id", allow_null=True, help_text="Where it is a party here")
    party_name = serializers.CharField()
    price = Amount()
    performance_bond = Amount()
    document_digest = serializers.CharField(help_text="SHA-256 of the signed text, hex; may be empty")
    signed_on = serializers.DateField()
    signed_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    filed_at = serializers.DateTimeField(allow_null=True)
    filing_number = serializers.CharField()
    acceptance = AcceptanceSerializer(allow_null=True)
