"""Deals, lots, periods and steps."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.actor import Actor
from api import words
from api.serializers.common import BOTH_LANGUAGES, Amount, LawReason, PartySerializer, TextField, Word
from trading import in_force, particulars, phases, queries
from trading.law.decryption import Opener
from trading.law.guards import takes_sealed_bids
from trading.models import Deal, Lot, Origin


class PeriodSerializer(serializers.Serializer[Any]):
    """A limit at work: `[starts_at, ends_at)`."""

    limit = serializers.CharField()
    title = serializers.SerializerMethodField()
    law = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    provisional = serializers.BooleanField()
    answered_at = serializers.DateTimeField(allow_null=True)
    current = serializers.BooleanField()

    @extend_schema_field(BOTH_LANGUAGES)
    def get_title(self, period: Any) -> dict[str, str]:
        """The name of the limit in both languages."""
        limit = self.context["limits"].get(period.limit)
        return (
            {"zh": limit.title.zh, "en": limit.title.en}
            if limit
            else {"zh": period.limit, "en": period.limit}
        )

    def get_law(self, period: Any) -> str:
        """The article that sets the limit."""
        limit = self.context["limits"].get(period.limit)
        return str(limit.law) if limit else ""


class LotSerializer(serializers.Serializer[Any]):
    """A lot as the actor may see it."""

    id = serializers.CharField()
    deal = serializers.CharField(source="deal_id")
    number = serializers.IntegerField()
    round = serializers.IntegerField()
    previous = serializers.CharField(source="previous_id", allow_null=True)
    title = serializers.CharField()
    estimate = Amount(allow_null=True)
    procedure = serializers.CharField(source="procedure_key")
    state = serializers.CharField()
    state_title = serializers.SerializerMethodField()
    phase = serializers.SerializerMethodField()
    entered_at = serializers.DateTimeField()
    particulars = serializers.SerializerMethodField()

    @extend_schema_field(BOTH_LANGUAGES)
    def get_state_title(self, lot: Lot) -> dict[str, str]:
        """The state in the procedure's own words."""
        title = lot.procedure.state(lot.state).title
        return {"zh": title.zh, "en": title.en}

    @extend_schema_field(serializers.ChoiceField(choices=words.PHASES))
    def get_phase(self, lot: Lot) -> str:
        """Where the lot stands; `suspended` while a hold lies over it."""
        return phases.of_lot(lot, is_held=lot.is_held)  # type: ignore[attr-defined]  # of `queries.lots`

    def get_particulars(self, lot: Lot) -> dict[str, Any]:
        """The fields of this method; outsiders get those that are public."""
        return _shown(self.context["actor"], lot.deal, lot.procedure.lot_particulars, lot.particulars)


class DecryptionSerializer(serializers.Serializer[Any]):
    """How sealed bids are opened, as the tender document says it."""

    by = serializers.ChoiceField(choices=[one.value for one in Opener])
    minutes = serializers.IntegerField(help_text="How long bidders have for the keys that they send")
    remedy = serializers.CharField(help_text="What is done where a bid does not open")


class LotDetailSerializer(LotSerializer):
    """A lot with what its tender document says of opening bids."""

    decryption = serializers.SerializerMethodField()

    @extend_schema_field(DecryptionSerializer(allow_null=True))
    def get_decryption(self, lot: Lot) -> dict[str, Any] | None:
        """Return how its sealed bids are opened; null where it takes none, or the tender document does not say it."""
        said = in_force.decryption(lot.deal_id) if takes_sealed_bids(lot.procedure) else None
        return dict(DecryptionSerializer(said).data) if said else None


class DealSerializer(serializers.Serializer[Any]):
    """A deal as the actor may see it."""

    id = serializers.CharField()
    number = serializers.CharField()
    unified_code = serializers.CharField(help_text="统一交易标识码")
    kind = Word(words.kinds())
    method = Word(words.methods())
    procedure = serializers.CharField(source="procedure_key")
    title = serializers.CharField()
    project_code = serializers.CharField()
    classification = serializers.CharField()
    organiser = PartySerializer()
    agency = PartySerializer(allow_null=True)
    region = serializers.CharField()
    sector = serializers.CharField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    source = serializers.CharField()  # type: ignore[assignment]
    estimate = Amount(allow_null=True)
    currency = serializers.CharField()
    phase = serializers.ChoiceField(choices=words.PHASES)
    created_at = serializers.DateTimeField()
    announced_at = serializers.DateTimeField(allow_null=True)


