"""
An opening, from its beginning to its record. What it comes to is worked out by the opening process alone (`bidding.opener`).

Each of these may be tried again after any crash: what was done is seen under the lock and not done twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Count, Exists, OuterRef

from accounts.actor import Actor
from bidding import faults, timing
from bidding.actions import ranking
from bidding.evaluation import given
from bidding.evaluation.bids import FIRST
from bidding.models import CustodianPost, FreezeList, OpenedUnit, Opening, SentKeys, WrappedUnit
from bidding.models.digest import digest
from bidding.sealed import custody, keys
from foundation import journal, transparency
from foundation.errors import Conflict
from foundation.models import Event
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, cms
from toolkit.log.leaves import Line
from trading import engine
from trading.law.grammar import Phase
from trading.models import Hold, Lot

NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What has come in for a closed opening as of `at`; nothing that was in time comes later."""

    opening: Opening
    at: datetime
    posts: Sequence[CustodianPost]
    sent: Sequence[SentKeys]
    is_over: bool
    """Whether bidders' time to send their keys has ended, and nothing more is to be decided about it."""
    ends: datetime | None = None
    """Until when they have; None while nobody was asked."""
    is_faulty: bool = False
    """Whether the platform failed in that time, so that two persons must say how it goes on."""
    platform_failed: bool = False
    """Whether they said that there is no more time: nobody is to blame then."""


def awaited() -> list[tuple[FreezeList, int]]:
    """
    Return the frozen lots, each with the next stage that might be opened. Three queries.

    The procedure has counted the bids and goes on; a later stage was released. A lot with too few bids has failed by then; of
    one on hold nothing begins.
    """
    found = []
    alive = FreezeList.objects.filter(issued_at__isnull=False, lot__phase=Phase.EVALUATING.value)
    held = Hold.objects.filter(lot=OuterRef("lot_id"), ended_at__isnull=True)
    for row in (
        alive.exclude(Exists(held))
        .select_related("lot__deal", "policy")
        .prefetch_related("openings", "releases")
    ):
        begun = {one.stage for one in row.openings.all()}
        released = {1} | {one.stage for one in row.releases.all()}
        found += [(row, stage) for stage in sorted(released - begun)[:1]]
    return found


def at_work() -> list[Opening]:
    """Return the openings that are not recorded yet and go on, the longest begun first: not of a lot on hold, failed or ended."""
    going_on = Opening.objects.filter(freeze__lot__phase=Phase.EVALUATING.value).exclude(status="recorded")
    held = Hold.objects.filter(lot=OuterRef("freeze_id"), ended_at__isnull=True)
    return list(going_on.exclude(Exists(held)).select_related("freeze__policy").order_by("begun_at"))


