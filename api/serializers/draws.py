"""Draws of experts and of what chance decides, as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.experts import REGION
from bidding.actions import calling
from bidding.models import Contribution, Draw
from bidding.models.draw import LONGEST_ARTICLE
from bidding.models.expert import LONGEST_REASON
from trading.law.avoidance import CAUSES

_HASH = r"^[0-9a-f]{64}$"


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
    region = serializers.RegexField(REGION, required=False)
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
    words = serializers.CharField(max_length=LONGEST_REASON, required=False)


class NewCause(serializers.Serializer[Any]):
    """Who accepted and must not sit, for which cause, and why."""

    entry = serializers.RegexField(_HASH)
    cause = serializers.ChoiceField(choices=list(CAUSES))
    words = serializers.CharField(min_length=calling.SHORTEST_REASON, max_length=LONGEST_REASON)


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


class WithdrawnChoices(serializers.Serializer[Any]):
    """Whom the organiser takes back, and why."""

    members = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=30)
    words = serializers.CharField(max_length=LONGEST_REASON)


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
