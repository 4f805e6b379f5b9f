"""What happened to a deal, as its page tells it: the archive's entries, newest first, with addresses of this portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive import timeline
from archive.timeline import name_of
from foundation.text import Text
from trading.models import Deal, Lot

__all__ = ["Entry", "name_of", "of_deal"]

_SIGNS = {
    timeline.NOTICE: "notice",
    timeline.HOLD: "hold",
    timeline.RESUMPTION: "hold",
    timeline.STEP: "step",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `link` is an address of this portal or empty."""

    at: datetime
    what: Text
    detail: Text
    link: str = ""
    sign: str = "step"


def of_deal(deal: Deal, lots: Mapping[str, Lot]) -> list[Entry]:
    """Return the public entries of a deal, newest first."""
    return [
        Entry(
            entry.at,
            entry.what,
            entry.detail,
            f"/notices/{entry.number}/" if entry.number else "",
            _SIGNS.get(entry.kind, "change"),
        )
        for entry in reversed(timeline.of_deal(deal, lots))
    ]
