"""What every page of an auction shows: how it stands, what happened, by which rules; and what its script needs to go on by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actor import Actor
from accounts.roles import Role
from bidding import auction_rooms
from bidding.actions.auctioning import hosts, rounds
from bidding.auction_rooms import Room
from bidding.models import Auction, Move
from foundation.errors import NotFound
from foundation.text import Text
from portal import timeline
from portal.auctions import standing, telling
from portal.auctions.telling import Line, Term
from trading import queries
from trading.models import Lot

SHOWN_LINES: Final = 60
LOOK_ON: Final = (Role.SUPERVISOR, Role.AUDITOR)


@dataclass(frozen=True)
class AuctionPage:
    """The page. `own` is the reader's number where it takes part; `left` what is left of the phase, if anything times it."""

    lot: Lot
    name: Text
    now: datetime
    row: Auction
    room: Room
    rules: Any
    own: str
    receipt: Move | None
    banner: str
    lines: Sequence[Line]
    earlier: int
    terms: Sequence[Term]
    left: str
    steps: Sequence[str]
    doors: Sequence[tuple[str, Text]]
    points: Sequence[tuple[int, str]]
    data: Mapping[str, Any]

    @property
    def shows(self) -> Mapping[str, Any]:
        """What everybody sees."""
        return self.room.shows

    @property
    def banner_words(self) -> Text:
        """What a reader is told first; at the end what came of it."""
        return self.outcome if self.banner == "over" else standing.BANNERS[self.banner]

    @property
    def line(self) -> str:
        """The line of the chart; empty where there is too little for one."""
        return standing.line(self.points)

    @property
    def is_holder(self) -> bool:
        """Whether the reader has a priority right here."""
        return any(one.bidder == self.own for one in getattr(self.rules, "holders", ()))

    @property
    def phase(self) -> Text:
        """The phase in words."""
        return standing.PHASES.get(self.shows["phase"], Text("", ""))

    @property
    def outcome(self) -> Text:
        """What it came to."""
        if self.is_given_up:
            return Text(f"已结束：{standing.GIVEN_UP.zh}", f"Over: {standing.GIVEN_UP.en}")
        outcome, reason = standing.OUTCOMES[self.shows["outcome"]], self.reason
        return Text(f"已结束：{outcome.zh}（{reason.zh}）", f"Over: {outcome.en} ({reason.en})")

    @property
    def reason(self) -> Text:
        """Why."""
        return standing.REASONS.get(self.shows["reason"], Text("", ""))

    @property
    def is_given_up(self) -> bool:
        """Whether it had ended, and was taken out because nothing decided it."""
        return self.row.status == "withdrawn" and self.shows["outcome"] == "undecided"

    @property
    def is_over(self) -> bool:
        """Whether nobody bids any more."""
        return self.shows["phase"] in ("closed", "withdrawn")


def found(lot_id: str, actor: Actor) -> tuple[Lot, Auction]:
    """
    Return a lot and its auction.

    :raises Http404: for a lot that the actor may not know of, or without an auction.
    """
    lot = queries.lots(actor).filter(id=lot_id).first()
    try:
        if lot is not None:
            return lot, auction_rooms.of_lot(lot)
    except NotFound:
        pass
    raise Http404


def collect(lot_id: str, actor: Actor, now: datetime) -> AuctionPage:
    """
    Return the page.

    :raises Http404: as `found` does.
    """
    lot, row = found(lot_id, actor)
    room = auction_rooms.read(row, now, rounds.pulse(row.id))
    own = auction_rooms.number_of(row, actor)
    moves = auction_rooms.own_moves(row, actor).filter(code="").exclude(kind="beat") if own else None
    receipt = moves.last() if moves is not None else None
    rules, shows = rounds.rules_of(row), room.shows
    cap = getattr(rules, "cap", None)
    has_bid = receipt is not None
    steps = standing.steps(
        shows["least"], room.increment, up=type(rules).up, cap=None if cap is None else str(cap)
    )
    points = auction_rooms.prices(row)
    items = auction_rooms.items(row, max(0, row.shown - SHOWN_LINES))
    return AuctionPage(
        lot=lot, name=timeline.name_of(lot), now=now, row=row, room=room, rules=rules, own=own, receipt=receipt,
        banner=standing.banner(shows["phase"], shows["leader"], own, has_bid=has_bid),
        lines=telling.lines(items), earlier=max(0, row.shown - SHOWN_LINES),
        terms=telling.terms(rules, is_signed=row.is_signed), left=_left(shows, now), steps=steps,
        doors=[*_doors(lot, actor)], points=points, data={"points": points, **_data(row, rules, own, has_bid)},
    )  # fmt: skip


def may_enter(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor's party was admitted to compete."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return False
    return lot.registrations.filter(party=actor.party_id, status="qualified").exists()


def looks_on(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor supervises the lot, and so sees the desk without acting there."""
    return actor.role in LOOK_ON and actor.covers(region=lot.deal.region, sector=lot.deal.sector)


def _doors(lot: Lot, actor: Actor) -> Iterator[tuple[str, Text]]:
    """Yield the other pages of the auction to which the actor gets in."""
    if may_enter(lot, actor):
        yield "portal-auction-room", Text("进入竞价室", "To the room")
    if hosts.leads(lot, actor) or looks_on(lot, actor):
        yield "portal-auction-console", Text("主持台", "The host's desk")
    yield "portal-auction", Text("公开观看", "Public view")


def _left(shows: Mapping[str, Any], now: datetime) -> str:
    if shows["phase"] == "paused":
        return standing.left(shows["remaining_ms"])
    if shows["phase"] in ("closed", "withdrawn") or not shows["ends_at"]:
        return ""
    return standing.left(shows["ends_at"] - rounds.milliseconds(now))


def _data(row: Auction, rules: Any, own: str, has_bid: bool) -> Mapping[str, Any]:
    language = get_language() or "zh-hans"

    def words(given: Mapping[str, Text]) -> dict[str, str]:
        return {code: one.to(language) for code, one in given.items()}

    state = reverse("auction", args=[row.lot_id])
    cap = getattr(rules, "cap", None)
    return {
        "events": f"{settings.ROOMS_URL}{state}events", "state": state, "items": reverse("auction-items", args=[row.lot_id]),
        "clock": reverse("clock"), "shown": row.shown, "own": own, "has_bid": has_bid, "up": type(rules).up,
        "cap": None if cap is None else f"{cap:.2f}", "phases": words(standing.PHASES), "banners": words(standing.BANNERS),
        "lines": words(telling.LINES), "untimed": standing.UNTIMED.to(language),
    }  # fmt: skip
