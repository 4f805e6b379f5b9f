"""
From which state of the log a list is made: which one somebody outside saw in the deadline's minute, and where nobody did, what
came in time all the same and which cut the supervisor may sign.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bidding.models import Filing, FreezeList, Receipt, SupervisedCut
from bidding.sealed import custody, proofs
from foundation import clock, transparency
from toolkit import cuts, refusals
from toolkit.certificates import instant
from toolkit.cuts import CUT_WITHIN_MS, Supervised
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.proof import read_proof
from toolkit.proceedings import Cut, Freeze
from toolkit.receipts import Issued
from toolkit.refusals import Refused

STAMPED_WITHIN_MS = 10_000
"""How long after the cut's minute a list that stands on a timestamp may take."""


@dataclass(frozen=True, slots=True)
class InTime:
    """
    What of a lot's filings somebody outside saw by the end of the minute.

    `least` is the size of a tree with all of it that is to be listed; `unseen` are the names of those that nobody saw, `restored`
    of those that stand again because what replaced them is one of these.
    """

    least: int
    unseen: Collection[str]
    restored: Collection[str] = ()


def is_over(row: FreezeList, at: datetime) -> bool:
    """Tell whether neither witnesses nor the timestamp authority can vouch for the deadline's minute any more."""
    return at >= instant(row.deadline_ms + CUT_WITHIN_MS + STAMPED_WITHIN_MS)


def is_live(filing: Filing, row: FreezeList) -> bool:
    """Tell whether a filing counts for the list, as far as the platform's own rows say."""
    return filing.status == "accepted" and filing.policy_id == row.policy_id


def covering(found: Sequence[Filing], row: FreezeList) -> int | None:
    """
    Return the least size of a tree with the leaves that the list rests on; None while a leaf has no place.

    What a replacement ends that was checked after the deadline only needs a place before the list: it is not listed, and
    whoever sends a large or a doubtful replacement in the last second must not outrun the minute of the cut.
    """
    ended = {one.end_ref: one.ended_at for one in found if one.end_ref and one.ended_at}
    places = proofs.places([*(one.ref for one in found), *ended])
    if len(places) != len(found) + len(ended):
        return None
    late = {ref for ref, at in ended.items() if custody.milliseconds(at) >= row.deadline_ms}
    return max((at for ref, at in places.items() if ref not in late), default=-1) + 1


def ordinary(row: FreezeList, least: int, at: datetime) -> Head | None:
    """Return the first head of so many leaves that was seen in the deadline's minute, by witnesses or else the authority."""
    found = seen_from(row, least, instant(row.deadline_ms + CUT_WITHIN_MS))
    if found is not None:
        return found
    # Witnesses come first: a timestamp vouches for a time, not for one log shown to all.
    is_stamped = row.stamped_head and at > instant(row.deadline_ms + CUT_WITHIN_MS)
    return checkpoint.read_head(row.stamped_head) if is_stamped else None


def seen_from(row: FreezeList, least: int, until: datetime) -> Head | None:
    """Return the earliest head of so many leaves that the policy's quorum cosigned between the deadline and an instant."""
    quorum, names = _witnesses(row)
    since = instant(row.deadline_ms)
    found = transparency.cut(since=since, until=until, least_size=least, quorum=quorum, names=names)
    return transparency.cosigned_head(found) if found is not None else None


def seen_last(row: FreezeList) -> Head:
    """
    Return the head with most leaves that the policy's quorum had cosigned by the end of the deadline's minute.

    :raises Refused: `checkpoint_unwitnessed` if there is none, so that nobody could have filed.
    """
    quorum, names = _witnesses(row)
    until = (row.deadline_ms + CUT_WITHIN_MS) // 1000
    for head in transparency.heads_before([_EVERYWHERE], names, quorum, until=until):
        return head
    raise refusals.Refused("checkpoint_unwitnessed")


def in_time(row: FreezeList, found: Sequence[Filing], witnessed: int) -> InTime:
    """
    Return what came in time, where witnesses had seen the log's first `witnessed` leaves by the end of the minute.

    By the check that custodians make; two signatures for each filing that only its receipt shows. Of a bidder the last bid that
    was seen stands, if nothing that was seen replaced it. What a bidder took back stays so, whoever saw it.

    :raises Refused: `revocation_unknown`.
    """
    places = proofs.places([one.ref for one in found])
    unseen = _unseen(row, found, places, witnessed)
    by_id, live, restored = {one.id: one for one in found}, list[Filing](), set[str]()
    for newest in (one for one in found if is_live(one, row)):
        stands: Filing | None = newest
        while stands is not None and stands.header in unseen:
            stands = by_id.get(stands.replaces_id or "")
        if stands is not None and stands.policy_id == row.policy_id:
            live.append(stands)
            restored |= {stands.header} - {newest.header}
    return InTime(max((places[one.ref] for one in live), default=-1) + 1, unseen, restored)


def issued(found: Collection[Filing]) -> dict[str, Issued]:
    """Return the receipts that were given for filings, by the filings' names. One query."""
    rows = Receipt.objects.filter(filing__in=found, about=Receipt.About.FILING).select_related("filing")
    return {
        one.filing.header: Issued(bytes(one.content), bytes(one.signature), bytes(one.token)) for one in rows
    }


def said(row: FreezeList) -> Cut | None:
    """Return what the supervisor signed for a lot, if it did."""
    found = SupervisedCut.objects.filter(freeze=row).first()
    return Cut.from_bytes(bytes(found.content)) if found is not None else None


def standing(row: FreezeList) -> SupervisedCut | None:
    """Return the supervisor's cut on which an issued list stands; None where its cut is another."""
    found = SupervisedCut.objects.filter(freeze=row).first()
    if found is None or not row.content:
        return None
    listed, agreed = Freeze.from_bytes(bytes(row.content)).cut, Cut.from_bytes(bytes(found.content)).cut
    is_its_own = checkpoint.read_head(listed).checkpoint == checkpoint.read_head(agreed).checkpoint
    return found if is_its_own else None


def signed(row: FreezeList) -> Supervised | None:
    """
    Return the cut that the supervisor signed for an issued list, which stands on it.

    :raises Refused: `log_tile_missing` while the log has no witnessed head with its leaf.
    """
    found = standing(row)
    if found is None:
        return None
    text = proofs.text(found.ref)
    if text is None:
        raise refusals.Refused("log_tile_missing", path=found.ref)
    signatures = [bytes(found.first_signature), bytes(found.second_signature)]
    return Supervised(bytes(found.content), signatures, read_proof(text).head)


_EVERYWHERE = 2**62


def _witnesses(row: FreezeList) -> tuple[int, list[str]]:
    """Return how many witnesses the policy asks for, and of which: the platform's own may be more, or other ones."""
    under = custody.shape_of(row.policy)
    return under.policy.witness_quorum, [one.name for one in under.witnesses]


def _unseen(row: FreezeList, found: Sequence[Filing], places: dict[str, int], witnessed: int) -> set[str]:
    under, trust = custody.shape_of(row.policy), custody.trust(clock.now())
    counted = [one for one in found if one.status in ("accepted", "ended") and one.policy_id == row.policy_id]
    receipts, missed = issued([one for one in counted if places[one.ref] >= witnessed]), set[str]()
    for one in counted:
        salt, receipt = bytes(one.salt).hex(), receipts.get(one.header)
        try:
            cuts.check_in_time(
                one.header, salt, places[one.ref], row.deadline_ms, receipt, witnessed, under, trust
            )
        except Refused as refused:
            if refused.code != "freeze_unseen":
                raise
            missed.add(one.header)
    return missed
