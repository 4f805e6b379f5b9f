"""Receipts: the platform's signed and timestamped word, made once and given out again in the same bytes."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from bidding.models import Filing, Receipt
from bidding.sealed import custody, keys, stamping
from foundation import clock
from toolkit import receipts

FILING, WITHDRAWAL = Receipt.About.FILING, Receipt.About.WITHDRAWAL


def issue_missing(*, filing: Filing) -> Filing:
    """
    Issue every receipt that a filing lacks.

    :raises Unavailable: as `issue` does.
    """
    issue(filing=filing, about=FILING)
    if filing.end_bytes is not None:
        issue(filing=filing, about=WITHDRAWAL)
    # Somebody may withdraw meanwhile: then this row says so again, and the flag stays.
    Filing.objects.filter(id=filing.id, ended_at=filing.ended_at).update(awaits_receipt=False)
    return filing


def missing(limit: int) -> list[Filing]:
    """Return filings that lack a receipt, the longest waiting first."""
    waiting = (
        Filing.objects.filter(awaits_receipt=True).select_related("policy", "replaces").order_by("settled_at")
    )
    return list(waiting[:limit])


def issue(*, filing: Filing, about: str) -> Receipt:
    """
    Return the receipt of an accepted filing, or of its withdrawal; signed and stamped now if there is none yet.

    Nothing is locked meanwhile: the timestamp authority may be slow. Of two made at once one is kept and given out.

    :raises Unavailable: `platform_key_missing`, `timestamp_unavailable`; the filing stands all the same.
    """
    known = Receipt.objects.filter(filing=filing, about=about).first()
    if known is not None:
        return known
    under = custody.shape_of(filing.policy)
    if about == WITHDRAWAL:
        assert filing.ended_at is not None
        received_at = custody.milliseconds(filing.ended_at)
        receipt = receipts.withdrawn(under, filing.lot_id, filing.header, received_at=received_at)
    else:
        receipt = receipts.filed(
            under, filing.lot_id, filing.header, received_at=custody.milliseconds(filing.received_at),
            salt=bytes(filing.salt).hex(), ended=filing.replaces.header if filing.replaces else "",
        )  # fmt: skip
    at = clock.now()
    issued = receipts.issue(receipt, keys.signer(keys.RECEIPT), stamping.stamp, at)
    try:
        with transaction.atomic():
            return Receipt.objects.create(
                filing=filing, about=about, content=issued.content, signature=issued.signature, token=issued.token,
                issued_at=at,
            )  # fmt: skip
    except IntegrityError:
        return Receipt.objects.get(filing=filing, about=about)
