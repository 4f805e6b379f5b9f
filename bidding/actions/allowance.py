"""How much one bidder may file on a lot: what is filed stays for long, and nobody fills the disk or the freeze list with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from bidding.models import Filing
from foundation.errors import Conflict
from foundation.text import Text

MOST_REFUSED = 50
"""How many filings of one bidder on a lot may be refused after their ticket: the freeze list names each and is bounded."""
MOST_FILINGS = 100
"""How many filings one bidder may have on a lot, whatever became of them: of each it is kept for good what was signed."""

HELD = """
    SELECT registration_id, count(*), coalesce(sum(held_bytes) FILTER (WHERE discarded_at IS NULL), 0)::bigint
    FROM bidding_filing WHERE registration_id = ANY (%s) GROUP BY registration_id
"""
"""Asks how many filings there are of each registration, and how many bytes of theirs lie here."""


def check(standing: Sequence[Filing], filings: int, held_bytes: int, size: int) -> None:
    """
    Refuse a filing of `size` bytes that goes beyond what its bidder may have on the lot.

    :raises Conflict: `too_many_refused`, `too_many_filings`, `filed_quota`.
    """
    if sum(one.status == "refused" for one in standing) >= MOST_REFUSED:
        raise Conflict(
            "too_many_refused",
            Text(
                "本单位在此标段被拒收的投标过多，不再受理新的递交；请联系平台",
                "Too many filings of this party on this lot were refused; no more are taken: contact the platform",
            ),
            detail={"most": MOST_REFUSED},
        )
    if filings >= MOST_FILINGS:
        raise Conflict(
            "too_many_filings",
            Text(
                "本单位在此标段递交的次数已达上限，现有投标不受影响；确需再次修改请联系平台",
                "This party filed on this lot as often as it may; its present bid stands. Contact the platform to change it",
            ),
            detail={"most": MOST_FILINGS},
        )
    if held_bytes + size > settings.FILED_QUOTA_BYTES:
        raise Conflict(
            "filed_quota",
            Text(
                "本单位在此标段历次递交的文件合计超过限额（含已替换、撤回和拒收的），现有投标不受影响",
                "All that this party filed on this lot, replaced, withdrawn and refused bids among it, exceeds the limit; its "
                "present bid stands",
            ),
            detail={"most_bytes": settings.FILED_QUOTA_BYTES, "filed_bytes": held_bytes},
        )
