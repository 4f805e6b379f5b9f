"""
Rehearsals go on as openings do: frozen at their deadline, posted to, and recorded. The opening process opens (`bidding.rehearser`).

Each of these may be tried again after any crash: what was done is seen under the lock and not done twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding.actions.posts import check_again
from bidding.models import Rehearsal, RehearsalPost
from bidding.sealed import custody, keys, proofs, refusing, rehearsals
from bidding.sealed.cuts import STAMPED_WITHIN_MS
from bidding.sealed.rehearsals import STAGE
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, capsules, certificates, cms, posting, refusals, revocation
from toolkit.certificates import instant
from toolkit.cuts import CUT_WITHIN_MS
from toolkit.log.checkpoint import Head
from toolkit.log.leaves import Line
from toolkit.opening import Outcome
from toolkit.policies import Custody
from toolkit.proceedings import Freeze, FrozenBid, Posted
from trading.law.grammar import Phase
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Gathered:
    """What custodians posted to a rehearsal as of `at`; nothing comes any more once it `is_over`."""

    row: Rehearsal
    at: datetime
    posts: Sequence[RehearsalPost]
    is_over: bool


def due(at: datetime) -> list[str]:
    """Return the rehearsals whose deadline has passed and that are not frozen yet."""
    found = Rehearsal.objects.filter(status="filed", deadline_ms__lte=custody.milliseconds(at))
    return list(found.order_by("filed_at").values_list("id", flat=True))


def at_work() -> list[str]:
    """Return the rehearsals that are frozen and not recorded, the longest first."""
    return list(Rehearsal.objects.filter(status="frozen").order_by("filed_at").values_list("id", flat=True))


def is_awaited(at: datetime) -> bool:
    """Tell whether the minute of a rehearsal's deadline is to come or goes on: a clock that leaps would leap over it."""
    since = custody.milliseconds(at) - CUT_WITHIN_MS - STAMPED_WITHIN_MS
    return Rehearsal.objects.filter(status="filed", deadline_ms__gte=since).exists()


@action
def freeze(*, rehearsal_id: str, by: Actor) -> Rehearsal | None:
    """
    Sign and log the list of a rehearsal whose deadline has passed; None while something it needs is not there yet.

    A rehearsal stands on witnesses alone: where none saw the log in the minute of the deadline it has failed, and says so.
    """
    lot, row = _locked(rehearsal_id)
    at = journal.instant(lot.id)
    if row.status != "filed" or custody.milliseconds(at) < row.deadline_ms:
        return None
    under = rehearsals.custody_of(row)
    places = proofs.places([row.ref, row.filing_ref])
    cut = _cut(row, max(places.values()) + 1, under) if len(places) > 1 else None
    if cut is None:
        if custody.milliseconds(at) <= row.deadline_ms + CUT_WITHIN_MS + STAMPED_WITHIN_MS:
            return None
        row.fail("freeze_cut", at=at)
        row.save()
        tell("failed", row, lot, by=by, at=at, cause=row.cause)
        return row
    sealed = rehearsals.filing_of(row)
    entry = FrozenBid(
        header=row.header, core=sealed.header.core, salt=bytes(row.salt).hex(), index=places[row.filing_ref], signer=sealed.core.signer,
        received_at=custody.milliseconds(row.filed_at), evidence=revocation.digest(row.bid_evidence),
    )  # fmt: skip
    listed = Freeze(
        deal=lot.deal_id, lot=row.id, policy=row.sha256, change_n=0, deadline=row.deadline_ms, cut=cut.to_text(), bids=[entry], refused=[],
    )  # fmt: skip
    signer = keys.signer_named(keys.FREEZE, under.policy.freeze_cert)
    until = at + timedelta(seconds=under.policy.posting_s)
    row.freeze(listed.to_bytes(), cms.sign(signer, listed.to_bytes(), at=at), at=at, until=until)
    row.save()
    transparency.add(Line("freeze", lot.deal_id, row.id, 1, listed.hash), ref=row.freeze_ref)
    tell("frozen", row, lot, by=by, at=at, list=listed.hash, until=until.isoformat())
    return row


