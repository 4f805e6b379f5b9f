"""Uploads, filings and receipts, as they are sent and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.signed import (
    Bytes,
    Hash,
)
from bidding.models import Filing, Receipt
from bidding.sealed import proofs, refusing
from toolkit.refusals import WORDS


class UploadSerializer(serializers.Serializer[Any]):
    """How much of a file has arrived. Uploaded is not submitted."""

    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    offset = serializers.IntegerField()
    is_complete = serializers.BooleanField()


class NewFiling(serializers.Serializer[Any]):
    """A filing whose files were uploaded: its name, and the digest of each file by the file's name."""

    header = Hash()
    files = serializers.DictField(child=Hash(), allow_empty=False)


class FilingReason(serializers.Serializer[Any]):
    """Why a filing is refused."""

    code = serializers.CharField()
    message = serializers.CharField()


_WHEN = serializers.DateTimeField()
STATES = ("verifying", "accepted", "refused")


class ReceiptSerializer(serializers.Serializer[Receipt]):
    """A receipt in the bytes that were signed and stamped."""

    content = Bytes()
    signature = Bytes()
    token = Bytes()


class FilingSerializer(serializers.Serializer[Any]):
    """A filing as its own bidder may see it."""

    header = serializers.CharField()
    state = serializers.SerializerMethodField()
    held_for = serializers.CharField(help_text="What the check waits for, empty if for nothing")
    received_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    receipt = serializers.SerializerMethodField()
    end_receipt = serializers.SerializerMethodField()
    proofs = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, row: Filing) -> str:
        """Return `accepted` only once there is a receipt."""
        if row.status == "refused":
            return "refused"
        return "accepted" if self._receipt(row, Receipt.About.FILING) else "verifying"

    @extend_schema_field(ReceiptSerializer(allow_null=True))
    def get_receipt(self, row: Filing) -> Any:
        """Return the filing's receipt."""
        return self._receipt(row, Receipt.About.FILING)

    @extend_schema_field(ReceiptSerializer(allow_null=True))
    def get_end_receipt(self, row: Filing) -> Any:
        """Return the receipt of its withdrawal."""
        return self._receipt(row, Receipt.About.WITHDRAWAL)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_proofs(self, row: Filing) -> list[str]:
        """Return the log's proofs that there are by now."""
        return proofs.of(row)

    @extend_schema_field(FilingReason(many=True))
    def get_reasons(self, row: Filing) -> list[dict[str, str]]:
        """Return every reason with its words."""
        language = self.context.get("language", "zh-hans")
        return [
            {"code": code, "message": refusing.words(code).to(language) if code in WORDS else code}
            for code in row.reasons
        ]

    def _receipt(self, row: Filing, about: str) -> Any:
        found = next((one for one in row.receipts.all() if one.about == about), None)
        return ReceiptSerializer(found).data if found else None


def new_filing(row: Filing) -> dict[str, Any]:
    """Return what `FilingSerializer` says of a filing that has its ticket and nothing else yet; in a rush all that is answered."""
    return {
        "header": row.header,
        "state": "verifying",
        "held_for": row.held_for,
        "received_at": _WHEN.to_representation(row.received_at),
        "ended_at": None,
        "receipt": None,
        "end_receipt": None,
        "proofs": [],
        "reasons": [],
    }


class FiledBefore(FilingSerializer):
    """A filing that was submitted before, with the receipt that it got then."""

    code = serializers.CharField(help_text="`already_submitted`")
    message = serializers.CharField()


class EndSerializer(serializers.Serializer[Any]):
    """A withdrawal: accepted once there is a receipt, done once the *ended* leaf is proven."""

    state = serializers.ChoiceField(choices=["verifying", "accepted"])
    receipt = ReceiptSerializer(allow_null=True)
    proofs = serializers.ListField(child=serializers.CharField())
