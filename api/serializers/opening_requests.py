"""What custodians, bidders and the organiser send for an opening."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.sealed import ReceiptSerializer
from api.serializers.signed import Bytes, LongBytes, Signed


class NewPost(Signed):
    """A custodian's signed list of every bid and unit, and its shares sealed to the opening process."""

    content = LongBytes()
    shares = LongBytes()


class NewKeys(serializers.Serializer[Any]):
    """A bidder's own keys: signed, then sealed to the opening process."""

    message = Bytes()


class NewReceiptObjection(Signed):
    """An objection of somebody who holds a receipt for a filing that the list omits, or for the withdrawal of one that it names."""

    receipt = ReceiptSerializer()
    head = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=8192, trim_whitespace=False,
        help_text="A witnessed head of the log with the receipt's leaf, where it shows when that came",
    )  # fmt: skip


class NewRelease(serializers.Serializer[Any]):
    """The next stage, signed by organiser and committee, and the result whose digest it names."""

    content = Bytes()
    signatures = serializers.ListField(child=Bytes(), min_length=1, max_length=100)
    result = Bytes()


class NewRemedy(serializers.Serializer[Any]):
    """Until when bidders may send their keys instead, signed by two persons of the organiser."""

    content = Bytes()
    signatures = serializers.ListField(child=Bytes(), min_length=2, max_length=2)
