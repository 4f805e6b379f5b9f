"""Everything that the page of a deal shows, collected in a number of queries that no number of lots changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Prefetch
from django.db.models.fields.json import KeyTransform

from accounts.actor import Actor
from accounts.roles import Role
from archive.documents import queries as sealed
from archive.models import SealedDocument
from bidding import announcing
from bidding import queries as bids
from bidding.actions.auctioning import hosts
from bidding.evaluation import figures, given, results
from bidding.models import Auction, CustodyPolicy, Evaluation, Ranking
from bidding.scoring.told import Said
from bidding.sealed import lacking
from foundation.text import Text
from portal import filed, moved, stated, timeline
from portal.auctions import awaited as auctioned
from portal.evaluation import finding
from portal.stated import Fields
from trading import phases, queries
from trading.deadlines import BEFORE_THE_OPENING
from trading.law import tender_document_json
from trading.law.decryption import Decryption
from trading.law.grammar import Limit, Phase, State
from trading.law.guards import takes_only_sealed_bids, takes_sealed_bids
from trading.law.procedure import Procedure
from trading.law.tender_document import TenderDocument
from trading.models import Attachment, Contract, Deal, Document, Hold, Lot, Period, Question
from trading.winners import candidates_of, winner_of

STANDING = ("concluded", "failed", "suspended")  # no period of these is what a reader waits for
LOTS_WITH_STEPS = 3  # what may happen next is asked lot by lot, and only for those who act on them


@dataclass(frozen=True)
class PeriodView:
    """A period with the limit behind it."""

    limit: Limit
    period: Period
    is_bidding: bool


@dataclass(frozen=True)
class LotView:
    """One lot as the page shows it."""

    lot: Lot
    name: Text
    state: State
    phase: str
    periods: Sequence[PeriodView]
    fields: Fields
    candidates: Sequence[dict[str, Any]]
    winner: str
    price: Any
    holds: Sequence[Hold]
    contract: Contract | None
    questions: Sequence[Question]
    open_steps: Sequence[queries.OpenStep]
    is_sealed: bool
    decryption: Fields  # how its bids are opened, so far as the tender document says it
    rule: Sequence[Said]  # by which its bids are ranked
    is_drawn: bool  # whether a coefficient is left to chance
    is_ranked: bool  # whether the reader may see how
    rehearsal: Literal["", "good", "missing", "past"]  # for those inside alone
    lacks: lacking.Lacking | None  # as well
    registers: bool
    is_auction_awaited: bool  # whether one may be scheduled, so far as its state says
    unheld: Sequence[Text]  # why none can be held as it is announced, for those inside and who would lead it


@dataclass(frozen=True)
class DealPage:
    """The page."""

    deal: Deal
    procedure: Procedure
    now: datetime
    is_inside: bool
    is_bidder: bool
    keeps_deposits: bool
    leads_auctions: bool
    fields: Fields
    lots: Sequence[LotView]
    examinations: Sequence[tuple[str, Text]]  # of applicants, as the reader finds them: by lot
    entries: Sequence[timeline.Entry]
    clarified: Sequence[moved.Clarified]
    documents: Sequence[Document]
    attachments: Sequence[Attachment]
    records: Sequence[filed.Record]
    sealed: Sequence[SealedDocument]

    @property
    def next_end(self) -> PeriodView | None:
        """The period whose end is next, that for bids before all others; none of lots that are suspended or have ended."""
        running = [
            row
            for lot in self.lots
            if lot.phase not in STANDING
            for row in lot.periods
            if row.period.starts_at <= self.now < row.period.ends_at
        ]
        return min(running, key=lambda p: (not p.is_bidding, p.period.ends_at), default=None)

    @property
    def has_questions(self) -> bool:
        """Whether any lot has a question that may be read."""
        return any(lot.questions for lot in self.lots)


def collect(deal: Deal, actor: Actor, now: datetime) -> DealPage:
    """Return the page of a deal that the actor may know of."""
    lots = _lots(deal)
    inside = queries.watches(actor, deal)
    questions: dict[str, list[Question]] = {}
    for question in queries.questions_of_deal(deal, actor):
        questions.setdefault(question.lot_id, []).append(question)
    stepping = [lot for lot in lots.values() if inside and not lot.procedure.state(lot.state).final]
    steps = {
        lot.id: queries.open_steps(lot, actor=actor, at=now)
        for lot in (stepping if len(stepping) <= LOTS_WITH_STEPS else [])
    }
    leads = actor.role in hosts.HOSTS and actor.covers(region=deal.region, sector=deal.sector)
    rehearsed = bids.rehearsed(list(lots)) if inside else {}
    lacks = _lacks(lots.values(), now) if inside else {}
    documents = list(
        queries.documents(deal, actor).defer("content").annotate(said=KeyTransform("decryption", "content"))
    )
    tender = next((one for one in reversed(documents) if one.kind == "tender" and one.published_at), None)
    said = tender_document_json.decryption(tender.said) if tender else None
    newest = next((one for one in reversed(documents) if one.kind == "tender"), None)
    document = tender_document_json.from_dict(newest.content) if newest else None
    views = [
        _lot(
            lot,
            inside,
            questions.get(lot.id, []),
            steps.get(lot.id, []),
            rehearsed,
            lacks.get(lot.id),
            said,
            document,
            leads,
        )
        for lot in lots.values()
    ]
    return DealPage(
        deal=deal,
        procedure=deal.procedure,
        now=now,
        is_inside=inside,
        is_bidder=actor.role is Role.BIDDER,
        keeps_deposits=actor.role is Role.CENTRE and actor.covers(region=deal.region, sector=deal.sector),
        leads_auctions=leads,
        fields=stated.fields(deal.procedure.particulars, deal.particulars, inside),
        lots=views,
        examinations=finding.examinations(lots.values(), actor),
        entries=timeline.of_deal(deal, lots),
        clarified=moved.clarified(deal.clarifications.all(), lots),
        documents=documents,
        attachments=list(queries.attachments(deal, actor)),
        records=filed.of_deal(deal, actor),
        sealed=list(sealed.documents(actor).filter(deal=deal, status="sealed").select_related(None)),
    )


def _lots(deal: Deal) -> dict[str, Lot]:
    sealed = CustodyPolicy.objects.filter(lots=OuterRef("pk"), in_force_from__isnull=False)
    auctioned = Auction.objects.filter(lot=OuterRef("pk"))
    standing = auctioned.exclude(status="withdrawn")
    ranked = Evaluation.objects.filter(lot=OuterRef("pk"), status="reported", result__isnull=False)
    rows = (
        deal.lots.select_related("contract")
        .annotate(
            is_sealed=Exists(sealed),
            is_ranked=Exists(ranked),
            is_computed=Exists(Ranking.objects.filter(lot=OuterRef("pk"))),
            is_auctioned=Exists(auctioned),
            has_auction=Exists(standing),
        )
        .prefetch_related(
            "outcomes",
            Prefetch("periods", Period.objects.filter(current=True).order_by("ends_at"), to_attr="running"),
            Prefetch("holds", Hold.objects.order_by("starts_at"), to_attr="suspensions"),
        )
    )
    lots: dict[str, Lot] = {lot.id: lot for lot in rows.order_by("number", "round")}
    for lot in lots.values():
        lot.deal = deal
    return lots


def _rule(lot: Lot, document: TenderDocument | None) -> announcing.Announced | None:
    if lot.procedure.evaluation is None:
        return None
    return announcing.announced_by(lot, document, inside=False)


def _lot(
    lot: Lot, inside: bool, questions: Sequence[Question], open_steps: Sequence[queries.OpenStep],
    rehearsed: Mapping[str, bool], lacks: lacking.Lacking | None, said: Decryption | None, document: TenderDocument | None, leads: bool,
) -> LotView:  # fmt: skip
    procedure = lot.procedure
    limits = procedure.limits()
    bidding = procedure.bidding.name if procedure.bidding else ""
    holds: list[Hold] = lot.suspensions  # type: ignore[attr-defined]
    is_held = any(hold.ended_at is None for hold in holds)
    watched = inside and lot.phase not in BEFORE_THE_OPENING
    candidates = candidates_of(lot) if queries.is_told(lot) or watched else []
    winner = winner_of(lot)[1] if lot.phase == "concluded" or watched else ""
    contract = getattr(lot, "contract", None)
    rule = _rule(lot, document)
    unheld = auctioned.unheld(lot) if inside or leads else []
    return LotView(
        lot=lot,
        name=timeline.name_of(lot),
        state=procedure.state(lot.state),
        phase=phases.of_lot(lot, is_held=is_held),
        periods=[
            PeriodView(limits[period.limit], period, period.limit == bidding)
            for period in lot.running  # type: ignore[attr-defined]
            if period.limit in limits
        ],
        fields=stated.fields(procedure.lot_particulars, lot.particulars, inside),
        candidates=candidates,
        winner=winner,
        price=next((one["price"] for one in candidates if one["name"] == winner), None),
        holds=holds,
        contract=contract if contract and (contract.published_at or inside) else None,
        questions=questions,
        open_steps=open_steps,
        is_sealed=lot.is_sealed,  # type: ignore[attr-defined]
        decryption=said.told() if said and takes_sealed_bids(procedure) else (),
        rule=rule.told if rule else (),
        is_drawn=bool(rule and rule.rule and given.choices(rule.rule)),
        is_ranked=_is_ranked(lot, inside=inside),
        rehearsal=_rehearsal(lot, rehearsed.get(lot.id)) if inside else "",
        lacks=lacks,
        registers=bool(procedure.registrations) or procedure.bidding is not None,
        is_auction_awaited=auctioned.is_awaited(lot) and not unheld,
        unheld=unheld,
    )


def _is_ranked(lot: Lot, *, inside: bool) -> bool:
    """Tell whether the reader may see how the bids of a lot were ranked."""
    is_computed: bool = lot.is_computed  # type: ignore[attr-defined]
    if is_computed and figures.decide(lot):
        return True
    return (is_computed or lot.is_ranked) and (inside or results.is_told(lot))  # type: ignore[attr-defined]


def _rehearsal(lot: Lot, succeeded: bool | None) -> Literal["", "good", "missing", "past"]:
    """Tell what to say of a lot's rehearsals: a warning before the notice, a way to them ever after."""
    if lot.phase != Phase.PREPARING.value:
        return "" if succeeded is None else "past"
    if not takes_sealed_bids(lot.procedure):
        return ""
    return "good" if succeeded else "missing"


def _lacks(lots: Iterable[Lot], now: datetime) -> Mapping[str, lacking.Lacking]:
    """Return of the lots that bids are awaited for, and can only come under seal, what is missing for that."""
    ends = {}
    for lot in lots:
        procedure = lot.procedure
        if lot.is_sealed or not takes_only_sealed_bids(procedure) or procedure.bidding is None:  # type: ignore[attr-defined]
            continue
        for period in lot.running:  # type: ignore[attr-defined]
            if period.limit == procedure.bidding.name and now < period.ends_at:
                ends[lot.id] = period.ends_at
    return lacking.of(ends, now) if ends else {}
