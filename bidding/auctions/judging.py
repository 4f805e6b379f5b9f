"""
The core of the live engine: what stands and what is asked for go in, the rows of the log and what stands then come out.

    judge       one move that somebody asks for
    caught_up   the signs of life that are due, and the pause of a lot that is on hold
    seen        what there is to see at an instant

Pure: the clock, the sign of life and what was kept are handed in. The engine calls it with a row's lock held, a simulator with a clock of
its own. A move has no number and no instant until it is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from toolkit.auctions import moves, running
from toolkit.auctions.concluding import conclude
from toolkit.auctions.moves import Beat, Move, Pause, Raise, Resume, Reveal, Score, Secret, Withdraw
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Result
from toolkit.auctions.running import Run

_MOVE: Final[TypeAdapter[Move]] = TypeAdapter(Move)
UNSEEN: Final = frozenset({"quote", "commit", "show", "cancel", "ask", "beat", "score"})
"""Moves that nobody else sees before the end: secret prices, who means to go on, and what says nothing of the contest."""
HELD, EARLY, UNSOUND, OVER = "标的中止交易", "公告期未满", "系统校验未通过", "标的交易已终止"
"""
Why the platform itself pauses or withdraws: the lot is on hold, its announcement has not run its time, a move came out as none may, the
lot is sold in this way no more.
"""
BREAK_MS: Final = 3000
"""Between two signs that count as one stretch. One that lies further in the future was given by a clock that was wrong: it is none."""
ALWAYS: Final = (Beat, Reveal, Secret, Score, Resume, Withdraw)
"""What may be accepted of an auction that stands or has ended."""


Expected = Decimal | Literal[""] | None
"""Against which price a move is meant: none at all (""), or whichever stands (None)."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The platform ran without a break from `since` to `at`, as its own process noted."""

    since: int
    at: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An auction after its moves so far; `shown` counts those that everybody saw."""

    rules: Any
    run: Run
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """
    A move of the log, why it has no effect if it has none, its number among what everybody sees, and what stands after it; `stood` is the
    open price, `ended` whether the log has the end in it.
    """

    move: Any
    refused: Inadmissible | None
    shown: int | None
    stands: Result
    stood: Decimal | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing was tried: another price stands than the one that was asked against."""

    stands: Result


def begin(rules: Any) -> Kept:
    """
    Return an auction before its first move.

    :raises Unfit: `rules_malformed`.
    """
    return Kept(rules, running.begin(rules))


def fold(rules: Any, log: Iterable[Any]) -> Kept:
    """
    Return what is to be kept after a whole log.

    :raises Unfit: as `running.step` does.
    """
    kept = begin(rules)
    for move in log:
        run, refused = running.step(rules, kept.run, move)
        kept = Kept(rules, run, kept.shown + is_shown(move, refused))
    return kept


def is_shown(move: Any, refused: Inadmissible | None) -> bool:
    """Tell whether everybody sees a move as soon as it is made."""
    return refused is None and move.kind not in UNSEEN


def read(fields: Mapping[str, Any]) -> Any:
    """
    Return a move from plain values, as if it were the first; who judges it gives it its number and instant.

    :raises ValidationError: for what is no move.
    """
    return _MOVE.validate_python({**fields, "number": 1, "at": 1})


def awaits_more(kept: Kept) -> bool:
    """
    Tell whether too few compete so far and the log has no end yet: nothing is judged then, for it would come out otherwise later.

    Bidders come until the start, and into a listing for as long as it is listed. Whoever was admitted is taken in by the auctioneer, who
    alone lets it end for want of bidders, by a sign of life.
    """
    return len(kept.rules.bidders) < kept.rules.fewest and not is_over(kept)


def is_up(kept: Kept, at: int) -> bool:
    """Tell whether time is up at an instant, be it in the log or not."""
    return running.seen(kept.rules, kept.run, max(at, kept.run.at))[1].phase in ("ending", "closed")


def asked(kept: Kept, at: int) -> int | None:
    """
    Return how many of a listing's bidders asked to go on, once the time to ask is over; None before, in other forms, and where a price
    met the cap: nobody is asked then.
    """
    found = getattr(kept.run.form, "asked", None)
    if found is None or (kept.rules.cap is not None and standing(kept) == kept.rules.cap):
        return None
    unknown = ("waiting", "listing", "asking", "paused", "resuming", "withdrawn")
    return None if seen(kept, at).phase in unknown else len(found)


def parse(content: bytes) -> Move:
    """Return a move of the log from its bytes."""
    return _MOVE.validate_json(content)


def caught_up(kept: Kept, at: int, pulse: Pulse | None, *, held: str = "") -> tuple[Kept, list[Judged]]:
    """
    Return what stands at an instant once the platform has shown that it lived, and the moves by which it did.

    A sign is written where the silence since the last one would stop the clock, where none came for longer than a break, or the end waits
    for one: few rows, however long an auction lasts. Without a sign that reaches back the clock stands. `held` says why it has to stand,
    if it has to.
    """
    rows: list[Judged] = []
    run = kept.run
    if run.ended_at or run.withdrawn:
        return kept, rows
    if pulse is not None and pulse.at <= at + BREAK_MS and _needs_a_sign(kept, at, pulse.at):
        kept, rows = signed(kept, Pulse(pulse.since, min(pulse.at, at)))
    if held:
        after, shown = running.seen(kept.rules, kept.run, max(at, kept.run.at))
        if not (shown.closed or shown.phase == "ending" or after.clock.stands or kept.run.withdrawn):
            kept, one = _made(kept, Pause(number=1, at=1, reason=held), at)
            rows.append(one)
    return kept, rows


