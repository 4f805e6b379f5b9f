"""
The auction's own clock: it runs with the world's, stands while the auction is paused or the platform silent, and never goes back.

Everything else in an auction is judged on this clock, so a pause keeps what remains to the millisecond, and no form knows of
pauses. An extension is the clock held: it stands for a while though the auction goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The clock shows `shown` until the world's `runs_from` and runs after it; `held_ms` is what is left of an extension while it
    stands. `alive` is the last sign of life, `moved` the last accepted move; until `resumes_at` nobody moves after a pause.
    """

    shown: int
    runs_from: int
    alive: int
    stands: bool = False
    held_ms: int = 0
    resumes_at: int = 0
    moved: int = 0

    def now(self, at: int) -> int:
        """Return what the clock shows at an instant of the world."""
        return self.shown if self.stands else self.shown + max(0, at - self.runs_from)

    def world(self, shown: int) -> int:
        """Return the world's instant at which it will show a time, if nothing stops it before."""
        return self.runs_from + shown - self.shown

    def lived(self, since: int, at: int, silence_ms: int) -> Clock:
        """Return the clock after life was seen from `since` to `at`: it stands if the last sign before was too long ago."""
        clock = self.silent(since, silence_ms)
        return clock if clock.stands else replace(clock, alive=max(clock.alive, at))

    def silent(self, at: int, silence_ms: int) -> Clock:
        """Return the clock as it is at an instant if no sign came since the last: it stands from that on, or from a later move."""
        if silence_ms and not self.stands and at - self.alive > silence_ms:
            return self.stopped(max(self.alive, self.moved))
        return self

    def stopped(self, at: int) -> Clock:
        """Return the clock as it stands from an instant on; what is left of the wait after a pause is no extension."""
        held = max(0, self.runs_from - max(at, self.resumes_at))
        return Clock(self.now(at), at, self.alive, stands=True, held_ms=held, moved=self.moved)

    def resumed(self, at: int, notice_ms: int, more_ms: int) -> Clock:
        """Return the clock as it goes on after a notice from an instant on, extended by so much."""
        resumes_at = at + notice_ms
        runs_from = resumes_at + self.held_ms + more_ms
        return Clock(self.shown, runs_from, max(self.alive, at), resumes_at=resumes_at, moved=self.moved)

    def held(self, at: int, more_ms: int) -> Clock:
        """Return the clock with so much more time: what it shows now it shows until then."""
        return replace(self, shown=self.now(at), runs_from=max(self.runs_from, at) + more_ms)


def of(starts_at: int) -> Clock:
    """Return the clock before the first move: the world's, and nobody asks for life before the start."""
    return Clock(0, 0, starts_at)
