"""What a member of a committee writes, as long as it is a draft; what is signed of it is in `evaluation_acts`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.evaluation import Seat
from bidding.models.filing import Filing
from bidding.models.registration import Registration


class Sheet(models.Model):
    """
    What one member wrote of one bid: its review, or its scores. Nobody else sees it before all have signed. In a prequalification it is
    of one application, a registration, for no bid is there yet.

    `entries` is by code: of a review `{"value": "passes"|"fails", "words": why}` for each requirement of the document and each
    ground of the law that it finds; of scores `{"value": "8.5", "words": why}` for each criterion that experts score, the value
    empty while there is none. `version` counts saves: a save that does not know the last one is refused, and loses nothing.
    """

    class Part(models.TextChoices):
        """What is written."""

        REVIEW = "review", "资格性和符合性审查"
        SCORES = "scores", "评分"

    PASSES: ClassVar = "passes"
    FAILS: ClassVar = "fails"

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sheets")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="+")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)
    stage = models.PositiveSmallIntegerField(default=1)
    entries = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        """One of each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "filing", "part", "stage"], name="sheet_once"),
            models.UniqueConstraint(fields=["seat", "registration"], name="sheet_of_application_once"),
            models.CheckConstraint(
                condition=models.Q(filing__isnull=False, registration__isnull=True)
                | models.Q(filing__isnull=True, registration__isnull=False, part="review"),
                name="sheet_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.bid} {self.part}"

    @property
    def bid(self) -> str:
        """The id of the bid, or of the application, that it is of."""
        return str(self.filing_id or self.registration_id)