@action
def take_post(
    *, rehearsal_id: str, content: bytes, signature: bytes, shares: bytes, by: Actor
) -> RehearsalPost:
    """
    Take a custodian's post to a rehearsal; whoever brings it, the signature says whose it is.

    The same again returns the one that is there.

    :raises Forbidden: to who does not act for a party.
    :raises Conflict: `opening_not_begun`, `rehearsal_over`, `already_posted`, `posts_too_many`.
    :raises Invalid: as for an opening.
    """
    if by.member_id is None:
        raise Forbidden(
            "role_not_allowed", Text("请以单位成员身份操作", "Act as a member of an organisation")
        )
    lot, row = _locked(rehearsal_id)
    at = journal.instant(lot.id)
    try:
        posted = Posted.from_bytes(content)
        known = list(row.posts.filter(x=posted.x).order_by("number"))
        for one in known:
            if (bytes(one.content), bytes(one.shares)) == (content, shares):
                return one
        if row.status == "filed":
            raise Conflict("opening_not_begun", Text("演练尚未冻结", "The rehearsal is not frozen yet"))
        if row.status != "frozen" or _is_over(row, lot, at):
            raise over()
        if len(shares) > posting.longest_post(1)[1]:
            raise refusals.Refused("capsule_malformed", why="length")
        under = rehearsals.custody_of(row)
        posting.check_post(
            content, signature, under, rehearsals.freeze_of(row), STAGE, [row.header], custody.trust(at), at
        )
        capsules.check(shares, certificates.from_base64(under.policy.opening_cert))
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    check_again(posted, known, by)
    made = RehearsalPost.objects.create(
        rehearsal=row, x=posted.x, number=len(known) + 1, content=content, signature=signature, shares=shares, at=at, by=by.label
    )  # fmt: skip
    tell("posted", row, lot, by=by, at=at, custodian=made.x, number=made.number, post=made.digest)
    return made


@action
def gather(*, rehearsal_id: str) -> Gathered:
    """Return what custodians posted. Whoever posts waits for this, and reads the clock after it."""
    lot, row = _locked(rehearsal_id)
    at = journal.instant(lot.id)
    return Gathered(row, at, list(row.posts.order_by("x", "number")), _is_over(row, lot, at))


@action
def record(
    *, rehearsal_id: str, content: bytes, found: Outcome, unreadable: Sequence[int], by: Actor
) -> Rehearsal:
    """
    Sign, log and show what a rehearsal came to; who was silent shows from the posts.

    :raises Unavailable: `platform_key_missing` if the key is not the one that its policy names.
    """
    lot, row = _locked(rehearsal_id)
    if row.status != "frozen":
        return row
    at = journal.instant(lot.id)
    signer = keys.signer_named(keys.FREEZE, rehearsals.custody_of(row).policy.freeze_cert)
    row.record(
        content, cms.sign(signer, content, at=at), outcome=found.outcome, cause=found.cause, blamed=found.blamed,
        unreadable=unreadable, at=at,
    )  # fmt: skip
    row.save()
    sha256 = canonical.sha256(content)
    transparency.add(Line("opening", lot.deal_id, row.id, STAGE, sha256), ref=row.record_ref)
    tell(
        "recorded", row, lot, by=by, at=at, record=sha256, outcome=row.outcome, cause=row.cause, blamed=row.blamed,
        unreadable=row.unreadable, silent=row.silent,
    )  # fmt: skip
    return row


def over() -> Conflict:
    """Return the refusal of what comes when there is nothing to rehearse any more."""
    return Conflict(
        "rehearsal_over", Text("公告已经发出或者演练已经结束", "The notice is out, or the rehearsal is over")
    )


def _is_over(row: Rehearsal, lot: Lot, at: datetime) -> bool:
    """Tell whether nothing more is taken: its time is up, or the notice is out."""
    return lot.phase != Phase.PREPARING.value or (row.posting_until is not None and at >= row.posting_until)


def _cut(row: Rehearsal, least: int, under: Custody) -> Head | None:
    since, until = instant(row.deadline_ms), instant(row.deadline_ms + CUT_WITHIN_MS)
    names = [one.name for one in under.witnesses]
    seen = transparency.cut(
        since=since, until=until, least_size=least, quorum=under.policy.witness_quorum, names=names
    )
    return transparency.cosigned_head(seen) if seen is not None else None


def _locked(rehearsal_id: str) -> tuple[Lot, Rehearsal]:
    """Lock the lot, then the rehearsal."""
    lot = lock_row(Lot, Rehearsal.objects.values_list("lot_id", flat=True).get(id=rehearsal_id))
    return lot, lock_row(Rehearsal, rehearsal_id)


def tell(what: str, row: Rehearsal, lot: Lot, *, by: Actor, at: datetime, **data: object) -> None:
    """Journal what became of a rehearsal; the lot is locked."""
    journal.append(
        f"bidding.rehearsal.{what}", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "rehearsal": row.id, **data},
    )  # fmt: skip
