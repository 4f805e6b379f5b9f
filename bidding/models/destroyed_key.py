"""Opening keys that are no more."""

from __future__ import annotations

from django.db import models

from foundation.fields import IdField


class DestroyedKey(models.Model):
    """
    That the opening key of a certificate was destroyed; with it nothing is opened ever after, whatever copy turns up.

    `fingerprint` is the certificate's, which stands in the log; `ref` names the proof of that line. A statement, not a proof:
    nobody can show that no copy is left.
    """

    id = IdField(prefix="odk")
    fingerprint = models.CharField(max_length=64, unique=True)
    certificate = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.fingerprint
