"""The follower that turns what happened into documents that await their seal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from archive.actions import documents
from archive.documents import (
    of_auctions,
    of_awards,
    of_disputes,
    of_evaluations,
    of_letters,
    of_notices,
    of_openings,
)
from archive.documents.drafts import Draft
from foundation.followers import Follower
from foundation.models import Event

WRITERS: Final[Mapping[str, Callable[[Sequence[Event]], Iterator[Draft]]]] = {
    "notices.notice.published": of_notices.drafts,
    "bidding.letter.issued": of_letters.drafts,
    "bidding.opening.recorded": of_openings.drafts,
    "bidding.evaluation.reported": of_evaluations.drafts,
    "bidding.auction.settled": of_auctions.drafts,
    "trading.lot.moved": of_awards.drafts,
    "trading.objection.answered": of_disputes.answers,
    "trading.complaint.decided": of_disputes.decisions,
}
"""Who writes the documents of each type of event."""


class DocumentWriter(Follower):
    """
    Writes down what each document says; its pages and its seal are the work of a process of their own (`manage.py seal_documents`).

    What it says is taken from the rows as they stand when the event is followed, and then never changes.
    """

    name = "archive.documents"
    types = tuple(WRITERS)

    def handle_all(self, events: Sequence[Event]) -> None:
        """Write the documents of some events, each once."""
        for type_, write in WRITERS.items():
            some = [event for event in events if event.type == type_]
            drafts = list(write(some)) if some else []
            if drafts:
                documents.await_seal(drafts=drafts)
