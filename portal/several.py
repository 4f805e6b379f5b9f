"""Submitting the sealed bids of several lots in one go: which lots a bidder may submit to now, with what the page's script needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from accounts.actor import Actor
from bidding import queries as bids
from bidding.sealed import custody
from foundation.text import Text
from portal import bid_page, joint_page, timeline
from toolkit.certificates import instant
from toolkit.refusals import WORDS
from trading.models import Lot


@dataclass(frozen=True)
class LotView:
    """A lot that waits for a bid of the reader's own party."""

    lot: Lot
    name: Text
    deadline: datetime
    is_filed: bool


@dataclass(frozen=True)
class SeveralPage:
    """The page."""

    now: datetime
    lots: Sequence[LotView]
    data: dict[str, Any]


def collect(actor: Actor, now: datetime) -> SeveralPage:
    """
    Return the page, the lots that are due first at the top.

    :raises Http404: for who acts for no bidder.
    """
    joint_page.own_party(actor)
    lots = sorted(_lots(actor, now), key=lambda one: (one.deadline, one.lot.id))
    language = get_language() or "zh-hans"
    data = {
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "lots": [{"lot": one.lot.id, "addresses": bid_page.addresses(one.lot)} for one in lots],
        "words": {code: words.to(language) for code, words in WORDS.items()},
    }
    return SeveralPage(now, lots, data)


def _lots(actor: Actor, now: datetime) -> Iterator[LotView]:
    for own in bids.registrations(actor).filter(status="qualified"):
        row = custody.in_force(own.lot)
        if row is None or now >= (deadline := instant(custody.deadline_of(row)[1])):
            continue
        is_filed = bids.filings(own.lot, actor).filter(status="accepted").exists()
        yield LotView(own.lot, timeline.name_of(own.lot), deadline, is_filed)
