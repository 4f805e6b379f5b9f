"""The transparency log: what waits to be logged, what stands where in the tree, the head, and who witnessed it."""

from __future__ import annotations

from django.db import models

from foundation.models.append_only import AppendOnlyModel


class LogEntry(AppendOnlyModel):
    """
    A leaf that an action asked for: a public line, or 32 opaque bytes; written by `foundation.transparency.add` alone.

    `ref` names its proof among the public files, where somebody is to have one.
    """

    id = models.BigAutoField(primary_key=True)
    content = models.BinaryField()
    ref = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ref",), name="foundation_logentry_ref_once"),)

    def __str__(self) -> str:
        return f"entry {self.id}"


class LogPending(models.Model):
    """An entry that has no place in the tree yet: inserted with it, deleted in the act of placing it."""

    entry = models.OneToOneField(
        LogEntry, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="waiting"
    )

    def __str__(self) -> str:
        return f"pending {self.entry_id}"


class LogLeaf(AppendOnlyModel):
    """
    What stands at an index of the tree: an entry, or an event with its salt. Indexes without a row are dummies.

    The dummies follow from `LogHead.dummy_key`, so a row that was removed is missed: its leaf is no dummy either.
    """

    index = models.BigIntegerField(primary_key=True)
    content = models.BinaryField()
    entry = models.BigIntegerField(null=True, unique=True)
    event = models.BigIntegerField(null=True, unique=True)
    salt = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="foundation_leaf_is_one_thing",
                condition=models.Q(entry__isnull=False, event__isnull=True, salt__isnull=True)
                | models.Q(entry__isnull=True, event__isnull=False, salt__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"leaf {self.index}"


class LogHead(models.Model):
    """
    The one row that says how far the tree has grown; its lock makes batches follow each other.

    Committed with the leaves it counts and before any file shows it, so nothing public is ever ahead of it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=300)
    dummy_key = models.BinaryField()
    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    batches = models.BigIntegerField(default=0)
    exponent = models.PositiveSmallIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    refusal = models.TextField(default="")

    class Meta:
        constraints = (models.CheckConstraint(name="foundation_loghead_only_one", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"{self.size} leaves"


class LogCosignature(models.Model):
    """A witness's cosignature of a head of this log, as it came, and the log's own signature that came with it."""

    size = models.BigIntegerField()
    root = models.BinaryField()
    witness = models.CharField(max_length=200)
    seconds = models.BigIntegerField()
    raw = models.BinaryField()
    log_raw = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("size", "witness"), name="foundation_cosignature_once"),
        )
        indexes = (models.Index(fields=("seconds",), name="foundation_cosignature_when"),)

    def __str__(self) -> str:
        return f"{self.witness} at {self.size}"
