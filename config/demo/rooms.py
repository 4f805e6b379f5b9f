"""Auctions of the stories: scheduled and led from the house, bid in by several, and ended by the auctioneer's process alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as of_day
from typing import Any, Final

from config.demo.moves import LOTS, Cast, now
from config.demo.stage import Story, StoryFailed
from foundation.clock import ZONE

HOST, SECOND = "zheng", "chen"
OPENS: Final = of_day(11)
NOTICE_S, CALL_S, CALLS = 600, 5, 3
_USUAL: Final = {"bidders": [], "silence_s": 10, "notice_s": NOTICE_S, "least_left_s": 300}
_PATIENCE_SECONDS = 120.0
_STANDS = frozenset({"paused", "resuming"})


@dataclass(frozen=True)
class Room:
    """The auction of a story's lot."""

    cast: Cast

    @property
    def path(self) -> str:
        """Its address."""
        return f"{LOTS}/{self.cast.lot}/auction/"

    def shows(self) -> Any:
        """Return what everybody sees of it."""
        return self.cast.stage.get(None, self.path)


def schedule(cast: Cast, day: datetime, form: str, entering: Iterable[str], **rules: Any) -> Room:
    """Schedule the auction of the lot on the day in which an instant lies, and let bidders enter; the numbers are the announced ones."""
    room = Room(cast)
    starts_at = datetime.combine(day.astimezone(ZONE).date(), OPENS, ZONE)
    given = {"form": form, "auction": cast.lot, "starts_at": round(starts_at.timestamp() * 1000)}
    made = cast.stage.tell(HOST, room.path, {"rules": _USUAL | given | rules})
    for who in entering:
        cast.stage.tell(who, f"{room.path}entries/", {"rules_sha256": made["rules_sha256"]})
    cast.stage.tells(now(cast.stage), cast.title, f"{form} scheduled ({HOST})")
    return room


def reaches(room: Room, *phases: str) -> Story:
    """Wait until the auction has come into one of these phases."""
    yield from _wait(room, lambda shows: shows["phase"] in phases)


def settles(room: Room) -> Story:
    """Wait until the auctioneer has handed the lot what its auction came to."""
    yield from _wait(room, lambda shows: shows["status"] == "settled")
    cast = room.cast
    cast.stage.tells(now(cast.stage), cast.title, f"sold for {room.shows()['price']}")


def bid(room: Room, who: str, price: str) -> Story:
    """Raise."""
    yield from _move(room, who, "moves", {"kind": "raise", "price": price, "repeated": price})


def claim(room: Room, who: str, price: str) -> Story:
    """Take the price that stands by a prior right."""
    yield from _move(room, who, "moves", {"kind": "claim", "price": price})


def waive(room: Room, who: str) -> Story:
    """Give a prior right up."""
    yield from _move(room, who, "moves", {"kind": "waive"})


def ask(room: Room, who: str) -> Story:
    """Ask to go on when a listing ends."""
    yield from _move(room, who, "moves", {"kind": "ask"})


def hammer(room: Room, price: str) -> Story:
    """Call the price that stands as often as the law asks, and let the hammer fall."""
    moves: list[dict[str, Any]] = [
        {"kind": "call", "count": count, "price": price} for count in range(1, CALLS + 1)
    ]
    for move in (*moves, {"kind": "hammer"}):
        yield now(room.cast.stage) + timedelta(seconds=CALL_S)
        yield from _move(room, HOST, "hosting", move)


def _move(room: Room, who: str, door: str, move: Mapping[str, Any]) -> Story:
    stage = room.cast.stage
    while True:
        answer = stage.attempt(who, f"{room.path}{door}/", {"move": dict(move)})
        if answer.is_done:
            words = " ".join(filter(None, (move["kind"], move.get("price"))))
            stage.tells(now(stage), room.cast.title, f"{words} ({who})")
            return
        if answer.body.get("code") not in _STANDS:
            raise StoryFailed(f"{room.cast.title}: {move} by {who}: {answer.status} {answer.body}")
        yield from _wait(room, lambda shows: shows["phase"] not in _STANDS)


def _wait(room: Room, is_there: Callable[[Any], bool]) -> Story:
    """
    Wait until an auction shows something.

    It stands when a part of the platform was killed while the clock was walked: then two persons let it go on, as they would.
    """
    stage = room.cast.stage
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_there(shows := room.shows()):
        at, ends_at = now(stage), datetime.fromtimestamp(shows["ends_at"] / 1000, UTC)
        if shows["status"] == shows["phase"] == "paused":
            yield from _let_go_on(room)
        elif ends_at > at and shows["phase"] != "paused":
            yield ends_at
        elif time.monotonic() > until or shows["status"] == "withdrawn":
            raise StoryFailed(f"{room.cast.title}: the auction stands still at {shows}")
        else:  # the auctioneer says within seconds how it stands
            stage.pause(0.1)
            yield at
            continue
        until = time.monotonic() + _PATIENCE_SECONDS


def _let_go_on(room: Room) -> Story:
    stage, path = room.cast.stage, f"{room.path}proposals/"
    asked = stage.attempt(HOST, path, {"act": "resume", "reason": "平台已恢复正常"})
    if asked.is_done:
        stage.tell(SECOND, f"{path}{asked.body['id']}/", {"approved": True})
        stage.tells(now(stage), room.cast.title, f"goes on ({HOST}, {SECOND})")
    elif asked.body.get("code") != "not_paused":
        raise StoryFailed(f"{room.cast.title}: the auction cannot go on: {asked.status} {asked.body}")
    yield now(stage) + timedelta(seconds=NOTICE_S)
