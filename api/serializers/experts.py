"""Experts and draws, as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bidding.actions import calling
from bidding.models import Avoidance, Contribution, Draw, Employment, Expert, Leave, PoolEntry
from bidding.models.draw import LONGEST_ARTICLE
from bidding.models.expert import LONGEST_REASON, Standing

_HASH = r"^[0-9a-f]{64}$"
_REGION = r"^[1-9][0-9]{5}$"


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
    region = serializers.RegexField(_REGION)
    title = serializers.CharField(max_length=100)
    years = serializers.IntegerField(min_value=0, max_value=80)
    employer = serializers.CharField(max_length=200, help_text="The credit code of a party here, or a name")
    employed_from = serializers.DateField()
    telephone = serializers.CharField(max_length=40, required=False)


class ExpertChange(serializers.Serializer[Any]):
    """What of an expert changes."""

    majors = serializers.ListField(child=serializers.CharField(max_length=8), min_length=1, required=False)
    region = serializers.RegexField(_REGION, required=False)
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


class ContributorSerializer(serializers.Serializer[Contribution]):
    """A contributor to the seed."""

    contributor = serializers.CharField()
    party = serializers.CharField(source="party_id")
    commitment = serializers.CharField()
    committed_at = serializers.DateTimeField()
    secret = serializers.CharField(help_text="Empty until it is revealed")
    revealed_at = serializers.DateTimeField(allow_null=True)


class DrawSerializer(serializers.Serializer[Any]):
    """How a draw stands; its file says the rest."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    purpose = serializers.ChoiceField(choices=Draw.Purpose.choices)
    number = serializers.IntegerField()
    groups = serializers.SerializerMethodField()
    representatives = serializers.IntegerField()
    contributors = serializers.ListField(
        child=serializers.CharField(), help_text="Who is asked to contribute"
    )
    contributions = ContributorSerializer(many=True)
    work_on = serializers.DateField()
    status = serializers.ChoiceField(choices=["planned", "fixed", "calling", "ended"])
    planned_at = serializers.DateTimeField()
    fixed_at = serializers.DateTimeField(allow_null=True)
    reveal_by = serializers.DateTimeField(allow_null=True)
    fixed = serializers.CharField(help_text="Digest of what was fixed before the secrets")
    seed = serializers.CharField()
    end = serializers.CharField(help_text="complete, exhausted, void, set_aside; empty while it goes on")
    set_aside_for = serializers.SerializerMethodField()
    ended_at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField(help_text="Of the file, once it has ended")

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_groups(self, draw: Draw) -> dict[str, int]:
        """How many of which major, coefficient or tie."""
        return {str(group): int(wanted) for group, wanted in draw.groups}

    @extend_schema_field(serializers.CharField())
    def get_set_aside_for(self, draw: Draw) -> str:
        """Why it was set aside, which may name people: to who watches the deal, empty to everybody else."""
        return draw.set_aside_for if self.context.get("watches") else ""


class NewDraw(serializers.Serializer[Any]):
    """Whom to draw, and who contributes."""

    groups = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=30), help_text="How many of which major"
    )
    representatives = serializers.IntegerField(min_value=0, max_value=30)
    contributors = serializers.ListField(
        child=serializers.ChoiceField(choices=["organiser", "agency", "centre", "supervisor"]), min_length=2, max_length=4
    )  # fmt: skip
    work_on = serializers.DateField()
    region = serializers.RegexField(_REGION, required=False)
    reveal_minutes = serializers.IntegerField(min_value=1, required=False)
    answer_minutes = serializers.IntegerField(min_value=1, required=False)


class NewChanceDraw(serializers.Serializer[Any]):
    """Who contributes; what is drawn follows from the documents, or from the signed scores."""

    contributors = serializers.ListField(
        child=serializers.ChoiceField(choices=["organiser", "agency", "centre", "supervisor"]), min_length=2, max_length=4
    )  # fmt: skip
    reveal_minutes = serializers.IntegerField(min_value=1, required=False)


class NewCommitment(serializers.Serializer[Any]):
    """A contributor's commitment (docs/formats/draw.md)."""

    commitment = serializers.RegexField(_HASH)


class NewSecret(serializers.Serializer[Any]):
    """What was committed to."""

    secret = serializers.RegexField(_HASH)


class DrawEnd(serializers.Serializer[Any]):
    """Why a draw stops, where somebody is still being called."""

    reason = serializers.CharField(max_length=LONGEST_REASON, required=False)


class NewAbsence(serializers.Serializer[Any]):
    """Who accepted and did not come."""

    entry = serializers.RegexField(_HASH)


class NamesAsked(serializers.Serializer[Any]):
    """For what the names are read."""

    reason = serializers.CharField(min_length=calling.SHORTEST_REASON, max_length=LONGEST_REASON)


class NewRepresentatives(serializers.Serializer[Any]):
    """Whom the organiser sends."""

    members = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=30)


class NewChoice(serializers.Serializer[Any]):
    """Whom the organiser chooses without a draw."""

    members = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=30)
    words = serializers.CharField(max_length=LONGEST_ARTICLE, help_text="By which article, and why")


class RepresentativesSent(serializers.Serializer[Any]):
    """How many are named now."""

    count = serializers.IntegerField()


class NamedSerializer(serializers.Serializer[Any]):
    """An expert who accepted, with what opens its entry."""

    entry = serializers.CharField()
    expert = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    majors = serializers.ListField(child=serializers.CharField())
    salt = serializers.CharField()
    unit_salt = serializers.CharField()


class NamesSerializer(serializers.Serializer[Any]):
    """Who was drawn and accepted (`draw-names/1`)."""

    v = serializers.CharField()
    draw = serializers.CharField(help_text="SHA-256 of the draw's file")
    names = NamedSerializer(many=True)
