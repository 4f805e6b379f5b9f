"""Evaluations as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bidding.evaluation import document
from bidding.evaluation.seen import Desk, Progress
from bidding.models import Seat, Sheet, Signed
from bidding.models.evaluation import LONGEST_WORDS

_CODE = r"^[A-Za-z0-9_.-]{1,64}$"
PARTS = Sheet.Part.values


class NewPlace(serializers.Serializer[Any]):
    """Who is to sit, in whose name and where."""

    member = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(Seat.Kind.choices)
    city = serializers.CharField(max_length=100, default="", allow_blank=True)
    room = serializers.CharField(max_length=100, default="", allow_blank=True)


class NewEvaluation(serializers.Serializer[Any]):
    """The committee that is to sit down."""

    places = serializers.ListField(child=NewPlace(), min_length=1, max_length=99)


class NewReplacement(serializers.Serializer[Any]):
    """Why a member leaves, and who comes in its place."""

    words = serializers.CharField(max_length=LONGEST_WORDS)
    place = NewPlace(required=False, allow_null=True, default=None)


class NewAvoidance(serializers.Serializer[Any]):
    """Why somebody stands back."""

    words = serializers.CharField(max_length=LONGEST_WORDS)


class SeatSerializer(serializers.Serializer[Any]):
    """A seat: never who sits there."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(Seat.Kind.choices)
    is_chair = serializers.BooleanField()
    status = serializers.CharField()
    city = serializers.CharField()
    room = serializers.CharField()


class PlaceSerializer(SeatSerializer):
    """A seat, and what its member has signed."""

    number = serializers.IntegerField(source="seat.number")
    kind = serializers.ChoiceField(Seat.Kind.choices, source="seat.kind")
    is_chair = serializers.BooleanField(source="seat.is_chair")
    status = serializers.CharField(source="seat.status")
    city = serializers.CharField(source="seat.city")
    room = serializers.CharField(source="seat.room")
    signed = serializers.ListField(child=serializers.ChoiceField(Signed.Act.choices))


class LackingSerializer(serializers.Serializer[Any]):
    """What is still to be done."""

    code = serializers.CharField()
    message = serializers.SerializerMethodField()
    law = serializers.CharField(allow_null=True)

    def get_message(self, reason: Any) -> str:
        """Return the words in the reader's language."""
        words = reason.message
        return words if isinstance(words, str) else words.to(self.context.get("language", "zh-hans"))


class ProgressSerializer(serializers.Serializer[Progress]):
    """How far an evaluation has come."""

    id = serializers.CharField(source="evaluation.id")
    number = serializers.IntegerField(source="evaluation.number")
    status = serializers.CharField(source="evaluation.status")
    stage = serializers.IntegerField(source="evaluation.stage")
    round = serializers.IntegerField(source="evaluation.round")
    is_blind = serializers.BooleanField(source="evaluation.is_blind")
    rule_sha256 = serializers.CharField(source="evaluation.rule_sha256")
    result_sha256 = serializers.CharField(source="evaluation.result_sha256")
    report_sha256 = serializers.CharField(source="evaluation.report_sha256")
    sight = serializers.CharField(help_text="In which capacity it is seen")
    own_seat = serializers.IntegerField(source="own.number", default=None, allow_null=True)
    seats = PlaceSerializer(source="places", many=True)
    lacking = LackingSerializer(many=True)


class EvaluationSerializer(serializers.Serializer[Any]):
    """An evaluation, after an act."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    status = serializers.CharField()
    stage = serializers.IntegerField()
    round = serializers.IntegerField()


class EntrySerializer(serializers.Serializer[Any]):
    """An opinion on a requirement, or a score."""

    code = serializers.RegexField(_CODE)
    value = serializers.CharField(max_length=20, allow_blank=True)
    words = serializers.CharField(max_length=document.LONGEST_REMARK, allow_blank=True, default="")


class NewSheet(serializers.Serializer[Any]):
    """What a member wrote of a bid, whole; `version` is the one that it has seen, 0 for none."""

    entries = serializers.ListField(child=EntrySerializer(), max_length=1000)
    version = serializers.IntegerField(min_value=0)


class _Sheet(serializers.Serializer[Any]):
    entries = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_entries(self, sheet: Any) -> list[dict[str, str]]:
        """Return them in the order of their codes."""
        return [{"code": code, **entry} for code, entry in sorted(sheet.entries.items())]


class SavedSheet(_Sheet):
    """A draft as it is kept."""

    at = serializers.DateTimeField()


class OwnSheetSerializer(_Sheet):
    """A member's own sheet."""

    bid = serializers.CharField()
    bidder = serializers.CharField(help_text="Empty where bids are read without a name")
    header = serializers.CharField(help_text="Empty where bids are read without a name")
    is_signed = serializers.BooleanField()


class DeskSerializer(serializers.Serializer[Desk]):
    """A member's work in one part."""

    requirements = serializers.SerializerMethodField()
    grounds = serializers.SerializerMethodField()
    criteria = serializers.SerializerMethodField()
    sheets = OwnSheetSerializer(many=True)

    def get_requirements(self, desk: Desk) -> list[dict[str, str]]:
        """Return what the document requires."""
        return [
            {"code": one.code, "name": one.name, "kind": one.kind, "evidence": one.evidence}
            for one in desk.asked.requirements
        ]

    def get_grounds(self, desk: Desk) -> list[dict[str, str]]:
        """Return why the law itself takes a bid out."""
        return [
            {
                "code": one.code,
                "title": one.title.to(self.context.get("language", "zh-hans")),
                "law": str(one.law),
            }
            for one in desk.asked.grounds
        ]

    def get_criteria(self, desk: Desk) -> list[dict[str, str]]:
        """Return what is scored, within which bounds."""
        return [
            {
                "code": one.code, "name": one.name, "judgement": one.judgement or "", "lowest": format(one.lowest, "f"),
                "highest": format(one.max_score, "f"), "step": format(one.step, "f") if one.step else "", "standard": one.standard,
            }
            for one in desk.asked.criteria
        ]  # fmt: skip


class SeenSheet(_Sheet):
    """A sheet as all see it once all have signed."""

    seat = serializers.IntegerField(source="seat.number")
    bid = serializers.CharField()
    stage = serializers.IntegerField()