class DealDetailSerializer(DealSerializer):
    """A deal with its particulars and lots."""

    particulars = serializers.SerializerMethodField()
    lots = LotSerializer(many=True)

    def get_particulars(self, deal: Deal) -> dict[str, Any]:
        """The fields of this method; outsiders get those that are public."""
        return _shown(self.context["actor"], deal, deal.procedure.particulars, deal.particulars)


class NewDeal(serializers.Serializer[Any]):
    """What a draft begins with."""

    kind = Word(words.kinds(), max_length=40)
    method = Word(words.methods(), max_length=40)
    title = serializers.CharField(max_length=300)
    region = serializers.RegexField(r"^[1-9][0-9]{5}$", help_text="GB/T 2260")
    sector = serializers.CharField(max_length=40)
    project_code = serializers.CharField(max_length=24, required=False, allow_blank=True)
    classification = serializers.CharField(max_length=3, required=False, allow_blank=True)
    estimate = Amount(required=False, allow_null=True)
    agency = serializers.CharField(max_length=40, required=False, allow_null=True)
    particulars = serializers.DictField(help_text="The fields of the method: see /api/v1/procedures/")
    demonstration = serializers.BooleanField(required=False, default=False)


class DealChanges(serializers.Serializer[Any]):
    """What of a draft to change."""

    title = serializers.CharField(max_length=300, required=False)
    region = serializers.RegexField(r"^[1-9][0-9]{5}$", required=False)
    sector = serializers.CharField(max_length=40, required=False)
    project_code = serializers.CharField(max_length=24, required=False, allow_blank=True)
    classification = serializers.CharField(max_length=3, required=False, allow_blank=True)
    estimate = Amount(required=False, allow_null=True)
    agency = serializers.CharField(max_length=40, required=False, allow_null=True)
    particulars = serializers.DictField(required=False)


class NewLot(serializers.Serializer[Any]):
    """A lot of a draft."""

    title = serializers.CharField(max_length=300)
    estimate = Amount(required=False, allow_null=True)
    particulars = serializers.DictField()


class LotChanges(serializers.Serializer[Any]):
    """What of a lot in preparation to change."""

    title = serializers.CharField(max_length=300, required=False)
    estimate = Amount(required=False, allow_null=True)
    particulars = serializers.DictField(required=False)


class StepInput(serializers.Serializer[Any]):
    """What is handed in with a step."""

    data = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="What the step takes: see the procedure"
    )
    ends = serializers.DictField(
        child=serializers.DateTimeField(),
        required=False,
        help_text="Chosen ends of the periods that it opens, by limit",
    )


class StepTakenSerializer(serializers.Serializer[Any]):
    """A step as it was taken."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    step = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    at = serializers.DateTimeField()
    late = serializers.BooleanField()


class OpenStepSerializer(serializers.Serializer[Any]):
    """A step out of the present state, whether it may be taken and, if not, why."""

    name = serializers.CharField(source="step.name")
    title = TextField(source="step.title")
    by = serializers.SerializerMethodField()
    target = serializers.CharField(source="step.target")
    whole_deal = serializers.BooleanField(source="step.whole_deal")
    takes = serializers.SerializerMethodField()
    opens = serializers.SerializerMethodField()
    permitted = serializers.BooleanField()
    is_open = serializers.BooleanField()
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=words.ROLES)))
    def get_by(self, row: queries.OpenStep) -> list[str]:
        """The roles that take the step."""
        return [role.value for role in row.step.roles]

    def get_takes(self, row: queries.OpenStep) -> dict[str, Any] | None:
        """The JSON Schema of what must be handed in."""
        return particulars.schema(row.step.takes) if row.step.takes else None

    def get_opens(self, row: queries.OpenStep) -> list[str]:
        """The limits whose periods the step opens."""
        return [limit.name for limit in row.step.opens]

    @extend_schema_field(LawReason(many=True))
    def get_reasons(self, row: queries.OpenStep) -> list[Any]:
        """Every reason against it now."""
        rows = [
            {"code": r.code, "message": r.message, "law": str(r.law) if r.law else None} for r in row.refusals
        ]
        return list(LawReason(rows, many=True).data)


def _shown(actor: Actor, deal: Deal, cls: type, stored: dict[str, Any]) -> dict[str, Any]:
    return stored if queries.watches(actor, deal) else particulars.public_part(cls, stored)
