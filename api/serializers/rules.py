"""Procedures: the law as a program reads it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import words
from api.serializers.common import TextField, Word
from foundation.days import Unit
from trading import particulars
from trading.law.grammar import Bound, Verified
from trading.law.procedure import Procedure


def _names(**more: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), **more)


class ProcedureSerializer(serializers.Serializer[Any]):
    """One edition of a procedure."""

    key = serializers.CharField()
    kind = Word(words.kinds())
    method = Word(words.methods())
    edition = serializers.CharField(help_text="The day from which it is in force")
    title = TextField()
    kind_title = TextField()
    law = serializers.CharField()
    superseded_on = serializers.DateField(allow_null=True)


class ProceduresPage(serializers.Serializer[Any]):
    """All of them, on one page."""

    results = ProcedureSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class StateSerializer(serializers.Serializer[Any]):
    """A state, and the public word for it."""

    name = serializers.CharField()
    title = TextField()
    phase = serializers.ChoiceField(choices=words.PHASES)
    final = serializers.BooleanField()
    rerun = serializers.CharField(
        allow_null=True, help_text="The article by which a new round may follow; null where none may"
    )


class StepSerializer(serializers.Serializer[Any]):
    """A step: from where to where, who takes it, when, what must hold, what it takes and opens."""

    name = serializers.CharField()
    title = TextField()
    sources = _names()
    target = serializers.CharField()
    by = serializers.ListField(child=serializers.ChoiceField(choices=words.ROLES), source="roles")
    after = serializers.SerializerMethodField(help_text="Limits that must be over")
    opens = serializers.SerializerMethodField(help_text="Limits whose periods it opens")
    due = serializers.CharField(source="due.name", default=None, allow_null=True)
    guards = serializers.SerializerMethodField()
    takes = serializers.SerializerMethodField(help_text="JSON Schema of what is handed in")
    notice = serializers.CharField(allow_null=True)
    whole_deal = serializers.BooleanField()
    law = serializers.CharField(allow_null=True)

    def get_after(self, step: Any) -> list[str]:
        """By name."""
        return [limit.name for limit in step.after]

    def get_opens(self, step: Any) -> list[str]:
        """By name."""
        return [limit.name for limit in step.opens]

    @extend_schema_field(serializers.ListField(child=TextField()))
    def get_guards(self, step: Any) -> Any:
        """In both languages."""
        return [{"zh": guard.title.zh, "en": guard.title.en} for guard in step.guards]

    def get_takes(self, step: Any) -> dict[str, Any] | None:
        """None where it takes nothing."""
        return particulars.schema(step.takes) if step.takes else None


class LimitSerializer(serializers.Serializer[Any]):
    """A length that the law sets."""

    name = serializers.CharField()
    title = TextField()
    bound = serializers.ChoiceField(choices=[bound.value for bound in Bound])
    length = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=[unit.value for unit in Unit])
    back = serializers.BooleanField(help_text="Counted backwards from the end of `of`")
    of = serializers.CharField(help_text="The limit from whose end it is counted; else empty")
    chosen = serializers.CharField(help_text="The field in which the organiser may ask for more; else empty")
    stops = serializers.BooleanField(help_text="Does not run while the lot is on hold")
    practice = serializers.BooleanField(help_text="No law fixes it")
    law = serializers.CharField()
    verified = serializers.ChoiceField(source="law.verified", choices=[how.value for how in Verified])


class ObjectionRuleSerializer(serializers.Serializer[Any]):
    """A stage at which one may object."""

    stage = serializers.CharField()
    title = TextField()
    states = _names()
    window = LimitSerializer(allow_null=True, help_text="Null: on the spot, as long as the opening lasts")
    reply = LimitSerializer()
    holds = serializers.BooleanField(help_text="The lot is on hold until the reply")
    law = serializers.CharField()


class ProcedureDetailSerializer(ProcedureSerializer):
    """An edition whole: states, steps, limits with their articles, and the JSON Schemas of what is filled in."""

    organiser_title = TextField()
    bidder_title = TextField()
    states = StateSerializer(many=True)
    steps = StepSerializer(many=True)
    limits = serializers.SerializerMethodField()
    objections = ObjectionRuleSerializer(many=True)
    particulars = serializers.SerializerMethodField()
    lot_particulars = serializers.SerializerMethodField()

    @extend_schema_field(LimitSerializer(many=True))
    def get_limits(self, procedure: Procedure) -> Any:
        """Return every limit that the procedure knows."""
        return list(LimitSerializer(list(procedure.limits().values()), many=True).data)

    def get_particulars(self, procedure: Procedure) -> dict[str, Any]:
        """JSON Schema of the deal's fields."""
        return particulars.schema(procedure.particulars)

    def get_lot_particulars(self, procedure: Procedure) -> dict[str, Any]:
        """JSON Schema of a lot's fields."""
        return particulars.schema(procedure.lot_particulars)
