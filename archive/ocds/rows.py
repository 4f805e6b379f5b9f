"""The rows from which lots are told, asked for together: as many queries for a hundred lots as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef

from accounts.actor import Actor
from accounts.models import Party
from archive.documents import queries as queries_of_documents
from archive.models import SealedDocument
from bidding import queries as queries_of_bidding
from bidding.models import Auction, Evaluation, Filing, FreezeList, Move, Opening, Ranking
from notices import queries as queries_of_notices
from notices.models import Notice
from trading import queries
from trading.law.disclosure import PHASES, Since
from trading.models import Attachment, Contract, Document, Lot, Period, Question, StepTaken
from trading.winners import candidates_of

RowT = TypeVar("RowT")
OPENED = frozenset(one.value for one in PHASES[Since.OPENED])
_PUBLIC = Actor.public()


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands behind some lots, by the lot; papers by the deal, parties by their id."""

    lots: Sequence[Lot]
    periods: Mapping[str, Sequence[Period]]
    steps: Mapping[str, Sequence[StepTaken]]
    questions: Mapping[str, Sequence[Question]]
    notices: Mapping[str, Sequence[Notice]]
    documents: Mapping[str, Sequence[Document]]
    attachments: Mapping[str, Sequence[Attachment]]
    sealed: Mapping[str, Sequence[SealedDocument]]
    contracts: Mapping[str, Sequence[Contract]]
    freezes: Mapping[str, Sequence[FreezeList]]
    filings: Mapping[str, Sequence[Filing]]
    results: Mapping[str, Sequence[Evaluation | Ranking]]
    auctions: Mapping[str, Sequence[Auction]]
    moves: Mapping[str, Sequence[Move]]
    parties: Mapping[str, Party]


def of(ids: Collection[str]) -> Rows:
    """Return what everybody may read of the lots that everybody may know of. Some twenty queries at most, ten before bids are open."""
    found = queries.lots(_PUBLIC).filter(id__in=ids).select_related("deal__organiser", "deal__agency")
    lots = list(found.prefetch_related("outcomes").order_by("id"))
    deals = {one.deal_id: one.deal for one in lots}
    opened = [one for one in lots if one.phase in OPENED]
    told = [one for one in opened if queries.is_told(one)]
    auctions = _auctions(lots)
    over = [one.id for one in auctions if one.ended_ms and one.lot_id in {each.id for each in opened}]
    return Rows(
        lots=lots,
        periods=_by("lot_id", Period.objects.filter(lot__in=lots, current=True).order_by("ends_at", "id")),
        steps=_by("lot_id", StepTaken.objects.filter(lot__in=lots).defer("data").order_by("at", "id")),
        questions=_by("lot_id", _answered(lots)),
        notices=_by("deal_id", _notices(deals)),
        documents=_by("deal_id", _published(Document, deals).defer("content")),
        attachments=_by("deal_id", _published(Attachment, deals)),
        sealed=_by("deal_id", queries_of_documents.documents(_PUBLIC).filter(deal__in=list(deals), status="sealed").order_by("at", "id")),
        contracts=_by("lot_id", queries.contracts(_PUBLIC).filter(lot__in=lots).select_related("party")),
        freezes=_by("lot_id", _freezes(opened)),
        filings=_by("lot_id", queries_of_bidding.opened_bids_of(opened)),
        results=_results(told),
        auctions=_by("lot_id", auctions),
        moves=_by("auction_id", _prices(over)),
        parties=Party.objects.in_bulk(_named(told)),
    )  # fmt: skip


def _by(column: str, rows: Iterable[RowT]) -> Mapping[str, Sequence[RowT]]:
    found: dict[str, list[RowT]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _answered(lots: Sequence[Lot]) -> Iterable[Question]:
    rows = Question.objects.filter(lot__in=lots, answered_at__isnull=False)
    return rows.only("lot_id", "text", "asked_at", "answer", "answered_at").order_by("asked_at", "id")


def _published(model: Any, deals: Collection[str]) -> Any:
    return model.objects.filter(deal__in=list(deals), published_at__isnull=False).order_by(
        "published_at", "id"
    )


def _notices(deals: Collection[str]) -> Iterable[Notice]:
    """Return every version of the notices of some deals that may be read: what was released before is still there."""
    rows = queries_of_notices.readable().filter(deal__in=list(deals)).defer("content", "deal__particulars")
    return rows.order_by("published_at", "version", "id")


def _freezes(opened: Sequence[Lot]) -> Iterable[FreezeList]:
    """Return the lists of lots whose bids came under seal, each with `is_recorded`: whether they were opened."""
    recorded = Opening.objects.filter(freeze=OuterRef("pk"), status="recorded")
    return FreezeList.objects.filter(lot__in=opened).annotate(is_recorded=Exists(recorded))


def _results(told: Sequence[Lot]) -> Mapping[str, Sequence[Evaluation | Ranking]]:
    """Return the published files by which bids were ranked, the last one last."""
    reports = Evaluation.objects.filter(lot__in=told, status="reported").exclude(result=None)
    rankings = Ranking.objects.filter(lot__in=told)
    return _by("lot_id", [*reports.order_by("number"), *rankings.order_by("number")])


def _auctions(lots: Sequence[Lot]) -> list[Auction]:
    """Return the auctions of lots that are sold by one, with those who take part."""
    sold = [one for one in lots if one.procedure.auction is not None]
    found = Auction.objects.filter(lot__in=sold).exclude(status="withdrawn").defer("file", "kept", "rules")
    return list(found.prefetch_related("participants__registration"))


def _prices(auctions: Sequence[str]) -> Iterable[Move]:
    """Return the accepted prices of auctions that are over, in their order."""
    rows = Move.objects.filter(auction__in=auctions, code="", price__isnull=False, participant__isnull=False)
    return rows.only("auction_id", "participant_id", "price", "at_ms", "number").order_by("auction", "number")


def _named(told: Sequence[Lot]) -> set[str]:
    return {str(one["party"]) for lot in told for one in candidates_of(lot) if one.get("party")}
