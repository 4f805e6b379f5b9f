"""What must hold of an auction with every commit and at its end; each is worked out from the rows alone, not by the engine's own code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bidding.auctions import judging, keeping
from bidding.auctions.judging import Kept
from bidding.models import Move
from tests.simulation.engine import Disk, Engine, parsed
from tests.toolkit.auctions.stranger import result_of
from toolkit.auctions import running
from toolkit.auctions.publishing import first_difference, publish
from toolkit.auctions.running import Run

ANYWAY = ("beat", "reveal", "secret", "score")
WHILE_PAUSED = ("resume", "withdraw", *ANYWAY)
SLACK_MS = 5000
"""How much later than it happened an outage may be noticed: the longest break between two signs, and a turn of the auctioneer."""


class Broken(AssertionError):
    """Something that must hold does not."""


def must(holds: bool, what: str) -> None:
    """Make sure of something."""
    if not holds:
        raise Broken(what)


class Watch:
    """Looks at each commit; `outages`, `unwatched` and `slow` are when nobody could bid, nobody watched, or a round took long."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.rules = judging.fold(self._rules(), ()).rules
        self.run: Run = running.begin(self.rules)
        self.outages: list[tuple[int, int]] = []
        self.unwatched: list[list[int]] = []
        self.slow: list[tuple[int, int]] = []
        self.paused, self.alive, self.left = False, self.rules.starts_at, -1
        self.last, self.resumed = (0, 0), 0

    def _rules(self) -> Any:
        return keeping.rules_of(bytes(self.disk.row.rules), tuple(self.disk.row.bidders))

    def entered(self) -> None:
        """Take note that the rules name one more."""
        self.rules = self._rules()
        self.run = judging.fold(self.rules, parsed(self.disk.log)).run

    def forget(self, shows: int) -> None:
        """Forget the outages after an instant that the platform's clock shows once more, as far as the auction has not lived it."""
        past = max(shows, self.run.at)
        self.outages = [(since, min(until, past)) for since, until in self.outages if since < past]

    def committed(self, kept: Kept, rows: Sequence[Move], at: int) -> None:
        """Hold the rows of a commit and what is kept after them against everything."""
        for row in rows:
            self._row(row, judging.parse(bytes(row.content)))
        must(kept.run == self.run, "what is kept is not the fold of the log")
        again = keeping.load(self.rules, bytes(self.disk.row.kept))
        must(again == self.run, "what is kept is read as something else")

    def _row(self, row: Move, move: Any) -> None:
        must(
            (row.number, row.at_ms, row.kind) == (move.number, move.at, move.kind), "columns say another move"
        )
        must(getattr(move, "reason", "") != judging.UNSOUND, "the engine itself found a move unsound")
        must(row.shown is None or (not row.code and row.kind not in judging.UNSEEN), "a secret is shown")
        before = self.run
        self._alive(move)
        accepted = not row.code
        must(not accepted or not self.paused or row.kind in WHILE_PAUSED, f"{row.kind} while paused")
        self.run, refused = running.step(self.rules, before, move)
        must((refused.code if refused else "") == row.code, "the log replays otherwise than it was judged")
        must(
            not accepted or row.kind in ANYWAY or not (self.run.ended_at and self.run.ended_at < move.at),
            f"{row.kind} after the end",
        )
        must(not before.ended_at or before.ended_at == self.run.ended_at, "an end moved")
        must(
            bool(not self.run.ended_at or before.ended_at) or move.at >= self.run.ended_at,
            "it ended before it was over",
        )
        if accepted:
            # What it showed after the last sign of life was not certain: to a refused move nothing came of it.
            self._clock(before, move)
            self._paused(row, before, move)

    def _alive(self, move: Any) -> None:
        """Find the silence by counting, as the format's page says it."""
        if not self.rules.silence_s or self.run.ended_at or self.run.withdrawn:
            return
        begins = move.since if move.kind == "beat" else move.at
        if not self.paused and begins - self.alive > self.rules.silence_s * 1000:
            self.paused = True
            causes = [*self.outages, *self.unwatched, *self.slow]
            must(
                any(first - SLACK_MS <= self.alive <= last + SLACK_MS for first, last in causes),
                f"it stands from {self.alive} to {begins} though nothing was the matter: {causes}",
            )
            self.left = -1
        if not self.paused and move.kind == "beat":
            self.alive = max(self.alive, move.at)

    def _clock(self, before: Run, move: Any) -> None:
        """Hold the clock against the time in which the platform could be reached."""
        shown = self.run.clock.now(move.at)
        was_at, was = self.last
        self.last = (move.at, shown)
        must(shown >= was, "the auction's clock went back")
        if not self.rules.silence_s or self.run.ended_at or not was_at:
            return
        first = max(was_at, self.rules.starts_at)
        # Two persons who let it go on between two outages were there: it is no longer one.
        since_resumed = [(max(since, self.resumed), until) for since, until in self.outages]
        gone = sum(
            max(0, min(until, move.at) - max(since, first))
            for since, until in joined([one for one in since_resumed if one[0] < one[1]])
            if until - since > self.rules.silence_s * 1000 + SLACK_MS
        )
        must(
            shown - max(was, self.rules.starts_at) <= move.at - first - gone + SLACK_MS,
            "it ran while nobody could bid",
        )

    def _paused(self, row: Move, before: Run, move: Any) -> None:
        left = self._left(self.run, move.at)
        if row.kind == "pause":
            stood = judging.seen(Kept(self.rules, before), max(move.at, before.clock.resumes_at))
            due = (
                max(0, stood.ends_at - max(move.at, before.clock.resumes_at))
                if stood.ends_at and stood.phase != "ending"
                else left
            )
            must(left == due, "a pause did not keep what was left")
            self.paused, self.left = True, left
        if row.kind == "resume":
            kept = max(self.left, self.rules.least_left_s * 1000) if self.left > 0 else self.left
            must(kept in (-1, left), "what was left is not what is left")
            self.paused, self.alive, self.resumed = False, max(self.alive, move.at), move.at

    def _left(self, run: Run, at: int) -> int:
        """Return what is left of the phase once nobody waits for the auction to go on."""
        return judging.seen(Kept(self.rules, run), max(at, run.clock.resumes_at)).remaining_ms


def joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of time without those that overlap."""
    found: list[tuple[int, int]] = []
    for since, until in sorted(stretches):
        if found and since <= found[-1][1]:
            known = found.pop()
            since, until = known[0], max(until, known[1])
        found.append((since, until))
    return found


def at_the_end(engine: Engine, watch: Watch, at: int) -> None:
    """Hold the published record against what was live, and against whoever only read the page of the format."""
    disk, rules, log = engine.disk, watch.rules, parsed(engine.disk.log)
    must(judging.fold(rules, log).run == engine.kept().run, "what is kept is not the fold of the whole log")
    record = publish(rules, log, max(at, log[-1].at if log else 1))
    must(first_difference(record) is None, "the record does not replay")
    refused = {one.number: one.code for one in disk.log if one.code}
    must(
        {one.number: one.reason.code for one in record.result.turned} == refused,
        "other moves were turned away",
    )
    content = record.to_bytes()
    must(result_of(content) == json.loads(content)["result"], "a stranger replays it otherwise")
    _winner(rules, record.result)


def _winner(rules: Any, result: Any) -> None:
    if rules.form == "share_auction":
        must(sum(one.quantity for one in result.awards) <= rules.quantity, "more was sold than there is")
        must(len({one.bidder for one in result.awards}) == len(result.awards), "somebody won twice")
    else:
        must(len(result.awards) <= 1, "two won")
    must({one.bidder for one in result.awards} <= {*rules.bidders}, "a stranger won")
    must((result.outcome == "deal") == bool(result.awards), "an outcome without a winner")
