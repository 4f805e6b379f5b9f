"""Openings as they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.signed import Bytes
from bidding import deposited, queries
from bidding.models import (
    DepositEntry,
    Filing,
    FreezeList,
    OpenedUnit,
    Opening,
    ReceiptObjection,
    Remedy,
    StageRelease,
)
from bidding.sealed import cases, custody, refusing
from foundation import clock
from toolkit.refusals import WORDS


class RemedySerializer(serializers.Serializer[Remedy]):
    """What was decided about a fault of the platform."""

    number = serializers.IntegerField()
    until = serializers.DateTimeField()
    at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")


class ProposedRemedySerializer(serializers.Serializer[Any]):
    """A remedy that one person of the organiser signed: who agrees signs the same content and sends both signatures."""

    number = serializers.IntegerField()
    stage = serializers.IntegerField(source="opening.stage")
    content = Bytes()
    signature = Bytes()
    until = serializers.DateTimeField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class AttendanceSerializer(serializers.Serializer[Any]):
    """A bidder that signed in."""

    bidder = serializers.CharField(source="registration.party.name")
    at = serializers.DateTimeField()


class PostTaken(serializers.Serializer[Any]):
    """That a post is taken."""

    x = serializers.IntegerField()
    at = serializers.DateTimeField()
    is_late = serializers.BooleanField(
        help_text="It came after the time: it is kept as late, and changes nothing"
    )


class KeysTaken(serializers.Serializer[Any]):
    """That keys are taken; whether they are the right ones shows when the opening is recorded."""

    header = serializers.CharField(source="filing.header")
    at = serializers.DateTimeField()


class ReceiptObjectionSerializer(serializers.Serializer[ReceiptObjection]):
    """An objection with a receipt."""

    number = serializers.IntegerField()
    header = serializers.CharField(help_text="The filing that its receipt, or that of its withdrawal, is for")
    at = serializers.DateTimeField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")


class ReleaseSerializer(serializers.Serializer[StageRelease]):
    """A stage that was released."""

    stage = serializers.IntegerField()
    sha256 = serializers.CharField()
    at = serializers.DateTimeField()
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")


class PendingUnit(serializers.Serializer[Any]):
    """A unit that only its bidder's own key can open now."""

    header = serializers.CharField()
    unit = serializers.CharField()


class StageSerializer(serializers.Serializer[Opening]):
    """How far a stage has come. Of what custodians said nothing is told before the record."""

    stage = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["collecting", "settling", "recorded"])
    begun_at = serializers.DateTimeField()
    posting_until = serializers.DateTimeField()
    posted = serializers.SerializerMethodField(help_text="The custodians who posted")
    unreadable = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="The custodians whose shares were not those they signed for",
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    rescue_until = serializers.DateTimeField(allow_null=True)
    fault_seen_at = serializers.DateTimeField(
        allow_null=True,
        help_text="Since when the record waits for a remedy: the platform failed in that time",
    )
    remedies = RemedySerializer(many=True)
    pending = serializers.SerializerMethodField(help_text="Empty for whoever may not know yet who bids")
    lost = serializers.SerializerMethodField(
        help_text="Of these, whose sealed bytes the platform lost: their bidders upload the same again"
    )
    recorded_at = serializers.DateTimeField(allow_null=True)
    record = serializers.CharField(source="sha256", help_text="Digest of the record, empty until it is there")
    proof = serializers.CharField(source="ref", help_text="Name of the leaf's proof below /log/proof/")

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_posted(self, row: Opening) -> list[int]:
        """Return who posted."""
        return sorted(row.posted)

    @extend_schema_field(PendingUnit(many=True))
    def get_pending(self, row: Opening) -> list[dict[str, str]]:
        """Return the units whose bidder is asked for its key."""
        pending = row.pending if self.context.get("knows_bids") else []
        return [{"header": header, "unit": unit} for header, unit in pending]

    @extend_schema_field(PendingUnit(many=True))
    def get_lost(self, row: Opening) -> list[dict[str, str]]:
        """Return the units whose sealed bytes were lost."""
        lost = row.lost if self.context.get("knows_bids") else []
        return [{"header": header, "unit": unit} for header, unit in lost]


