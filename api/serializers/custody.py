"""Policies of custody, freeze lists and their cuts, as they are sent and answered."""

from __future__ import annotations

import base64
from typing import Any

from rest_framework import serializers

from api.serializers.signed import Bytes, Signed
from bidding.actions.cutting import Awaited
from bidding.models import CustodyPolicy, FreezeList, PolicyChange


class CustodyAcceptanceSerializer(Signed):
    """A custodian's acceptance."""

    x = serializers.IntegerField()


class PolicyChangeSerializer(serializers.Serializer[PolicyChange]):
    """A later deadline."""

    number = serializers.IntegerField()
    content = Bytes()
    signatures = serializers.SerializerMethodField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")

    def get_signatures(self, row: PolicyChange) -> list[str]:
        """Return both signatures."""
        return [base64.b64encode(bytes(one)).decode() for one in (row.first_signature, row.second_signature)]


class PolicySerializer(serializers.Serializer[CustodyPolicy]):
    """A policy of custody with what was signed about it."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    content = Bytes()
    signature = Bytes()
    in_force_from = serializers.DateTimeField(allow_null=True)
    acceptances = CustodyAcceptanceSerializer(many=True)
    changes = PolicyChangeSerializer(many=True)
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")


class Terms(serializers.Serializer[Any]):
    """What a policy of this deal must say; the organiser adds custodians and units, and signs."""

    deal = serializers.CharField()
    lots = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()
    prev = serializers.CharField(allow_blank=True)
    deadline = serializers.IntegerField(allow_null=True)
    organiser = serializers.CharField()
    supervisor = serializers.CharField(
        allow_blank=True, help_text="Whose two persons sign the cut where nobody saw the log at the deadline"
    )
    operators = serializers.ListField(child=serializers.CharField())
    log = serializers.CharField(allow_blank=True)
    log_size = serializers.IntegerField()
    log_root = serializers.CharField()
    witnesses = serializers.ListField(child=serializers.CharField())
    receipt_cert = serializers.CharField()
    freeze_cert = serializers.CharField()
    opening_cert = serializers.CharField(allow_blank=True)
    evaluation_cert = serializers.CharField(
        allow_blank=True, help_text="For a policy with units for experts; in any other it is empty"
    )
    tsa_cert = serializers.CharField()


class Custody(serializers.Serializer[Any]):
    """The policies of a deal, and the terms of the next."""

    terms = Terms()
    policies = PolicySerializer(many=True)


class NewCut(serializers.Serializer[Any]):
    """From which head of the log a lot goes on, signed by two persons of the supervisor that its policy names."""

    content = Bytes()
    signatures = serializers.ListField(child=Bytes(), min_length=2, max_length=2)


class CutSerializer(serializers.Serializer[Awaited]):
    """The cut that a lot waits for because nobody outside saw the log in the minute after its deadline, or that was signed."""

    deal = serializers.CharField(source="row.lot.deal_id")
    lot = serializers.CharField(source="row.lot_id")
    policy = serializers.CharField(source="row.policy.sha256")
    change_n = serializers.IntegerField(source="row.change_number")
    deadline = serializers.IntegerField(source="row.deadline_ms", help_text="In milliseconds since 1970")
    missed_at = serializers.DateTimeField(source="row.cut_missed_at")
    supervisor = serializers.CharField(
        help_text="Code of the organisation whose two persons sign, as the policy names it; empty where it names none"
    )
    checkpoint = serializers.SerializerMethodField(
        help_text="The only head that may be signed; empty while witnesses saw none, and once it is signed"
    )
    seen = serializers.SerializerMethodField(
        help_text="The head that witnesses had seen last by the end of the minute; empty as `checkpoint` is"
    )
    signed_at = serializers.DateTimeField(source="cut.at", default=None, allow_null=True)
    sha256 = serializers.CharField(
        source="cut.sha256", default="", help_text="Digest of what was signed; empty before"
    )
    reason = serializers.CharField(source="cut.reason", default="")
    proof = serializers.CharField(
        source="cut.ref", default="", help_text="Name of the leaf's proof below /log/proof/; empty before"
    )

    def get_checkpoint(self, row: Awaited) -> str:
        """Return the head as a signed note."""
        return row.head.to_text() if row.head else ""

    def get_seen(self, row: Awaited) -> str:
        """Return the head as a signed note."""
        return row.seen.to_text() if row.seen and row.head else ""


class FreezeSerializer(serializers.Serializer[FreezeList]):
    """The freeze list of a lot, in the bytes that were signed."""

    sha256 = serializers.CharField()
    content = Bytes()
    signature = Bytes()
    token = serializers.SerializerMethodField(
        help_text="Timestamp of the cut, where witnesses failed; else empty"
    )
    issued_at = serializers.DateTimeField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")

    def get_token(self, row: FreezeList) -> str:
        """Return the timestamp that the list's cut stands on."""
        return base64.b64encode(bytes(row.token_of_cut)).decode()
