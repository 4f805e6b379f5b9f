"""What found entries have in common, counted: by this a reader narrows a search. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.text import Text
from notices.search.asking import Hit


@dataclass(frozen=True, slots=True)
class Band:
    """A span of amounts in yuan; `below` is not part of it."""

    title: Text
    least: Decimal | None
    below: Decimal | None

    def holds(self, amount: Decimal) -> bool:
        """Tell whether an amount lies in it."""
        return (self.least is None or amount >= self.least) and (self.below is None or amount < self.below)


_MILLION = Decimal(1_000_000)
BANDS: Mapping[str, Band] = {
    "1m": Band(Text("100万元以下", "Under CNY 1 million"), None, _MILLION),
    "10m": Band(Text("100万至1000万元", "CNY 1 to 10 million"), _MILLION, 10 * _MILLION),
    "100m": Band(Text("1000万至1亿元", "CNY 10 to 100 million"), 10 * _MILLION, 100 * _MILLION),
    "more": Band(Text("1亿元及以上", "CNY 100 million or more"), 100 * _MILLION, None),
}
# The ways of parting what was found, by the name of the filter that narrows to a part.
_BY: Mapping[str, Callable[[Hit], str]] = {
    "subject": lambda hit: hit.subject,
    "family": lambda hit: hit.family,
    "kind": lambda hit: hit.kind,
    "phase": lambda hit: hit.phase,
    "region": lambda hit: hit.region,
    "amount": lambda hit: band_of(hit.amount),
    "organiser": lambda hit: hit.organiser,
}


def count(hits: Iterable[Hit]) -> dict[str, dict[str, int]]:
    """Return how many there are of each value, the most frequent first, by the name of the filter; none where none is said."""
    counted = {name: Counter[str]() for name in _BY}
    for hit in hits:
        for name, value in _BY.items():
            counted[name][value(hit)] += 1
    return {
        name: {value: number for value, number in some.most_common() if value}
        for name, some in counted.items()
    }


def band_of(amount: Decimal | None) -> str:
    """Return the code of the band in which an amount lies; empty for none."""
    if amount is None:
        return ""
    return next(code for code, band in BANDS.items() if band.holds(amount))
