"""
Runs an auction: the table of forms, and the one function by which a move is judged against those before it.

A live auction keeps its `Run` and steps it move by move; whoever reads the log later does the same from the first move on. Both come
to the same, for nothing else decides. The close is no move and no mark: it follows from the moves before and the instant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field

from toolkit.auctions import clock, commitments, moves, showing
from toolkit.auctions.clock import Clock
from toolkit.auctions.forms import (
    called_auction,
    descending_clock,
    dynamic_quotation,
    listing,
    multi_round,
    open_rounds,
    reverse_open,
    reverse_rounds,
    share_auction,
    single_quote,
    weighted_quotation,
)
from toolkit.auctions.moves import Move
from toolkit.auctions.refusing import Inadmissible, Unfit
from toolkit.auctions.results import Show
from toolkit.auctions.showing import Secrecy
from toolkit.auctions.wellformed import check

Rules = Annotated[
    called_auction.Rules | descending_clock.Rules | dynamic_quotation.Rules | listing.Rules | multi_round.Rules | open_rounds.Rules
    | reverse_open.Rules | reverse_rounds.Rules | share_auction.Rules | single_quote.Rules | weighted_quotation.Rules,
    Field(discriminator="form"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """The three functions of a form, and what becomes of its state when the auction goes on after a pause."""

    begin: Callable[[Any], Any]
    take: Callable[[Any, Any, Any, int], Any]
    show: Callable[[Any, Any, int], Show]
    resume: Callable[[Any, Any, int], Any] = lambda rules, state, now: state


FORMS: Final[Mapping[str, Form]] = {
    "called_auction": Form(
        called_auction.begin, called_auction.take, called_auction.show, called_auction.resume
    ),
    "descending_clock": Form(descending_clock.begin, descending_clock.take, descending_clock.show),
    "dynamic_quotation": Form(dynamic_quotation.begin, dynamic_quotation.take, dynamic_quotation.show),
    "listing": Form(listing.begin, listing.take, listing.show),
    "multi_round": Form(multi_round.begin, multi_round.take, multi_round.show),
    "open_rounds": Form(open_rounds.begin, open_rounds.take, open_rounds.show),
    "reverse_open": Form(reverse_open.begin, reverse_open.take, reverse_open.show),
    "reverse_rounds": Form(reverse_rounds.begin, reverse_rounds.take, reverse_rounds.show),
    "share_auction": Form(share_auction.begin, share_auction.take, share_auction.show),
    "single_quote": Form(single_quote.begin, single_quote.take, single_quote.show),
    "weighted_quotation": Form(weighted_quotation.begin, weighted_quotation.take, weighted_quotation.show),
}


@dataclass(frozen=True, slots=True)
class Run:
    """
    An auction after its moves so far: the last one's number and instant, its clock, the state of its form, and what was revealed.

    `withdrawn` is when the lot was taken out; `secrets` are those of the draw, by contributor, `secrecy` prices that were committed to.
    """

    form: Any
    clock: Clock
    number: int = 0
    at: int = 0
    ended_at: int = 0
    withdrawn: int = 0
    reserve: Decimal | None = None
    secrets: tuple[tuple[str, str], ...] = ()
    secrecy: Secrecy = field(default_factory=Secrecy)


def begin(rules: Rules) -> Run:
    """
    Return the auction before its first move.

    :raises Unfit: `rules_malformed` with the field that contradicts another.
    """
    check(rules)
    return Run(FORMS[rules.form].begin(rules), clock.of(rules.starts_at))


def step(rules: Rules, run: Run, move: Move) -> tuple[Run, Inadmissible | None]:
    """
    Return the auction after one more move, and why the move has no effect, if it has none.

    :raises Unfit: `moves_out_of_order` unless the move has the next number and is not before the last, nor a beat before its `since`.
    """
    begins = move.since if isinstance(move, moves.Beat) else move.at
    if move.number != run.number + 1 or move.at < max(run.at, begins):
        raise Unfit("moves_out_of_order", number=move.number)
    run = _lived(rules, run, move)
    run = replace(run, number=move.number, at=move.at)
    try:
        after = _taken(rules, run, move)
    except Inadmissible as refused:
        return run, refused
    if isinstance(move, moves.Beat):
        return after, None
    return replace(after, clock=replace(after.clock, moved=move.at)), None


def seen(rules: Rules, run: Run, at: int) -> tuple[Run, Show]:
    """
    Return the auction as it is at an instant after its last move, and what there is to see.

    Where life has to be shown, nothing has ended before the platform is known to be alive after the end: until then the phase
    is `ending`, and once the silence is too long the clock stands.
    """
    if run.withdrawn:
        return run, replace(_show(rules, run, run.clock.now(run.withdrawn)), phase="withdrawn", least=None)
    if run.ended_at or not rules.silence_s:
        shown = _show(rules, run, run.clock.now(at))
        return _ended(run, shown, at), shown
    run = replace(run, clock=run.clock.silent(at, rules.silence_s * 1000))
    shown = _show(rules, run, run.clock.now(at))
    if shown.closed:
        shown = replace(shown, phase="ending", closed=False, awards=(), tied=(), tied_at=None, reason="")
    return run, shown


def committed(rules: Rules, run: Run, bidder: str, at: int) -> showing.Committed | None:
    """Return what a bidder committed to and nobody has read yet, or reads just now; None without it."""
    run = replace(run, clock=run.clock.silent(at, rules.silence_s * 1000) if rules.silence_s else run.clock)
    return showing.own(FORMS[rules.form], rules, run.form, run.secrecy, bidder, run.clock.now(at))


def _show(rules: Rules, run: Run, now: int) -> Show:
    if now < rules.starts_at:
        return Show("waiting", rules.starts_at)
    if len(rules.bidders) < rules.fewest:
        # Others come into a listing for as long as it is listed; nobody sees that they have not come yet.
        until = rules.after_start(getattr(rules, "listing_s", 0))
        if now >= until:
            return Show("closed", until, True, reason="too_few_bidders")
    return showing.show(FORMS[rules.form], rules, run.form, run.secrecy, now)


def _lived(rules: Rules, run: Run, move: Move) -> Run:
    """Let the clock run up to a move; of all moves only a beat shows that the platform lived, for whoever leads may move too."""
    if run.ended_at or run.withdrawn:
        return run
    silence_ms, known = rules.silence_s * 1000, run.clock
    clock = (
        known.lived(move.since, move.at, silence_ms)
        if isinstance(move, moves.Beat)
        else known.silent(move.at, silence_ms)
    )
    return _close(rules, replace(run, clock=clock), move.at)


def _close(rules: Rules, run: Run, at: int) -> Run:
    """Note the end, if it has come; by time alone it has only where the platform is known to have lived until then."""
    known = min(at, run.clock.alive) if rules.silence_s else at
    return _ended(run, _show(rules, run, run.clock.now(known)), at)


def _ended(run: Run, shown: Show, at: int) -> Run:
    """
    Note when the world's clock showed the end, once: later stops move it no more.

    What a move ends while an extension holds the clock ends with that move, and not when the clock would run again.
    """
    if shown.closed and not run.ended_at:
        return replace(run, ended_at=min(run.clock.world(shown.ends), at))
    return run


def _taken(rules: Rules, run: Run, move: Any) -> Run:
    over = bool(run.ended_at or run.withdrawn)
    if isinstance(move, moves.Beat):
        return run
    # Time may be up though only the next sign of life makes it the end.
    is_up = over or (bool(rules.silence_s) and _show(rules, run, run.clock.now(move.at)).closed)
    if isinstance(move, moves.AFTER_THE_END):
        if not over:
            raise Inadmissible("not_closed")
    elif is_up:
        raise Inadmissible("closed")
    bidder = moves.bidder_of(move)
    if bidder and bidder not in rules.bidders:
        raise Inadmissible("bidder_unknown")
    match move:
        case moves.Reveal():
            return _revealed(rules, run, move)
        case moves.Secret():
            return _told(rules, run, move)
        case moves.Withdraw():
            return replace(run, withdrawn=move.at)
        case moves.Resume():
            if not run.clock.stands:
                raise Inadmissible("not_paused")
            return _resumed(rules, run, move.at)
    if run.clock.stands:
        raise Inadmissible("paused")
    match move:
        case moves.Pause():
            return replace(run, clock=run.clock.stopped(move.at))
        case moves.Extend():
            return replace(run, clock=run.clock.held(move.at, move.seconds * 1000))
    if move.at < run.clock.resumes_at:
        raise Inadmissible("resuming")
    now = run.clock.now(move.at)
    if now < rules.starts_at or (not over and len(rules.bidders) < rules.fewest):
        raise Inadmissible("not_begun")
    form, secrecy = showing.take(FORMS[rules.form], rules, run.form, run.secrecy, move, now)
    after = replace(run, form=form, secrecy=secrecy)
    return after if over else _close(rules, after, move.at)


def _resumed(rules: Rules, run: Run, at: int) -> Run:
    """Return the auction as it goes on: so much later, and with as much left as its rules leave at least of what was timed."""
    clock, shown = run.clock, _show(rules, run, run.clock.now(at))
    left = shown.ends - clock.shown + clock.held_ms
    more = max(0, rules.least_left_s * 1000 - left) if shown.ends else 0
    form = FORMS[rules.form].resume(rules, run.form, clock.shown)
    return replace(run, form=form, clock=clock.resumed(at, rules.notice_s * 1000, more))


def is_late(rules: Rules, run: Run, at: int) -> bool:
    """Tell whether the time is over in which the reserve price of an auction that has ended may be revealed."""
    return bool(rules.settle_s and run.ended_at) and at >= run.ended_at + rules.settle_s * 1000


def _revealed(rules: Rules, run: Run, move: moves.Reveal) -> Run:
    if not rules.reserve:
        raise Inadmissible("no_reserve")
    if run.reserve is not None:
        raise Inadmissible("revealed_already")
    if is_late(rules, run, move.at):
        raise Inadmissible("revealed_late")
    if commitments.reserve(rules.auction, move.price, move.salt) != rules.reserve:
        raise Inadmissible("reserve_mismatch", price=move.price)
    return replace(run, reserve=move.price)


def _told(rules: Rules, run: Run, move: moves.Secret) -> Run:
    committed = {one.contributor: one.commitment for one in rules.seeds}
    if move.contributor not in committed:
        raise Inadmissible("contributor_unknown", contributor=move.contributor)
    if move.contributor in dict(run.secrets):
        raise Inadmissible("revealed_already")
    if commitments.part(rules.auction, move.contributor, move.secret) != committed[move.contributor]:
        raise Inadmissible("secret_mismatch", contributor=move.contributor)
    return replace(run, secrets=(*run.secrets, (move.contributor, move.secret)))
