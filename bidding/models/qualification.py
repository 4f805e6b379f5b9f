"""The organiser's examination of who qualifies (87号令 art. 44): drafts until it is signed, and what was signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.filing import Filing
from bidding.models.restricted import new_salt
from foundation.fields import IdField


class QualificationSheet(models.Model):
    """
    What the organiser's side wrote so far of one bid, one draft for all of its people.

    `entries` and `version` are as on a `Sheet` of a committee. Once a `Qualification` is signed, what counts stands there.
    """

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="qualification_sheet")
    entries = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.filing_id


class Qualification(models.Model):
    """
    Who of a lot's bidders qualifies: canonical JSON in its bytes, signed as a whole by a person of the organiser or its agency.

    There is one of a lot, and it stays: 87号令 provides for no second one. `document` is the version of the tender document whose
    requirements were examined.
    """

    id = IdField(prefix="qlf")
    lot = models.OneToOneField("trading.Lot", models.PROTECT, related_name="qualification")
    document = models.ForeignKey("trading.Document", models.PROTECT, related_name="+")
    content = models.BinaryField()
    signature = models.BinaryField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were signed."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it: few findings are possible, and the salt keeps the digest from giving them away."""
        return digest(self.salt, self.content, self.signature)
