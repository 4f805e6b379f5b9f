"""The page of a real auction: which one, who reads it, and where its other pages are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from accounts.roles import Role
from bidding import auction_rooms
from bidding.actions.auctioning import hosts, rounds
from bidding.auction_rooms import Room
from bidding.auctions import trial_rules
from bidding.models import Auction
from bidding.trial_rooms import OVER
from foundation.errors import NotFound
from foundation.text import Text
from portal import timeline
from portal.auctions import committing, signing, stage, turns
from portal.auctions.stage import Addresses, Stage
from trading import queries
from trading.models import Lot

LOOK_ON: Final = (Role.SUPERVISOR, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class AuctionPage(Stage):
    """The page of a real auction."""

    lot: Lot
    row: Auction
    room: Room


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
    told = stage.told(
        addresses(lot.id), rounds.rules_of(row), room.shows, now, own=own, has_bid=receipt is not None, increment=room.increment,
        items=auction_rooms.items(row, max(0, row.shown - stage.SHOWN_LINES)), shown=row.shown, points=auction_rooms.prices(row),
    )  # fmt: skip
    return AuctionPage(
        **told, lot=lot, row=row, room=room, title=lot.deal.title, name=timeline.name_of(lot), receipt=receipt,
        signing=signing.of(row, own, actor), committing=committing.of(row, room.shows, own, now), silent=room.silent,
        turn=turns.of(row, own, now),
        given=auction_rooms.shown_prices(row) if room.shows["phase"] in OVER else (), deposit=_deposit(row, own),
        rules_sha256=row.rules_sha256, starts_at=row.starts_at,
        doors=[*_doors(row, lot, actor, room.shows["phase"])],
        has_record=bool(row.sha256) or (row.status == "ended" and room.shows["phase"] in OVER),
        is_given_up=row.status == "withdrawn" and room.shows["outcome"] == "undecided",
    )  # fmt: skip


def _deposit(row: Auction, own: str) -> Decimal | None:
    """Return the deposit of whoever takes part under a number; None where none is due."""
    due = (
        row.participants.filter(number=own).values_list("registration__deposit_due", flat=True) if own else ()
    )
    return next((one for one in due if one), None)


def addresses(lot_id: str) -> Addresses:
    """Return where the pages of a lot's auction are, and what their script asks."""
    state = reverse("auction", args=[lot_id])
    return Addresses(
        watch=reverse("portal-auction", args=[lot_id]), room=reverse("portal-auction-room", args=[lot_id]),
        console=reverse("portal-auction-console", args=[lot_id]), state=state, items=reverse("auction-items", args=[lot_id]),
        record=reverse("auction-record", args=[lot_id]), logbook=reverse("auction-logbook", args=[lot_id]),
        events=f"{settings.ROOMS_URL}{state}events",
    )  # fmt: skip


def may_enter(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor's party was admitted to compete."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return False
    return lot.registrations.filter(party=actor.party_id, status="qualified").exists()


def looks_on(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor supervises the lot, and so sees the desk without acting there."""
    return actor.role in LOOK_ON and actor.covers(region=lot.deal.region, sector=lot.deal.sector)


def _doors(row: Auction, lot: Lot, actor: Actor, phase: str) -> Iterator[tuple[str, Text]]:
    """Yield the other pages of the auction to which the actor gets in, and before it counts where everybody may try such a room."""
    at = addresses(lot.id)
    if may_enter(lot, actor):
        yield at.room, Text("进入竞价室", "To the room")
    if hosts.leads(lot, actor) or looks_on(lot, actor):
        yield at.console, Text("主持台", "The host's desk")
    if hosts.reveals(lot, actor) and rounds.rules_of(row).reserve:
        yield reverse("portal-auction-reserve", args=[lot.id]), Text("揭示底价", "Reveal the reserve price")
    yield at.watch, Text("公开观看", "Public view")
    if phase in ("waiting", "listing") and row.form in trial_rules.FORMS and row.signing == "none":
        yield f"{reverse('portal-trials')}?lot={lot.id}", Text("试用竞价室", "Try the room")
