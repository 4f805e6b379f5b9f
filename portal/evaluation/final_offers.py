"""The page of final offers: a supplier commits and shows on its own device, the group reads them once they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actor import Actor
from accounts.models import Party
from bidding.evaluation import offered
from bidding.evaluation.offered import Reading
from bidding.sealed import custody
from foundation.errors import Conflict, NotFound
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding
from toolkit.refusals import WORDS
from trading.models import Lot


@dataclass(frozen=True)
class FinalOffers:
    """The page; `data` is what its script commits and shows with, for a supplier alone."""

    lot: Lot
    name: Text
    now: datetime
    read: Reading
    data: dict[str, Any]

    @property
    def may_show(self) -> bool:
        """Whether a supplier's last offer waits to be shown."""
        until, ends = self.read.shown_until, self.read.ends_at
        is_time = until is not None and ends is not None and ends <= self.now < until
        return is_time and bool(self.read.given) and self.read.given[-1].shown_at is None


def collect(lot_id: str, actor: Actor, now: datetime) -> FinalOffers:
    """
    Return the page of a lot.

    :raises Http404: for a lot that the actor may not know of.
    :raises NotFound: `evaluation_not_found` to whoever may read none.
    :raises Conflict: `not_declared`.
    """
    lot = finding.lot_of(lot_id, actor)
    found = offered.read(lot, actor, now)
    data = _data(lot, found, actor, now) if found.bid else {}
    return FinalOffers(lot, timeline.name_of(lot), now, found, data)


def has_some(lot: Lot, actor: Actor, now: datetime) -> bool:
    """Tell whether somebody may read of the final offers of a lot that are called for, or were."""
    try:
        return offered.read(lot, actor, now).ends_at is not None
    except (NotFound, Conflict):
        return False


def _data(lot: Lot, found: Reading, actor: Actor, now: datetime) -> dict[str, Any]:
    language = get_language() or "zh-hans"
    return {
        "lot": lot.id,
        "bid": found.bid,
        "number": len(found.given) + 1,
        "address": reverse("final-offers", args=[lot.id]),
        "shown_address": reverse("final-offers-shown", args=[lot.id]),
        "organisation": Party.objects.get(id=actor.party_id).code or "",
        "worker": static("portal/seal.worker.js"),
        "now_ms": custody.milliseconds(now),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "words": {code: words.to(language) for code, words in WORDS.items()},
    }
