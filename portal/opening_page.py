"""The opening of a lot as everybody may watch it: the steps and how far they have come; the bids are `portal.opened_bids`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import Http404

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries as bids
from bidding.actions import attending
from bidding.evaluation import qualifying
from bidding.models import FreezeList, Opening
from bidding.sealed import cases, custody
from foundation.text import Text
from portal import bid_page, decisions, missed_minute, on_the_spot, opened_bids, timeline
from portal.decisions import Decisions, RemedyView
from portal.evaluation import finding
from portal.missed_minute import CutView
from portal.on_the_spot import OnTheSpot
from portal.opened_bids import BidView
from toolkit.certificates import instant
from toolkit.objects import Policy
from trading import queries
from trading.models import Lot


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
    remedies: Sequence[RemedyView]
    decisions: Decisions | None
    on_the_spot: OnTheSpot | None
    cut: CutView | None
    evaluation: Text | None
    """How the way to the evaluation is called, for whoever has one there."""
    is_examined: bool
    sees_alike: bool
    """Whether the reader finds the examination of who qualifies."""


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
    frozen = (
        found.select_related("policy")
        .prefetch_related("openings__posts", "openings__remedies", "objections", "releases")
        .first()
    )
    policy = custody.policy_of(frozen.policy if frozen else row)
    openings = sorted(frozen.openings.all(), key=lambda one: one.stage) if frozen else []
    last = openings[-1] if openings else None
    deadline = instant(frozen.deadline_ms if frozen else custody.deadline_of(row)[1])
    stages, cut = max(one.stage for one in policy.units), missed_minute.collect(lot, policy, actor)
    said = on_the_spot.collect(lot, actor, now)
    return OpeningPage(
        lot=lot,
        name=timeline.name_of(lot),
        now=now,
        policy=policy,
        steps=list(_steps(lot, actor, policy, deadline, frozen, openings, now, cut)),
        custodians=list(_custodians(policy, last)),
        bids=opened_bids.collect(lot, actor),
        sign_in=_sign_in(lot, actor, now),
        frozen=frozen,
        # Bids are shown, and whoever objects to how they were opened still may: the page goes on telling.
        is_final=(
            last is not None
            and last.status == "recorded"
            and last.stage == stages
            and not (said and (said.is_open or said.is_awaited))
        )
        or lot.procedure.state(lot.state).final,
        remedies=decisions.made(frozen),
        decisions=decisions.collect(lot, frozen, policy, actor, now),
        on_the_spot=said,
        cut=cut,
        evaluation=finding.door(lot, actor) if any(one.status == "recorded" for one in openings) else None,
        is_examined=qualifying.is_shown(lot, actor),
        sees_alike=any(one.status == "recorded" for one in openings) and bids.supervises(lot, actor),
    )


def _steps(
    lot: Lot, actor: Actor, policy: Policy, deadline: datetime, frozen: FreezeList | None, openings: Sequence[Opening],
    now: datetime, cut: CutView | None,
) -> Iterator[Step]:  # fmt: skip
    """Yield the steps in order; whatever follows one that is not done is still to come."""
    due = now >= deadline
    yield Step(
        Text("投标截止", "Bids are due"),
        "done" if due else "now",
        at=deadline if due else None,
        until=deadline,
    )
    if cut is not None:
        title, detail = missed_minute.told(cut)
        signed = cut.signed
        yield Step(
            title, "done" if signed else "now", at=signed.at if signed else None, detail=detail,
            digest=signed.sha256 if signed else "",
        )  # fmt: skip
    title = Text("冻结投标清单", "The list of bids is frozen")
    if frozen is None:
        waits = cut is not None and cut.signed is None
        yield Step(title, "now" if due and not waits else "ahead")
    else:
        yield Step(
            title, "done", at=frozen.issued_at, detail=_count(lot, actor, frozen), digest=frozen.sha256
        )
    stands = len(frozen.objections.all()) if frozen else 0
    until = cases.objections_until(frozen, now) if frozen else None
    yield Step(
        Text("清单异议期", "Time for objections to the list"),
        "done" if openings else "now" if frozen else "ahead",
        at=until if openings else None,
        until=until,
        detail=Text(f"收到{stands}份凭回执的异议", f"{stands} objections with a receipt") if stands else None,
    )
    several = max(one.stage for one in policy.units) > 1
    for stage in sorted({one.stage for one in policy.units}):
        opening = next((one for one in openings if one.stage == stage), None)
        yield from _stage(policy, stage if several else 0, opening)


def _stage(policy: Policy, number: int, opening: Opening | None) -> Iterator[Step]:
    def titled(zh: str, en: str) -> Text:
        if number:
            return Text(f"第{number}阶段：{zh}", f"Stage {number}: {en}")
        return Text(zh, en[0].upper() + en[1:])

    title = titled("投标人送出密钥", "bidders send their keys")
    if policy.mode != "bidder":
        enough = f"custodians post their shares ({policy.k} of {policy.n} are enough)"
        title = titled(f"保管人提交份额（{policy.n}家中{policy.k}家即可）", enough)
    if opening is None:
        yield Step(title, "ahead")
    else:
        posted = len(opening.posted)
        detail = Text(f"已提交{posted}家", f"{posted} have posted") if policy.mode == "custodians" else None
        yield Step(
            title, "now" if opening.status == "collecting" else "done", at=opening.closed_at,
            until=opening.posting_until, detail=detail,
        )  # fmt: skip
        if opening.rescue_until is not None:
            remedies = list(opening.remedies.all())
            failed = opening.fault_seen_at is not None and not remedies
            # How many is not said: it would tell how many bids there are.
            waiting = Text("有投标待补救", "Some bids wait for it") if opening.pending else None
            if opening.lost:
                waiting = Text(
                    "平台存储的投标密文有丢失，请其投标人用客户端的 resend 命令补传同样的文件",
                    "The platform lost sealed bytes of a bid: its bidder sends the same again with the client's `resend`",
                )
            if failed:
                waiting = Text(
                    "平台在此期间中断，等待招标人两人签署补救决定",
                    "The platform failed in that time; two persons of the organiser are to sign how it goes on",
                )
            yield Step(
                titled("请投标人自送密钥补救", "bidders are asked for their own keys"),
                "done" if opening.status == "recorded" else "now",
                until=max([opening.rescue_until, *(one.until for one in remedies)]),
                detail=waiting,
            )
    title = titled("同时公布全部投标", "all bids are shown at once")
    if opening is not None and opening.status == "recorded":
        yield Step(title, "done", at=opening.recorded_at, digest=opening.sha256)
    else:
        # While bidders are asked for their keys, that is what goes on.
        is_next = opening is not None and opening.status == "settling" and opening.rescue_until is None
        yield Step(title, "now" if is_next else "ahead")


def _count(lot: Lot, actor: Actor, frozen: FreezeList) -> Text | None:
    if not bids.may_read_frozen(lot, actor):
        return None
    count = len(cases.freeze_of(frozen).bids)
    return Text(f"共{count}份投标", f"{count} bids")


def _custodians(policy: Policy, opening: Opening | None) -> Iterator[CustodianView]:
    posted = opening.posted if opening else set()
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
