"""A lot whose log nobody outside saw in the deadline's minute: what came in time all the same, and which cut the supervisor may sign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bidding.models import Filing, FreezeList, Receipt, SupervisedCut
from bidding.sealed import custody, proofs
from foundation import clock, transparency
from toolkit import cuts, refusals, timing
from toolkit.certificates import instant
from toolkit.cuts import CUT_WITHIN_MS, Supervised
from toolkit.log.checkpoint import Head
from toolkit.log.proof import read_proof
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.timing import Seen

STAMPED_WITHIN_MS = 10_000
"""How long after the cut's minute a list that stands on a timestamp may take."""


def is_over(row: FreezeList, at: datetime) -> bool:
    """Tell whether neither witnesses nor the timestamp authority can vouch for the deadline's minute any more."""
    return at >= instant(row.deadline_ms + CUT_WITHIN_MS + STAMPED_WITHIN_MS)


def seen_from(row: FreezeList, least: int, until: datetime) -> Head | None:
    """Return the earliest head of so many leaves that the policy's quorum cosigned between the deadline and an instant."""
    quorum, since = custody.policy_of(row.policy).witness_quorum, instant(row.deadline_ms)
    found = transparency.cut(since=since, until=until, least_size=least, quorum=quorum)
    return transparency.cosigned_head(found) if found is not None else None


def unseen(row: FreezeList, found: Collection[Filing]) -> set[str]:
    """
    Return the names of those accepted filings of which nobody outside saw by the end of the minute that they had come.

    By the check that custodians make. A proof from its file, and perhaps two signatures, for each.

    :raises Refused: `revocation_unknown`.
    """
    under, trust = custody.shape_of(row.policy), custody.trust(clock.now())
    places, receipts = proofs.places([one.ref for one in found]), issued(found)
    missed = set()
    for one in found:
        index, receipt = places[one.ref], receipts.get(one.header)
        try:
            cuts.check_seen(
                one.header, bytes(one.salt).hex(), index, row.deadline_ms, receipt, _around(one, row), under, trust
            )  # fmt: skip
        except Refused as refused:
            if refused.code != "freeze_unseen":
                raise
            missed.add(one.header)
    return missed


def issued(found: Collection[Filing]) -> dict[str, Issued]:
    """Return the receipts that were given for filings, by the filings' names. One query."""
    rows = Receipt.objects.filter(filing__in=found, about=Receipt.About.FILING).select_related("filing")
    return {
        one.filing.header: Issued(bytes(one.content), bytes(one.signature), bytes(one.token)) for one in rows
    }


def signed(row: FreezeList) -> Supervised | None:
    """
    Return the cut that the supervisor signed for an issued list, which stands on it.

    :raises Refused: `log_tile_missing` while the log has no witnessed head with its leaf.
    """
    found = SupervisedCut.objects.filter(freeze=row).first()
    if found is None:
        return None
    text = proofs.text(found.ref)
    if text is None:
        raise refusals.Refused("log_tile_missing", path=found.ref)
    signatures = [bytes(found.first_signature), bytes(found.second_signature)]
    return Supervised(bytes(found.content), signatures, read_proof(text).head)


def _around(filing: Filing, row: FreezeList) -> Sequence[Seen]:
    """Return the head to which a filing's proof leads, if witnesses have seen it: the first that has its leaf."""
    text, under = proofs.text(filing.ref), custody.shape_of(row.policy)
    try:
        return timing.seen([read_proof(text).head], under) if text is not None else []
    except Refused:
        return []  # the batch's own head at first, which nobody has seen yet
