"""Who bids together with the one that registered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.registration import Registration


class JointMember(models.Model):
    """
    A party that bids jointly (联合体成员) with the one that registered, which leads, acts and signs for all.

    It is named by the lead and belongs to the bid from when it has agreed itself: nobody is shut out by being named. Who declined
    does not come back to this registration; its lead may register anew. `stands` ends with the registration.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="joint_members")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="+")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.CharField(max_length=40, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.CharField(max_length=40, blank=True)
    stands = models.BooleanField(default=True)

    class Meta:
        """A party belongs to one joint bid of a lot."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "party"], name="joint_member_named_once"),
            models.UniqueConstraint(fields=["registration", "number"], name="joint_member_number"),
            models.UniqueConstraint(
                fields=["lot", "party"],
                condition=models.Q(stands=True, agreed_at__isnull=False),
                name="joint_member_one_bid",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True) | models.Q(declined_at__isnull=True),
                name="joint_member_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.party_id}"
