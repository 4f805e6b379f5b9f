"""Experts and their calls, as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bidding.actions import calling
from bidding.models import Avoidance, Employment, Expert, Leave, PoolEntry
from bidding.models.expert import LONGEST_REASON, Standing

REGION = r"^[1-9][0-9]{5}$"


class EmploymentSerializer(serializers.Serializer[Employment]):
    """Where an expert works, or worked."""

    id = serializers.CharField()
    party = serializers.CharField(source="party_id", allow_null=True)
    name = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)


class AvoidanceSerializer(serializers.Serializer[Avoidance]):
    """From whose deals an expert stands aside."""

    id = serializers.CharField()
    party = serializers.CharField(source="party_id", allow_null=True)
    name = serializers.CharField()
    reason = serializers.CharField()
    declared_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class LeaveSerializer(serializers.Serializer[Leave]):
    """Days on which an expert cannot come."""

    id = serializers.CharField()
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class ExpertSerializer(serializers.Serializer[Expert]):
    """An expert, as the register lists it."""

    id = serializers.CharField()
    member = serializers.CharField(source="member_id")
    name = serializers.CharField(source="member.user.display_name")
    majors = serializers.ListField(child=serializers.CharField(max_length=8))
    region = serializers.CharField()
    title = serializers.CharField()
    years = serializers.IntegerField()
    telephone = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.values)
    standing_reason = serializers.CharField()
    suspended_until = serializers.DateField(allow_null=True)
    admitted_at = serializers.DateTimeField()


class ExpertDetailSerializer(ExpertSerializer):
    """With where it worked, from whom it stands aside and when it is away."""

    employments = EmploymentSerializer(many=True)
    avoidances = AvoidanceSerializer(many=True)
    leaves = LeaveSerializer(many=True)


class NewExpert(serializers.Serializer[Any]):
    """Whom to take into the register."""

    member_id = serializers.CharField(max_length=40)
    majors = serializers.ListField(child=serializers.CharField(max_length=8), min_length=1)
    region = serializers.RegexField(REGION)
    title = serializers.CharField(max_length=100)
    years = serializers.IntegerField(min_value=0, max_value=80)
    employer = serializers.CharField(max_length=200, help_text="The credit code of a party here, or a name")
    employed_from = serializers.DateField()
    telephone = serializers.CharField(max_length=40, required=False)


class ExpertChange(serializers.Serializer[Any]):
    """What of an expert changes."""

    majors = serializers.ListField(child=serializers.CharField(max_length=8), min_length=1, required=False)
    region = serializers.RegexField(REGION, required=False)
    title = serializers.CharField(max_length=100, required=False)
    telephone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class NewEmployment(serializers.Serializer[Any]):
    """For whom an expert works from a day on."""

    employer = serializers.CharField(max_length=200)
    from_on = serializers.DateField()


class NewStanding(serializers.Serializer[Any]):
    """Whether an expert may be drawn."""

    standing = serializers.ChoiceField(choices=Standing.values)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False)
    until = serializers.DateField(required=False)


class AvoidanceDeclared(serializers.Serializer[Any]):
    """From whom one stands aside, and why."""

    party = serializers.CharField(max_length=200, help_text="The credit code of a party here, or a name")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class NewLeave(serializers.Serializer[Any]):
    """On which days one cannot come; the last is one of them."""

    from_on = serializers.DateField()
    to_on = serializers.DateField()


class CallSerializer(serializers.Serializer[Any]):
    """A call to evaluate a lot: whoever bids is not told."""

    draw = serializers.CharField(source="draw_id")
    lot = serializers.CharField(source="draw.lot_id")
    deal = serializers.CharField(source="draw.lot.deal_id")
    title = serializers.CharField(source="draw.lot.deal.title")
    work_on = serializers.DateField(source="draw.work_on")
    group = serializers.SerializerMethodField()
    called_at = serializers.SerializerMethodField()
    due_at = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(max_length=8))
    def get_group(self, entry: PoolEntry) -> str:
        """For which major."""
        return entry.acts.all()[0].group

    @extend_schema_field(serializers.DateTimeField())
    def get_called_at(self, entry: PoolEntry) -> Any:
        """When one was called."""
        return serializers.DateTimeField().to_representation(entry.acts.all()[0].at)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, entry: PoolEntry) -> Any:
        """Before when an answer counts."""
        due = entry.acts.all()[0].due_at
        return serializers.DateTimeField().to_representation(due) if due else None

    @extend_schema_field(
        serializers.ChoiceField(choices=["called", "accepted", "declined", "expired", "avoided", "absent"])
    )
    def get_answer(self, entry: PoolEntry) -> str:
        """How it stands."""
        return list(entry.acts.all())[-1].act


class CallAnswer(serializers.Serializer[Any]):
    """One's answer to a call."""

    answer = serializers.ChoiceField(choices=sorted(calling.ANSWERS))
    words = serializers.CharField(max_length=calling.LONGEST_REASON, required=False)
