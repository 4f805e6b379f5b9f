"""The list of auctions: which run, which begin on what day, which are over. It tells nothing but what their own pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from bidding.models import Auction, Move
from bidding.models.auction import RUNNING
from foundation import clock
from foundation.text import Text
from portal import phases, timeline
from portal.auctions import standing
from portal.pages import Page, page
from trading import registry

MOST_LIVE: Final = 500
"""More than the slots of one morning take; what is beyond has pages of its own."""
ENDED, LIVE = "ended", "live"
_OVER: Final = ("ended", "settled", "withdrawn")
_BULKY: Final = ("rules", "kept", "file", "bidders")
_FALLING: Final = "descending_clock"
"""Its price goes on by itself: the last one that was written may be old."""


@dataclass(frozen=True)
class Entry:
    """An auction of the list. `price` is the one that everybody saw last, None where none stands or none is told."""

    row: Auction
    name: Text
    form: Text
    kind: Text
    price: str | None
    outcome: Text | None

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self.row.status == "paused"


@dataclass(frozen=True)
class Listing:
    """The list: those that run, the others of this page by day, where the next page is, and where more of those that run are."""

    live: Sequence[Entry]
    days: Sequence[tuple[date, Sequence[Entry]]]
    following: str
    more_live: str = ""


def kinds() -> Mapping[str, Text]:
    """Return the kinds of deals that are auctioned here, by code."""
    auctioned = {one.kind for one in registry.procedures() if one.auction}
    return {code: title for code, title in phases.kinds().items() if code in auctioned}


def live(now: datetime, *, most: int = MOST_LIVE, family: str = "") -> Sequence[Entry]:
    """Return the auctions that run or are paused, the first to have begun first. One query."""
    return _entries(_live(now, family).order_by("starts_at", "pk")[:most])


def _live(now: datetime, family: str) -> QuerySet[Auction]:
    begun = Q(status="scheduled", starts_at__lte=now)
    seen = Move.objects.filter(auction=OuterRef("pk"), shown__isnull=False).order_by("-shown")
    rows = _public(family).filter(Q(status__in=RUNNING) | begun)
    return rows.annotate(stands=Subquery(seen.values("stands")[:1]))


def upcoming(now: datetime, query: QueryDict, family: str = "") -> Page:
    """Return a page of those that have not begun, the next first. One query."""
    return page(_public(family).filter(status="scheduled", starts_at__gt=now), "starts_at", query, up=True)


def ended(query: QueryDict, family: str = "") -> Page:
    """Return a page of those that are over, the last first. One query."""
    last = Move.objects.filter(auction=OuterRef("pk"), number=OuterRef("number")).values("stands")
    return page(
        _public(family).filter(status__in=_OVER).annotate(stands=Subquery(last[:1])), "starts_at", query
    )


def collect(query: QueryDict, now: datetime, family: str) -> Listing:
    """Return what the address asks for: what is over, what is on beyond the first page, or what is on and to come."""
    if query.get("when") == ENDED:
        found = ended(query, family)
        return Listing([], _by_day(_entries(found.rows)), found.following)
    if query.get("when") == LIVE:
        found = page(_live(now, family), "starts_at", query, up=True)
        return Listing(_entries(found.rows), [], found.following)
    found = upcoming(now, query, family)
    on = [] if "after" in query else live(now, most=MOST_LIVE + 1, family=family)
    return Listing(on[:MOST_LIVE], _by_day(_entries(found.rows)), found.following, _after(on, family))


def _after(on: Sequence[Entry], family: str) -> str:
    """Return where those that run go on after the first so many; empty where all are shown."""
    if len(on) <= MOST_LIVE:
        return ""
    last = on[MOST_LIVE - 1].row
    return "?" + urlencode(
        {"family": family, "when": LIVE, "after": f"{last.starts_at.isoformat()}~{last.pk}"}
    )


def _public(family: str) -> QuerySet[Auction]:
    rows = Auction.objects.filter(lot__deal__announced_at__isnull=False).select_related("lot__deal")
    rows = rows.defer(*_BULKY)
    return rows.filter(lot__deal__kind=family) if family else rows


def _entries(rows: Iterable[Any]) -> Sequence[Entry]:
    titles = phases.kinds()
    return [_entry(row, titles) for row in rows]


def _entry(row: Any, titles: Mapping[str, Text]) -> Entry:
    stands = getattr(row, "stands", None) or {}
    is_over = row.status in _OVER
    price = stands.get("price") if is_over or row.form != _FALLING else None
    return Entry(
        row, timeline.name_of(row.lot), standing.FORMS[row.form], titles[row.lot.deal.kind], price,
        _outcome(row.status, stands) if is_over else None,
    )  # fmt: skip


def _outcome(status: str, stands: Mapping[str, Any]) -> Text:
    # Without any move too few came, and the only one may agree: who takes a lot out before the end makes a move.
    found = stands.get("outcome", "agreement" if status == "withdrawn" else None)
    if status == "withdrawn" and found not in ("withdrawn", "agreement"):
        return standing.GIVEN_UP
    return standing.OUTCOMES["undecided" if found in (None, "open") else found]


def _by_day(entries: Sequence[Entry]) -> Sequence[tuple[date, Sequence[Entry]]]:
    days = groupby(entries, lambda one: clock.local_date(one.row.starts_at))
    return [(day, [*found]) for day, found in days]
