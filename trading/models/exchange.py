"""What other trading systems hand in beside the deal itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.fields import IdField
from trading.models.deal import Deal


class HandedInNotice(models.Model):
    """A notice as it was published elsewhere; the notices floor shows it as it came."""

    id = IdField(prefix="hin")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="handed_in_notices")
    source_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField()
    source_url = models.URLField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()

    class Meta:
        """A notice is known by its source's key; another text under it is a new version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "source_key", "digest"], name="handed_in_notice_unique")
        ]
