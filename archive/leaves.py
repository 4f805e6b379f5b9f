"""
Which events' leaves are opened to whom: salt and content, so that a reader can tell with the log's files alone that what it was
shown is what was logged.

A leaf's content counts the events of its subject, those that its reader may not see among them. So a leaf stays closed as long
as that would tell something: those of a lot while it awaits bids, whether anybody came or not; those of a subject that has to
do with several lots, such as a party, for ever. What a leaf holds and the public may not read keeps it closed to the public: who acted,
for one, whose number is the same in all deals.

Where a leaf stands tells something as well: events are placed in their order, so many to a batch, and whoever knows when one
happened and in which batch it stands knows how many waited before it, hidden ones among them. So nothing is opened that happened
since bids began to come that nobody may know of yet, of whichever lot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Exists, Min, OuterRef, Q

from accounts.roles import Role
from archive.feed import PUBLIC
from bidding.models import Opening
from foundation import transparency
from foundation.models import Event
from foundation.transparency import Revealed
from trading import registry
from trading.deadlines import BEFORE_THE_OPENING
from trading.law.grammar import Phase
from trading.models import Lot, Period

_OF_THEMSELVES = ("ntc_", "reg_")
"""A notice has no hidden events; the events of a registration are shown to those who watch all at once, when bids are open."""
_OVER = frozenset({Phase.CONCLUDED.value, Phase.FAILED.value})
_NOBODYS = frozenset(role.value for role in Role)
"""Actors that are no member: the clock, who writes the notices too."""
_BESIDES: Mapping[str, tuple[str, ...]] = {
    "trading.lot.moved": ("source", "notice", "late", "taken"),
    "trading.lot.created": (),
    "trading.lot.rerun": (),
    "trading.lot.period_moved": ("period",),
    "trading.deal.moved": ("notice",),
    "trading.deal.clarified": ("lots", "notice"),
    "notices.notice.published": ("digest",),
}
"""What else of a public event may be read with its leaf. One that is not named here, or holds more, is not opened to the public."""


def for_watchers(events: Collection[Event]) -> dict[int, Revealed]:
    """Return what opens the leaves of events that somebody who watches their deals was shown, by the event's key. Three queries."""
    phases = dict(Lot.objects.filter(id__in={event.subject for event in events}).values_list("id", "phase"))
    opened = [
        event
        for event in events
        if event.subject == event.deal
        or event.subject.startswith(_OF_THEMSELVES)
        or phases.get(event.subject, Phase.BIDDING.value) not in BEFORE_THE_OPENING
    ]
    return transparency.reveal(_before_the_bids(opened))


def for_the_public(positions: Sequence[int]) -> dict[int, Revealed]:
    """
    Return what opens the leaves of events that the public feed showed, by their position. Four queries.

    Those of a lot once it ended; those of a deal once all its lots did; those of a notice at once; of them all those that nobody
    in person made, before any bids came that are not open yet.
    """
    rows = Event.objects.filter(sequenced__position__in=positions).select_related("sequenced")
    events = [event for event in rows if _is_open(event)]
    lots = list(
        Lot.objects.filter(deal__in={event.deal for event in events}).values_list("id", "deal_id", "phase")
    )
    over = _over((lot, phase) for lot, _, phase in lots) | _over((deal, phase) for _, deal, phase in lots)
    opened = _before_the_bids(
        [event for event in events if event.subject in over or event.subject.startswith("ntc_")]
    )
    found = transparency.reveal(opened)
    return {event.sequenced.position: found[event.pk] for event in opened if event.pk in found}


def _is_open(event: Event) -> bool:
    besides = _BESIDES.get(event.type)
    is_known = besides is not None and event.data.keys() <= {*PUBLIC[event.type], *besides}
    return is_known and event.actor in _NOBODYS


def _over(phases: Iterable[tuple[str, str]]) -> set[str]:
    """Return of lots, or of deals with the phase of each of their lots, those that are over."""
    told = list(phases)
    return {one for one, _ in told} - {one for one, phase in told if phase not in _OVER}


def _before_the_bids(events: Sequence[Event]) -> list[Event]:
    """Return those that happened before any bidder could come of whom nobody may know yet. One query."""
    recorded = Opening.objects.filter(freeze=OuterRef("lot"), status="recorded")
    awaited = Q(lot__phase__in=BEFORE_THE_OPENING)
    unopened = Q(~Exists(recorded), lot__phase=Phase.EVALUATING.value, lot__freeze_list__isnull=False)
    # Former periods too: whoever came in them may still be there.
    coming = Period.objects.filter(awaited | unopened, limit__in=limits_of_coming())
    since = coming.aggregate(since=Min("starts_at"))["since"]
    return [event for event in events if since is None or event.at < since]


def limits_of_coming() -> set[str]:
    """Return the names of the limits in whose periods bidders come, by every procedure; of those counted back, both."""
    return {
        name
        for one in registry.procedures()
        for limit in (one.bidding, *(rule.until for rule in one.registrations))
        if limit is not None
        for name in (limit.name, limit.of)
        if name
    }
