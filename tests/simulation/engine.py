"""
The engine without its database: what `bidding.actions.auctioning` does around the core, on a disk in memory.

What is judged, and how a round answers, is the platform's own code (`judging`, `rounds._one`); reading, locking and writing are
imitated. What a process writes is on the disk with its commit or not at all, and the disk guards itself as the triggers do.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import living, rounds, writing
from bidding.actions.auctioning.rounds import Outcome, milliseconds
from bidding.actions.auctioning.writing import Place, Wish
from bidding.auctions import judging, keeping
from bidding.auctions.judging import Kept, Pulse
from bidding.models import Auction, Move
from toolkit import canonical

AUCTION, LOT = "auc_1", "a"
HOSTS = Actor(Role.AUCTIONEER, "mem_host"), Actor(Role.CENTRE, "mem_second")
LONGEST_BREAK_MS = round(living.LONGEST_BREAK.total_seconds() * 1000)


class Died(Exception):
    """The process is gone; whoever asked hears nothing."""


class Wrong(Exception):
    """The disk does not take what is written, as the database would not."""


def bidder(number: str) -> Actor:
    """Return who bids under a number."""
    return Actor(Role.BIDDER, f"mem_{number}", party_id=f"pty_{number}")


@dataclass
class Disk:
    """
    What is durable: the auction's row, its log, the sign of life, and who entered; `left` is the last sign before it was out of reach,
    while it is.
    """

    row: Auction
    log: list[Move] = field(default_factory=list)
    pulse: Pulse | None = None
    left: Pulse | None = None
    entered: list[str] = field(default_factory=list)
    is_held: bool = False
    keys: dict[tuple[str, str, str], Move] = field(default_factory=dict)
    refused: Counter[str | None] = field(default_factory=Counter)

    @property
    def counts(self) -> Pulse | None:
        """The sign of life that counts for the auction (`rounds.pulse`)."""
        return self.left or self.pulse

    @property
    def held(self) -> str:
        """Why the auction has to stand."""
        return judging.HELD if self.is_held else ""

    def commit(self, row: Auction, moves: Sequence[Move]) -> None:
        """Take the moves and what is kept after them, all or none of it."""
        last, shown = self.log[-1] if self.log else None, self.row.shown
        for move in moves:
            self._follow(last, move)
            if move.key and (AUCTION, move.by, move.key) in self.keys:
                raise Wrong(f"a key moved twice: {move.key}")
            shown += move.shown is not None
            if move.shown not in (None, shown):
                raise Wrong("what everybody sees has a gap")
            last = move
        if row.number != (last.number if last else 0) or row.shown != shown:
            raise Wrong("what is kept counts other moves")
        if self.row.ended_ms and row.ended_ms != self.row.ended_ms:
            raise Wrong("an auction goes on")
        self.row = row
        self.log += moves
        self.keys |= {(AUCTION, one.by, one.key): one for one in moves if one.key}
        self.refused.update(one.participant_id for one in moves if one.code)

    def _follow(self, last: Move | None, move: Move) -> None:
        """Let in what follows the last move: the trigger `bidding_move_follows`, said again."""
        if move.number != (last.number if last else 0) + 1:
            raise Wrong(f"the next move is not {move.number}")
        if self.row.status in ("settled", "withdrawn"):
            raise Wrong("the auction is over")
        if last is None:
            return
        if move.at_ms < last.at_ms:
            raise Wrong("the last move is later")
        if last.ended and not move.ended:
            raise Wrong("an end is not taken back")
        if last.ended and not move.code and move.kind not in ("beat", "reveal", "secret", "score"):
            raise Wrong("the auction has ended")
        if move.kind == "raise" and not move.code:
            price: Any = move.price
            better = last.stood is None or (price > last.stood if self.row.is_up else price < last.stood)
            if move.stood != move.price or not better:
                raise Wrong("a raise is better than what stands")
        elif move.stood != last.stood:
            raise Wrong("only a raise changes the price")


@dataclass
class Engine:
    """A process of the platform; `dies` says whether it does, before its commit and after it, and `told` hears of each commit."""

    disk: Disk
    dies: Callable[[str], bool] = lambda moment: False
    told: Callable[[Kept, list[Move], int], None] = lambda kept, rows, at: None
    _seen: tuple[Auction, Kept, int] | None = None

    def moves(self, wishes: Sequence[Wish], at: int) -> list[Outcome]:
        """Judge those who came together, at the instant that the clock showed after the lock (`rounds._together`)."""
        place, disk = self._place(), self.disk
        before = dict(disk.keys)
        numbers: dict[Any, Any] = {
            (AUCTION, f"pty_{one}"): [f"ptc_{one}", one, disk.refused[f"ptc_{one}"]] for one in disk.entered
        }
        found = [rounds._one(wish, place, before, numbers, instant(at), disk.counts) for wish in wishes]
        self._write(place, at)
        return found

    def kept(self) -> Kept:
        """Return what is kept, as it is read again for each round."""
        return rounds.kept_of(self.disk.row)

    def look(self, at: int) -> None:
        """Write what has become of the auction by itself, if there is anything (`living.due`, `living.look`)."""
        row, held = self.disk.row, self.disk.held
        if self._seen is None or self._seen[0] is not row:
            self._seen = (row, self.kept(), 0)
        _, kept, quiet_until = self._seen
        begins = row.status == "scheduled" and at >= milliseconds(row.starts_at)
        if at < quiet_until and not (begins or held):
            return
        kept, made = judging.caught_up(kept, at, self.disk.counts, held=held)
        if not made and not begins:
            # Nothing comes of itself before the phase ends, or the silence is too long.
            ends_at = judging.seen(kept, at).ends_at or at + 10_000
            signs = kept.run.clock.alive + kept.rules.silence_s * 1000 if kept.rules.silence_s else ends_at
            self._seen = (row, kept, min(ends_at, signs))
            return
        place = self._place()
        place.kept, place.rows = kept, [writing.as_row(place.row, one) for one in made]
        if begins and judging.status(kept) == "open":
            place.row.open()
        self._write(place, at)

    def sign(self) -> None:
        """Write the last sign of life before a break (`living.keep_signs`)."""
        place, lived = self._place(), self.disk.counts
        if lived is None or place.row.status not in ("scheduled", "open", "paused"):
            return
        place.kept, made = judging.signed(place.kept, lived)
        place.rows = [writing.as_row(place.row, one) for one in made]
        self._write(place, lived.at)

    def beat(self, at: int, *, is_new: bool, is_lost: bool = False) -> None:
        """Note that the platform lives, and whether the auction is out of reach (`living.beat`)."""
        self._die("before")
        known = self.disk.pulse
        if is_lost:
            self.disk.left = self.disk.left or known
        since = at if known is None or is_new else known.since
        self.disk.pulse = Pulse(min(since, at), at if known is None else max(at, known.at))

    def reached(self) -> None:
        """Write until when the auction was within reach, and since when it is again (`living._reached`)."""
        place, left, back = self._place(), self.disk.left, self.disk.pulse
        assert left is not None
        assert back is not None
        if back.at - left.at > LONGEST_BREAK_MS and place.row.status in ("scheduled", "open", "paused"):
            for one in (left, Pulse(back.at, back.at)):
                place.kept, made = judging.signed(place.kept, one)
                place.rows += [writing.as_row(place.row, row) for row in made]
            self._write(place, back.at)
        self.disk.left = None

    def act(self, kind: str, at: int) -> Move | None:
        """Do what two persons agreed on (`proposing.approve`); None where it is refused, and nothing written."""
        place = self._place()
        if place.row.status in ("settled", "withdrawn") or (place.held and kind == "resume"):
            return None
        asked = judging.read({"kind": kind, "reason": "经两人同意"})
        place.kept, made, _ = judging.judge(place.kept, asked, at, self.disk.counts, held=place.held)
        if made[-1].refused is not None:
            return None
        wish = Wish(AUCTION, {}, HOSTS[1], is_host=True)
        *others, own = made
        place.rows = [
            *(writing.as_row(place.row, one) for one in others),
            writing.as_row(place.row, own, wish),
        ]
        row = place.rows[-1]
        self._write(place, at)
        return row

    def enter(self, number: str) -> bool:
        """Let somebody in whom the rules may not name yet (`entering.enter`); tell whether they got in."""
        row = copy.copy(self.disk.row)
        if row.status not in ("scheduled", "open", "paused"):
            return False
        if number not in row.bidders:
            row.bidders = [*row.bidders, number]
            kept = judging.fold(rounds.rules_of(row), parsed(self.disk.log))
            if judging.is_over(kept) or row.ended_ms:
                return False
            row.kept = keeping.dump(kept.run)
        self._die("before")
        self.disk.row, self.disk.entered = row, [*self.disk.entered, number]
        self._die("after")
        return True

    def _place(self) -> Place:
        row = copy.copy(self.disk.row)
        return Place(row, rounds.kept_of(row), self.disk.held)

    def _write(self, place: Place, at: int) -> None:
        """Commit the rows and what is kept (`rounds.write`)."""
        self._die("before")
        row, run = place.row, place.kept.run
        if place.rows:
            row.follow(judging.status(place.kept))
            row.number, row.shown, row.ended_ms = run.number, place.kept.shown, run.withdrawn or run.ended_at
            row.kept = keeping.dump(run)
        self.disk.commit(row, place.rows)
        self.told(place.kept, place.rows, at)
        self._die("after")

    def _die(self, moment: str) -> None:
        if self.dies(moment):
            raise Died


def instant(at: int) -> datetime:
    """Return milliseconds as an instant."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def fresh(rules: Any, entered: Sequence[str]) -> Disk:
    """Return the disk of an auction that was scheduled; `entered` are those who are there from the beginning."""
    content = rules.to_bytes()
    row = Auction(
        id=AUCTION, lot_id=LOT, form=rules.form, rules=content, rules_sha256=canonical.sha256(content), is_up=rules.up, signing="none",
        starts_at=instant(rules.starts_at), bidders=[*rules.bidders], kept=keeping.dump(judging.begin(rules).run),
    )  # fmt: skip
    return Disk(row, entered=[*entered])


def parsed(log: Sequence[Move]) -> list[Any]:
    """Return rows as moves of the format."""
    return [judging.parse(bytes(one.content)) for one in log]
