"""
Prices that nobody reads before the time to give them is over: each bidder commits to its own, and shows it afterwards.

    commit    while a form takes prices that others do not see: a hash, of a price with a salt that stays with the bidder
    showing   for `show_s` after that, or until all who committed have shown: the form's time stands, and each shows its price
    after     what was shown counts as quoted when it was committed to, in that order; who shows none has given none

Forms know nothing of it, as they know nothing of pauses: what they get is a quote at its time. Where `show_s` is 0, quotes are given as
they are, and whoever keeps the log reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from toolkit.auctions import commitments, moves
from toolkit.auctions.moves import Commit, Quote
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Show

WINDOWS: Final = frozenset({"quoting", "sealed", "written"})
"""The phases of forms in which prices are given that others do not see. Whoever stopped a clock answers alone, when these are known."""
PRICES: Final = frozenset({"misses_start", "misses_step", "not_above", "quantity_outside", "written_outside"})
"""Why a form refuses a quote for its price alone."""


@dataclass(frozen=True, slots=True)
class Committed:
    """Who committed to what by which move, when on the form's time, and the price once it was shown."""

    bidder: str
    number: int
    at: int
    commitment: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Secrecy:
    """
    What was committed to in a window that `ends` then on the form's time; `cut` is for how long that time has stood so far, `silent` who
    showed nothing after earlier windows.
    """

    commits: tuple[Committed, ...] = ()
    ends: int = 0
    cut: int = 0
    silent: tuple[str, ...] = ()


def take(
    form: Any, rules: Any, state: Any, secrecy: Secrecy, move: Any, now: int
) -> tuple[Any, Secrecy]:  # fmt: skip
    """
    Return the state of a form, and what is secret of it, after a move.

    :raises Inadmissible: what the form raises; `commitment_needed`, `being_shown`, `not_showing`, `nothing_committed`, `shown_already`,
        `commitment_mismatch`.
    """
    if not rules.show_s:
        if isinstance(move, Commit | moves.Show):
            raise Inadmissible("move_of_another_form")
        return form.take(rules, state, move, now), secrecy
    state, secrecy, then = _until(form, rules, state, secrecy, now)
    is_showing = bool(secrecy.commits) and then >= secrecy.ends
    match move:
        case moves.Show():
            if not is_showing:
                raise Inadmissible("not_showing")
            return _shown(form, rules, state, secrecy, move, then)
        case _ if is_showing:
            raise Inadmissible("being_shown")
        case Commit():
            return state, _committed(form, rules, state, secrecy, move, then)
        case Quote() if form.show(rules, state, then).phase in WINDOWS:
            raise Inadmissible("commitment_needed")
    return form.take(rules, state, move, then), secrecy


def show(form: Any, rules: Any, state: Any, secrecy: Secrecy, now: int) -> Show:
    """Return what there is to see of a form at a time of the auction's clock."""
    if not rules.show_s:
        seen: Show = form.show(rules, state, now)
        return seen
    state, secrecy, then = _until(form, rules, state, secrecy, now)
    if secrecy.commits and then >= secrecy.ends:
        before = form.show(rules, state, secrecy.ends - 1)
        ends = secrecy.ends + secrecy.cut + rules.show_s * 1000
        return Show("showing", ends, price=before.price, leader=before.leader, silent=secrecy.silent)
    found: Show = form.show(rules, state, then)
    return replace(found, ends=found.ends + secrecy.cut if found.ends else 0, silent=secrecy.silent)


def own(form: Any, rules: Any, state: Any, secrecy: Secrecy, bidder: str, now: int) -> Committed | None:
    """Return what a bidder committed to in the window that is open at a time of the auction's clock, or is being shown."""
    found = _until(form, rules, state, secrecy, now)[1].commits if rules.show_s else ()
    return next((one for one in found if one.bidder == bidder), None)


def _until(form: Any, rules: Any, state: Any, secrecy: Secrecy, now: int) -> tuple[Any, Secrecy, int]:
    """Return what stands at a time of the auction's clock, and the form's; while prices are shown, how far that would have come."""
    then = now - secrecy.cut
    if not secrecy.commits or then < secrecy.ends + rules.show_s * 1000:
        return state, secrecy, then
    state, secrecy = _counted(form, rules, state, secrecy, rules.show_s * 1000)
    return state, secrecy, now - secrecy.cut


def _counted(form: Any, rules: Any, state: Any, secrecy: Secrecy, stood: int) -> tuple[Any, Secrecy]:
    """Return what stands once prices were shown, for which the form's time `stood` so long: they count as given when committed to."""
    for one in secrecy.commits:
        if one.quote is not None:
            state = form.take(rules, state, one.quote, one.at)
    silent = {*secrecy.silent, *(one.bidder for one in secrecy.commits if one.quote is None)}
    return state, Secrecy(cut=secrecy.cut + stood, silent=tuple(sorted(silent)))


def _committed(form: Any, rules: Any, state: Any, secrecy: Secrecy, move: Commit, then: int) -> Secrecy:
    # Whether its bidder may quote now the form alone knows: a price of nothing is refused for the price, or for something else.
    nothing = Quote(number=move.number, at=move.at, bidder=move.bidder, price=Decimal(0))
    try:
        form.take(rules, state, nothing, then)
    except Inadmissible as refused:
        if refused.code not in PRICES:
            raise
    shown = form.show(rules, state, then)
    if shown.phase not in WINDOWS:
        raise Inadmissible("move_of_another_form")
    if any(one.bidder == move.bidder for one in secrecy.commits):
        raise Inadmissible("quoted_already")
    made = Committed(move.bidder, move.number, then, move.commitment)
    return replace(secrecy, commits=(*secrecy.commits, made), ends=shown.ends)


def _shown(
    form: Any, rules: Any, state: Any, secrecy: Secrecy, move: moves.Show, then: int
) -> tuple[Any, Secrecy]:  # fmt: skip
    mine = next((one for one in secrecy.commits if one.bidder == move.bidder), None)
    if mine is None:
        raise Inadmissible("nothing_committed")
    if mine.quote is not None:
        raise Inadmissible("shown_already")
    said = {"quantity": move.quantity, "least": move.least}
    if commitments.price(rules.auction, move.bidder, move.price, move.salt, **said) != mine.commitment:
        raise Inadmissible("commitment_mismatch")
    quote = Quote(number=mine.number, at=move.at, bidder=move.bidder, price=move.price, **said)
    form.take(rules, state, quote, mine.at)
    commits = tuple(replace(one, quote=quote) if one is mine else one for one in secrecy.commits)
    after = replace(secrecy, commits=commits)
    if any(one.quote is None for one in commits):
        return state, after
    # Nobody is left who could show: what follows need not wait.
    return _counted(form, rules, state, after, then - secrecy.ends)
