"""The opening of a lot as everybody may watch it: the steps and how far they have come, and then what was offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.http import Http404

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries as bids
from bidding.actions import attending
from bidding.models import Filing, FreezeList, OpenedUnit, Opening
from bidding.sealed import cases, custody, refusing
from foundation.errors import Invalid
from foundation.money import parse_amount
from foundation.text import Text
from portal import bid_page, timeline
from toolkit.certificates import instant
from toolkit.objects import Policy
from toolkit.refusals import WORDS
from trading import queries
from trading.law.tender_document import TOTAL, FieldKind, PriceField
from trading.models import Lot

PRICES = (TOTAL, "price")
"""The fields that are read out as the price: that of the tender document's form, and the plain one of a bid without a form."""
LONGEST_WORDS = 200
"""How much is shown of what a bidder wrote into one field; all of it is in the public files."""
OUTCOMES = {
    "opened": Text("已开启", "Opened"),
    "revoked": Text("撤销", "Revoked"),
    "withdrawn": Text("撤回", "Taken back"),
}
CAUSES = {
    "no_key": Text("份额凑不出承诺的密钥", "The shares do not give the committed key"),
    "key_unavailable": Text("份额不足，投标人也未补送密钥", "Too few shares, and the bidder sent no key"),
    "key_not_sent": Text("投标人未在时限内送出密钥", "The bidder did not send its key in time"),
    "platform_fault": Text("平台故障", "A fault of the platform"),
}


@dataclass(frozen=True)
class Step:
    """One step of the opening: done, going on now, or to come; `until` is when it ends, if that is known."""

    title: Text
    state: Literal["done", "now", "ahead"]
    at: datetime | None = None
    until: datetime | None = None
    detail: Text | None = None
    digest: str = ""


@dataclass(frozen=True)
class CustodianView:
    """A custodian, and whether it has posted what opens the bids."""

    x: int
    name: str
    posted: bool
    unreadable: bool


@dataclass(frozen=True)
class UnitView:
    """What became of a part of a bid: the labelled fields of a public one, its files, or why it did not open."""

    name: str
    title: Text
    outcome: str
    outcome_words: Text
    cause: Text | None
    is_public: bool
    fields: Sequence[tuple[Text, str]]
    files: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class BidView:
    """A bid in the order in which they are read out: that of receipt."""

    bidder: str
    received_at: datetime
    header: str
    attended_at: datetime | None
    price: Decimal | None
    price_words: str
    currency: str
    units: Sequence[UnitView]

    @property
    def offers_more(self) -> bool:
        """Whether there is anything to show but the price."""
        return any(unit.fields or unit.files or not unit.is_public for unit in self.units)

    @property
    def is_open(self) -> bool:
        """Whether no part of it failed."""
        return all(unit.outcome == "opened" for unit in self.units)


@dataclass(frozen=True)
class OpeningPage:
    """The page. `is_final` once nothing on it changes any more."""

    lot: Lot
    name: Text
    now: datetime
    policy: Policy
    steps: Sequence[Step]
    custodians: Sequence[CustodianView]
    bids: Sequence[BidView]
    frozen: FreezeList | None
    sign_in: Literal["", "open", "done"]
    is_final: bool


def collect(lot_id: str, actor: Actor, now: datetime) -> OpeningPage:
    """
    Return the page of a lot whose bids are sealed.

    :raises Http404: for one that the actor may not know of, or whose bids are not.
    """
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    row = custody.in_force(lot) if lot else None
    if lot is None or row is None:
        raise Http404
    found = FreezeList.objects.filter(lot=lot, issued_at__isnull=False)
    frozen = found.select_related("policy").prefetch_related("openings__posts", "objections").first()
    policy = custody.policy_of(frozen.policy if frozen else row)
    openings = sorted(frozen.openings.all(), key=lambda one: one.stage) if frozen else []
    last = openings[-1] if openings else None
    deadline = instant(frozen.deadline_ms if frozen else custody.deadline_of(row)[1])
    fields, currency = _labels(lot, actor)
    attended = {one.registration_id: one.at for one in bids.attendances(lot, actor)}
    stages = max(one.stage for one in policy.units)
    return OpeningPage(
        lot=lot,
        name=timeline.name_of(lot),
        now=now,
        policy=policy,
        steps=list(_steps(lot, actor, policy, deadline, frozen, openings, now)),
        custodians=list(_custodians(policy, last)),
        bids=[_bid(one, attended, fields, currency) for one in _in_order(lot)],
        sign_in=_sign_in(lot, actor, now),
        frozen=frozen,
        is_final=(last is not None and last.status == "recorded" and last.stage == stages)
        or lot.procedure.state(lot.state).final,
    )


def _steps(
    lot: Lot, actor: Actor, policy: Policy, deadline: datetime, frozen: FreezeList | None, openings: Sequence[Opening],
    now: datetime,
) -> Iterator[Step]:  # fmt: skip
    """Yield the steps in order; whatever follows one that is not done is still to come."""
    due = now >= deadline
    yield Step(
        Text("投标截止", "Bids are due"),
        "done" if due else "now",
        at=deadline if due else None,
        until=deadline,
    )
    title = Text("冻结投标清单", "The list of bids is frozen")
    if frozen is None:
        yield Step(title, "now" if due else "ahead")
    else:
        yield Step(
            title, "done", at=frozen.issued_at, detail=_count(lot, actor, frozen), digest=frozen.sha256
        )
    stands = len(frozen.objections.all()) if frozen else 0
    until = frozen.issued_at + timedelta(seconds=policy.objection_s) if frozen and frozen.issued_at else None
    yield Step(
        Text("清单异议期", "Time for objections to the list"),
        "done" if openings else "now" if frozen else "ahead",
        until=until,
        detail=Text(f"收到{stands}份凭回执的异议", f"{stands} objections with a receipt") if stands else None,
    )
    several = max(one.stage for one in policy.units) > 1
    for stage in sorted({one.stage for one in policy.units}):
        opening = next((one for one in openings if one.stage == stage), None)
        yield from _stage(policy, stage if several else 0, opening)


