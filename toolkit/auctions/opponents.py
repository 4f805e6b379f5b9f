"""
Opponents to try a room against: what computed bidders do next, and when, as long as nothing else happens.

    eager        answers within seconds, now and then by two increments
    patient      lets a good part of what is left pass, and gives the least that is acceptable
    last_second  comes when the phase is about to end, or the price was called for the last time but one

Each has a price beyond which it does not go. Pure: rules, what stands, an instant and a seed go in, and the same seed plays the same
auction again. In an auction that counts nobody asks this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from toolkit.auctions import prices, running
from toolkit.auctions.forms import called_auction, descending_clock, listing, reverse_rounds
from toolkit.auctions.moves import MOST, Money
from toolkit.auctions.prices import EXACT
from toolkit.auctions.results import Show
from toolkit.auctions.running import Run
from toolkit.records import Id, Record

Character = Literal["eager", "patient", "last_second"]
CHARACTERS: Final[tuple[Character, ...]] = get_args(Character)
FORMS: Final = frozenset(
    {"called_auction", "descending_clock", "dynamic_quotation", "listing", "open_rounds", "reverse_open", "reverse_rounds"}
)  # fmt: skip
"""The forms that opponents know how to bid in."""
_RAISED: Final = frozenset({"listing", "limited", "raising", "called", "free", "timed", "round"})
_TOO_LATE_MS: Final = 1500
"""With less left than this nobody who is computed moves any more: no person could answer."""
_STEPS: Final = (4, 14)
"""Between so many increments from the start lies the price beyond which somebody does not go."""

Draw = Callable[[int, int], int]
"""Returns a whole number between two, the bounds included."""


class Opponent(Record):
    """A computed bidder; `limit` is the highest price that it gives, where the lowest wins the lowest one."""

    bidder: Id
    character: Character
    limit: Money


@dataclass(frozen=True, slots=True)
class Intent:
    """What is done at an instant of the world if nothing else happens before: a move's fields but its number and instant."""

    at: int
    fields: dict[str, Any]


def invited(rules: Any, bidders: Sequence[str], seed: str) -> tuple[Opponent, ...]:
    """Return an opponent for each of some bidders of these rules, of different characters as far as there are."""
    first = _drawing(seed, "characters")(0, len(CHARACTERS) - 1)
    return tuple(
        Opponent(
            bidder=one, character=CHARACTERS[(first + place) % len(CHARACTERS)], limit=_limit(rules, one, _drawing(seed, one, "limit"))
        )
        for place, one in enumerate(bidders)
    )  # fmt: skip


def intent(rules: Any, run: Run, opponent: Opponent, at: int, seed: str) -> Intent | None:
    """
    Return what an opponent does next within the phase that it sees at an instant, if it does anything in it.

    Ask again after each move, and when the phase changes.
    """
    run, shown = running.seen(rules, run, at)
    if _waits(rules, run, at) or shown.closed:
        return None
    draw = _drawing(seed, opponent.bidder, str(run.number), str(at))
    fields = _wanted(rules, run, shown, opponent, at, draw)
    wait = None if fields is None else _wait(rules, run, shown, opponent.character, at, draw)
    if fields is None or wait is None:
        return None
    ends = run.clock.world(shown.ends) if shown.ends else 0
    when = min(at + wait, ends - 1) if ends else at + wait
    return Intent(when, {**fields, "bidder": opponent.bidder}) if when > at else None


def auctioneer(rules: Any, run: Run, at: int) -> Intent | None:
    """Return what whoever calls an auction does next: it calls as soon as it may, and after the last call the hammer falls."""
    run, shown = running.seen(rules, run, at)
    state = run.form
    if not isinstance(state, called_auction.State) or shown.phase not in ("raising", "called"):
        return None
    if _waits(rules, run, at):
        return None
    when = max(at + 1, run.clock.world(state.since + rules.call_s * 1000))
    if state.calls >= rules.calls:
        return Intent(when, {"kind": "hammer"})
    stands = rules.start_price if state.standing.price is None else state.standing.price
    return Intent(when, {"kind": "call", "count": state.calls + 1, "price": f"{stands:.2f}"})


def _waits(rules: Any, run: Run, at: int) -> bool:
    """Tell whether nobody may move now, whatever the form says."""
    too_few = len(rules.bidders) < rules.fewest
    return bool(run.withdrawn) or run.clock.stands or at < run.clock.resumes_at or too_few


