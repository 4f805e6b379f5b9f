"""Server-sent events as bytes: `item`, something that everybody saw, whose id is its number; `state`, how the auction stands now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.serializers import auctions as shapes
from bidding.actions.auctioning import rounds
from bidding.auction_rooms import Item, Room

RETRY: Final = b"retry: 1000\n\n"
"""What a reader is told first: after how many milliseconds to come back once the line broke."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An event for all: its number among what everybody saw, and its bytes."""

    shown: int
    content: bytes


def item(one: Item) -> Frame:
    """Return something that everybody saw."""
    return numbered(one.shown, "item", shapes.ItemSerializer(one).data)


def state(room: Room, at: datetime, watching: int) -> bytes:
    """Return how an auction stands at an instant; `watching` counts who watches at this process."""
    said = shapes.AuctionSerializer(room).data
    return event("state", {**said, "server_ms": rounds.milliseconds(at), "watching": watching})


def numbered(number: int, name: str, said: Mapping[str, Any]) -> Frame:
    """Return an event with its number, by which whoever comes back says what it got last."""
    return Frame(number, b"id: %d\n%b" % (number, event(name, said)))


def event(name: str, said: Mapping[str, Any]) -> bytes:
    """Return an event as it is sent."""
    return f"event: {name}\ndata: {json.dumps(said, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