def _stage(policy: Policy, number: int, opening: Opening | None) -> Iterator[Step]:
    prefix = (f"第{number}阶段：", f"Stage {number}: ") if number else ("", "")
    if policy.mode == "bidder":
        title = Text(f"{prefix[0]}投标人送出密钥", f"{prefix[1]}bidders send their keys")
    else:
        words = f"{prefix[1]}custodians post their shares ({policy.k} of {policy.n} are enough)"
        title = Text(f"{prefix[0]}保管人提交份额（{policy.n}家中{policy.k}家即可）", words)
    if opening is None:
        yield Step(title, "ahead")
    else:
        posted = len(opening.posts.all())
        detail = Text(f"已提交{posted}家", f"{posted} have posted") if policy.mode == "custodians" else None
        yield Step(
            title, "now" if opening.status == "collecting" else "done", at=opening.closed_at,
            until=opening.posting_until, detail=detail,
        )  # fmt: skip
        if opening.rescue_until is not None:
            parts = len(opening.pending)
            yield Step(
                Text(f"{prefix[0]}请投标人自送密钥补救", f"{prefix[1]}bidders are asked for their own keys"),
                "done" if opening.status == "recorded" else "now",
                until=opening.rescue_until,
                detail=Text(f"待补救{parts}个部分", f"{parts} parts wait for it") if parts else None,
            )
    title = Text(f"{prefix[0]}同时公布全部投标", f"{prefix[1]}all bids are shown at once")
    if opening is not None and opening.status == "recorded":
        yield Step(title, "done", at=opening.recorded_at, digest=opening.sha256)
    else:
        yield Step(title, "now" if opening is not None and opening.status == "settling" else "ahead")


def _count(lot: Lot, actor: Actor, frozen: FreezeList) -> Text | None:
    if not bids.may_read_frozen(lot, actor):
        return None
    count = len(cases.freeze_of(frozen).bids)
    return Text(f"共{count}份投标", f"{count} bids")


def _custodians(policy: Policy, opening: Opening | None) -> Iterator[CustodianView]:
    posted = {one.x for one in opening.posts.all()} if opening else set()
    unreadable = set(opening.unreadable) if opening else set()
    for one in policy.custodians:
        name = bid_page.holder_of(one.cert, one.org).name
        yield CustodianView(one.x, name, one.x in posted, one.x in unreadable)


def _sign_in(lot: Lot, actor: Actor, now: datetime) -> Literal["", "open", "done"]:
    """Tell whether the actor's organisation may sign in, or has done so."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return ""
    own = lot.registrations.filter(party=actor.party_id).exclude(status="withdrawn")
    if bids.attendances(lot, actor).filter(registration__party=actor.party_id).exists():
        return "done"
    return "open" if attending.is_open(lot, now) and own.exists() else ""


def _labels(lot: Lot, actor: Actor) -> tuple[dict[str, PriceField], str]:
    form, _ = bid_page.price_form(lot, actor)
    return {one.code: one for one in form.fields}, form.currency


def _in_order(lot: Lot) -> list[Filing]:
    return sorted(bids.opened_bids(lot), key=lambda one: (one.received_at, one.header))


def _bid(
    filing: Filing, attended: dict[str, datetime], fields: dict[str, PriceField], currency: str
) -> BidView:
    units = list(filing.opened_units.all())
    offered = {name: value for one in units if one.offer for name, value in one.offer.fields.items()}
    price = next((offered[name] for name in PRICES if isinstance(offered.get(name), str | int)), "—")
    return BidView(
        bidder=filing.registration.party.name,
        received_at=filing.received_at,
        header=filing.header,
        attended_at=attended.get(filing.registration_id),
        price=_amount(price),
        price_words=_cut(price),
        currency=currency,
        units=[_unit(one, fields, currency) for one in units],
    )


def _unit(opened: OpenedUnit, fields: dict[str, PriceField], currency: str) -> UnitView:
    offer = opened.offer
    shown = [] if offer is None else [
        (fields[name].name, _shown(value, fields.get(name), currency))
        for name, value in offer.fields.items()
        if name in fields and name not in PRICES and isinstance(value, str | int)
    ]  # fmt: skip
    cause = opened.cause
    return UnitView(
        name=opened.unit,
        title=bid_page.unit_title(opened.unit),
        outcome=opened.outcome,
        outcome_words=OUTCOMES[opened.outcome],
        cause=(refusing.words(cause) if cause in WORDS else CAUSES.get(cause)) if cause else None,
        is_public=opened.is_public,
        fields=shown,
        files=[(one.part, one.name, one.size) for one in offer.files] if offer else [],
    )


def _amount(value: object) -> Decimal | None:
    """Return an amount that a bidder wrote; None for what is none, which a bidder may write and which is shown as words."""
    try:
        return parse_amount(value)
    except Invalid:
        return None


def _shown(value: str | int, field: PriceField | None, currency: str) -> str:
    amount = _amount(value)
    if field is not None and field.kind is FieldKind.MONEY and amount is not None:
        return f"{amount:,.2f} {currency}"
    return _cut(value)


def _cut(value: str | int) -> str:
    words = str(value)
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
