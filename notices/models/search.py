"""What is public, once more: as it is searched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Subject(models.TextChoices):
    """What an entry leads to."""

    NOTICE = "notice", "公告公示"
    DEAL = "deal", "交易项目"


class SearchEntry(models.Model):
    r"""
    A published notice or an announced deal, as it is found; `id` is the notice's or the deal's.

    Nothing here is not public elsewhere, and all of it can be written anew (`notices.search.indexing`). `text` is folded: a
    space, the title, ` \n `, all the rest, a space. `lexemes` sift, `text` decides. `month` counts from January 2000 (UTC):
    the index leads from it to lexemes, so that what is common is looked for month by month, newest first.
    """

    id = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="+")
    family = models.CharField(max_length=40)
    kind = models.CharField(max_length=60, blank=True)
    organiser = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+", db_index=False)
    region = models.CharField(max_length=6)
    phase = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField()
    month = models.SmallIntegerField()
    text = models.TextField()
    lexemes = SearchVectorField()

    class Meta:
        """Found by lexemes within months; read newest first by keyset. The phase, which changes, is in no index."""

        indexes: ClassVar = [
            GinIndex(fields=["month", "lexemes"], name="search_lexemes"),
            models.Index(fields=["-at", "-id"], name="search_newest"),
            models.Index(fields=["subject", "-at", "-id"], name="search_subject_newest"),
            models.Index(fields=["family", "-at", "-id"], name="search_family_newest"),
            models.Index(fields=["organiser", "-at", "-id"], name="search_organiser_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"


def month_of(at: datetime) -> int:
    """Return the month of an instant as entries count it; later instants have no lower one."""
    day = at.astimezone(UTC)
    return (day.year - 2000) * 12 + day.month - 1
