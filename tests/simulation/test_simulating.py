"""Auctions of every form in worlds where everything goes wrong: a few of the seeds that `bench.simulating` runs by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bidding.actions.auctioning import rounds
from bidding.auctions import judging, keeping
from bidding.auctions.judging import Pulse
from tests.simulation import world
from tests.simulation.engine import Disk, Engine, Wrong
from tests.simulation.simulating import simulate
from tests.simulation.watching import Broken
from tests.toolkit.auctions.rooms import RULES
from toolkit.auctions import concluding, prices, running
from toolkit.auctions.clock import Clock
from toolkit.auctions.refusing import Inadmissible, Unfit

SEEDS = 8
SELDOM_ENDED = ("called_auction", "reverse_rounds")
"""Hosts seldom call three times without a bid between, and three rounds of turns take longer than a simulation."""
Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("form", sorted(RULES))
def test_everything_holds(form: str) -> None:
    told = [simulate(form, seed) for seed in range(SEEDS)]
    # It is not for want of anything happening.
    if form not in SELDOM_ENDED:
        assert {one.status for one in told} >= {"ended"}
    assert sum(one.accepted for one in told) > SEEDS
    assert sum(one.outages for one in told) > SEEDS


@pytest.mark.parametrize("form", ["listing", "called_auction"])
def test_a_seed_is_one_run(form: str) -> None:
    assert simulate(form, 3) == simulate(form, 3) != simulate(form, 4)


def equal_is_better(patch: Patch) -> None:
    def least(rules: Any, standing: Any) -> Decimal | None:
        return rules.start_price if standing.price is None else standing.price

    patch.setattr(prices, "least", least)
    patch.setattr(judging, "_is_sound", lambda *given: True)


def sold_in_silence(patch: Patch) -> None:
    """The sign of life reaches back to the beginning, whatever was between."""
    told = judging.caught_up
    patch.setattr(
        judging,
        "caught_up",
        lambda kept, at, pulse, held="": told(kept, at, pulse and Pulse(0, at), held=held),
    )


def sold_out_of_reach(patch: Patch) -> None:
    """The platform's sign of life counts for an auction that somebody holds for ever."""
    patch.setattr(Disk, "counts", property(lambda self: self.pulse))
    patch.setattr(Engine, "reached", lambda self: setattr(self.disk, "left", None))


def forgetful_of_keys(patch: Patch) -> None:
    one = rounds._one
    patch.setattr(rounds, "_one", lambda wish, place, before, *rest: one(wish, place, {}, *rest))


def answered_before_the_commit(patch: Patch) -> None:
    def moves(self: Engine, wishes: Any, at: int) -> Any:
        keeps, self.dies = self.dies, lambda moment: False
        before = self.disk.row, list(self.disk.log), dict(self.disk.keys)
        found = judged(self, wishes, at)
        self.dies = keeps
        if keeps("before"):
            self.disk.row, self.disk.log, self.disk.keys = before
            self._seen = None
        return found

    judged = Engine.moves
    patch.setattr(Engine, "moves", moves)


def bids_after_the_end(patch: Patch) -> None:
    """Whoever comes within a second of the end is let in."""

    def taken(rules: Any, run: Any, move: Any) -> Any:
        return known(rules, replace(run, ended_at=0) if move.at - run.ended_at < 1000 else run, move)

    known = running._taken
    patch.setattr(running, "_taken", taken)
    patch.setattr(judging, "_is_sound", lambda *given: True)


def bids_in_a_pause(patch: Patch) -> None:
    def taken(rules: Any, run: Any, move: Any) -> Any:
        try:
            return known(rules, run, move)
        except Inadmissible as refused:
            if refused.code != "paused":
                raise
            going = replace(run, clock=replace(run.clock, stands=False, runs_from=move.at))
            return replace(known(rules, going, move), clock=run.clock)

    known = running._taken
    patch.setattr(running, "_taken", taken)
    patch.setattr(judging, "_is_sound", lambda *given: True)


def a_second_lost_in_a_pause(patch: Patch) -> None:
    resumed = Clock.resumed
    patch.setattr(
        Clock, "resumed", lambda self, at, notice_ms, more_ms: resumed(self, at - 1000, notice_ms, more_ms)
    )


def something_is_not_kept(patch: Patch) -> None:
    dump = keeping.dump
    patch.setattr(keeping, "dump", lambda run: dump(replace(run, clock=replace(run.clock, held_ms=0))))


def refused_moves_are_shown(patch: Patch) -> None:
    patch.setattr(judging, "is_shown", lambda move, refused: move.kind not in judging.UNSEEN)


def the_last_wins(patch: Patch) -> None:
    """The award of what was decided goes to the bidder of the highest number."""
    decided = concluding._decided

    def other(rules: Any, *given: Any) -> Any:
        outcome, why, awards, tied = decided(rules, *given)
        return (
            outcome,
            why,
            tuple(one.model_copy(update={"bidder": max(rules.bidders)}) for one in awards),
            tied,
        )

    patch.setattr(concluding, "_decided", other)


def instants_go_back(patch: Patch) -> None:
    """The platform's clock is believed even where it was set back."""
    made = judging._made

    def judged(kept: Any, asked: Any, at: int) -> Any:
        after, one = made(kept, asked, at)
        return after, replace(one, move=one.move.model_copy(update={"at": at}))

    patch.setattr(judging, "_made", judged)


def a_watch_read_too_late(patch: Patch) -> None:
    """The auctioneer looks at its watch after it gave a sign, and is frozen before that."""
    patch.setattr(world.Auctioneer, "broke", lambda self, at, before, began: self.last < 0)


BROKEN: dict[str, tuple[str, Callable[[Patch], None], str]] = {
    one.__name__: (form, one, words)
    for form, one, words in (
        (
            "called_auction",
            equal_is_better,
            "a raise is better than what stands|a stranger replays it otherwise",
        ),
        ("dynamic_quotation", sold_in_silence, "it ran while nobody could bid"),
        ("dynamic_quotation", sold_out_of_reach, "it ran while nobody could bid"),
        ("single_quote", forgetful_of_keys, "a key moved twice"),
        ("share_auction", answered_before_the_commit, "moves_out_of_order"),
        ("reverse_open", bids_after_the_end, "a stranger replays it otherwise"),
        ("open_rounds", bids_in_a_pause, "raise while paused|a stranger replays it otherwise"),
        (
            "dynamic_quotation",
            a_second_lost_in_a_pause,
            "what was left is not what is left|a stranger replays it otherwise",
        ),
        (
            "listing",
            something_is_not_kept,
            "what is kept is read as something else|a stranger replays it otherwise",
        ),
        ("listing", refused_moves_are_shown, "a secret is shown"),
        ("descending_clock", the_last_wins, "a stranger replays it otherwise"),
        ("multi_round", instants_go_back, "the last move is later"),
        (
            "dynamic_quotation",
            a_watch_read_too_late,
            "though nothing was the matter|it ran while nobody could bid",
        ),
    )
}
"""By name: a form, what breaks it, and what is said once that is noticed."""
MOST = 60


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_engine_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fault is one of the core's, of what is around it, or of the auctioneer's."""
    form, breaks, words = BROKEN[name]
    breaks(monkeypatch)
    with pytest.raises((Wrong, Broken, Unfit), match=words):
        for seed in range(MOST):
            simulate(form, seed)
