"""Rehearsals as they are sent and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.signed import Bytes, Signed
from bidding.models import Rehearsal
from bidding.sealed import rehearsals


class NewRehearsal(Signed):
    """A rehearsal's policy that the organiser signed, and the files of its sealed test bid by name."""

    files = serializers.DictField(child=Bytes(), allow_empty=False)


class NewRehearsalPost(Signed):
    """A custodian's signed list, and its share sealed to the opening process."""

    shares = Bytes()


class RehearsalPostTaken(serializers.Serializer[Any]):
    """That a post is taken."""

    x = serializers.IntegerField()
    at = serializers.DateTimeField()


class HolderSerializer(serializers.Serializer[Any]):
    """A custodian's part: whether its key and client did what an opening will ask of them."""

    x = serializers.IntegerField()
    organisation = serializers.CharField(source="org")
    part = serializers.ChoiceField(choices=["awaited", "posted", "good", "wrong", "unreadable", "silent"])
    posted_at = serializers.DateTimeField(source="at", allow_null=True)


class RehearsalSerializer(serializers.Serializer[Rehearsal]):
    """A rehearsal: how far it has come, what it came to, and every custodian's part."""

    id = serializers.CharField(help_text="What custodians' clients name in the place of a lot")
    lot = serializers.CharField(source="lot_id")
    deal = serializers.CharField(source="lot.deal_id")
    status = serializers.ChoiceField(choices=["filed", "frozen", "recorded", "failed"])
    filed_at = serializers.DateTimeField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    posting_until = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(help_text="As an opened unit's; empty until it is recorded")
    cause = serializers.CharField(help_text="Why the test bid did not open, or why nothing was frozen")
    is_good = serializers.BooleanField(help_text="It opened, and every custodian did its part")
    custodians = serializers.SerializerMethodField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")

    @extend_schema_field(HolderSerializer(many=True))
    def get_custodians(self, row: Rehearsal) -> Any:
        """Return every custodian's part."""
        return HolderSerializer(rehearsals.holders(row), many=True).data


class RehearsalWarning(serializers.Serializer[Any]):
    """What to think of before the notice goes out; it bars nothing."""

    code = serializers.CharField()
    message = serializers.CharField()


class LotRehearsalsSerializer(serializers.Serializer[Any]):
    """The rehearsals of a lot."""

    warning = RehearsalWarning(allow_null=True)
    rehearsals = RehearsalSerializer(many=True)
