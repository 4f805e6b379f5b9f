"""Who can open together: the policy of custody of a deal, its acceptances, and every later deadline."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest_of_names
from foundation.fields import IdField


class CustodyPolicy(models.Model):
    """
    A policy in the bytes that the organiser signed; in force once every custodian has accepted it, and logged then.

    A later version replaces it for what is filed from then on. `sha256` is the policy's name everywhere else, `ref` that of
    its leaf's proof.
    """

    id = IdField(prefix="cpo")
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="custody_policies")
    lots = models.ManyToManyField("trading.Lot", related_name="custody_policies")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    signature = models.BinaryField()
    deadline_ms = models.BigIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=40)
    in_force_from = models.DateTimeField(null=True, blank=True)
    evidence = models.JSONField(
        default=dict
    )  # what was known of its certificates then: name, and digest of the content
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """Versions of a deal are counted from one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "version"], name="custody_policy_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.version}"

    @property
    def digest_of_evidence(self) -> str:
        """By what its certificates were found good."""
        return digest_of_names(self.evidence)


class CustodyAcceptance(models.Model):
    """A custodian's signed word that the key is its own."""

    policy = models.ForeignKey(CustodyPolicy, models.PROTECT, related_name="acceptances")
    x = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Each custodian accepts once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "x"], name="custody_acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.x}"


class PolicyChange(models.Model):
    """A later deadline, signed by two persons of the organiser and logged; `number` counts from one without gaps."""

    policy = models.ForeignKey(CustodyPolicy, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    first_signature = models.BinaryField()
    second_signature = models.BinaryField()
    deadline_ms = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """In order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_change_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.number}"
