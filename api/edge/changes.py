"""What the stream of the public feed is made of: publications under their own gap-free numbers; nothing counts what is hidden."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from rest_framework.fields import DateTimeField

from api.edge import frames
from api.edge.frames import Frame
from api.edge.hub import News
from foundation import feeds
from foundation.models import Publication

MOST: Final = 2_000
"""Who follows at one process: an auction's rooms keep most places for themselves."""
AT_ONCE: Final = 500
_INSTANT: Final = DateTimeField()


def find(_name: str) -> str | None:
    """Return the name of the feed; it is always there."""
    return feeds.PUBLIC


def head(feed: str) -> int | None:
    """Return the number of the last publication."""
    return feeds.last(feed)


def after(feed: str, shown: int) -> list[Frame]:
    """Return what was published after a number, in order; as much as goes into one answer."""
    return [frames.numbered(one.sequence, "change", _said(one)) for one in feeds.read(feed, shown, AT_ONCE)]


def news(known: Mapping[str, int], due: Collection[str], _watching: Mapping[str, int]) -> list[News]:
    """Return what was published since the `known` number, and now and then how far the feed is, so that a broken line is noticed."""
    found = []
    for feed, shown in known.items():
        new = after(feed, shown)
        if new or feed in due:
            last = new[-1].shown if new else shown
            found.append(News(feed, new, frames.event("state", {"last": last})))
    return found


def _said(one: Publication) -> dict[str, Any]:
    """Return what the API says of a publication, but for what opens its leaf."""
    return {
        "sequence": one.sequence,
        "type": one.type,
        "deal": one.deal,
        "lot": one.lot,
        "at": _INSTANT.to_representation(one.at),
        "data": one.data,
    }
