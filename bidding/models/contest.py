"""What stops an opening or lets a later stage of it go on: objections with a receipt, and releases."""

from __future__ import annotations

import base64
from typing import ClassVar

from django.db import models

from bidding.models.digest import digest, digest_of_names
from bidding.models.freeze import FreezeList


class ReceiptObjection(models.Model):
    """
    Somebody holds a receipt, and the freeze list omits its filing, or names one whose withdrawal it is of: the objection and the
    receipt, as they were signed.

    It stops the opening where it holds (`toolkit.objections`): unless the bidder itself signed that it gave this filing up.
    `number` counts from one on each list. `papers` is the digest of what it rests on, receipt and head: who finds a better one
    objects again.
    """

    freeze = models.ForeignKey(FreezeList, models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    header = models.CharField(max_length=64)
    papers = models.CharField(max_length=64)
    content = models.BinaryField()
    signature = models.BinaryField()
    receipt = models.BinaryField()
    receipt_signature = models.BinaryField()
    receipt_token = models.BinaryField()
    head = models.TextField(
        blank=True, default=""
    )  # of the log, as witnesses saw it: the bidder's own proof of the time
    evidence = models.JSONField(default=dict)  # what was known of its signer's certificate then
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """A receipt is objected with once, with each head that its holder brings."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["freeze", "number"], name="receipt_objection_number"),
            models.UniqueConstraint(fields=["freeze", "header", "papers"], name="receipt_objection_once"),
        ]

    def __str__(self) -> str:
        return f"{self.freeze_id} {self.number}"

    @property
    def digest(self) -> str:
        """The objection with its receipt, and by what its signer's certificate was found good."""
        return digest(
            self.content, self.signature, self.receipt, self.receipt_signature, self.receipt_token,
            self.head.encode(), digest_of_names(self.evidence).encode(),
        )  # fmt: skip


class StageRelease(models.Model):
    """
    Organiser and committee let a later stage be opened, for the bids that the result before it left.

    `signatures` are base64; `result` is the published result whose digest the release names, logged before it.
    """

    freeze = models.ForeignKey(FreezeList, models.PROTECT, related_name="releases")
    stage = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    signatures = models.JSONField()
    result = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """A stage is released once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["freeze", "stage"], name="stage_release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.freeze_id} {self.stage}"

    @property
    def digest(self) -> str:
        """The release with its signatures and the result."""
        return digest(self.content, self.result, *(base64.b64decode(one) for one in self.signatures))
