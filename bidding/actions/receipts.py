"""Receipts: the platform's signed and timestamped word, made once and given out again in the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.models import Filing, Receipt
from bidding.sealed import custody, keys, stamping
from foundation import clock, statements
from toolkit import cms, receipts
from toolkit.objects import Receipt as Content

FILING, WITHDRAWAL = Receipt.About.FILING, Receipt.About.WITHDRAWAL
Named = tuple[Filing, str]
_THERE = "SELECT filing_id, about FROM bidding_receipt WHERE filing_id = ANY (%s)"
_GIVEN = "UPDATE bidding_filing SET awaits_receipt = false WHERE id = ANY (%s) AND ended_at IS NULL"
_GIVEN_OF_ENDED = "UPDATE bidding_filing SET awaits_receipt = false WHERE id = %s AND ended_at = %s"


def issue_missing(*, filing: Filing) -> Filing:
    """
    Issue every receipt that a filing lacks.

    :raises Unavailable: as `issue` does.
    """
    issue_all(filings=[filing])
    return filing


def issue_all(*, filings: Sequence[Filing]) -> int:
    """
    Issue every receipt that some filings lack; return how many filings that were.

    :raises Unavailable: as `issue` does; those before the one that failed have theirs.
    """
    wanted: list[Named] = [(one, FILING) for one in filings]
    wanted += [(one, WITHDRAWAL) for one in filings if one.end_bytes is not None]
    _issue(wanted)
    with statements.together() as trip:
        # Somebody may withdraw meanwhile: then the row says so again, and the flag stays.
        trip.ask(_GIVEN, [one.id for one in filings if one.ended_at is None])
        for one in filings:
            if one.ended_at is not None:
                trip.ask(_GIVEN_OF_ENDED, one.id, one.ended_at)
    return len(filings)


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
    _issue([(filing, about)])
    return Receipt.objects.get(filing=filing, about=about)


def _issue(wanted: Sequence[Named]) -> None:
    """Sign and stamp what is wanted and not there; what was stamped before one failed is kept."""
    there = set(statements.ask(_THERE, [one.id for one, _ in wanted]))
    lacking = [named for named in wanted if (named[0].id, named[1]) not in there]
    if not lacking:
        return
    signer, at = keys.signer(keys.RECEIPT), clock.now()
    contents = [_content(one, about).to_bytes() for one, about in lacking]
    signatures = [cms.sign(signer, content, at=at) for content in contents]
    made: list[Receipt] = []
    try:
        tokens = stamping.stamps(signatures)
        for (one, about), content, signature, token in zip(
            lacking, contents, signatures, tokens, strict=True
        ):
            made.append(
                Receipt(
                    filing=one, about=about, content=content, signature=signature, token=token, issued_at=at
                )
            )
    finally:
        with statements.together() as trip:
            trip.insert(made, unless_there=True)


def _content(filing: Filing, about: str) -> Content:
    under = custody.shape_of(filing.policy)
    if about == WITHDRAWAL:
        assert filing.ended_at is not None
        received_at = custody.milliseconds(filing.ended_at)
        return receipts.withdrawn(under, filing.lot_id, filing.header, received_at=received_at)
    return receipts.filed(
        under, filing.lot_id, filing.header, received_at=custody.milliseconds(filing.received_at),
        salt=bytes(filing.salt).hex(), ended=filing.replaces.header if filing.replaces else "",
        evidence=filing.digest_of_evidence,
    )  # fmt: skip