def taken_out(kept: Kept, at: int, pulse: Pulse | None) -> tuple[Kept, list[Judged]]:
    """Return what stands once the lot has come to its end, and the moves by which it does: unless its time was up, it is withdrawn."""
    kept, rows = caught_up(kept, at, pulse)
    if not is_over(kept) and seen(kept, at).phase != "ending":
        kept, one = _made(kept, Withdraw(number=1, at=1, reason=OVER), at)
        rows.append(one)
    return kept, rows


def signed(kept: Kept, pulse: Pulse) -> tuple[Kept, list[Judged]]:
    """Return what stands once a sign of life is in the log, if it tells something new of an auction that goes on."""
    run, at = kept.run, pulse.at
    if at < run.at <= at + BREAK_MS:
        at = run.at  # a move came since, no later than the next sign would have
    if (
        is_over(kept)
        or at < run.at
        or at <= run.clock.alive
        or not (kept.rules.silence_s or awaits_more(kept))
    ):
        return kept, []
    kept, one = _made(kept, Beat(number=1, at=1, since=min(pulse.since, at)), at)
    return kept, [one]


def judge(
    kept: Kept, asked: Any, at: int, pulse: Pulse | None, *, held: str = "", expected: Expected = None
) -> tuple[Kept, list[Judged], Moved | None]:  # fmt: skip
    """
    Return what stands after a move that is asked for at an instant, the rows of the log, the last of them that of the move, and
    instead of it that another price stands than the `expected` one.
    """
    kept, rows = caught_up(kept, at, pulse, held=held)
    # Whoever takes what a clock shows names the most that it pays: that the clock has fallen since is no other price.
    if expected is not None and asked.kind != "take":
        stands = seen(kept, at)
        if (stands.price if stands.price is not None else "") != expected:
            return kept, rows, Moved(stands)
    kept, one = _made(kept, asked, at)
    return kept, [*rows, one], None


def seen(kept: Kept, at: int) -> Result:
    """Return what there is to see at an instant."""
    return conclude(kept.rules, kept.run, at)


def _needs_a_sign(kept: Kept, at: int, last: int) -> bool:
    clock, silence_ms = kept.run.clock, kept.rules.silence_s * 1000
    if clock.stands:
        return False
    if silence_ms and (at - clock.alive > silence_ms or at - last > BREAK_MS):
        return True
    # Where nobody asks for life, nothing but this ends an auction to which too few came.
    return bool(silence_ms or awaits_more(kept)) and is_up(kept, at)


def _made(kept: Kept, asked: Any, at: int) -> tuple[Kept, Judged]:
    at = max(at, kept.run.at)
    move = asked.model_copy(update={"number": kept.run.number + 1, "at": at})
    run, refused = running.step(kept.rules, kept.run, move)
    after = Kept(kept.rules, run, kept.shown + is_shown(move, refused))
    if _is_sound(kept, move, refused, after):
        return after, _judged(after, move, refused)
    if is_unsound(asked):
        raise AssertionError("not even a pause comes out sound")  # nothing at all is written then
    # What may never come out is not gone on with: the clock stands until two persons let it run.
    return _made(kept, Pause(number=1, at=1, reason=UNSOUND), at)


def is_unsound(move: Any) -> bool:
    """Tell whether a move is the pause that stands for one that came out as none may."""
    return isinstance(move, Pause) and move.reason == UNSOUND


def _judged(after: Kept, move: Any, refused: Inadmissible | None) -> Judged:
    shown = after.shown if is_shown(move, refused) else None
    return Judged(move, refused, shown, seen(after, move.at), standing(after), is_over(after))


def _is_sound(before: Kept, move: Any, refused: Inadmissible | None, after: Kept) -> bool:
    """Tell whether a move came out as any move may; whatever fails here is a fault of ours, not of who moved."""
    if after.run.number != before.run.number + 1 or after.run.at < before.run.at:
        return False
    if before.run.ended_at and after.run.ended_at != before.run.ended_at:
        return False
    if refused is not None:
        return after.run.form is before.run.form
    if not isinstance(move, ALWAYS):
        run, shown = running.seen(before.rules, before.run, move.at)
        if shown.closed or shown.phase == "ending" or run.clock.stands or run.withdrawn:
            return False
    if isinstance(move, Raise):
        stood, stands = standing(before), standing(after)
        better = stood is None or (move.price > stood if before.rules.up else move.price < stood)
        return better and stands == move.price
    return True


def standing(kept: Kept) -> Decimal | None:
    """Return the open price that stands; None where none does, or the form has none."""
    found = getattr(kept.run.form, "standing", None)
    return None if found is None else found.price


def is_over(kept: Kept) -> bool:
    """Tell whether the log has the end in it."""
    return bool(kept.run.ended_at or kept.run.withdrawn)


def status(kept: Kept) -> str:
    """Return where an auction stands by its log alone: `open`, `paused`, `ended` or `withdrawn`."""
    run = kept.run
    if run.withdrawn:
        return "withdrawn"
    if run.ended_at:
        return "ended"
    return "paused" if run.clock.stands else "open"


def bids(log: Iterable[tuple[Any, bool]]) -> frozenset[str]:
    """Return who gave a price that was accepted, from moves and whether they were refused."""
    prices = moves.Raise | moves.Quote | moves.Show | moves.Take | moves.Claim
    return frozenset(one.bidder for one, refused in log if isinstance(one, prices) and not refused)
