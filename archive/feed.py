"""The publication feeds: what anybody, and what each party, may follow about deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bidding import queries
from bidding.models import JointMember
from bidding.queries import TakingPart
from foundation import feeds
from foundation.followers import Follower
from foundation.models import Event
from trading.models import Complaint, Deal, Objection, Question

# What of each event the public may read. An event that is named in no table here is published nowhere.
PUBLIC: Mapping[str, tuple[str, ...]] = {
    "trading.lot.moved": ("step", "state", "phase", "round", "periods"),
    "trading.lot.created": ("number", "round", "state", "phase"),
    "trading.lot.rerun": ("round", "next"),
    "trading.lot.held": ("cause",),
    "trading.lot.resumed": ("cause",),
    "trading.lot.period_moved": ("limit", "ends_at"),
    "trading.deal.moved": ("step", "phase", "lots"),
    "trading.deal.clarified": ("number", "clarification"),
    "notices.notice.published": ("notice", "kind", "number", "lot", "version", "first", "act"),
}
# What of the events about its own doings a party may read, and nobody else. Not that its account was looked up at the desk.
_MOVEMENT, _OBJECTION, _COMPLAINT = ("registration", "entry"), ("objection",), ("complaint",)
_OWN: Mapping[str, tuple[str, ...]] = {
    "bidding.registration.made": ("registration", "status", "members"),
    "bidding.registration.joined": ("registration", "status", "party"),
    "bidding.registration.declined": ("registration", "party"),
    "bidding.registration.qualified": ("registration",),
    "bidding.registration.rejected": ("registration",),
    "bidding.registration.withdrawn": ("registration",),
    "bidding.deposit.paid": _MOVEMENT,
    "bidding.deposit.refunded": _MOVEMENT,
    "bidding.deposit.interest": _MOVEMENT,
    "bidding.deposit.forfeited": _MOVEMENT,
    "bidding.deposit.converted": _MOVEMENT,
    "bidding.deposit.late": _MOVEMENT,
    "bidding.deposit.refund_overdue": ("registration", "due_on", "cause"),
    "bidding.filing.reserved": ("filing",),
    "bidding.filing.accepted": ("filing", "replaces"),
    "bidding.filing.refused": ("filing", "codes"),
    "bidding.filing.withdrawn": ("filing",),
    "bidding.filing.unseen": ("filing", "codes"),
    "bidding.filing.restored": ("filing",),
    "bidding.filing.discarded": ("filing", "files", "bytes"),
    "bidding.filing.turned_away": ("codes",),
    "bidding.withdrawal.refused": ("codes",),
    "bidding.upload.refused": ("codes",),
    "bidding.letter.issued": ("letter", "sha256"),
    "trading.question.asked": ("question",),
    "trading.question.answered": ("question",),
    "trading.objection.raised": (*_OBJECTION, "stage", "due_at"),
    "trading.objection.answered": (*_OBJECTION, "upheld"),
    "trading.objection.withdrawn": _OBJECTION,
    "trading.complaint.lodged": (*_COMPLAINT, "due_at"),
    "trading.complaint.accepted": _COMPLAINT,
    "trading.complaint.refused": _COMPLAINT,
    "trading.complaint.decided": (*_COMPLAINT, "upheld"),
    "trading.complaint.withdrawn": _COMPLAINT,
}
_AUTHORED = {"question": Question, "objection": Objection, "complaint": Complaint}
_OF_A_LOT = ("trading.lot.", *(f"trading.{kind}." for kind in _AUTHORED))


class PublicFeed(Follower):
    """
    Puts public events of public deals into the feed `public` and into those of the organiser, the agency and each bidder
    that takes part then; and the events about a bidder's own doings into its feed alone.

    The announcement moves every lot and each move carries the state, so whoever reads from 0 can rebuild all states. Who
    took part is judged by the event's own instant: a follower that comes late publishes the same.
    """

    name = "archive.public_feed"
    types = (
        *_OF_A_LOT,
        "trading.deal.",
        "notices.notice.",
        "bidding.registration.",
        "bidding.deposit.",
        "bidding.filing.",
        "bidding.withdrawal.",
        "bidding.upload.",
        "bidding.letter.",
    )

    def handle_all(self, events: Sequence[Event]) -> None:
        """Publish events in their order, each once in each feed. Five queries at most, however many parties there are."""
        # Where nothing is looked for, Django asks nothing.
        readers = _readers_of_public(events) | _readers_of_own(events)
        feeds.publish_all(
            [
                feeds.Entry(feed, event, event.type, _shown(event), event.deal, _lot(event))
                for event in events
                for feed in dict.fromkeys(readers.get(event.pk, ()))
            ]
        )


def _readers_of_public(events: Sequence[Event]) -> dict[int, list[str]]:
    """Return the feeds of each public event: none before the deal was announced."""
    shown = [event for event in events if event.type in PUBLIC and event.deal is not None]
    deals = Deal.objects.only("announced_at", "organiser_id", "agency_id").in_bulk(
        {event.deal for event in shown}
    )
    taking_part: dict[str, list[TakingPart]] = defaultdict(list)
    for one in queries.taking_part(list(deals)):
        taking_part[one.deal].append(one)
    found = {}
    for event in shown:
        deal = deals.get(event.deal or "")
        if deal is None or deal.announced_at is None or event.at < deal.announced_at:
            continue
        lot = _lot(event)
        concerned = [one.party for one in taking_part[deal.id] if lot in (None, one.lot) and one.at(event.at)]
        parties = [deal.organiser_id, *([deal.agency_id] if deal.agency_id else [])]
        found[event.pk] = [feeds.PUBLIC, *map(feeds.party, parties), *map(feeds.bidder, concerned)]
    return found


def _readers_of_own(events: Sequence[Event]) -> dict[int, list[str]]:
    """Return the feed of the party that each event is about; of a registration, those of all who bid together by it."""
    own = [event for event in events if event.type in _OWN]
    together = _together({event.subject for event in own if event.type.startswith("bidding.registration.")})
    authors = _authors(own)
    found = {}
    for event in own:
        parties = [event.data.get("party") or authors[event.data[event.type.split(".")[1]]]]
        if event.type.startswith("bidding.registration."):
            parties += [party for party, left in together[event.subject] if left is None or event.at <= left]
        found[event.pk] = [feeds.bidder(party) for party in parties]
    return found


def _together(registrations: Collection[str]) -> Mapping[str, list[tuple[str, Any]]]:
    """Return the lead of each joint bid and whom it named, with the instant at which one declined."""
    found: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    named = JointMember.objects.filter(registration__in=registrations)
    columns = ("registration_id", "registration__party_id", "party_id", "declined_at")
    for registration, lead, member, left in named.values_list(*columns):
        found[registration] += [(lead, None), (member, left)]
    return found


def _authors(events: Sequence[Event]) -> dict[str, str]:
    """Return who asked, objected or complained, by the id of the row."""
    ids = [event.data[kind] for event in events if (kind := event.type.split(".")[1]) in _AUTHORED]
    rows = [model.objects.filter(id__in=ids).values_list("id", "party_id") for model in _AUTHORED.values()]
    return dict(rows[0].union(*rows[1:], all=True))


def _shown(event: Event) -> dict[str, Any]:
    """Return what its readers may read of an event; the registration is the subject of what happens to it."""
    data = {"registration": event.subject} | event.data
    return {name: data[name] for name in (PUBLIC.get(event.type) or _OWN[event.type]) if name in data}


def _lot(event: Event) -> str | None:
    return event.subject if event.type.startswith(_OF_A_LOT) else event.data.get("lot")
