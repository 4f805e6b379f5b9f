"""Shapes of requests for information."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notices import request_queries
from trading.law.open_government import Answer, Channel, Form, Ground

CHANNELS = tuple(one.value for one in Channel)
FORMS = tuple(one.value for one in Form)
ANSWERS = tuple(one.value for one in Answer)
GROUNDS = tuple(one.value for one in Ground)
STATUSES = ("received", "unclear", "consulting", "answered", "abandoned", "withdrawn")


class ApplicantSerializer(serializers.Serializer[Any]):
    """Who asks; of the document its last four signs."""

    name = serializers.CharField()
    identity_tail = serializers.CharField()
    contact = serializers.CharField()


class ConsultationSerializer(serializers.Serializer[Any]):
    """A third party that was heard; who it is the centre alone knows."""

    id = serializers.CharField()
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    agrees = serializers.BooleanField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class RequestSerializer(serializers.Serializer[Any]):
    """A request for information, with its times."""

    id = serializers.CharField()
    number = serializers.CharField()
    channel = serializers.ChoiceField(choices=CHANNELS)
    deal = serializers.CharField(source="deal_id", allow_null=True)
    what = serializers.CharField()
    form = serializers.ChoiceField(choices=FORMS)
    way = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    filed_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(help_text="From when the time to answer is counted")
    due_at = serializers.DateTimeField(allow_null=True, help_text="Before this instant it is to be answered")
    guidance = serializers.CharField()
    complete_by = serializers.DateTimeField(allow_null=True)
    extended_at = serializers.DateTimeField(allow_null=True)
    extended_for = serializers.CharField()
    stopped_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when its time stands still, while a third party is heard"
    )
    answer = serializers.ChoiceField(choices=["", *ANSWERS])
    ground = serializers.ChoiceField(choices=["", *GROUNDS])
    reply = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    consultations = ConsultationSerializer(many=True, source="consultations.all")
    applicant = serializers.SerializerMethodField(
        help_text="For who asks and for the centre; null for those who watch"
    )

    @extend_schema_field(ApplicantSerializer(allow_null=True))
    def get_applicant(self, row: Any) -> dict[str, Any] | None:
        """Return who asks, to whom may know."""
        if not request_queries.knows_who(self.context["actor"], row):
            return None
        return dict(ApplicantSerializer(row.applicant).data)


class NewRequest(serializers.Serializer[Any]):
    """What a request says (政府信息公开条例 art. 29); another channel than `online` is for the centre, which writes it down."""

    name = serializers.CharField(max_length=200)
    identity = serializers.CharField(
        max_length=20, help_text="Identity number or social credit code; not kept"
    )
    contact = serializers.CharField(max_length=200)
    what = serializers.CharField(max_length=4_000)
    form = serializers.ChoiceField(choices=FORMS)
    way = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    channel = serializers.ChoiceField(choices=CHANNELS, required=False, default=Channel.ONLINE.value)
    deal_number = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class Completion(serializers.Serializer[Any]):
    """The request as completed."""

    what = serializers.CharField(max_length=4_000)


class Guidance(serializers.Serializer[Any]):
    """What is missing, and how many working days there are to complete it."""

    guidance = serializers.CharField(max_length=4_000)
    days_given = serializers.IntegerField(min_value=1, max_value=60)


class Extension(serializers.Serializer[Any]):
    """Why more time is needed; told to who asks."""

    reason = serializers.CharField(max_length=2_000)


class NewConsultation(serializers.Serializer[Any]):
    """Who is heard."""

    name = serializers.CharField(max_length=200)


class Opinion(serializers.Serializer[Any]):
    """What they said: whether they agree, null where they said nothing in time."""

    agrees = serializers.BooleanField(allow_null=True)
    opinion = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)


class RequestReply(serializers.Serializer[Any]):
    """How a request is answered; what is kept back says on which ground."""

    answer = serializers.ChoiceField(choices=ANSWERS)
    reply = serializers.CharField(max_length=20_000)
    ground = serializers.ChoiceField(choices=["", *GROUNDS], required=False, default="")
