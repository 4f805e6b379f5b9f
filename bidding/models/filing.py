"""What bidders hand in, sealed: uploads, and filings with what became of them. No cleartext is anywhere in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.custody import CustodyPolicy
from bidding.models.registration import Registration
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField
from toolkit import revocation

UNSEEN = "freeze_unseen"


class Upload(models.Model):
    """
    A file that a party brings piece by piece, named by the digest that it must have in the end.

    Its bytes lie in a file of its own, named after this row (`bidding.sealed.store`), so that they can be removed. Uploaded
    is not submitted: what no filing took within some days is removed again.
    """

    id = IdField(prefix="upl")
    party = models.ForeignKey(
        "accounts.Party", models.PROTECT, related_name="+", db_index=False
    )  # `upload_party_unique` finds them
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    is_complete = models.BooleanField(default=False)
    is_filed = models.BooleanField(default=False)
    touched_at = models.DateTimeField()

    class Meta:
        """A party has a file once; it is never longer than was announced."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "sha256"], name="upload_party_unique"),
            models.CheckConstraint(
                condition=models.Q(offset__gte=0) & models.Q(offset__lte=models.F("size")),
                name="upload_offset_within",
            ),
            models.CheckConstraint(
                condition=models.Q(is_filed=False) | models.Q(is_complete=True),
                name="upload_filed_is_complete",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["touched_at"], name="upload_abandoned", condition=models.Q(is_filed=False))
        ]

    def __str__(self) -> str:
        return self.id


class Filing(ConcurrentTransitionMixin, models.Model):
    """
    A sealed bid as it came in: its ticket, its small files in their bytes, the others by their uploads.

    `header` is its name: the SHA-256 of header.json. `received_at` is the ticket's time, by which it is early or late; `salt`
    opens its *filed* leaf, `ref` and `end_ref` name the proofs of its leaves. What came in never changes (a trigger); what
    became of it does: reserved, then accepted or refused; accepted, then ended. While the list is made of a lot whose deadline's
    minute nobody saw, what nobody outside saw in time is refused after all, and the bid that it replaced stands again.
    """

    id = IdField(prefix="fil")
    # Each index costs every ticket, and every filing twice more when it is settled: there are those by which somebody searches.
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="filings", db_index=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="filings", db_index=False)
    policy = models.ForeignKey(CustodyPolicy, models.PROTECT, related_name="+", db_index=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    header = models.CharField(max_length=64)
    core = models.CharField(max_length=64)
    bid = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    signer = models.CharField(max_length=64)
    header_bytes = models.BinaryField()
    core_bytes = models.BinaryField()
    signature_bytes = models.BinaryField()
    files = models.JSONField()  # name of each other file: the id of its upload
    held_bytes = models.BigIntegerField(default=0)  # of those files
    discarded_at = models.DateTimeField(null=True, blank=True)  # when they were removed
    received_at = models.DateTimeField()
    filed_by = models.CharField(max_length=40)
    salt = models.BinaryField()
    ref = models.CharField(max_length=64)

    status = StateField(max_length=12, default="reserved")
    reasons = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True, blank=True)
    evidence = models.JSONField(
        default=dict
    )  # what was known of the signer's certificate: name, and digest of the content
    held_for = models.CharField(max_length=40, blank=True)
    awaits_receipt = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_bytes = models.BinaryField(null=True)
    end_signature = models.BinaryField(null=True)
    end_ref = models.CharField(max_length=64, null=True)

    class Meta:
        """On a lot a party has at most one live filing, and at most one that is being checked."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "header"], name="filing_header_unique"),
            models.UniqueConstraint(fields=["ref"], name="filing_ref_unique"),
            models.UniqueConstraint(
                fields=["end_ref"], condition=models.Q(end_ref__isnull=False), name="filing_end_ref_unique"
            ),
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(status="accepted"), name="filing_one_live"
            ),
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(status="reserved"), name="filing_one_reserved"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["reserved", "accepted", "refused", "ended"]),
                name="filing_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="ended", ended_at__isnull=False, end_ref__isnull=False)
                | models.Q(status="accepted", ended_at__isnull=True)
                | models.Q(status__in=["reserved", "refused"], ended_at__isnull=True, end_ref__isnull=True),
                name="filing_ended_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"], name="filing_waiting", condition=models.Q(status="reserved")
            ),
            models.Index(
                fields=["settled_at"], name="filing_awaits_receipt", condition=models.Q(awaits_receipt=True)
            ),
            models.Index(fields=["bid"], name="filing_bid"),
            models.Index(fields=["registration", "seq"], name="filing_of_registration"),
            models.Index(
                fields=["replaces"], name="filing_replaces", condition=models.Q(replaces__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest_of_evidence(self) -> str:
        """By what its signer's certificate was found good."""
        return revocation.digest(self.evidence)

    @transition(field=status, source="reserved", target="accepted")
    def accept(self, *, at: datetime, evidence: Mapping[str, str]) -> None:
        """Count as the party's bid, by this evidence about its signer's certificate."""
        self.settled_at, self.held_for, self.awaits_receipt = at, "", True
        self.evidence = dict(evidence)

    @transition(field=status, source="reserved", target="refused")
    def refuse(self, reasons: list[str], *, at: datetime) -> None:
        """Count for nothing, for these reasons (codes of the format)."""
        self.reasons, self.settled_at, self.held_for = reasons, at, ""

    @transition(field=status, source="accepted", target="ended")
    def end(self, *, at: datetime, ref: str, signed: tuple[bytes, bytes] | None = None) -> None:
        """Count no longer: replaced, or withdrawn by an `end.json` with its signature."""
        self.ended_at, self.end_ref = at, ref
        if signed is not None:
            (self.end_bytes, self.end_signature), self.awaits_receipt = signed, True

    @transition(field=status, source="accepted", target="refused")
    def miss(self) -> None:
        """Count for nothing after all: where that is asked, nobody outside saw in time that it had come."""
        self.reasons = [UNSEEN]

    @transition(field=status, source="ended", target="accepted")
    def restore(self) -> None:
        """Count again: what replaced it does not. Its *ended* leaf stays in the log."""
        self.ended_at = None


class RevocationEvidence(models.Model):
    """A list or an answer about revocation, in the bytes that an authority signed; filings that rest on it share it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class Receipt(models.Model):
    """The platform's signed and timestamped word about a filing, or about its withdrawal, in the bytes that were given out."""

    class About(models.TextChoices):
        """What it speaks of."""

        FILING = "filing", "递交"
        WITHDRAWAL = "withdrawal", "撤回"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="receipts")
    about = models.CharField(max_length=12, choices=About.choices)
    content = models.BinaryField()
    signature = models.BinaryField()
    token = models.BinaryField()
    issued_at = models.DateTimeField()

    class Meta:
        """One of each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "about"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.about}"
