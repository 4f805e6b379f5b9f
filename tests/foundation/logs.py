"""Write events, and read the log as anybody may."""

from __future__ import annotations

from pathlib import Path

from foundation import clock, journal
from foundation.models import Event
from toolkit.log import checkpoint, tiles
from toolkit.log.checkpoint import read_head
from toolkit.log.leaves import Line

LINE = Line("policy", "deal_1", "-", 1, "ab" * 32)


def append(subject: str = "lot_1", **data: object) -> Event:
    return journal.append("house.thing.happened", subject=subject, actor="clock", at=clock.now(), data=data)


def published(folder: Path) -> checkpoint.Head:
    return read_head((folder / "checkpoint").read_text())


def logged(folder: Path) -> list[bytes]:
    """Return every leaf that the public files show, as far as their root vouches for them."""
    return tiles.leaves_of(tiles.Folder(folder), published(folder).checkpoint)
