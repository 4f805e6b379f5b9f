"""A citizen finds every move of a published auction in the transparency log, or the first place where the log says otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.auctions import logged
from tests.toolkit.auctions.rooms import START, by, host, made, rules
from tests.toolkit.auctions.test_move_receipts import kept, receipt
from tests.toolkit.log.logs import TryLog
from toolkit import logged_moves, move_receipts
from toolkit.auctions.logbook import Logbook
from toolkit.auctions.publishing import Auction, publish
from toolkit.command.main import main
from toolkit.log.checkpoint import Head
from toolkit.refusals import Refused

MOVES = made(
    by(1, "raise", "1", "1000"), by(2, "raise", "2", "1020"), host(3, "pause", reason="核对"), host(4, "resume", reason="恢复"),
    by(90, "raise", "2", "1050"),
)  # fmt: skip
WHOLE = publish(rules("dynamic_quotation"), MOVES, START + 10**7, announced=2)
PLACES = ((2, 300), (3, 301), (5, 322))
SECOND = START // 1000


@dataclass
class Seen:
    """A log whose witnesses saw the first heads soon, and the last one late; and what opens it."""

    log: TryLog
    heads: tuple[Head, ...]

    def book(self, *places: tuple[int, int]) -> Logbook:
        return logged.opened(WHOLE, places or PLACES, *self.heads)


@pytest.fixture
def seen() -> Seen:
    log = TryLog(2)
    leaves = logged.leaves(WHOLE, logged.opened(WHOLE, PLACES))
    log.grow(300)
    log.grow([leaves[2], leaves[3]])
    soon = log.witnessed(SECOND + 7)
    log.grow(20)
    log.grow([leaves[5]])
    return Seen(log, (soon, log.witnessed(SECOND + 95)))


BOOK = logged.opened(WHOLE, PLACES)


def code(log: TryLog, published: Auction = WHOLE, book: Logbook = BOOK) -> tuple[str, Any]:
    with pytest.raises(Refused) as refused:
        logged_moves.check(published, book, log, log.policy)
    return refused.value.code, refused.value.detail.get("number")


def another(number: int, **said: Any) -> Auction:
    """Return the record with one move told otherwise, and the result that follows from that."""
    moves = [one.model_copy(update=said) if one.number == number else one for one in MOVES]
    return publish(WHOLE.rules, moves, WHOLE.at, announced=2)


class TestCheck:
    def test_finds_all_moves_and_since_when_witnesses_have_seen_them(self, seen: Seen) -> None:
        found = logged_moves.check(WHOLE, seen.book(), seen.log, seen.log.policy)
        assert (found.moves, found.heads, found.first, found.last) == (5, 3, 300, 322)
        # The first raise was at the first second, the last at the ninetieth.
        assert (found.witnessed, found.late_s) == (5, 6)

    def test_knows_of_no_time_without_heads_that_witnesses_saw(self, seen: Seen) -> None:
        for heads, expected in (((), (0, 0)), (seen.heads[:1], (3, 6)), (seen.heads[1:], (5, 94))):
            book = logged.opened(WHOLE, PLACES, *heads)
            found = logged_moves.check(WHOLE, book, seen.log, seen.log.policy)
            assert (found.witnessed, found.late_s) == expected
        believed = replace(seen.log.policy, witnesses=(), quorum=0)
        assert logged_moves.check(WHOLE, seen.book(), seen.log, believed).witnessed == 0

    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            (lambda: {"published": another(1, bidder="3")}, ("head_differs", 2)),
            (lambda: {"published": another(3, reason="没有原因")}, ("head_differs", 3)),
            (lambda: {"published": another(5, at=MOVES[4].at + 1)}, ("head_differs", 5)),
            (lambda: {"published": WHOLE.model_copy(update={"announced": 3})}, ("head_differs", 2)),
            (lambda: {"book": BOOK.model_copy(update={"auction": "b"})}, ("logbook_foreign", None)),
            (lambda: {"book": BOOK.model_copy(update={"moves": BOOK.moves[:4]})}, ("logbook_moves", None)),
            (lambda: {"book": BOOK.model_copy(update={"heads": BOOK.heads[:2]})}, ("move_unlogged", 4)),
            (lambda: {"book": BOOK.model_copy(update={"heads": ()})}, ("move_unlogged", 1)),
            (lambda: {"book": BOOK.model_copy(update={"heads": BOOK.heads[::-1]})}, ("logbook_moves", None)),
            (lambda: {"book": logged.opened(WHOLE, [(2, 301), (3, 300), (5, 322)])}, ("head_differs", 2)),
            (lambda: {"book": logged.opened(WHOLE, [(2, 300), (5, 323)])}, ("leaf_not_yet", 5)),
        ],
    )  # fmt: skip
    def test_names_what_the_log_says_otherwise(
        self, seen: Seen, wrong: Callable[[], dict[str, Any]], expected: tuple[str, Any]
    ) -> None:
        assert code(seen.log, **wrong()) == expected

    def test_takes_a_move_out_of_the_middle_for_another_course(self, seen: Seen) -> None:
        moves = made(by(1, "raise", "1", "1000"), host(3, "pause", reason="核对"))
        shorter = publish(WHOLE.rules, moves, WHOLE.at, announced=2)
        assert code(seen.log, shorter, logged.opened(shorter, [(2, 301)])) == ("head_differs", 2)

    def test_shows_that_another_course_was_logged_afterwards(self, seen: Seen) -> None:
        """Whoever has the database writes moves and chain anew and logs that: all of it agrees, but nobody saw it in time."""
        forged = another(1, bidder="3")
        book = logged.opened(forged, [(5, 323)])
        seen.log.grow([logged.leaves(forged, book)[5]])
        late = seen.log.witnessed(SECOND + 86_400)
        found = logged_moves.check(
            forged, logged.opened(forged, [(5, 323)], *seen.heads, late), seen.log, seen.log.policy
        )
        assert (found.witnessed, found.late_s) == (5, 86_399)

    def test_believes_no_head_of_another_tree_or_another_log(self, seen: Seen) -> None:
        """The log shows its witnesses another tree than everybody else."""
        forked = TryLog(2)
        forked.signer, forked.witnesses = seen.log.signer, seen.log.witnesses
        forked.grow(302)
        book = logged.opened(WHOLE, PLACES, forked.witnessed(SECOND + 7))
        assert code(seen.log, book=book) == ("checkpoint_inconsistent", None)
        other = TryLog(2, origin="other.example/log")
        other.grow(302)
        book = logged.opened(WHOLE, PLACES, other.witnessed(SECOND + 7))
        assert code(seen.log, book=book) == ("checkpoint_origin", None)
        seen.log.witnesses = seen.log.witnesses[:1]
        book = logged.opened(WHOLE, PLACES, seen.log.witnessed(SECOND + 96))
        seen.log.witnesses = [*seen.log.witnesses, TryLog(1).witnesses[0]]
        assert code(seen.log, book=book) == ("checkpoint_unwitnessed", None)

    def test_is_the_page_by_another_hand(self) -> None:
        mine = {number: one.hex() for number, one in logged.leaves(WHOLE, BOOK).items()}
        assert logged.strange_leaves(WHOLE.to_bytes(), BOOK.to_bytes()) == mine


class TestReceipts:
    def test_are_of_the_very_move_that_was_logged(self) -> None:
        digests = logged_moves.digests_of(WHOLE, BOOK)
        move = MOVES[0]
        mine: dict[str, Any] = {
            "bidder": move.bidder, "kind": move.kind, "said": {"price": "1000", "repeated": ""}, "at": move.at,
        }  # fmt: skip
        assert move_receipts.check(WHOLE, kept(receipt(1, **mine, digest=digests[0])), None, digests) == 1
        with pytest.raises(Refused) as refused:
            move_receipts.check(WHOLE, kept(receipt(1, **mine)), None, digests)
        assert refused.value.code == "move_judged_otherwise"


class TestCommand:
    def run(self, folder: Path, *more: str) -> int:
        return main(["verify", "auction", str(folder / "auction.json"), "--lang", "en", *more])

    def test_says_offline_that_the_log_has_all_moves(
        self, seen: Seen, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seen.log.write(tmp_path / "log")
        (tmp_path / "policy").write_text(seen.log.policy.to_text())
        (tmp_path / "auction.json").write_bytes(WHOLE.to_bytes())
        (tmp_path / "auction-log.json").write_bytes(seen.book().to_bytes())
        named = ("--logbook", str(tmp_path / "auction-log.json"), "--log", str(tmp_path / "log"))
        assert self.run(tmp_path, *named, "--keys", str(tmp_path / "policy")) == 0
        spoken = capsys.readouterr().out
        assert "The log has all 5 moves, by 3 leaves (300 to 322)." in spoken
        assert "Witnesses have seen it up to move 5, 6 seconds after a bidder moved at the latest" in spoken
        assert "Without --keys" not in spoken
        assert self.run(tmp_path, *named) == 0
        assert "Without --keys" in capsys.readouterr().out
        assert self.run(tmp_path, *named, "--json") == 0
        assert json.loads(capsys.readouterr().out)["logged"]["late_s"] == 6
        (tmp_path / "auction-log.json").write_bytes(BOOK.to_bytes())
        assert self.run(tmp_path, *named) == 0
        assert "No witness has seen them" in capsys.readouterr().out
        (tmp_path / "auction.json").write_bytes(another(1, bidder="3").to_bytes())
        assert self.run(tmp_path, *named) == 1
        assert "[head_differs]" in capsys.readouterr().err

    @pytest.mark.parametrize("only", ["--logbook", "--log"])
    def test_needs_both_files(self, tmp_path: Path, only: str) -> None:
        (tmp_path / "auction.json").write_bytes(WHOLE.to_bytes())
        assert self.run(tmp_path, only, str(tmp_path / "auction.json")) == 2
