"""
反向多轮竞价, reverse auction in rounds with own turns, on bids that were opened before.

    value = price / coefficient + addition        (to the cent, half up; coefficient 1, addition 0: the price itself)

Each of `rounds` begins with a pause (`first_pause_s`, then `pause_s`); then each bidder has a turn of `turn_s`, the worst first, of equal
ones the later before the earlier, by what stood when the round began. In its own turn a bidder may quote once, below its OWN last price by
`increment` at least, replace that or cancel it. After the last round the lowest value wins, among equals the one that has stood longest.
The result is announced `closing_s` + `announcement_s` later; nothing can be done in that time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import Field

from toolkit.auctions import rules
from toolkit.auctions.moves import Cancel, Money, Quote
from toolkit.auctions.prices import EXACT
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Rounds, Seconds
from toolkit.records import Id, Instant, Record
from toolkit.scoring.comparing import Placed, lowest, ordered
from toolkit.scoring.numbers import Amount, rounded

BY = (lowest("value"), lowest("since"))


class Opened(Record):
    """A bid as it was opened: its price and when it was given, and what quality makes of the price."""

    bidder: Id
    price: Money
    at: Instant
    coefficient: Amount = Decimal(1)
    addition: Money = Decimal(0)


class Rules(rules.Rules):
    """The rules of a reverse auction in rounds; `opened` are the bids of all who take part."""

    up: ClassVar[bool] = False

    form: Literal["reverse_rounds"] = "reverse_rounds"
    opened: tuple[Opened, ...] = Field(min_length=1, max_length=1000)
    increment: Money
    rounds: Rounds = 3
    first_pause_s: Seconds
    pause_s: Seconds
    turn_s: Seconds
    closing_s: Seconds = 0
    announcement_s: Seconds = 0


@dataclass(frozen=True, slots=True)
class Turned:
    """What a bidder quoted in its turn of a round, when."""

    bidder: str
    round: int
    price: Decimal
    at: int


State = tuple[Turned, ...]
"""One quote for each turn that brought one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of the schedule on the auction's clock: a pause, a turn by its place in the round, or what follows the rounds."""

    phase: Literal["pause", "turn", "closing", "announcement"]
    opens: int
    ends: int
    round: int = 0
    place: int = 0


def begin(rules: Rules) -> State:
    """Return the state before the first turn."""
    return ()


def schedule(rules: Rules) -> tuple[Stage, ...]:
    """Return all stages in their order; it depends on nothing that happens in them."""
    pauses = rules.first_pause_s, rules.pause_s
    after = rules.closing_s, rules.announcement_s
    return _schedule(rules.starts_at, rules.rounds, len(rules.opened), pauses, rules.turn_s, after)


@lru_cache(8)
def _schedule(
    at: int, rounds: int, bidders: int, pauses: tuple[int, int], turn_s: int, after: tuple[int, int]
) -> tuple[Stage, ...]:
    # Kept: each move asks where it falls, and a thousand bidders in a hundred rounds have as many turns.
    found: list[Stage] = []

    def add(phase: Any, seconds: int, round_: int = 0, place: int = 0) -> None:
        nonlocal at
        found.append(Stage(phase, at, at + seconds * 1000, round_, place))
        at += seconds * 1000

    for number in range(1, rounds + 1):
        add("pause", pauses[number > 1], number)
        for place in range(bidders):
            add("turn", turn_s, number, place)
    add("closing", after[0])
    add("announcement", after[1])
    return tuple(found)


def turns(rules: Rules, state: State, number: int) -> tuple[str, ...]:
    """Return the order of the turns in a round: the worst first, of equal ones the later."""
    return tuple(one.bid for one in reversed(_placed(rules, [one for one in state if one.round < number])))


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: `not_your_turn`, `misses_step` with the highest price that is acceptable, `nothing_to_cancel`,
        `move_of_another_form`.
    """
    if not isinstance(move, Quote | Cancel):
        raise Inadmissible("move_of_another_form")
    stage = _stage(rules, now)
    if stage is None or stage.phase != "turn" or turns(rules, state, stage.round)[stage.place] != move.bidder:
        raise Inadmissible("not_your_turn")
    before = tuple(one for one in state if (one.bidder, one.round) != (move.bidder, stage.round))
    if isinstance(move, Cancel):
        if len(before) == len(state):
            raise Inadmissible("nothing_to_cancel")
        return before
    own = _figures(rules, before)[move.bidder]["price"]
    most = EXACT.subtract(own, rules.increment)
    if move.price > most or not move.price:
        raise Inadmissible("misses_own_step", stands=own, least=max(most, Decimal(0)))
    return (*before, Turned(move.bidder, stage.round, move.price, now))


@dataclass(frozen=True, slots=True)
class Turn:
    """
    The round at a time of the clock, the order of its turns, and whose it is; nobody's in the pause before. `prices` are those that stood
    before this round, by bidder; `quoted` is what whoever has the turn has quoted in it.
    """

    round: int
    order: tuple[str, ...]
    bidder: str
    prices: Mapping[str, Decimal]
    quoted: Decimal | None


def turn_at(rules: Rules, state: State, now: int) -> Turn | None:
    """Return whose turn it is; None before the start and once the last turn is over."""
    stage = _stage(rules, now)
    if now < rules.starts_at or stage is None or not stage.round:
        return None
    before = [one for one in state if one.round < stage.round]
    order = turns(rules, state, stage.round)
    bidder = order[stage.place] if stage.phase == "turn" else ""
    prices = {name: found["price"] for name, found in _figures(rules, before).items()}
    quoted = (one.price for one in state if (one.bidder, one.round) == (bidder, stage.round))
    return Turn(stage.round, order, bidder, prices, next(quoted, None))


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see: a turn's quote is shown when its stage is over."""
    stage = _stage(rules, now)
    if stage is None:
        ends = schedule(rules)[-1].ends
        placed, figures = _placed(rules, state), _figures(rules, state)
        ranking = tuple(
            Award(bidder=one.bid, price=figures[one.bid]["price"], value=figures[one.bid]["value"])
            for one in placed
        )
        tied = tuple(sorted(one.bid for one in placed if one.rank == 1))
        first = ranking[0]
        if len(tied) > 1:
            return Show("closed", ends, True, first.price, ranking=ranking, tied=tied)
        return Show("closed", ends, True, first.price, first.bidder, awards=(first,), ranking=ranking)
    known = tuple(one for one in state if one.at < stage.opens)
    best = _placed(rules, known)[0]
    price = _figures(rules, known)[best.bid]["price"]
    return Show(stage.phase, stage.ends, price=price, leader=best.bid)


def _stage(rules: Rules, now: int) -> Stage | None:
    stages = schedule(rules)
    place = bisect_right(stages, now, key=lambda one: one.ends)
    return stages[place] if place < len(stages) else None


def _placed(rules: Rules, state: Any) -> tuple[Placed, ...]:
    return ordered(_figures(rules, state), BY)


def _figures(rules: Rules, state: Any) -> Mapping[str, Mapping[str, Decimal]]:
    """Return price, value and since when it stands, of each bidder."""
    last = {one.bidder: (one.price, one.at) for one in sorted(state, key=lambda one: one.round)}
    found = {}
    for one in rules.opened:
        price, at = last.get(one.bidder, (one.price, one.at))
        value = rounded(Fraction(price) / Fraction(one.coefficient) + Fraction(one.addition), 2)
        found[one.bidder] = {"price": price, "value": value, "since": Decimal(at)}
    return found