class OpeningSerializer(serializers.Serializer[FreezeList]):
    """The opening of a lot: who opens, and how far it has come."""

    freeze = serializers.CharField(source="sha256", help_text="Digest of the freeze list")
    issued_at = serializers.DateTimeField()
    objections_until = serializers.SerializerMethodField(
        help_text="From when witnesses saw the list for as long as the policy says, and was on hold; null until they did"
    )
    policy = serializers.SerializerMethodField()
    objections = ReceiptObjectionSerializer(many=True)
    releases = ReleaseSerializer(many=True)
    stages = StageSerializer(many=True, source="openings")

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_objections_until(self, row: FreezeList) -> str | None:
        """Return until when holders of receipts may object."""
        until = cases.objections_until(row, clock.now())
        return str(serializers.DateTimeField().to_representation(until)) if until else None

    @extend_schema_field(
        {
            "type": "object",
            "required": ["mode", "k", "n", "stages", "objection_s", "posting_s", "rescue_s"],
            "properties": {"mode": {"type": "string", "enum": ["custodians", "bidder"]}}
            | {
                name: {"type": "integer"}
                for name in ("k", "n", "stages", "objection_s", "posting_s", "rescue_s")
            },
        }
    )
    def get_policy(self, row: FreezeList) -> dict[str, Any]:
        """Return what the policy says of the opening: how many of how many, and the times in seconds."""
        policy = custody.policy_of(row.policy)
        return {
            "mode": policy.mode, "k": policy.k, "n": policy.n, "stages": max(one.stage for one in policy.units),
            "objection_s": policy.objection_s, "posting_s": policy.posting_s, "rescue_s": policy.rescue_s,
        }  # fmt: skip


class OpenedFile(serializers.Serializer[Any]):
    """A file of an opened unit."""

    part = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class OpenedUnitSerializer(serializers.Serializer[OpenedUnit]):
    """What became of a unit. Of a restricted one nobody is told more than that."""

    stage = serializers.IntegerField(source="opening.stage")
    unit = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["opened", "revoked", "withdrawn"])
    cause = serializers.CharField()
    message = serializers.SerializerMethodField(help_text="The cause in words, empty where it opened")
    blamed = serializers.ListField(child=serializers.IntegerField(), help_text="Custodians at fault")
    is_public = serializers.BooleanField()
    offered = serializers.SerializerMethodField(method_name="get_offered")
    files = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, Any]:
        """Call the offer's fields by their name, which the framework has for something else."""
        found = super().get_fields()
        found["fields"] = found.pop("offered")
        return found

    def get_message(self, row: OpenedUnit) -> str:
        """Return the cause in words."""
        return (
            refusing.words(row.cause).to(self.context.get("language", "zh-hans"))
            if row.cause in WORDS
            else ""
        )

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_offered(self, row: OpenedUnit) -> dict[str, Any]:
        """Return what the bidder wrote into the unit's form."""
        return row.offer.fields if row.offer else {}

    @extend_schema_field(OpenedFile(many=True))
    def get_files(self, row: OpenedUnit) -> list[dict[str, Any]]:
        """Return the unit's files."""
        return [one.model_dump() for one in row.offer.files] if row.offer else []


class DepositedSerializer(serializers.Serializer[Any]):
    """A deposit as it is read out with the bid; nothing was due where `due` is 0."""

    due = serializers.DecimalField(max_digits=20, decimal_places=2)
    held = serializers.DecimalField(max_digits=20, decimal_places=2)
    is_paid = serializers.BooleanField()
    forms = serializers.ListField(child=serializers.ChoiceField(choices=DepositEntry.Form.choices))


class OpenedBid(serializers.Serializer[Any]):
    """A bid as it was opened."""

    header = serializers.CharField()
    bidder = serializers.CharField(source="registration.party.name")
    members = serializers.SerializerMethodField(help_text="Of a joint bid, those who bid with the bidder")
    received_at = serializers.DateTimeField()
    signer_revoked_at = serializers.SerializerMethodField(
        help_text="Since when its signer's certificate is revoked, if it is by now; the bid stands, for it was good when it came"
    )
    deposit = serializers.SerializerMethodField(help_text="How its deposit stood when bids were due")
    units = OpenedUnitSerializer(many=True, source="opened_units")

    @extend_schema_field(DepositedSerializer)
    def get_deposit(self, row: Filing) -> dict[str, Any]:
        """Return it."""
        return DepositedSerializer(deposited.by_the_deadline(row)).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_members(self, row: Filing) -> list[str]:
        """Return their names."""
        return [one.name for one in queries.joined(row.registration)]

    def get_signer_revoked_at(self, row: Filing) -> datetime | None:
        """Return the instant."""
        revoked: dict[str, datetime] = self.context["revoked"]
        return revoked.get(row.header)


class BundleFile(serializers.Serializer[Any]):
    """A file of the bundle, with its digest."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class BundleSerializer(serializers.Serializer[Any]):
    """The public files of a lot, by their names in `docs/formats/sealed-bid.md`, section 12; the log's are below `/log/`."""

    lot = serializers.CharField()
    files = BundleFile(many=True)
