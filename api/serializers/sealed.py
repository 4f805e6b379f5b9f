"""Bids under seal as they are sent and answered. Bytes that were signed travel in base64, as they are."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bidding.actions.cutting import Awaited
from bidding.models import CustodyPolicy, Filing, FreezeList, PolicyChange, Receipt
from bidding.sealed import proofs, refusing
from toolkit import canonical
from toolkit.refusals import WORDS

LONGEST = 512 * 1024
LONGEST_LIST = canonical.LONGEST_BYTES * 4 // 3 + 4
HASH = r"^[0-9a-f]{64}$"
_A_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@extend_schema_field({"type": "string", "format": "byte", "maxLength": LONGEST})
class Bytes(serializers.CharField):
    """Bytes in base64."""

    longest = LONGEST

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=self.longest, trim_whitespace=False, **more)

    def to_internal_value(self, data: Any) -> Any:
        """Return the bytes."""
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError("Not base64.") from error

    def to_representation(self, value: Any) -> str:
        """Write the bytes."""
        return base64.b64encode(bytes(value)).decode()


@extend_schema_field({"type": "string", "format": "byte", "maxLength": LONGEST_LIST})
class LongBytes(Bytes):
    """Bytes in base64 of what speaks of every bid of a lot; how long exactly they may be, the number of bids says."""

    longest = LONGEST_LIST


@extend_schema_field({"type": "string", "minLength": 1, "pattern": HASH})
class Hash(serializers.Field[str, str, str, Any]):
    """A SHA-256 in lower-case hexadecimal. A submission names a dozen, and the framework's own texts look at each character."""

    default_error_messages: ClassVar = {"invalid": serializers.RegexField.default_error_messages["invalid"]}

    def to_internal_value(self, data: Any) -> str:
        """Return the digest."""
        if not isinstance(data, str) or not _A_HASH.fullmatch(data):
            self.fail("invalid")
        return data

    def to_representation(self, value: str) -> str:
        """Write the digest."""
        return value


class Signed(serializers.Serializer[Any]):
    """An object of the format with its detached signature."""

    content = Bytes()
    signature = Bytes()


class SignedByTwo(serializers.Serializer[Any]):
    """An object of the format that two persons signed."""

    content = Bytes()
    signatures = serializers.ListField(child=Bytes(), min_length=2, max_length=2)


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


class FiledBefore(FilingSerializer):
    """A filing that was submitted before, with the receipt that it got then."""

    code = serializers.CharField(help_text="`already_submitted`")
    message = serializers.CharField()


class EndSerializer(serializers.Serializer[Any]):
    """A withdrawal: accepted once there is a receipt, done once the *ended* leaf is proven."""

    state = serializers.ChoiceField(choices=["verifying", "accepted"])
    receipt = ReceiptSerializer(allow_null=True)
    proofs = serializers.ListField(child=serializers.CharField())


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
