"""
From what a form shows to the result: the reserve price, the draw, the only bidder, a lot that was withdrawn.

    open       nothing has ended
    deal       the awards stand
    agreement  too few compete, and the only one may buy by agreement as the rules say
    no_deal    nobody bid, too few compete, or the best price does not reach the reserve
    undecided  ended, and something is still to come: the reserve in its time, the secrets of a draw, scores, or the organiser's next step
    withdrawn  the lot was taken out
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.auctions import commitments
from toolkit.auctions.refusing import Inadmissible, Unfit
from toolkit.auctions.results import Award, Outcome, Result, Show, Turned
from toolkit.auctions.running import Rules, Run, begin, is_late, seen, step
from toolkit.scoring.work import reason

WAITING = frozenset({"scores_missing"})
"""The reasons of a form for which more may come."""


def replay(rules: Rules, moves: Sequence[Any], at: int) -> Result:
    """
    Return the result of a whole log at an instant that is not before its last move.

    :raises Unfit: `rules_malformed`, `moves_out_of_order`, `instant_too_early`.
    """
    run, turned = begin(rules), []
    for move in moves:
        run, refused = step(rules, run, move)
        if refused is not None:
            turned.append(told(move.number, refused))
    if at < run.at:
        raise Unfit("instant_too_early", at=at)
    return conclude(rules, run, at, tuple(turned))


def told(number: int, refused: Inadmissible) -> Turned:
    """Return a refusal as it is published."""
    return Turned(number=number, reason=reason(refused.code, **refused.detail))


def conclude(rules: Rules, run: Run, at: int, turned: tuple[Turned, ...] = ()) -> Result:
    """Return the result of an auction at an instant; `turned` are the moves that had no effect."""
    run, shown = seen(rules, run, max(at, run.at))
    outcome, why, awards, tied = _decided(rules, run, shown, max(at, run.at))
    over = shown.closed or bool(run.withdrawn)
    phase, ends_at, remaining_ms = _timed(run, shown, max(at, run.at), over=over)
    return Result(
        phase=phase,
        ends_at=ends_at,
        remaining_ms=remaining_ms,
        price=shown.price,
        leader=shown.leader,
        least=None if over else shown.least,
        outcome=outcome,
        reason=why,
        awards=awards,
        ranking=shown.ranking if shown.closed else (),
        tied=tied,
        turned=turned,
        silent=shown.silent,
    )


def _timed(run: Run, shown: Show, at: int, *, over: bool) -> tuple[str, int, int]:
    """Return the phase, when it ends and what is left of it."""
    clock = run.clock
    if over:
        return shown.phase, run.withdrawn or run.ended_at, 0
    if not clock.stands and at < clock.resumes_at:
        return "resuming", clock.resumes_at, clock.resumes_at - at
    left = max(0, shown.ends - clock.now(at) + _held(run, at)) if shown.ends else 0
    if clock.stands:
        return "paused", 0, left
    return shown.phase, clock.world(shown.ends) if shown.ends else 0, left


def _held(run: Run, at: int) -> int:
    """Return what is left of an extension, for which the clock is held."""
    return run.clock.held_ms if run.clock.stands else max(0, run.clock.runs_from - at)


def _decided(
    rules: Rules, run: Run, shown: Show, at: int
) -> tuple[Outcome, str, tuple[Award, ...], tuple[str, ...]]:
    if run.withdrawn:
        return "withdrawn", "withdrawn", (), ()
    if not shown.closed:
        return "open", "open", (), ()
    if shown.reason == "too_few_bidders" and rules.if_fewer == "agreement" and len(rules.bidders) == 1:
        return "agreement", "only_bidder", (), rules.bidders
    if shown.reason:
        return ("undecided" if shown.reason in WAITING else "no_deal"), shown.reason, (), ()
    if rules.reserve and run.reserve is None:
        if not is_late(rules, run, at):
            return "undecided", "reserve_sealed", (), shown.tied
        if rules.if_untold == "no_deal":
            return "no_deal", "reserve_untold", (), ()
    best = shown.tied_at if shown.tied else shown.awards[0].price
    if (
        run.reserve is not None
        and best is not None
        and (best < run.reserve if rules.up else best > run.reserve)
    ):
        return "no_deal", "reserve_missed", (), ()
    if shown.tied:
        return _drawn(rules, run, shown)
    return "deal", "best", shown.awards, ()


def _drawn(rules: Rules, run: Run, shown: Show) -> tuple[Outcome, str, tuple[Award, ...], tuple[str, ...]]:
    secrets = dict(run.secrets)
    if not rules.seeds or shown.tied_at is None or getattr(rules, "ties", "draw") == "open":
        return "undecided", "tied", (), shown.tied
    if len(secrets) < len(rules.seeds):
        return "undecided", "secrets_missing", (), shown.tied
    order = commitments.drawn(rules.auction, shown.tied, secrets)
    return "deal", "drawn", (Award(bidder=order[0], price=shown.tied_at),), ()
