"""
Freezing: at the deadline the live bids of a lot are listed, signed and logged; nobody's later word changes the list.

First the lot is closed, behind every ticket in flight (`close_tickets`). The list follows (`issue_list`) when each ticket is
settled and a checkpoint that covers all their leaves was cosigned in the minute after the deadline; where witnesses
failed, a timestamp of that minute over a checkpoint stands in. Where that failed too, the list waits for the supervisor's
cut (`bidding.actions.cutting`), and has what somebody outside saw in time: what nobody saw is refused, and the bid that it
replaced stands again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding import timing
from bidding.actions import settling
from bidding.actions.filings import event
from bidding.models import Filing, FreezeList, Registration
from bidding.sealed import custody, cuts, keys, proofs, stamping
from bidding.sealed.cuts import STAMPED_WITHIN_MS, InTime
from foundation import journal, transparency
from foundation.errors import Unavailable
from foundation.transactions import action, lock_row, lock_row_and_read_clock, lock_rows
from toolkit import cms
from toolkit.certificates import instant
from toolkit.cuts import CUT_WITHIN_MS
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.leaves import Line
from toolkit.log.proof import read_proof
from toolkit.proceedings import Freeze, FrozenBid, RefusedFiling
from toolkit.refusals import Refused
from trading import engine
from trading.law.grammar import Phase
from trading.models import Lot

log = logging.getLogger(__name__)
HELD_WITHIN = timedelta(minutes=10)
"""How long after the deadline a filing may wait for word of its certificate, or a mended error; then it is refused, with that cause."""


def due(at: datetime) -> list[str]:
    """Return the lots whose deadline has passed and whose list is not issued, the longest due first."""
    now = custody.milliseconds(at)
    sealed = Lot.objects.filter(
        custody_policies__in_force_from__isnull=False, custody_policies__deadline_ms__lte=now,
        freeze_list__issued_at__isnull=True,
    )  # fmt: skip
    ended = (Phase.FAILED.value, Phase.CONCLUDED.value)  # while it waited for its supervisor
    sealed = sealed.exclude(phase__in=ended, freeze_list__cut_missed_at__isnull=False)
    found = []
    for lot in sealed.order_by("custody_policies__deadline_ms", "id").distinct():
        policy = custody.in_force(lot)
        if policy is not None and custody.deadline_of(policy)[1] <= now:
            found.append(lot.id)
    return found


def is_awaited(at: datetime) -> bool:
    """Tell whether a list, or that witnesses see it, is to come now and no more in a moment: its cut, and the time for objections."""
    since = custody.milliseconds(at) - CUT_WITHIN_MS - STAMPED_WITHIN_MS
    found = [custody.in_force(lot) for lot in Lot.objects.filter(id__in=due(at))]
    if any(policy is not None and custody.deadline_of(policy)[1] >= since for policy in found):
        return True
    issued = FreezeList.objects.filter(deadline_ms__gte=since, issued_at__isnull=False)
    return not all(_is_witnessed(row) for row in issued.select_related("policy"))


def _is_witnessed(row: FreezeList) -> bool:
    text, policy = proofs.text(row.ref), custody.policy_of(row.policy)
    if text is None:
        return False
    try:
        checkpoint.quorum(
            read_proof(text).head, custody.shape_of(row.policy).witnesses, policy.witness_quorum
        )
    except Refused:
        return False
    return True


@action
def close_tickets(*, lot_id: str, by: Actor) -> FreezeList | None:
    """Take no more tickets on a lot whose deadline has passed; waits for those in flight. None if it has not."""
    lot, at = lock_row_and_read_clock(Lot, lot_id, strength="update")
    known = FreezeList.objects.filter(lot=lot).first()
    if known is not None:
        return known
    policy = custody.in_force(lot)
    if policy is None:
        return None
    number, deadline = custody.deadline_of(policy)
    if custody.milliseconds(at) < deadline:
        return None
    return FreezeList.objects.create(
        lot=lot,
        policy=policy,
        change_number=number,
        deadline_ms=deadline,
        closed_at=at,
        ref=secrets.token_urlsafe(24),
    )


@action
def issue_list(*, lot_id: str, by: Actor) -> FreezeList | None:
    """
    Sign and log the freeze list of a closed lot; None while something it needs is not there yet.

    A filing under a policy that was replaced, held too long, or seen by nobody in time where that is asked, is named with its cause.
    """
    lot = lock_row(Lot, lot_id, strength="update")
    row = lock_row(FreezeList, lot_id)
    if row.issued_at is not None:
        return row
    found = list(Filing.objects.filter(lot=lot).select_related("policy", "registration").order_by("header"))
    at = journal.instant(lot.id)
    if any(one.status == "reserved" for one in found):
        return None
    row.lot = lot
    agreed = _agreed(row, found, at, by)
    if agreed is None:
        return None
    cut, seen = agreed
    if seen is not None:
        _settle_unseen(lot, found, seen, by)
    content = _list(row, found, cut).to_bytes()
    signer = keys.signer_named(keys.FREEZE, custody.policy_of(row.policy).freeze_cert)
    row.content, row.signature = content, cms.sign(signer, content, at=at)
    row.issued_at, row.sha256 = at, Freeze.from_bytes(content).hash
    row.save()
    transparency.add(Line("freeze", lot.deal_id, lot.id, 1, row.sha256), ref=row.ref)
    journal.append(
        "bidding.freeze.issued", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "list": row.sha256},
    )  # fmt: skip
    engine.reschedule(lot, held=timing.is_held(lot))
    return row


def stamp_head(*, lot_id: str, by: Actor) -> bool:
    """
    Have the present checkpoint stamped, once it covers every leaf of the lot and while the minute lasts.

    The list uses it only where the witnesses did not cosign in time. True if it is there.
    """
    row = FreezeList.objects.get(lot_id=lot_id)
    if row.stamped_head:
        return True
    least = cuts.covering(list(Filing.objects.filter(lot_id=lot_id)), row)
    try:
        text = transparency.files()("checkpoint").decode()
    except FileNotFoundError:
        return False  # the log has not begun
    head = checkpoint.read_head(text)
    if least is None or head.checkpoint.size < least:
        return False
    try:
        token = stamping.stamp(head.checkpoint.text.encode())
    except Unavailable:
        return False
    return _keep_stamp(lot_id=lot_id, text=text, token=token)


def freeze(*, lot_id: str, at: datetime, by: Actor) -> FreezeList | None:
    """Bring a lot whose deadline has passed as far towards its list as it goes now; the list if it is issued."""
    row = close_tickets(lot_id=lot_id, by=by)
    if row is None:
        return None
    for filing_id in Filing.objects.filter(lot_id=lot_id, status="reserved").values_list("id", flat=True):
        _settle(filing_id, is_over=at >= instant(row.deadline_ms) + HELD_WITHIN, by=by)
    issued = issue_list(lot_id=lot_id, by=by)
    if issued is None and at < instant(row.deadline_ms + CUT_WITHIN_MS):
        stamp_head(lot_id=lot_id, by=by)
    return issued


def _settle(filing_id: str, *, is_over: bool, by: Actor) -> None:
    """
    Settle a filing, or give it up when the list can wait no longer: for what it is held for, or for an error of this system.

    An error is one filing's, never the list's: until then it is tried again, for it may have been the disk's or the network's.
    """
    cause = ""
    try:
        if settling.settle(filing_id=filing_id, by=by).status != "reserved":
            return
    except Exception:
        log.exception("Filing %s cannot be settled", filing_id)
        cause = settling.SYSTEM_ERROR
    if is_over:
        settling.give_up(filing_id=filing_id, by=by, cause=cause)


@action
def _keep_stamp(*, lot_id: str, text: str, token: bytes) -> bool:
    row = lock_row(FreezeList, lot_id)
    if not row.stamped_head and row.issued_at is None:  # the list may have come while the authority was asked
        row.stamped_head, row.cut_token = text, token
        row.save(update_fields=["stamped_head", "cut_token"])
    return True


def _agreed(
    row: FreezeList, found: Sequence[Filing], at: datetime, by: Actor
) -> tuple[Head, InTime | None] | None:
    """
    Return the list's cut; with what came in time, where the cut is later than the deadline's minute or does not have all leaves.

    What the supervisor signed stands, whatever cosignatures come afterwards. That it is awaited is noted once.
    """
    least, said = cuts.covering(found, row), cuts.said(row)
    if least is None:
        return None
    # A receipt may be stamped and not written yet: it would show that its bid came in time.
    waits = at < instant(row.deadline_ms) + HELD_WITHIN and any(one.awaits_receipt for one in found)
    if said is not None:
        if waits:
            return None
        seen = cuts.in_time(row, found, checkpoint.read_head(said.seen).checkpoint.size)
        return checkpoint.read_head(said.cut), seen
    if (cut := cuts.ordinary(row, least, at)) is not None:
        return cut, None
    if not cuts.is_over(row, at) or (row.cut_missed_at is not None and cuts.ordinary(row, 0, at) is None):
        return None  # all was looked through when that was noted; no cosignature of the minute came since
    seen = cuts.in_time(row, found, cuts.seen_last(row).checkpoint.size)
    if (cut := cuts.ordinary(row, seen.least, at)) is not None:
        return None if waits else (cut, seen)
    if row.cut_missed_at is None:
        row.cut_missed_at = at
        row.save(update_fields=["cut_missed_at"])
        journal.append(
            "bidding.freeze.cut_missed", subject=row.lot_id, deal=row.lot.deal_id, actor=by.label, at=at,
            data={"lot": row.lot_id, "supervisor": custody.policy_of(row.policy).supervisor},
        )  # fmt: skip
    return None


def _settle_unseen(lot: Lot, found: Sequence[Filing], seen: InTime, by: Actor) -> None:
    """Refuse what nobody outside saw in time, and let what it replaced stand again."""
    unseen = [one for one in found if one.status == "accepted" and one.header in seen.unseen]
    restored = [one for one in found if one.header in seen.restored]
    lock_rows(Registration, {one.registration_id for one in unseen})
    told = []
    for one in [*unseen, *restored]:  # in this order, for a bidder has one live filing at most
        one.lot = lot
        if one.status == "accepted":
            one.miss()
            told.append(event("unseen", one, actor=by.label, codes=one.reasons))
        else:
            one.restore()
            told.append(event("restored", one, actor=by.label))
        one.save()
    at = journal.instant(*{one.registration_id for one in unseen})
    journal.append_all(told, actor=by.label, at=at)


def _list(row: FreezeList, found: Sequence[Filing], cut: Head) -> Freeze:
    bids, refused, places = [], [], proofs.places([one.ref for one in found])
    for one in found:
        index = places[one.ref]
        if cuts.is_live(one, row):
            bids.append(
                FrozenBid(
                    header=one.header, core=one.core, salt=bytes(one.salt).hex(), index=index, signer=one.signer,
                    received_at=custody.milliseconds(one.received_at), evidence=one.digest_of_evidence,
                )
            )  # fmt: skip
        elif one.status in ("accepted", "refused"):
            cause = one.reasons[0] if one.reasons else "policy_version"
            refused.append(RefusedFiling(index=index, cause=cause))
    return Freeze(
        deal=row.lot.deal_id, lot=row.lot_id, policy=row.policy.sha256, change_n=row.change_number,
        deadline=row.deadline_ms, cut=cut.to_text(), bids=bids, refused=sorted(refused, key=lambda one: one.index),
    )  # fmt: skip
