"""
A trial (试用竞价室) as a function: what somebody did in it and an instant go in, all that has happened by then comes out.

Kept is only what a person did. Opponents, the auctioneer of a trial that one bids in, and the second person of one that one leads are
computed (`toolkit.auctions.opponents`), and move at their own instants whether or not anybody looks. Each move is judged by the live
engine's own code (`judging`). Pure: no framework, no clock, no database; nothing has to run between two looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from bidding.auctions import judging, trial_rules
from bidding.auctions.judging import Kept
from toolkit.auctions import opponents, publishing, running
from toolkit.auctions.moves import Moment, Move
from toolkit.auctions.opponents import Intent, Opponent
from toolkit.auctions.results import Result
from toolkit.auctions.running import Rules
from toolkit.records import Hash, Id, Line, Number, Positive, Record
from toolkit.scoring.inputs import IdOrNone

AGREES_MS: Final = 4000
"""After so long the second person, who is computed, agrees to what takes two."""
GUESTS: Final = 6
"""So many may bid in a trial that somebody leads, beside the opponents."""
MOST_INPUTS: Final = 200
_MOST_MOVES: Final = 400
"""After so many moves opponents rest."""

Act = Literal["resume", "extend", "pause", "withdraw"]


class Moved(Record):
    """A move that somebody made and that was accepted, under the key of the form that was sent."""

    what: Literal["moved"] = "moved"
    key: Line
    move: Move

    @property
    def at(self) -> int:
        """The instant of the move."""
        return self.move.at


class Spoken(Record):
    """What a host said to the room."""

    what: Literal["spoken"] = "spoken"
    at: Moment
    words: Line


class Proposed(Record):
    """What a host asked for that takes two."""

    what: Literal["proposed"] = "proposed"
    at: Moment
    act: Act
    reason: Line
    seconds: Number = 0


Input = Annotated[Moved | Spoken | Proposed, Field(discriminator="what")]


class Person(Record):
    """Who entered a trial to bid, by the label of the actor, and under which number."""

    label: Id
    number: Id


class Trial(Record):
    """
    A trial as it is kept: whose it is, by which rules, who is computed, and what people did in order.

    `seats` are the numbers of bidders who are no opponents: that of whoever opened it to bid, or those of guests of who leads it. `lot` is
    the one whose announced rules it took.
    """

    longest_bytes: ClassVar[int] = 1024 * 1024

    v: Literal["trial/1"] = "trial/1"
    id: Id
    owner: Id
    part: Literal["bidder", "host"]
    lot: IdOrNone = ""
    title: Line
    title_en: Line
    minutes: Positive
    rules: Rules
    seats: tuple[Id, ...]
    opponents: tuple[Opponent, ...]
    seed: Hash
    people: tuple[Person, ...] = ()
    inputs: tuple[Input, ...] = ()

    def number_of(self, label: str) -> str:
        """Return under which number an actor takes part; empty for who did not enter."""
        return next((one.number for one in self.people if one.label == label), "")

    def takes(self, label: str) -> bool:
        """Tell whether an actor may enter to bid, or did: whoever opened it for that, or a guest while a seat is free."""
        if self.part == "bidder":
            return label == self.owner
        is_free = len(self.people) < len(self.seats)
        return label != self.owner and (is_free or bool(self.number_of(label)))


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that everybody in the room saw: a move with what stood after it, or words of the host."""

    shown: int
    at: int
    kind: str
    said: Mapping[str, Any]
    stands: Result | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was asked for, and whether it was done; None while the second person thinks."""

    asked: Proposed
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """All that happened up to an instant: what stands, the log, what was seen of it, and what took two."""

    kept: Kept
    at: int
    moves: tuple[Any, ...] = ()
    items: tuple[Seen, ...] = ()
    proposals: tuple[Decided, ...] = ()


def invited(
    trial: str, form: str, minutes: int, starts_at: int, part: Literal["bidder", "host"], count: int, seed: str, like: Any = None
) -> tuple[Any, tuple[str, ...], tuple[Opponent, ...]]:  # fmt: skip
    """Return the rules of a new trial, the numbers that people may have, and so many opponents."""
    people = 1 if part == "bidder" else trial_rules.guests(form, GUESTS)
    numbers = _numbers(seed, people + count)
    rules = trial_rules.ruled(trial, form, minutes, starts_at, sorted(numbers), like)
    return rules, tuple(numbers[:people]), opponents.invited(rules, numbers[people:], seed)


def played(trial: Trial, until: int) -> Played:
    """Return all that has happened by an instant that is not before the last thing that a person did."""
    memo = _memo(trial)
    # What was found for an earlier look is gone on with; the same comes out as from the beginning.
    found = _go_on(trial, memo.last if memo.last.at <= until else memo.first, until)
    if found.at > memo.last.at:
        memo.last = found
    return found


def judged(
    trial: Trial, asked: Any, until: int, expected: judging.Expected = None
) -> judging.Judged | judging.Moved:
    """Return what a move of a person comes to at an instant, or that another price stands than the `expected` one."""
    _, rows, gone = judging.judge(played(trial, until).kept, asked, until, None, expected=expected)
    return rows[-1] if gone is None else gone


def stands(trial: Trial, at: int) -> Result:
    """Return how it stands at an instant."""
    return judging.seen(played(trial, at).kept, at)


def record(trial: Trial, at: int) -> publishing.Auction:
    """Return the record in the format of auctions, replayed from its first move; the trial's id says in it what it is."""
    return publishing.publish(trial.rules, played(trial, at).moves, at)


