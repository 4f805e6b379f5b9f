"""The passkeys that sign the prices of one bidder in one auction, as its bidder agreed and the platform signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.auction import Participant
from foundation.fields import IdField


class AuctionKey(models.Model):
    """
    One passkey. Nothing of it changes but `count`, which only grows: how often the passkey says that it has signed.

    `content` and `signature` are what is published (docs/formats/auction.md, section 7). `user` is who alone signs with it, and agreed by
    the passkey with which that person signs in: its public key is `agreed_key`, its answer `agreement`. `credential` is the id by which a
    browser finds the new one; it is never published.
    """

    id = IdField(prefix="aky")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="keys")
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    signature = models.BinaryField()
    credential = models.BinaryField()
    agreed_key = models.BinaryField()
    agreement = models.BinaryField()
    count = models.BigIntegerField(default=0)
    user = models.CharField(max_length=40)
    bound_at = models.DateTimeField()
    bound_by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were bound."""

        ordering: ClassVar = ["participant", "id"]

    def __str__(self) -> str:
        return self.id