@action
def begin(
    *,
    lot_id: str,
    stage: int,
    bids: Sequence[str],
    objections: int,
    by: Actor,
    excluded: Mapping[str, str] = NOBODY,
) -> Opening | None:
    """
    Begin to collect what opens `bids`, which somebody checked while there were so many `objections`; not the `excluded` ones,
    which only are named, with their causes.

    None where that is not so any more: another objection came, the lot is on hold, failed or ended. Nor is anything opened before the
    coefficients that the documents leave to chance are drawn: whoever knows prices has no part in that.
    """
    lot = lock_row(Lot, lot_id, strength="update")
    row = lock_row(FreezeList, lot_id)
    known = Opening.objects.filter(freeze=row, stage=stage).first()
    if known is not None:
        return known
    if stands_still(lot) or not is_due(lot, stage) or row.objections.count() != objections:
        return None
    if stage == 1 and given.lacks_coefficients(lot, given.announced(lot).keys()):
        return None
    at, policy = journal.instant(lot.id), custody.policy_of(row.policy)
    made = Opening.objects.create(
        freeze=row, stage=stage, bids=list(bids), excluded=dict(excluded), begun_at=at,
        posting_until=at + timedelta(seconds=policy.posting_s), ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    tell(
        "begun", lot, made, by=by, at=at, until=made.posting_until.isoformat(), bids=made.digest_of_bids,
        excluded=made.digest_of_excluded,
    )  # fmt: skip
    return made


@action
def close(*, opening_id: str, by: Actor, unreadable: Sequence[int] = ()) -> Opening:
    """
    Take no more posts, once every custodian posted or their time is over.

    Until then those whose shares are `unreadable` are named, and may send them again.
    """
    lot, row = _locked(opening_id)
    if row.status != "collecting" or stands_still(lot):
        return row
    at, posts = journal.instant(lot.id), set(row.posts.in_time().values_list("x", flat=True))
    n = custody.policy_of(row.freeze.policy).n
    if len(posts - set(unreadable)) < n and at < posting_ends(lot, row, at):
        if row.unreadable != list(unreadable):
            row.unreadable = list(unreadable)
            row.save(update_fields=["unreadable"])
            tell("unreadable", lot, row, by=by, at=at, custodians=row.unreadable)
        return row
    row.close(at=at)
    row.save()
    tell("closed", lot, row, by=by, at=at, posts=len(posts))
    return row


@action
def gather(*, opening_id: str) -> Gathered:
    """Return what a closed opening rests on. Whoever sends a key waits for this, and reads the clock after it."""
    lot, row = _locked(opening_id)
    at = journal.instant(lot.id)
    sent = row.sent_keys.select_related("filing").order_by("id")
    posts, time = list(row.posts.in_time().order_by("x", "number")), faults.rescue(lot, row, at)
    if time is None:
        return Gathered(row, at, posts, list(sent), is_over=False)
    is_over = time.is_over and not time.is_open
    return Gathered(row, at, posts, list(sent), is_over, time.ends, time.is_open, time.has_failed)


def came(row: Opening) -> tuple[int, int, int]:
    """Return how many messages with keys came by now, how many remedies, and how often lost bytes. One query."""
    counted = Opening.objects.filter(id=row.id).annotate(
        keys=Count("sent_keys", distinct=True), signed=Count("remedies", distinct=True)
    )
    return counted.values_list("keys", "signed", "resends").get()


@action
def ask_for_keys(
    *, opening_id: str, pending: Sequence[tuple[str, str]], unreadable: Sequence[int], by: Actor,
    lost: Sequence[tuple[str, str]] = (),
) -> Opening:  # fmt: skip
    """
    Ask bidders for the keys of these units (header and unit), or for the bytes of those that the store lost; their time runs
    from the first time that they are asked.
    """
    lot, row = _locked(opening_id)
    if row.status != "settling" or stands_still(lot):
        return row
    at = journal.instant(lot.id)
    row.pending, row.unreadable = [list(one) for one in pending], list(unreadable)
    row.lost = [list(one) for one in lost]
    if row.rescue_until is None:
        row.rescue_until = at + timedelta(seconds=custody.policy_of(row.freeze.policy).rescue_s)
        tell("awaits_keys", lot, row, by=by, at=at, units=len(pending), until=row.rescue_until.isoformat())
    # Not the whole row: lost bytes may come again meanwhile, and are counted in it.
    row.save(update_fields=["pending", "lost", "unreadable", "rescue_until"])
    return row


@action
def await_remedy(*, opening_id: str, by: Actor) -> Opening:
    """Note, once, that the platform was silent in the bidders' time: the record waits for what two persons say of it."""
    lot, row = _locked(opening_id)
    if row.status == "settling" and row.fault_seen_at is None and not stands_still(lot):
        row.fault_seen_at = journal.instant(lot.id)
        row.save(update_fields=["fault_seen_at"])
        tell("fault_seen", lot, row, by=by, at=row.fault_seen_at)
    return row


@action
def await_readers(*, opening_id: str, cause: str, by: Actor) -> None:
    """Note, once, why nothing is recorded: the certificate that restricted units are to be read through must not be used."""
    lot, row = _locked(opening_id)
    told = Event.objects.filter(subject=lot.id, type="bidding.opening.awaits_readers", data__cause=cause)
    if row.status == "settling" and not stands_still(lot) and not told.filter(data__opening=row.id).exists():
        tell("awaits_readers", lot, row, by=by, at=journal.instant(lot.id), cause=cause)


@action
def record(
    *, opening_id: str, content: bytes, units: Sequence[OpenedUnit], unreadable: Sequence[int], by: Actor,
    resends: int = 0,
    wrapped: Sequence[WrappedUnit] = (),
) -> Opening:  # fmt: skip
    """
    Sign, log and show what a stage came to: all bids at once, or after a crash none.

    `wrapped` are the keys of what only a committee reads, which are there from then on, or not at all.

    Where the announced figures alone decide, what the bids come to follows in the same transaction.

    Recording again returns the record that stands. Where lost bytes came again since the units were settled (`resends`), nothing is
    recorded: they are to be settled anew. Of a lot that was suspended, failed or ended meanwhile nothing is shown.

    :raises Unavailable: `platform_key_missing` if the key is not the one that the policy names.
    """
    lot, row = _locked(opening_id)
    if row.status == "recorded" or stands_still(lot) or row.resends != resends:
        return row
    at = journal.instant(lot.id)
    signer = keys.signer_named(keys.FREEZE, custody.policy_of(row.freeze.policy).freeze_cert)
    signature = cms.sign(signer, content, at=at)
    row.pending, row.lost, row.unreadable = [], [], list(unreadable)
    row.record(content, signature, canonical.sha256(content), at=at)
    row.save()
    OpenedUnit.objects.bulk_create(units)
    WrappedUnit.objects.bulk_create(wrapped)
    transparency.add(Line("opening", lot.deal_id, lot.id, row.stage, row.sha256), ref=row.ref)
    counts = Counter(one.outcome for one in units)
    # In clear: to whom the keys went anybody in the house may compare with the policy.
    tell(
        "recorded", lot, row, by=by, at=at, record=row.sha256, wrapped=digest_of_wrapped(wrapped),
        evaluation=next((one.certificate for one in wrapped), ""), **counts,
    )  # fmt: skip
    if row.stage == FIRST:
        ranking.follow(lot, by=by, at=at)
    engine.reschedule(lot, held=timing.is_held(lot))
    return row


def digest_of_wrapped(wrapped: Iterable[WrappedUnit]) -> str:
    """Return one digest for the wrapped keys of an opening and to whom they were; empty where there are none."""
    parts = [part for one in wrapped for part in (one.certificate.encode(), one.message)]
    return digest(*parts) if parts else ""


def stands_still(lot: Lot) -> bool:
    """Tell whether an opening that has begun may not go on: its lot is on hold, failed, or past its evaluation."""
    return lot.phase != Phase.EVALUATING.value or timing.is_held(lot)


def is_due(lot: Lot, stage: int) -> bool:
    """Tell whether the procedure has come to a stage of the bids; the first is due as soon as they are evaluated."""
    return stage == 1 or lot.state in lot.procedure.openings.get(stage, ())


def posting_ends(lot: Lot, row: Opening, at: datetime) -> datetime:
    """Return until when custodians may post; the time during which the lot was on hold is given back."""
    return row.posting_until + timing.time_held(lot, row.begun_at, at)


def standing_still() -> Conflict:
    """Return the refusal of what comes for an opening that may not go on."""
    return Conflict(
        "opening_stands_still",
        Text(
            "标段已暂停或者终止，开标停止进行",
            "The lot is on hold or has ended; the opening stands still",
        ),
    )


def _locked(opening_id: str) -> tuple[Lot, Opening]:
    """Lock the lot, then the opening."""
    lot_id = Opening.objects.values_list("freeze_id", flat=True).get(id=opening_id)
    lot = lock_row(Lot, lot_id)
    row = lock_row(Opening, opening_id)
    row.freeze = FreezeList.objects.select_related("policy").get(lot=lot)
    return lot, row


def tell(what: str, lot: Lot, row: Opening, *, by: Actor, at: datetime, **data: object) -> None:
    """Journal what became of an opening; the lot is locked."""
    journal.append(
        f"bidding.opening.{what}", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "opening": row.id, "stage": row.stage, **data},
    )  # fmt: skip
