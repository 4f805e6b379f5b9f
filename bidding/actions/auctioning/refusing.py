"""Which refused moves the log does not take: one too many of a bidder, and one by which it would tell a secret price."""

from __future__ import annotations

from typing import Any, Final

from bidding.auctions.judging import Judged
from foundation.errors import Conflict
from foundation.text import Text

MOST_REFUSED: Final = 500
"""How many moves of one bidder an auction's log takes without effect: whoever is refused more often is not logged."""
EARLY: Final = frozenset({"commitment_needed", "not_begun", "not_showing", "paused", "resuming"})
"""Why a price that is a secret is refused before it may be known: whoever keeps the log would read it there."""


def unwritten(rules: Any, one: Judged, refused: int) -> Conflict | None:
    """Return the refusal of a move by who was `refused` so often before, if it is not written; None where it is, or was accepted."""
    if one.refused is None:
        return None
    if refused >= MOST_REFUSED:
        return Conflict("too_many_refused", Text("无效操作过多", "Too many moves had no effect"))
    if not rules.show_s or one.move.kind not in ("quote", "show") or one.refused.code not in EARLY:
        return None
    words = one.refused.words
    return Conflict(one.refused.code, Text(words.zh, words.en))
