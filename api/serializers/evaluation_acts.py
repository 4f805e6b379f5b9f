"""What is signed, voted, asked and answered in an evaluation, as it is sent."""

from __future__ import annotations

import base64
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import TextField
from api.serializers.signed import Bytes
from bidding.models import BidQuestion, Motion, Reopening, Signed
from bidding.models.evaluation import LONGEST_WORDS
from toolkit import canonical

ACTS = Signed.Act.values


class ToSign(serializers.Serializer[Any]):
    """The bytes that are to be signed."""

    content = Bytes()
    sha256 = serializers.CharField()


class NewSignature(serializers.Serializer[Any]):
    """Signed bytes; of a report with where one stands to it."""

    content = Bytes()
    signature = Bytes()
    stand = serializers.ChoiceField(["agrees", "dissents"], default="agrees")
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


class SignedSerializer(serializers.Serializer[Signed]):
    """That something was signed."""

    id = serializers.CharField()
    seat = serializers.IntegerField(source="seat.number")
    act = serializers.CharField()
    round = serializers.IntegerField()
    stand = serializers.CharField()
    at = serializers.DateTimeField()


class StandSerializer(SignedSerializer):
    """
    Where a member stands to the report, in its signed bytes. The signature, whose certificate names the member, is there for the
    member itself, and for all once the names of the committee are known; its digest always.
    """

    content = Bytes()
    signature = serializers.SerializerMethodField()
    signature_sha256 = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "byte", "nullable": True})
    def get_signature(self, row: Signed) -> str | None:
        """Return the signature in base64, None while it would tell a name."""
        is_shown = row.seat_id in self.context["shown"]
        return base64.b64encode(bytes(row.signature)).decode() if is_shown else None

    def get_signature_sha256(self, row: Signed) -> str:
        """Return the digest of the signature; that of nothing where silence was recorded."""
        return canonical.sha256(bytes(row.signature))


class NewMotion(serializers.Serializer[Any]):
    """What is put to the vote."""

    kind = serializers.ChoiceField(Motion.Kind.choices)
    about = serializers.CharField(max_length=40, default="", allow_blank=True)
    figures = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)
    words = serializers.CharField(max_length=LONGEST_WORDS)


class MotionSerializer(serializers.Serializer[Motion]):
    """A motion."""

    id = serializers.CharField()
    kind = serializers.CharField()
    about = serializers.CharField()
    figures = serializers.DictField(child=serializers.CharField())
    words = serializers.CharField()
    at = serializers.DateTimeField()


class CountSerializer(serializers.Serializer[Any]):
    """How a motion stands; the votes are counted once all have voted."""

    motion = MotionSerializer()
    in_favour = serializers.IntegerField(allow_null=True)
    against = serializers.IntegerField(allow_null=True)
    outcome = serializers.CharField()


class NewVote(serializers.Serializer[Any]):
    """A vote."""

    in_favour = serializers.BooleanField()
    words = serializers.CharField(max_length=LONGEST_WORDS, default="", allow_blank=True)


class VoteSerializer(serializers.Serializer[Any]):
    """That somebody voted."""

    id = serializers.CharField()
    motion = serializers.CharField(source="motion_id")
    in_favour = serializers.BooleanField()
    at = serializers.DateTimeField()


class NewBidQuestion(serializers.Serializer[Any]):
    """A question to a bidder; `figures` of a contradiction in its prices."""

    bid = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(BidQuestion.Kind.choices)
    words = serializers.CharField(max_length=LONGEST_WORDS)
    due_at = serializers.DateTimeField()
    figures = serializers.DictField(child=serializers.JSONField(), required=False, default=dict)


class BidAnswerSerializer(serializers.Serializer[Any]):
    """A bidder's signed answer."""

    stand = serializers.CharField()
    content = Bytes()
    signature = Bytes()
    at = serializers.DateTimeField()


class BidQuestionSerializer(serializers.Serializer[Any]):
    """A question, with the answer once there is one."""

    id = serializers.CharField()
    bid = serializers.CharField(source="filing_id")
    kind = serializers.CharField()
    words = serializers.CharField()
    figures = serializers.JSONField()
    digest = serializers.CharField()
    at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    answer = BidAnswerSerializer(allow_null=True, default=None)


class NewBidAnswer(serializers.Serializer[Any]):
    """An answer, with the signature over its canonical bytes."""

    words = serializers.CharField(max_length=LONGEST_WORDS)
    stand = serializers.ChoiceField(["", "confirmed", "declined"], default="")
    signature = Bytes()


class NewReopening(serializers.Serializer[Any]):
    """Why scores are taken up again."""

    cause = serializers.ChoiceField(Reopening.Cause.choices)
    words = serializers.CharField(max_length=LONGEST_WORDS)


class NewSettingAside(serializers.Serializer[Any]):
    """Why an evaluation counts no more, and by which article."""

    reason = serializers.CharField(max_length=LONGEST_WORDS)
    law = serializers.CharField(max_length=40)


class ReportSerializer(serializers.Serializer[Any]):
    """The report in its bytes, and where each member stands to it."""

    content = Bytes(source="evaluation.report")
    sha256 = serializers.CharField(source="evaluation.report_sha256")
    result_sha256 = serializers.CharField(source="evaluation.result_sha256")
    round = serializers.IntegerField(source="evaluation.round")
    reported_at = serializers.DateTimeField(source="evaluation.reported_at", allow_null=True)
    stands = StandSerializer(many=True)


class AlikeSerializer(serializers.Serializer[Any]):
    """What some bids have in common, to be judged by a person: a sign, never a finding."""

    code = serializers.CharField()
    title = TextField()
    law = serializers.CharField(help_text="By which article it may count")
    is_weak = serializers.BooleanField(help_text="Whether it tells little alone")
    bids = serializers.ListField(child=serializers.CharField())
    said = serializers.ListField(
        child=TextField(), help_text="What is the same, as far as it is anybody's to read"
    )
