"""
What the organiser decides about an opening, on its page: a remedy for a fault of the platform, which two persons sign, and the
release of a later stage. Signatures are made on the signer's own device; the page only carries them.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actor import Actor
from bidding import faults, queries
from bidding.actions import openings, remedies
from bidding.models import FreezeList, Opening, ProposedRemedy
from bidding.sealed import custody
from portal import opened_bids
from portal.opened_bids import BidView
from toolkit.objects import Policy
from toolkit.proceedings import Remedy as Signed
from toolkit.refusals import WORDS
from trading.models import Lot


@dataclass(frozen=True)
class RemedyView:
    """A remedy that two persons signed, as everybody reads it."""

    stage: int
    number: int
    at: datetime
    until: datetime
    reason: str

    @property
    def ends_it(self) -> bool:
        """Whether it gives no more time."""
        return self.until <= self.at


@dataclass(frozen=True)
class RemedyDesk:
    """Where a remedy is proposed and signed: until when keys are awaited, and what waits for its second person."""

    opening: Opening
    number: int
    since: datetime
    ends: datetime
    is_over: bool
    longest: datetime
    proposed: ProposedRemedy | None
    is_own: bool
    """Whether the reader proposed it, so that somebody else must sign."""


@dataclass(frozen=True)
class ReleaseDesk:
    """Where the next stage is released: for which bids it may be."""

    stage: int
    quorum: int
    bids: Sequence[BidView]


@dataclass(frozen=True)
class Decisions:
    """What the reader may decide now, with what the page's script needs for it."""

    remedy: RemedyDesk | None
    release: ReleaseDesk | None
    data: dict[str, Any]


def made(frozen: FreezeList | None) -> list[RemedyView]:
    """Return the remedies that were signed, in order: they are in the public files."""
    found = []
    for opening in sorted(frozen.openings.all(), key=lambda one: one.stage) if frozen else []:
        for one in sorted(opening.remedies.all(), key=lambda one: one.number):
            reason = Signed.from_bytes(bytes(one.content)).reason
            found.append(RemedyView(opening.stage, one.number, one.at, one.until, reason))
    return found


def collect(
    lot: Lot, frozen: FreezeList | None, policy: Policy, actor: Actor, now: datetime
) -> Decisions | None:
    """Return what the organiser's side may decide now; None for everybody else, and where there is nothing to decide."""
    if frozen is None or not remedies.may_remedy(lot, actor) or openings.stands_still(lot):
        return None
    remedy, release = _remedy(lot, frozen, actor, now), _release(lot, frozen, policy, actor)
    if remedy is None and release is None:
        return None
    return Decisions(remedy, release, _data(lot, frozen, policy, remedy, release, now))


def _remedy(lot: Lot, frozen: FreezeList, actor: Actor, now: datetime) -> RemedyDesk | None:
    found = [one for one in frozen.openings.all() if one.status == "settling" and one.rescue_until]
    if not found:
        return None
    opening = found[0]
    opening.freeze = frozen
    standing = faults.rescue(lot, opening, now)
    assert standing is not None  # bidders were asked
    proposed = queries.proposed_remedies(lot, actor).first()
    return RemedyDesk(
        opening=opening,
        number=len(opening.remedies.all()) + 1,
        since=standing.since,
        ends=standing.ends,
        is_over=standing.is_over,
        longest=now + remedies.LONGEST,
        proposed=proposed,
        is_own=proposed is not None and proposed.by == actor.label,
    )


def _release(lot: Lot, frozen: FreezeList, policy: Policy, actor: Actor) -> ReleaseDesk | None:
    recorded = [one.stage for one in frozen.openings.all() if one.status == "recorded"]
    stage = max(recorded, default=0) + 1
    known = {one.stage for one in frozen.openings.all()} | {one.stage for one in frozen.releases.all()}
    if stage < 2 or stage in known or stage not in {one.stage for one in policy.units}:
        return None
    if not openings.is_due(lot, stage):
        return None
    bids = [one for one in opened_bids.collect(lot, actor) if one.is_open]
    return ReleaseDesk(stage, policy.committee_quorum, bids)


def _data(
    lot: Lot, frozen: FreezeList, policy: Policy, remedy: RemedyDesk | None, release: ReleaseDesk | None,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    language, proposed = get_language() or "zh-hans", remedy.proposed if remedy else None
    return {
        "deal": lot.deal_id,
        "lot": lot.id,
        "freeze": frozen.sha256,
        "organiser": policy.organiser,
        "now_ms": custody.milliseconds(now),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "remedy": remedy
        and {
            "stage": remedy.opening.stage,
            "n": remedy.number,
            "since_ms": custody.milliseconds(remedy.since),
            "ends_ms": custody.milliseconds(remedy.ends),
            "proposed": proposed
            and {"content": _written(proposed.content), "signature": _written(proposed.signature)},
        },
        "release": release and {"stage": release.stage},
        "addresses": {
            "worker": static("portal/seal.worker.js"),
            "remedies": reverse("lot-opening-remedies", args=[lot.id]),
            "proposals": reverse("lot-opening-remedy-proposals", args=[lot.id]),
            "stages": reverse("lot-opening-stages", args=[lot.id]),
        },
        "words": {code: words.to(language) for code, words in WORDS.items()},
    }


def _written(content: Any) -> str:
    return base64.b64encode(bytes(content)).decode()
