"""Results of evaluations, as they are answered."""

from __future__ import annotations

from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import TextField, Word
from bidding.evaluation import results
from bidding.evaluation.letters import Kind
from bidding.models import Evaluation, Ranking, SentLetter
from bidding.models.letter import TITLES


class LineSerializer(serializers.Serializer[Any]):
    """A figure: its code in the published format, what it is called, its value."""

    code = serializers.CharField()
    title = TextField()
    value = serializers.CharField(help_text="A decimal as text")
    unit = serializers.CharField()


class WhySerializer(serializers.Serializer[Any]):
    """A reason in words, with its article."""

    code = serializers.CharField()
    words = TextField()
    law = serializers.CharField()


class StandingSerializer(serializers.Serializer[Any]):
    """Where a bid stands, and why."""

    bid = serializers.CharField(help_text="The bid's id in evaluation.json")
    name = serializers.CharField()
    rank = serializers.IntegerField(help_text="0: no rank")
    is_candidate = serializers.BooleanField()
    figures = LineSerializer(many=True)
    reasons = WhySerializer(many=True)


class RankingSerializer(serializers.Serializer[Evaluation | Ranking]):
    """The result of the evaluation that stands; all of it follows from `evaluation.json`, whose SHA-256 is given."""

    number = serializers.IntegerField(help_text="Which evaluation of the lot")
    reported_at = serializers.DateTimeField()
    sha256 = serializers.CharField(source="result_sha256")
    report_sha256 = serializers.CharField(
        help_text="Empty where the announced figures alone decided: nobody reports"
    )
    figures = serializers.SerializerMethodField()
    standings = serializers.SerializerMethodField()

    @extend_schema_field(LineSerializer(many=True))
    def get_figures(self, found: Evaluation | Ranking) -> Any:
        """The figures of the lot."""
        return LineSerializer(results.lines(found), many=True).data

    @extend_schema_field(StandingSerializer(many=True))
    def get_standings(self, found: Evaluation | Ranking) -> Any:
        """Every bid, best first."""
        return StandingSerializer(results.standings(found), many=True).data


class SentLetterSerializer(serializers.Serializer[SentLetter]):
    """A letter as it was sent, and is kept; its files are `letters/{id}/letter.json` and `letter.p7s` of the lot."""

    id = serializers.CharField()
    number = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    party = serializers.CharField(source="party_id", help_text="To whom")
    kind = Word(tuple(TITLES))
    at = serializers.DateTimeField(help_text="When it was sent")
    sha256 = serializers.CharField(help_text="Of letter.json")


class LetterSerializer(serializers.Serializer[Any]):
    """What a bidder is told of its own bid: where it stands, and who was chosen once somebody was."""

    lot = serializers.CharField()
    deal = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=[*get_args(Kind)])
    winner = serializers.CharField(
        allow_blank=True, help_text="Empty until somebody is chosen, and where several are admitted"
    )
    price = serializers.CharField(allow_null=True, help_text="Of the award, as text")
    standing = StandingSerializer()
    sent = SentLetterSerializer(
        allow_null=True, help_text="The letter of the award that stands; null until a step has awarded"
    )
