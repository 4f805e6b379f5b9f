"""The work sheet of one evaluation: what has been found so far of each bid, until the result is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.scoring.comparing import By, Placed, ordered
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Bid
from toolkit.scoring.numbers import fits, written
from toolkit.scoring.results import Detail, Figure, Reason
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.words import FIGURES

PRICE, EVALUATED = "price", "evaluated_price"


@dataclass(slots=True)
class Entry:
    """A bid in evaluation: its `figures`, its `reasons` in the order in which they arose; `out` once it has no rank."""

    bid: Bid
    figures: dict[str, Decimal] = field(default_factory=dict)
    criteria: tuple[Decimal, ...] = ()
    reasons: list[Reason] = field(default_factory=list)
    out: bool = False

    def note(self, code: str, **details: str | Decimal) -> None:
        """Add a reason."""
        self.reasons.append(reason(code, **details))

    def exclude(self, code: str, **details: str | Decimal) -> None:
        """Take the bid out, for a reason."""
        self.note(code, **details)
        self.out = True


@dataclass(slots=True)
class Work:
    """All bids of a lot in evaluation, and the figures that are the lot's: a mean, a benchmark price."""

    inputs: Inputs
    entries: dict[str, Entry]
    figures: dict[str, Decimal] = field(default_factory=dict)

    @property
    def valid(self) -> list[Entry]:
        """The bids that are still in, by id."""
        return [entry for entry in self.entries.values() if not entry.out]

    def order(
        self, by: Sequence[By], among: Iterable[Entry] | None = None, *, drawn: bool = True
    ) -> tuple[Placed, ...]:
        """Order the bids that are in, or those given, by their figures, and equal ones as they were drawn, if they were and may be."""
        entries = self.valid if among is None else among
        draws = self.inputs.given.drawn if drawn else ()
        return ordered({one.bid.id: one.figures for one in entries}, by, draws)


def begin(inputs: Inputs, *, turns: Collection[str] = ()) -> Work:
    """
    Return the empty work sheet; `turns` are those who have turns, of whom one who bids no more may have been served last.

    :raises Unfit: `bid_repeated`, `bid_unknown` if anything is said of a bid that is not listed.
    """
    ids = [bid.id for bid in inputs.bids]
    if len(set(ids)) != len(ids):
        raise Unfit("bid_repeated")
    known = {bid.id: Entry(bid) for bid in sorted(inputs.bids, key=lambda bid: bid.id)}
    given = inputs.given
    named = [
        *(one.bid for one in inputs.exclusions), *(one.bid for one in inputs.sheets),
        *(one.bid for one in inputs.adjustments), *(one.bid for one in inputs.corrections),
        *(one.bid for one in inputs.reviews),
        *(bid for listed in (*given.drawn, *given.ballots) for bid in listed), *given.declined,
        *filter(None, (given.chosen, "" if given.served in turns else given.served)),
    ]  # fmt: skip
    if unknown := sorted(set(named) - known.keys()):
        raise Unfit("bid_unknown", bid=unknown[0])
    return Work(inputs, known)


def reason(code: str, **details: str | Decimal) -> Reason:
    """
    Return a reason; decimals are written as the format writes them.

    :raises Unfit: `figure_too_large`.
    """
    return Reason(
        code=code,
        details=tuple(
            Detail(name=name, value=value if isinstance(value, str) else written(_fitting(name, value)))
            for name, value in details.items()
        ),
    )


def figures_of(figures: Mapping[str, Decimal]) -> tuple[Figure, ...]:
    """
    Return figures for publication, in the order of the table of words, votes last by round.

    :raises Unfit: `figure_too_large` for one that the format cannot write.
    """
    known = [name for name in FIGURES if name in figures]
    votes = [name for name in figures if name not in FIGURES]
    return tuple(Figure(name=name, value=_fitting(name, figures[name])) for name in (*known, *votes))


def _fitting(name: str, value: Decimal) -> Decimal:
    if not fits(value):
        raise Unfit("figure_too_large", figure=name)
    return value
