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
    stands. `alive` is the last sign of life.
    """

    shown: int
    runs_from: int
    alive: int
    stands: bool = False
    held_ms: int = 0

    def now(self, at: int) -> int:
        """Return what the clock shows at an instant of the world."""
        return self.shown if self.stands else self.shown + max(0, at - self.runs_from)

    def world(self, shown: int) -> int:
        """Return the world's instant at which it will show a time, if nothing stops it before."""
        return self.runs_from + shown - self.shown

    def lived(self, since: int, at: int, silence_ms: int) -> Clock:
        """Return the clock after life was seen from `since` to `at`: it stands from the last sign before, if that is too long ago."""
        clock = self.silent(since, silence_ms)
        return clock if clock.stands else replace(clock, alive=max(clock.alive, at))

    def silent(self, at: int, silence_ms: int) -> Clock:
        """Return the clock as it is at an instant if nothing was heard since the last sign of life."""
        if silence_ms and not self.stands and at - self.alive > silence_ms:
            return self.stopped(self.alive)
        return self

    def stopped(self, at: int) -> Clock:
        """Return the clock as it stands from an instant on."""
        return replace(
            self, shown=self.now(at), runs_from=at, stands=True, held_ms=max(0, self.runs_from - at)
        )

    def resumed(self, at: int) -> Clock:
        """Return the clock as it goes on from an instant."""
        return Clock(self.shown, at + self.held_ms, alive=max(self.alive, at))

    def held(self, at: int, more_ms: int) -> Clock:
        """Return the clock with so much more time: what it shows now it shows until then."""
        return replace(self, shown=self.now(at), runs_from=max(self.runs_from, at) + more_ms)


def of(starts_at: int) -> Clock:
    """Return the clock before the first move: the world's, and nobody asks for life before the start."""
    return Clock(0, 0, starts_at)
