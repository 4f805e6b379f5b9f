"""Deposits as their bidder and the centre see them: what is due, what is there, how it stands, and what goes back besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, QueryDict

from accounts.actor import Actor
from bidding import interest, refunds
from bidding import queries as bids
from bidding.facts import BALANCE
from bidding.interest import Besides
from bidding.models import DepositEntry, Registration
from bidding.refunds import Refund
from foundation.clock import local_date
from foundation.text import Text
from portal import joint_page, timeline
from portal.pages import page
from trading import queries
from trading.deadlines import BEFORE_THE_OPENING
from trading.models import Lot

Kind, Form = DepositEntry.Kind, DepositEntry.Form
KINDS: Mapping[str, Text] = {
    Kind.PAID: Text("缴纳", "Paid in"),
    Kind.REFUNDED: Text("退还", "Given back"),
    Kind.INTEREST: Text("利息退还", "Interest paid"),
    Kind.FORFEITED: Text("不予退还", "Forfeited"),
    Kind.CONVERTED: Text("转为价款", "Made part of the price"),
    Kind.LATE: Text("超期资金占用费", "Paid for being late"),
}
FORMS: Mapping[str, Text] = {
    Form.TRANSFER: Text("转账", "Transfer"),
    Form.CHEQUE: Text("支票", "Cheque"),
    Form.DRAFT: Text("汇票", "Draft"),
    Form.NOTE: Text("本票", "Promissory note"),
    Form.GUARANTEE: Text("保函", "Guarantee"),
    Form.CASH: Text("现金", "Cash"),
}
CAUSES: Mapping[str, Text] = {
    refunds.Cause.WITHDRAWN: Text("已撤回", "it withdrew"),
    refunds.Cause.LOST: Text("未中选", "it did not win"),
    refunds.Cause.WON: Text("已签约", "its contract is signed"),
    refunds.Cause.ENDED: Text("交易失败或终止", "the lot failed or was ended"),
}
STANDINGS: Mapping[str, tuple[Text, str]] = {
    "none": (Text("不收保证金", "None asked for"), ""),
    "unpaid": (Text("未缴纳", "Not paid"), "announced"),
    "short": (Text("未缴足", "Not paid in full"), "suspended"),
    "held": (Text("冻结中", "Held"), "bidding"),
    "free": (Text("可退还", "Free to go back"), "publicising"),
    "due": (Text("待退还", "To go back"), "publicising"),
    "overdue": (Text("逾期未退", "Overdue"), "failed"),
    "returned": (Text("已退还", "Given back"), "concluded"),
    "forfeited": (Text("不予退还", "Forfeited"), "failed"),
    "converted": (Text("已转为价款", "Part of the price"), "concluded"),
}
SIFTS: Mapping[str, tuple[Text, Q]] = {
    "held": (Text("仍有余额", "Held"), Q(balance__gt=0)),
    "short": (
        Text("未缴足", "Not paid in full"),
        Q(balance__lt=F("deposit_due"), status__in=("applied", "qualified")),
    ),
    "overdue": (Text("曾逾期", "Were overdue"), Q()),
    "settled": (Text("已无余额", "Nothing held"), Q(balance=0)),
}
_OUT = {Kind.REFUNDED: "returned", Kind.FORFEITED: "forfeited", Kind.CONVERTED: "converted"}
LONGEST_TEXT = 60


@dataclass(frozen=True)
class EntryView:
    """A movement in words."""

    row: DepositEntry
    kind: Text
    form: Text


@dataclass(frozen=True)
class DepositView:
    """One deposit."""

    registration: Registration
    name: Text
    refund: Refund
    besides: Besides
    entries: Sequence[EntryView]
    forms: Sequence[tuple[Text, Decimal]]
    code: str
    standing: Text
    tag: str
    cause: Text | None
    is_overdue: bool
    is_secret: bool
    """Whether lot and party are not told to the centre yet."""


@dataclass(frozen=True)
class DepositsPage:
    """A page of deposits, and the address of the next."""

    rows: Sequence[DepositView]
    following: str
    is_first: bool
    now: datetime


@dataclass(frozen=True)
class LotPage:
    """The ledger of a lot, for the centre that keeps it; `deposits` is None before bids are open."""

    lot: Lot
    name: Text
    deposits: DepositsPage | None
    sift: str
    text: str
    sifts: Mapping[str, Text]


def own(actor: Actor, asked: QueryDict, now: datetime) -> DepositsPage:
    """
    Return a page of the deposits of the actor's own party, newest registration first.

    :raises Http404: for who acts for no bidder.
    """
    joint_page.own_party(actor)
    return _page(bids.registrations(actor).annotate(balance=BALANCE), asked, now)


def to_give_back(actor: Actor, asked: QueryDict, now: datetime) -> DepositsPage:
    """Return a page of the deposits that the actor's centre holds and that are no secret: nobody else's to anybody."""
    rows = refunds.kept_by(actor).select_related("party")
    return _page(refunds.reported(rows) if asked.get("overdue") else rows, asked, now)


def of_lot(lot_id: str, actor: Actor, asked: QueryDict, now: datetime) -> LotPage:
    """
    Return the ledger of a lot.

    :raises Http404: for everybody but the centre that keeps it.
    """
    lot = queries.lots(actor).filter(id=lot_id).first()
    if lot is None or not bids.keeps_deposits(lot, actor):
        raise Http404
    sift = asked.get("sift", "") if asked.get("sift", "") in SIFTS else ""
    text = " ".join(asked.get("text", "").split())[:LONGEST_TEXT]
    found = None
    if lot.phase not in BEFORE_THE_OPENING:
        rows: QuerySet[Registration] = (
            bids.of_lot(lot, actor).select_related("lot__deal").annotate(balance=BALANCE)
        )
        rows = refunds.reported(rows) if sift == "overdue" else rows
        rows = rows.filter(SIFTS[sift][1]) if sift else rows
        if text:
            rows = rows.filter(Q(party__name__icontains=text) | Q(account=text) | Q(alias=text))
        found = _page(rows, asked, now)
    return LotPage(
        lot, timeline.name_of(lot), found, sift, text, {code: words for code, (words, _) in SIFTS.items()}
    )


def at_the_desk(registration_id: str, actor: Actor, now: datetime) -> DepositView:
    """
    Return a deposit that the centre's desk named in full.

    :raises Http404: for one that is none, or is not the actor's to keep.
    """
    found = bids.at_the_desk(actor, registration=registration_id)
    if found is None:
        raise Http404
    rows = Registration.objects.filter(id=found.id).select_related("lot__deal", "party")
    return _views(_with_entries(rows.annotate(balance=BALANCE)), now)[0]


def _page(rows: QuerySet[Registration], asked: QueryDict, now: datetime) -> DepositsPage:
    found = page(_with_entries(rows), "applied_at", asked)
    return DepositsPage(_views(found.rows, now), found.following, "before" not in asked, now)


def _with_entries(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.prefetch_related(Prefetch("deposit_entries", DepositEntry.objects.order_by("at", "id")))


def _views(rows: Sequence[Registration] | QuerySet[Registration], now: datetime) -> list[DepositView]:
    found = refunds.of(list(rows))
    besides = interest.of(found, local_date(now))
    return [_view(refund, more, now) for refund, more in zip(found, besides, strict=True)]


def _view(refund: Refund, besides: Besides, now: datetime) -> DepositView:
    row = refund.registration
    entries = list(row.deposit_entries.all())
    forms: dict[str, Decimal] = {}
    for entry in entries:
        if entry.kind not in DepositEntry.BESIDE:
            forms[entry.form] = forms.get(entry.form, Decimal(0)) + entry.amount
    code = _standing(refund, entries, now)
    return DepositView(
        registration=row,
        name=timeline.name_of(row.lot),
        refund=refund,
        besides=besides,
        entries=[EntryView(one, KINDS[one.kind], FORMS[one.form]) for one in entries],
        forms=[(FORMS[form], held) for form, held in forms.items() if held > 0],
        code=code,
        standing=STANDINGS[code][0],
        tag=STANDINGS[code][1],
        cause=CAUSES[refund.cause] if refund.cause else None,
        is_overdue=refund.held > 0 and refund.is_overdue(now),
        is_secret=row.lot.phase in BEFORE_THE_OPENING,
    )


def _standing(refund: Refund, entries: Sequence[DepositEntry], now: datetime) -> str:
    row = refund.registration
    if refund.held > 0:
        if refund.due_at is not None:
            return "overdue" if refund.is_overdue(now) else "due"
        if row.status in ("withdrawn", "rejected") or row.lot.procedure.state(row.lot.state).final:
            return "free"
        return "held" if refund.held >= row.deposit_due else "short"
    gone = [entry.kind for entry in entries if entry.kind in _OUT]
    if gone:
        return _OUT[Kind(gone[-1])]
    return "unpaid" if row.deposit_due else "none"
