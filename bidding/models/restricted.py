"""Restricted units after their opening: the keys of their parts, wrapped; who may read them; and who did."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.opening import OpenedUnit
from foundation.fields import IdField


def new_salt() -> bytes:
    """Return what keeps the digest of few possible contents from being guessed."""
    return secrets.token_bytes(32)


class WrappedUnit(models.Model):
    """
    The part keys of an opened restricted unit, sealed to the certificate of the evaluation process, which alone can read them.

    They were written with the record. The unit's own key is nowhere, so no part key gives another.
    """

    unit = models.OneToOneField(OpenedUnit, models.PROTECT, primary_key=True, related_name="wrapped")
    certificate = models.CharField(max_length=64)  # its fingerprint
    message = models.BinaryField()

    def __str__(self) -> str:
        return str(self.unit_id)


class _Experts(models.Model):
    """
    Some experts for a lot, by the fingerprints of their certificates, and why these.

    The names are a secret until the result is settled (招标投标法 art. 37), and experts are few enough to try them all: without the
    salt the journal's digest would give them away.
    """

    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    certificates = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each kind in a table of its own."""

        abstract = True

    @property
    def digest(self) -> str:
        """Who they are, and why."""
        return digest(self.salt, self.reason.encode(), *(one.encode() for one in self.certificates))


class Committee(_Experts):
    """Who evaluates a lot; `number` counts from one, and the last is the one that stands. One in another's place two persons asked for."""

    is_named: ClassVar = True
    proposed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        """In order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "number"], name="committee_number"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.number}"


class ProposedCommittee(_Experts):
    """One that a person asked for in the place of the one that stands, and another person has not yet. It lets nobody read."""

    is_named: ClassVar = False
    id = IdField(prefix="pcm")

    def __str__(self) -> str:
        return self.id


class Reading(models.Model):
    """That somebody was given a part of a restricted unit, and for what; written before the first byte of it."""

    id = IdField(prefix="rdg")
    unit = models.ForeignKey(OpenedUnit, models.PROTECT, related_name="readings")
    part = models.CharField(max_length=32)
    reason = models.CharField(max_length=500)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each time counts."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """What was read, and for what: a reason may name people, so the journal has only this of it."""
        return digest(self.salt, str(self.unit_id).encode(), self.part.encode(), self.reason.encode())


class BlindCopy(models.Model):
    """
    What was given out at a reading without a name: the digests of the file and of its copy, or why there was none.

    `pages` are those of the copy that still name a bidder of the lot, 0 for the file as a whole; `unchecked` those on which people may
    read what was not looked through: pictures, and letters that no table explains.
    """

    reading = models.OneToOneField(Reading, models.PROTECT, primary_key=True, related_name="copy")
    original_sha256 = models.CharField(max_length=64)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(max_length=32, blank=True)
    pages = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()

    class Meta:
        """Either a copy or why not."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(copy_sha256="") ^ models.Q(refusal=""), name="blind_copy_or_refusal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reading_id)

    @property
    def digest(self) -> str:
        """All of it: a file may be guessed from its bare digest."""
        parts = (self.original_sha256, self.copy_sha256, self.refusal, *(str(one) for one in self.pages))
        parts += tuple(f"unchecked {one}" for one in self.unchecked)
        return digest(self.salt, *(one.encode() for one in parts))
