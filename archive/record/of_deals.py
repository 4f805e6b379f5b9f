"""What else of a deal is published and final: its documents and their files, and the records by which anybody recomputes who won."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import orjson
from django.db.models import Q

from accounts.actor import Actor
from archive.record import keeping
from archive.record.heads import instant
from archive.record.keeping import JSON, Made
from bidding.evaluation import results
from bidding.models import Auction, Ranking
from foundation.followers import Follower
from foundation.models import Event
from trading import queries
from trading.law.disclosure import PHASES, Since
from trading.models import Attachment, Deal, Document

_PUBLIC: Final = Actor.public()
_OPENED: Final = frozenset(one.value for one in PHASES[Since.OPENED])
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)
_ENDING: Final = re.compile(
    r"\.(pdf|zip|docx?|xlsx?|pptx?|png|jpe?g|txt|csv|json|xml|dwg|gz|rar|7z)\Z", re.ASCII
)
_DOCUMENTS: Final = (
    "trading.deal.moved", "trading.lot.moved", "trading.deal.clarified", "trading.document.saved", "trading.attachment.added",
)  # fmt: skip
_RECORDS: Final = (
    "trading.lot.moved", "bidding.evaluation.reported", "bidding.ranking.computed", "bidding.auction.settled",
)  # fmt: skip


class DealFiles(Follower):
    """Puts on record what visitors may read of the deals and lots of events, and what is final."""

    name = "archive.record.deals"
    types = tuple(dict.fromkeys((*_DOCUMENTS, *_RECORDS)))

    def handle_all(self, events: Sequence[Event]) -> None:
        """Put it on record, each thing once. What was put there already is left out before anything of it is read."""
        deals = {one.deal for one in events if one.deal and one.type in _DOCUMENTS}
        lots = {lot for one in events if one.type in _RECORDS and (lot := _lot(one))}
        keeping.keep([*documents(deals), *attachments(deals), *records(lots)])


def documents(deals: Collection[str]) -> Iterator[Made]:
    """Yield the published versions of documents of some announced deals that are not on record yet."""
    rows = (
        Document.objects.filter(_announced(deals), published_at__isnull=False)
        .select_related("deal")
        .defer("content")
    )
    places = {f"{_folder(one.deal)}/{one.kind}/{one.version}.json": one for one in rows.order_by("id")}
    known = keeping.known(places)
    for path, one in places.items():
        if path not in known and one.published_at is not None:
            found = {
                "deal": one.deal.number, "kind": one.kind, "version": one.version, "published_at": instant(one.published_at),
                "content": one.content, "digest": one.digest,
            }  # fmt: skip
            content = orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
            yield Made(path, one.published_at, JSON, content)


def attachments(deals: Collection[str]) -> Iterator[Made]:
    """Yield the published files beside documents of some announced deals that are not on record yet; their bytes are stored already."""
    rows = Attachment.objects.filter(_announced(deals), published_at__isnull=False).select_related("deal")
    places = {f"{_folder(one.deal)}/files/{one.id}{_ending(one.name)}": one for one in rows.order_by("id")}
    known = keeping.known(places)
    for path, one in places.items():
        if path not in known and one.published_at is not None:
            yield Made(path, one.published_at, one.media_type, digest=one.digest, size=one.size)


def records(ids: Collection[str]) -> Iterator[Made]:
    """Yield of some lots the published evaluation, and the record of a settled auction, each as everybody may read it now."""
    lots = list(queries.lots(_PUBLIC).filter(id__in=ids).select_related("deal").order_by("id"))
    for lot in lots:
        if lot.phase in _OPENED and (found := results.readable(lot, _PUBLIC)) is not None:
            at = found.computed_at if isinstance(found, Ranking) else found.reported_at
            if at is not None and found.result:
                yield Made(f"lots/{lot.id}/evaluation.json", at, JSON, bytes(found.result))
    settled = Auction.objects.filter(lot__in=lots, status="settled", settled_at__isnull=False)
    for auction in settled.order_by("id"):
        if auction.settled_at is not None:
            yield Made(
                f"lots/{auction.lot_id}/auction.json", auction.settled_at, JSON, bytes(auction.file or b"")
            )


def _announced(deals: Collection[str]) -> Q:
    return Q(deal__in=list(deals), deal__announced_at__isnull=False)


def _folder(deal: Deal) -> str:
    return f"documents/{deal.number if _NAME.fullmatch(deal.number) else deal.id}"


def _ending(name: str) -> str:
    """Return what a file's name ends with, where a web server knows what that is; others are bytes and nothing else."""
    found = _ENDING.search(name.lower())
    return found[0] if found else ".bin"


def _lot(event: Event) -> str | None:
    return event.subject if event.subject.startswith("lot_") else event.data.get("lot")
