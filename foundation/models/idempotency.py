"""Answers kept so that a request sent twice takes effect once."""

from __future__ import annotations

from django.db import models


class RememberedAnswer(models.Model):
    """
    The answer to a request that took effect, under the key its sender chose.

    Inserted empty before the request's work and filled in the same transaction: a committed row has its answer.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    deal = models.CharField(max_length=40, null=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=list)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "key"), name="foundation_answer_once"),)
        indexes = (
            models.Index(
                fields=("deal",), name="foundation_answer_deal", condition=models.Q(deal__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.key}: {self.status}"