@dataclass(slots=True)
class _Memo:
    """What a process knows of a trial: all that happened up to the last thing that a person did, and up to the latest look."""

    first: Played
    last: Played


@lru_cache(maxsize=64)
def _memo(trial: Trial) -> _Memo:
    found = Played(judging.begin(trial.rules), 1)
    for one in trial.inputs:
        found = _taken(_go_on(trial, found, one.at), one)
    return _Memo(found, found)


def _go_on(trial: Trial, found: Played, until: int) -> Played:
    while (following := _next(trial, found)) is not None and following.at <= until:
        found = replace(found, at=following.at)
        if following.fields:
            found = _made(found, judging.read(following.fields), following.at)
    return found


def _next(trial: Trial, found: Played) -> Intent | None:
    """Return what happens next by itself: somebody who is computed moves, or, without fields, the phase changes."""
    return min(_following(trial, found), key=lambda one: one.at, default=None)


def _following(trial: Trial, found: Played) -> Iterator[Intent]:
    rules, run, at = trial.rules, found.kept.run, found.at
    _, shown = running.seen(rules, run, at)
    if shown.closed or run.withdrawn:
        return
    for one in found.proposals:
        if one.is_done is None:
            yield Intent(max(at, one.asked.at + AGREES_MS), {"kind": one.asked.act, **_said(one.asked)})
    if run.clock.stands:
        return
    if at < run.clock.resumes_at:
        yield Intent(run.clock.resumes_at, {})
    elif shown.ends and run.clock.world(shown.ends) > at:
        yield Intent(run.clock.world(shown.ends), {})
    if run.number >= _MOST_MOVES:
        return
    called = opponents.auctioneer(rules, run, at) if trial.part == "bidder" else None
    wanted = (opponents.intent(rules, run, one, at, trial.seed) for one in trial.opponents)
    yield from (one for one in (called, *wanted) if one is not None)


def _said(asked: Proposed) -> dict[str, Any]:
    return {"seconds": asked.seconds} if asked.act == "extend" else {"reason": asked.reason}


def _taken(found: Played, one: Moved | Spoken | Proposed) -> Played:
    match one:
        case Moved():
            return _made(found, one.move, one.at)
        case Proposed():
            return replace(found, proposals=(*found.proposals, Decided(one)))
    kept = replace(found.kept, shown=found.kept.shown + 1)
    seen = Seen(kept.shown, one.at, "message", {"words": one.words}, None)
    return replace(found, kept=kept, items=(*found.items, seen))


def _made(found: Played, asked: Any, at: int) -> Played:
    """Return what stands after a move; one that has no effect is left out of the log, and nothing changes but the time."""
    kept, rows, _ = judging.judge(found.kept, asked, at, None)
    one = rows[-1]
    proposals = _decided(found.proposals, asked.kind, is_done=one.refused is None)
    if one.refused is not None:
        return replace(found, at=at, proposals=proposals)
    items = (
        found.items
        if one.shown is None
        else (*found.items, Seen(one.shown, at, one.move.kind, said(one.move), one.stands))
    )
    return Played(kept, at, (*found.moves, one.move), items, proposals)


def _decided(proposals: tuple[Decided, ...], kind: str, *, is_done: bool) -> tuple[Decided, ...]:
    """Return what was asked for, the one that waits for a move of this kind decided by it."""
    return tuple(
        replace(one, is_done=is_done) if one.is_done is None and one.asked.act == kind else one
        for one in proposals
    )


def said(move: Any) -> dict[str, Any]:
    """Return what a move says, in plain values."""
    return {name: value for name, value in move.model_dump().items() if name not in ("number", "at")}


def _numbers(seed: str, count: int) -> list[str]:
    """Return so many different numbers of four digits that follow from a seed."""
    found: list[str] = []
    for start in range(0, len(seed) - 8, 4):
        number = f"{int(seed[start : start + 8], 16) % 9000 + 1000}"
        if number not in found:
            found.append(number)
    return found[:count]
