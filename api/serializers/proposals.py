"""Shapes of acts that take two persons."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.deals import StepInput
from trading.models import Proposal

STATUSES = ("open", "approved", "declined")


class ProposalSerializer(serializers.Serializer[Any]):
    """What somebody proposed to a second person, and what became of it."""

    id = serializers.CharField()
    deal = serializers.CharField(source="deal_id")
    act = serializers.ChoiceField(choices=Proposal.Act.values)
    arguments = serializers.DictField(help_text="What is handed in: the step, or the clarification")
    proposed_at = serializers.DateTimeField()
    proposed_by = serializers.CharField(help_text="The member who proposed it")
    status = serializers.ChoiceField(choices=STATUSES)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField()
    reason = serializers.CharField()


class StepProposal(StepInput):
    """A step to propose: what is handed in with it, and the lot unless it moves the whole deal."""

    lot = serializers.CharField(required=False, max_length=40)
