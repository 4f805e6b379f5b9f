"""
Bids with one brand of the (core) product (87号令 art. 31).

At the lowest evaluated price only the one with the lowest price takes part; with scores all are scored, count as one bidder, and
the best of them may be proposed. Among equal ones the documents' way decides, or a draw; an equal price does not break a tie of
scores here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.scoring.comparing import By, lowest
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import PRICE, Entry, Work


def count(entries: Iterable[Entry]) -> int:
    """Return how many bidders there are when those of one brand are one."""
    listed = list(entries)
    return len({one.bid.brand for one in listed if one.bid.brand}) + sum(not one.bid.brand for one in listed)


def keep_lowest(work: Work) -> None:
    """Keep the lowest price of each brand."""
    _keep(work, (lowest(PRICE),))


def keep_best(work: Work, by: Sequence[By]) -> None:
    """Keep the best of each brand by the score and what the documents add to it, after all were scored."""
    _keep(work, by)


def _keep(work: Work, by: Sequence[By]) -> None:
    brands: dict[str, list[Entry]] = {}
    for entry in work.valid:
        if entry.bid.brand:
            brands.setdefault(entry.bid.brand, []).append(entry)
    for entries in brands.values():
        placed = work.order(by, entries)
        if len(placed) > 1 and placed[1].rank == 1:
            equal = " ".join(one.bid for one in placed if one.rank == 1)
            raise Unfit("brand_undecided", bids=equal)
        for one in placed[1:]:
            work.entries[one.bid].exclude("same_brand", stays=placed[0].bid)
