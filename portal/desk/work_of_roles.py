"""What waits for those who take no steps: bidders, experts, custodians; and the auctions of all who have a part in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import queries as bids
from bidding.experts import drawn
from bidding.facts import BALANCE
from bidding.models import Auction, CustodyPolicy, Filing, Seat
from bidding.sealed import custody
from foundation.text import Text
from portal import timeline
from portal.desk.tasks import MOST, Task
from toolkit.certificates import instant
from trading import queries
from trading.deadlines import BEFORE_THE_OPENING
from trading.models import Deal, Lot, Period

SOON = timedelta(days=1)
"""From when before its beginning on an auction is work of today."""


def tasks(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield what waits for the actor."""
    if actor.role is Role.BIDDER:
        yield from _bids(actor, now)
        yield from _joint_bids(actor)
    elif actor.role is Role.EXPERT:
        yield from _invitations(actor)
    elif actor.role is Role.CUSTODIAN:
        yield from _shares(actor, now)
    if actor.role in (Role.EXPERT, Role.ORGANISER):
        yield from _seats(actor)
    yield from _auctions(actor, now)


def _bids(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the lots in which the own party takes part and has not submitted its bid, or not paid its deposit."""
    filed = Filing.objects.filter(registration=OuterRef("pk"), status="accepted")
    running = Prefetch("lot__periods", Period.objects.filter(current=True), to_attr="running")
    rows = (
        bids.registrations(actor)
        .filter(status__in=("applied", "qualified"), lot__phase__in=BEFORE_THE_OPENING)
        .annotate(balance=BALANCE, is_filed=Exists(filed))
        .prefetch_related(running)
    )
    for row in rows.order_by("applied_at", "id")[:MOST]:
        bidding = row.lot.procedure.bidding
        ends = {one.limit: one.ends_at for one in row.lot.running}  # type: ignore[attr-defined]
        due = ends.get(bidding.name) if bidding else None
        if due is None or due <= now:
            continue
        about = (row.lot.deal.title, timeline.name_of(row.lot))
        if not row.is_filed:
            yield Task(
                Text("递交投标（响应、报价）文件", "Submit the bid"),
                *about,
                reverse("portal-bid", args=[row.lot_id]),
                due,
            )
        if row.balance < row.deposit_due:
            yield Task(Text("缴纳保证金", "Pay the deposit"), *about, reverse("portal-deposits"), due)


def _joint_bids(actor: Actor) -> Iterator[Task]:
    rows = bids.joint_bids(actor).filter(status="applied", lot__phase__in=BEFORE_THE_OPENING)
    waiting = Q(
        joint_members__party=actor.party_id, joint_members__stands=True, joint_members__agreed_at__isnull=True
    )
    for row in rows.filter(waiting).order_by("applied_at", "id")[:MOST]:
        yield Task(
            Text("确认参加联合体", "Agree to a joint bid"), row.lot.deal.title, timeline.name_of(row.lot),
            reverse("portal-joint-bids"), None,
        )  # fmt: skip


def _invitations(actor: Actor) -> Iterator[Task]:
    for entry in drawn.own_entries(actor)[:MOST]:
        acts = list(entry.acts.all())
        if entry.draw.status == "calling" and acts and acts[-1].act == "called":
            yield Task(
                Text("答复评审邀请", "Answer an invitation to evaluate"), entry.draw.lot.deal.title, None,
                reverse("portal-invitations"), acts[-1].due_at,
            )  # fmt: skip


def _seats(actor: Actor) -> Iterator[Task]:
    rows = Seat.objects.filter(member=actor.member_id, status__in=Seat.STANDING)
    rows = rows.filter(evaluation__status__in=("convened", "reviewing", "scoring", "reporting"))
    for row in rows.select_related("evaluation__lot__deal").order_by("seated_at", "id")[:MOST]:
        what = (
            Text("声明回避情况", "Declare conflicts of interest")
            if row.status == "seated"
            else Text("评审", "Evaluate the bids")
        )
        lot = row.evaluation.lot
        yield Task(
            what, lot.deal.title, timeline.name_of(lot), reverse("portal-evaluation", args=[lot.id]), None
        )


def _shares(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the lots whose bids wait, or will, for the share of the custodian's own organisation."""
    code = Party.objects.filter(id=actor.party_id).values_list("code", flat=True).first()
    waiting = Lot.objects.filter(phase__in=BEFORE_THE_OPENING).select_related("deal")
    rows = CustodyPolicy.objects.filter(
        in_force_from__isnull=False, lots__phase__in=BEFORE_THE_OPENING
    ).distinct()
    for row in rows.prefetch_related(Prefetch("lots", waiting, to_attr="waiting")).order_by("-deadline_ms")[
        :MOST
    ]:
        if code not in {one.org for one in custody.policy_of(row).custodians}:
            continue
        due = instant(row.deadline_ms)
        for lot in row.waiting:
            what = Text("开标：提交密钥份额", "Open the bids: post your share") if due <= now else Text(
                "准备开标：届时提交密钥份额", "Be ready to open the bids with your share"
            )  # fmt: skip
            yield Task(
                what, lot.deal.title, timeline.name_of(lot), reverse("portal-opening", args=[lot.id]), due
            )


def _auctions(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield the auctions that go on or begin within a day, for those who bid in them, lead them, or look after the deal."""
    if actor.role is Role.BIDDER:
        own = Q(lot__registrations__party=actor.party_id, lot__registrations__status="qualified")
    elif actor.role is Role.AUCTIONEER:
        own = Q(lot__deal__in=Deal.objects.filter(queries.scope_of(actor)))
    else:
        own = Q(lot__deal__in=Deal.objects.filter(queries.inside_for(actor)))
    rows = Auction.objects.filter(
        own, Q(status__in=("open", "paused")) | Q(status="scheduled", starts_at__lt=now + SOON)
    )
    name = "portal-auction-room" if actor.role is Role.BIDDER else "portal-auction"
    for row in rows.distinct().select_related("lot__deal").order_by("starts_at", "id")[:MOST]:
        yield Task(
            Text("竞价", "The live auction"), row.lot.deal.title, timeline.name_of(row.lot), reverse(name, args=[row.lot_id]),
            row.starts_at if row.starts_at > now else None,
        )  # fmt: skip
