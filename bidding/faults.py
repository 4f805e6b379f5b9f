"""Whether the platform was there while bidders were to send their keys, and until when they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bidding import timing
from bidding.models import Opening
from bidding.sealed import custody
from foundation import transparency
from trading.models import Lot

SILENCE = timedelta(minutes=2)
"""How long the log may show no life: its heads are witnessed every few seconds where the platform runs."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """The time in which bidders send their keys, as it stands: `since`, `ends`, and whether the platform failed in it."""

    since: datetime
    ends: datetime
    is_over: bool
    is_open: bool
    """The platform failed in that time, and nobody has said yet what is to be done."""
    has_failed: bool
    """The platform failed, and it was decided that there is no more time: nobody is to blame for a key that did not come."""


def rescue(lot: Lot, row: Opening, at: datetime) -> Rescue | None:
    """
    Return how the time for keys stands at `at`; None while nobody was asked. Time on hold is given back.

    Only in the bidders' own mode does a silence of the platform stop the record: with custodians their shares open the bids.
    """
    if row.rescue_until is None:
        return None
    policy = custody.policy_of(row.freeze.policy)
    since = row.rescue_until - timedelta(seconds=policy.rescue_s)
    ends = row.rescue_until + timing.time_held(lot, since, at)
    last = row.remedies.order_by("-number").first()
    has_failed = False
    if last is not None:
        has_failed = last.until <= last.at
        if not has_failed:
            since, ends = last.at, max(ends, last.until + timing.time_held(lot, last.at, at))
    is_over = at >= ends
    fails = policy.mode == "bidder" and is_over and not has_failed
    is_open = fails and was_silent(row, since, ends)
    return Rescue(since, ends, is_over, is_open, has_failed)


def was_silent(row: Opening, since: datetime, until: datetime) -> bool:
    """Tell whether for too long no quorum of the policy's witnesses saw the log between two instants."""
    if since >= until:
        return False
    quorum = custody.policy_of(row.freeze.policy).witness_quorum
    begins, ends = transparency.longest_silence(since, until, quorum)
    return ends - begins > SILENCE
