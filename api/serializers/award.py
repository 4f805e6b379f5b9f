"""The decision among candidates without rank, as it is asked for and answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.signed import Bytes
from bidding.evaluation import award as standing
from bidding.models import Award, Ballot


class AwardSerializer(serializers.Serializer[Award]):
    """How a decision stands: never who voted for whom, nor any vote before the decision."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    way = serializers.ChoiceField(choices=["vote", "price", "draw"])
    status = serializers.ChoiceField(choices=["open", "decided"])
    round = serializers.IntegerField()
    electors = serializers.SerializerMethodField()
    voted = serializers.SerializerMethodField()
    bids = serializers.SerializerMethodField()
    candidate = serializers.IntegerField(
        allow_null=True, help_text="Its number, as the candidates were published"
    )
    begun_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    result_sha256 = serializers.CharField(help_text="Of award.json, once it is decided")

    @extend_schema_field(serializers.IntegerField())
    def get_electors(self, award: Award) -> int:
        """How many vote."""
        return award.electors.count()

    @extend_schema_field(serializers.IntegerField())
    def get_voted(self, award: Award) -> int:
        """How many have voted in the present round."""
        return Ballot.objects.filter(elector__award=award, round=award.round).count()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_bids(self, award: Award) -> Sequence[str]:
        """The bids among which is voted in the present round."""
        return sorted(standing.eligible(award)) if award.status == "open" else []


class NewAward(serializers.Serializer[Any]):
    """Who votes; nobody where the price decides, or a draw."""

    members = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=99, required=False, default=list
    )


class BallotSerializer(serializers.Serializer[Ballot]):
    """One's own ballot."""

    id = serializers.CharField()
    round = serializers.IntegerField()
    bid = serializers.CharField(source="filing_id")
    at = serializers.DateTimeField()


class NewBallot(serializers.Serializer[Any]):
    """The bytes of a ballot, and the signature over them."""

    content = Bytes()
    signature = Bytes()
