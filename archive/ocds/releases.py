"""The follower that releases what has become public of a lot, and what readers of the feed ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.conf import settings
from django.db.models import Max

from archive import awarded
from archive.models import Process, Release
from archive.ocds import collecting, keeping, marking, writing
from archive.ocds.known import Known
from archive.ocds.values import Json, decode, encode, written
from archive.record import of_releases
from foundation import clock
from foundation.followers import Follower
from foundation.models import Event
from trading.models import Lot

AT_ONCE: Final = 200
"""Lots that are read and written together: of a deal there may be five hundred."""


class OpenFeed(Follower):
    """
    Releases every lot of which something may have become public, where anything did.

    A release says how the lot stands when it is made, not at its event: what came late is told with what came since, and everything
    in it is public by then.
    """

    name = "archive.ocds"
    types = (
        "trading.lot.",
        "trading.deal.",
        "trading.outcome.recorded",
        "trading.question.answered",
        "trading.attachment.",
        "trading.document.",
        "notices.notice.",
        "bidding.opening.recorded",
        "bidding.evaluation.reported",
        "bidding.evaluation.set_aside",
        "bidding.ranking.computed",
        "bidding.auction.scheduled",
        "bidding.auction.ended",
        "bidding.auction.settled",
        "archive.document.sealed",
    )

    def handle_all(self, events: Sequence[Event]) -> None:
        """Release the lots that these events are about, in the order in which they are first named."""
        lots = _lots(events)
        for start in range(0, len(lots), AT_ONCE):
            release(lots[start : start + AT_ONCE])


def release(lots: Collection[str]) -> None:
    """Release those of some lots of which anything has become public since their last release. Some twenty-five queries at most."""
    by_id = {one.lot: one for one in collecting.known(lots, site=settings.PUBLIC_URL)}
    if not by_id:
        return
    processes = {one.lot_id: one for one in Process.objects.filter(lot__in=by_id.keys())}
    writer = _Writer()
    for lot in (one for one in dict.fromkeys(lots) if one in by_id):
        writer.add(by_id[lot], processes.get(lot))
    writer.write()


class _Writer:
    """The releases that are made together, numbered on from the last; the follower's cursor is locked, so there is one at a time."""

    def __init__(self) -> None:
        self._at = clock.now()
        self._sequence = Release.objects.aggregate(last=Max("sequence"))["last"] or 0
        self._number = Process.objects.aggregate(last=Max("number"))["last"] or 0
        self._made: list[Release] = []
        self._begun: list[Process] = []
        self._moved: list[Process] = []

    def add(self, known: Known, process: Process | None) -> None:
        """Make the next release of a lot, unless nothing changed."""
        before = marking.unmarked(decode(process.body)) if process else None
        now = keeping.kept(before, written(writing.snapshot(known, settings.OCID_PREFIX)))
        if now == before:
            return
        number = process.releases + 1 if process else 1
        last = process.at if process else None
        at = marking.date(known.told_at or self._at, last)
        made = marking.released(before, now, number=number, at=at)
        self._sequence += 1
        body = encode(made).decode()
        self._keep(known, process, made).at = at
        self._made.append(
            Release(sequence=self._sequence, process_id=made["ocid"], number=number, at=at, tags=made["tag"], body=body)
        )  # fmt: skip

    def _keep(self, known: Known, process: Process | None, made: Json) -> Process:
        if process is None:
            self._number += 1
            process = Process(ocid=made["ocid"], lot_id=known.lot, number=self._number, releases=0)
            self._begun.append(process)
        else:
            self._moved.append(process)
        process.releases += 1
        process.body = encode(marking.compiled(made)).decode()
        return process

    def write(self) -> None:
        """Write them, and put them on record."""
        Process.objects.bulk_create(self._begun)
        Process.objects.bulk_update(self._moved, ["releases", "at", "body"])
        Release.objects.bulk_create(self._made)
        awarded.keep([*self._begun, *self._moved])
        if self._made:
            of_releases.keep(self._made, [*self._begun, *self._moved])


def _lots(events: Sequence[Event]) -> list[str]:
    """Return the lots that events are about: one, those that are named, or all of their deal. One query at most."""
    found: dict[str, None] = {}
    whole: dict[str, None] = {}
    for event in events:
        named = list(_named(event))
        found |= dict.fromkeys(named)
        if not named and event.deal:
            whole[event.deal] = None
    rows = Lot.objects.filter(deal__in=list(whole)).order_by("deal", "number", "round")
    return [*found, *(one for one in rows.values_list("id", flat=True) if one not in found)]


def _named(event: Event) -> Iterator[str]:
    if event.subject.startswith("lot_"):
        yield event.subject
    if event.data.get("lot"):
        yield event.data["lot"]
    # A clarification names the lots whose periods it moves; its notice is everybody's.
    if event.type != "trading.deal.clarified":
        yield from event.data.get("lots") or ()
