"""The publication feeds: what anybody, and what each party, may follow about deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from foundation import feeds
from foundation.followers import Follower
from foundation.models import Event
from trading.models import Deal

# What of each event the public may read. An event that is not named here is published nowhere.
_PUBLIC: Mapping[str, tuple[str, ...]] = {
    "trading.lot.moved": ("step", "state", "phase", "round", "periods"),
    "trading.lot.created": ("number", "round", "state", "phase"),
    "trading.lot.rerun": ("round", "next"),
    "trading.lot.held": ("cause",),
    "trading.lot.resumed": ("cause",),
    "trading.lot.period_moved": ("limit", "ends_at"),
    "trading.deal.moved": ("step", "phase", "lots"),
    "trading.deal.clarified": ("number", "clarification"),
    "notices.notice.published": ("notice", "kind", "number", "lot"),
}


class PublicFeed(Follower):
    """
    Puts public events of public deals into the feed `public` and into those of the organiser and the agency.

    The announcement moves every lot and each move carries the state, so whoever reads from 0 can rebuild all states.
    """

    name = "archive.public_feed"
    types = ("trading.lot.", "trading.deal.", "notices.notice.")

    def handle_all(self, events: Sequence[Event]) -> None:
        """Publish events in their order, each once in each feed."""
        shown = [event for event in events if event.type in _PUBLIC and event.deal is not None]
        deals = Deal.objects.only("announced_at", "organiser_id", "agency_id").in_bulk(
            {event.deal for event in shown}
        )
        feeds.publish_all(
            [
                entry
                for event in shown
                if (deal := deals.get(event.deal or "")) is not None
                for entry in _entries(event, deal)
            ]
        )


def _entries(event: Event, deal: Deal) -> Iterator[feeds.Entry]:
    """Yield the entry of an event for each feed that shows it: none before the deal was announced."""
    if deal.announced_at is None or event.at < deal.announced_at:
        return
    data: dict[str, Any] = {name: event.data[name] for name in _PUBLIC[event.type] if name in event.data}
    lot = event.subject if event.type.startswith("trading.lot.") else event.data.get("lot")
    readers = [feeds.PUBLIC, feeds.party(deal.organiser_id)]
    if deal.agency_id:
        readers.append(feeds.party(deal.agency_id))
    for feed in readers:
        yield feeds.Entry(feed, event, event.type, data, event.deal, lot)
