"""Final offers after talks, as they are sent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.common import Amount
from api.serializers.signed import Bytes
from bidding.evaluation.offered import Compared, Given, Reading
from bidding.models import FinalOffer, ShownOffer


class NewFinalOffer(serializers.Serializer[Any]):
    """The signed commitment to a final offer: its hash alone, in canonical bytes (docs/formats/final-offer.md)."""

    content = Bytes()
    signature = Bytes()


class NewShownOffer(serializers.Serializer[Any]):
    """What was committed to: the price as it was written, and the salt."""

    price = serializers.CharField(max_length=40)
    salt = serializers.RegexField(r"\A[0-9a-f]{64}\Z")


class FinalOfferSerializer(serializers.Serializer[FinalOffer]):
    """That a commitment was taken."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    offer = serializers.CharField(help_text="SHA-256 of the offer")
    at = serializers.DateTimeField()


class ShownOfferSerializer(serializers.Serializer[ShownOffer]):
    """That an offer was shown."""

    offer = serializers.CharField(source="offer_id")
    price = Amount()
    at = serializers.DateTimeField()


class GivenOffer(serializers.Serializer[Given]):
    """One of one's own offers; the last counts."""

    number = serializers.IntegerField()
    offer = serializers.CharField(help_text="SHA-256 of the offer")
    at = serializers.DateTimeField()
    shown_at = serializers.DateTimeField(allow_null=True)
    price = Amount(allow_null=True)


class ComparedOffer(serializers.Serializer[Compared]):
    """What was finally offered with a bid; null for a supplier that has left the talks."""

    bid = serializers.CharField()
    bidder = serializers.CharField()
    price = Amount(allow_null=True)


class DocumentChange(serializers.Serializer[Any]):
    """What changed in the documents during the talks."""

    at = serializers.DateTimeField()
    words = serializers.CharField(source="data.reason", default="")


class FinalOffersSerializer(serializers.Serializer[Reading]):
    """Until when final offers are given and shown, and those that the reader may see."""

    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null until the group calls for them")
    shown_until = serializers.DateTimeField(allow_null=True)
    is_open = serializers.BooleanField()
    changes = DocumentChange(many=True)
    bid = serializers.CharField(help_text="One's own; empty for whoever has none")
    given = GivenOffer(many=True)
    offers = ComparedOffer(many=True)
