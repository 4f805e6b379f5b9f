"""Experts' attendance, fees and ratings, as they are asked for and answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from bidding.models import Rating
from bidding.models.service import HIGHEST, LONGEST_WORDS, LOWEST


class OfEvaluation(serializers.Serializer[Any]):
    """Which of a lot's committees is meant."""

    evaluation = serializers.IntegerField(
        min_value=1,
        max_value=9999,
        required=False,
        help_text="The number of its evaluation; the last unless it is given",
    )


class NewService(OfEvaluation):
    """When an expert was there, and what it is owed, in yuan."""

    came_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField()
    fee = serializers.DecimalField(max_digits=12, decimal_places=2)
    travel = serializers.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))


class NewFeePayment(OfEvaluation):
    """That it was paid."""

    reference = serializers.CharField(max_length=100)
    paid_on = serializers.DateField()


def _points() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST)


class NewRating(OfEvaluation):
    """How an expert's work is seen: one is worst, five is best."""

    discipline = _points()
    skill = _points()
    diligence = _points()
    words = serializers.CharField(
        max_length=LONGEST_WORDS, default="", allow_blank=True, help_text="Needed with a low one"
    )


class NewReply(serializers.Serializer[Any]):
    """What one says to a rating."""

    words = serializers.CharField(max_length=LONGEST_WORDS)


class RatingSerializer(serializers.Serializer[Rating]):
    """A rating, and what its expert says to it."""

    id = serializers.CharField()
    side = serializers.ChoiceField(choices=Rating.Side.choices)
    discipline = serializers.IntegerField()
    skill = serializers.IntegerField()
    diligence = serializers.IntegerField()
    words = serializers.CharField()
    at = serializers.DateTimeField()
    reply = serializers.CharField(source="reply.words", default="")


class SeatServiceSerializer(serializers.Serializer[Any]):
    """What was noted of an expert's seat; null where nothing was yet."""

    seat = serializers.IntegerField(source="number")
    came_at = serializers.DateTimeField(source="service.came_at", default=None, allow_null=True)
    left_at = serializers.DateTimeField(source="service.left_at", default=None, allow_null=True)
    fee = serializers.DecimalField(
        source="service.fee", max_digits=12, decimal_places=2, default=None, allow_null=True
    )
    travel = serializers.DecimalField(
        source="service.travel", max_digits=12, decimal_places=2, default=None, allow_null=True
    )
    paid_on = serializers.DateField(source="service.payment.paid_on", default=None, allow_null=True)
    ratings = RatingSerializer(many=True, source="ratings.all")


class ServedSerializer(serializers.Serializer[Any]):
    """A committee on which an expert sat."""

    lot = serializers.CharField(source="seat.evaluation.lot_id")
    deal = serializers.CharField(source="seat.evaluation.lot.deal_id")
    title = serializers.CharField(source="seat.evaluation.lot.deal.title")
    service = SeatServiceSerializer(source="seat")