def _wanted(
    rules: Any, run: Run, shown: Show, opponent: Opponent, at: int, draw: Draw
) -> dict[str, Any] | None:
    if rules.form == "descending_clock":
        takes = shown.phase == "clock" and shown.least is not None and shown.least <= opponent.limit
        return {"kind": "take", "price": f"{shown.least:.2f}"} if takes else None
    if rules.form == "reverse_rounds":
        return _quote(rules, run, opponent, at)
    if shown.phase == "asking":
        return _ask(rules, run.form, opponent)
    if shown.phase not in _RAISED or shown.least is None or shown.leader == opponent.bidder:
        return None
    if shown.phase == "limited" and opponent.bidder not in run.form.asked | {shown.leader}:
        return None
    if not _affords(rules, opponent, shown.least):
        return None
    return {"kind": "raise", "price": f"{_price(rules, run.form.standing, shown.least, opponent, draw):.2f}"}


def _price(rules: Any, standing: prices.Standing, least: Decimal, opponent: Opponent, draw: Draw) -> Decimal:
    """Return the least that is acceptable, or one increment more where the eager can afford it and nobody asks for it twice."""
    step = EXACT.add if rules.up else EXACT.subtract
    more = step(least, standing.increment)
    is_open = standing.price is not None and (rules.cap is None or more <= rules.cap) and 0 < more < MOST
    if (
        opponent.character == "eager"
        and is_open
        and not prices.is_large(rules, standing, more)
        and _affords(rules, opponent, more)
    ):
        return more if draw(0, 3) == 0 else least
    return least


def _ask(rules: Any, state: listing.State, opponent: Opponent) -> dict[str, Any] | None:
    least = prices.least(rules, state.standing)
    may = rules.may_ask == "admitted" or opponent.bidder in state.quoted
    if not may or opponent.bidder in state.asked or least is None or not _affords(rules, opponent, least):
        return None
    return {"kind": "ask"}


def _quote(rules: reverse_rounds.Rules, run: Run, opponent: Opponent, at: int) -> dict[str, Any] | None:
    now = run.clock.now(at)
    stage = next((one for one in reverse_rounds.schedule(rules) if one.opens <= now < one.ends), None)
    if stage is None or stage.phase != "turn":
        return None
    if reverse_rounds.turns(rules, run.form, stage.round)[stage.place] != opponent.bidder:
        return None
    own = [one for one in run.form if one.bidder == opponent.bidder]
    if any(one.round == stage.round for one in own):
        return None
    opened = next(one.price for one in rules.opened if one.bidder == opponent.bidder)
    price = EXACT.subtract(own[-1].price if own else opened, rules.increment)
    return {"kind": "quote", "price": f"{price:.2f}"} if 0 < price >= opponent.limit else None


def _affords(rules: Any, opponent: Opponent, price: Decimal) -> bool:
    return price <= opponent.limit if rules.up else price >= opponent.limit


def _wait(rules: Any, run: Run, shown: Show, character: Character, at: int, draw: Draw) -> int | None:
    """Return after how many milliseconds somebody acts; None if it does not before something else happens."""
    left = run.clock.world(shown.ends) - at if shown.ends else None
    if left is not None and shown.phase == "clock":
        return draw(left // 5, left * 4 // 5)
    if left is not None and left < _TOO_LATE_MS:
        return None
    if character == "last_second":
        if left is not None:
            return max(800, left - draw(1200, 4000))
        return draw(1500, 3000) if run.form.calls >= rules.calls - 1 else None
    if character == "eager":
        wait = draw(1500, 5000)
        return wait if left is None else min(wait, left // 2)
    return draw(5000, 15_000) if left is None else draw(left // 5, left // 2)


def _limit(rules: Any, bidder: str, draw: Draw) -> Decimal:
    """Return a price that somebody may have in mind before it begins."""
    if rules.form == "descending_clock":
        return descending_clock.price_at(rules, draw(rules.steps * 2 // 10, rules.steps * 6 // 10))
    if rules.form == "reverse_rounds":
        start = next(one.price for one in rules.opened if one.bidder == bidder)
        steps = draw(1, rules.rounds)
    else:
        start, steps = rules.start_price, draw(*_STEPS)
    if rules.up:
        return min(EXACT.add(start, EXACT.multiply(rules.increment, Decimal(steps))), Decimal(MOST - 1))
    # Prices stay above nothing, however large the increment is.
    steps = min(steps, int((start - Decimal("0.01")) // rules.increment))
    return EXACT.subtract(start, EXACT.multiply(rules.increment, Decimal(steps)))


def _drawing(seed: str, *said: str) -> Draw:
    """Return a way to draw numbers that follow from a seed and from what they are drawn for, and from nothing else."""
    base = hashlib.sha256("\n".join(("trial", seed, *said)).encode()).digest()
    drawn = 0

    def draw(low: int, high: int) -> int:
        nonlocal drawn
        drawn += 1
        found = hashlib.sha256(base + drawn.to_bytes(2, "big")).digest()
        return low + int.from_bytes(found[:8], "big") % (high - low + 1)

    return draw
