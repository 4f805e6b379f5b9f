"""
Which events' leaves are opened to whom: salt and content, so that a reader can tell with the log's files alone that what it was
shown is what was logged.

A leaf's content counts the events of its subject, those that its reader may not see among them. So a leaf stays closed as long
as that would tell something: those of a lot while it awaits bids, whether anybody came or not; those of a subject that has to
do with several lots, such as a party, for ever. What a leaf holds and the public may not read keeps it closed to the public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from archive.feed import PUBLIC
from foundation import transparency
from foundation.models import Event
from foundation.transparency import Revealed
from trading.deadlines import BEFORE_THE_OPENING
from trading.law.grammar import Phase
from trading.models import Lot

_OF_THEMSELVES = ("ntc_", "reg_")
"""A notice has no hidden events; the events of a registration are shown to those who watch all at once, when bids are open."""
_OVER = frozenset({Phase.PUBLICISING.value, Phase.CONCLUDED.value, Phase.FAILED.value})
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
    """Return what opens the leaves of events that somebody who watches their deals was shown, by the event's key. Two queries."""
    phases = dict(Lot.objects.filter(id__in={event.subject for event in events}).values_list("id", "phase"))
    opened = [
        event
        for event in events
        if event.subject == event.deal
        or event.subject.startswith(_OF_THEMSELVES)
        or phases.get(event.subject, Phase.BIDDING.value) not in BEFORE_THE_OPENING
    ]
    return transparency.reveal(opened)


def for_the_public(positions: Sequence[int]) -> dict[int, Revealed]:
    """
    Return what opens the leaves of events that the public feed showed, by their position. Three queries.

    Those of a lot once it came to its result, or failed; those of a deal once all its lots did; those of a notice at once.
    """
    rows = Event.objects.filter(sequenced__position__in=positions).select_related("sequenced")
    events = [event for event in rows if _is_open(event)]
    lots = list(
        Lot.objects.filter(deal__in={event.deal for event in events}).values_list("id", "deal_id", "phase")
    )
    over = _over((lot, phase) for lot, _, phase in lots) | _over((deal, phase) for _, deal, phase in lots)
    opened = [event for event in events if event.subject in over or event.subject.startswith("ntc_")]
    found = transparency.reveal(opened)
    return {event.sequenced.position: found[event.pk] for event in opened if event.pk in found}


def _is_open(event: Event) -> bool:
    besides = _BESIDES.get(event.type)
    return besides is not None and event.data.keys() <= {*PUBLIC[event.type], *besides}


def _over(phases: Iterable[tuple[str, str]]) -> set[str]:
    """Return of lots, or of deals with the phase of each of their lots, those that are over."""
    told = list(phases)
    return {one for one, _ in told} - {one for one, phase in told if phase not in _OVER}
