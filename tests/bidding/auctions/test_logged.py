"""Every move of a live auction stands in the transparency log as it was made, and tells nothing there before the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bidding import auction_receipts, auction_rooms, audit_auctions
from bidding.actions.auctioning import chaining, probing, recording, rounds
from bidding.models import AuctionHead, Move
from foundation import transparency, transparency_start
from foundation.errors import NotFound
from foundation.models import LogEntry, LogPending
from foundation.transparency_integrator import Log
from tests.bidding.auctions.hall import FLOOR, Hall, build
from tests.bidding.auctions.test_audit import past_the_triggers
from toolkit import logged_moves
from toolkit.auctions import logbook
from toolkit.auctions.logbook import Logbook, Placed
from toolkit.auctions.publishing import Auction
from toolkit.auctions.signing import Receipt
from toolkit.command.main import main
from toolkit.log import policy
from toolkit.log.checkpoint import read_head
from toolkit.log.tiles import Folder, leaves_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path: Path, settings: Any, db: None) -> Log:
    """A log of this test alone, which has begun."""
    settings.TRANSPARENCY_ROOT = tmp_path / "log"
    settings.TRANSPARENCY_KEY_PATH = tmp_path / "key"
    made = Log(transparency_start.signer())
    made.open()
    return made


@pytest.fixture
def hall(log: Log) -> Hall:
    """An auction in which prices were given, one of them in vain, with what the log has of them."""
    made = build()
    made.begin()
    made.bid("bai", FLOOR)
    assert made.refused("cui", FLOOR) == "misses_step"
    return made


def ended(hall: Hall, log: Log) -> None:
    hall.later(seconds=900)
    assert hall.settle() == "settled"
    placed(log)


def placed(log: Log) -> None:
    """Let all that waits come into the tree."""
    while LogPending.objects.exists():
        log.step()


def command(folder: Path) -> list[str]:
    """Return how a citizen checks both files by the log's."""
    files = [str(folder / name) for name in ("auction.json", "auction-log.json", "log")]
    return ["verify", "auction", files[0], "--logbook", files[1], "--log", files[2], "--lang", "en"]


class TestLogged:
    def test_is_each_round_as_one_leaf_that_says_nothing_by_itself(self, hall: Hall, log: Log) -> None:
        row = hall.row
        entries = LogEntry.objects.in_bulk(row.heads.values_list("entry", flat=True))
        assert len(entries) == row.heads.count() > 1
        assert [one.number for one in row.heads.all()][-1] == row.number
        start = logbook.begin(row.lot_id, row.rules_sha256)
        chain = [*logbook.chained(start, (one.digest for one in row.moves.order_by("number")))]
        assert row.head == chain[-1].hex()
        for one in row.heads.all():
            assert bytes(entries[one.entry].content) == logbook.leaf(chain[one.number - 1])
            assert len(bytes(entries[one.entry].content)) == 32
            assert entries[one.entry].ref is None

    def test_is_in_the_tree_before_the_end_and_opened_after_it(
        self, hall: Hall, log: Log, tmp_path: Path
    ) -> None:
        log.step()
        contents = [
            bytes(one.content) for one in LogEntry.objects.filter(id__in=hall.row.heads.values("entry"))
        ]
        folder = Folder(tmp_path / "log")
        shown = leaves_of(folder, read_head(folder("checkpoint").decode()).checkpoint)
        assert contents and {*contents} <= {*shown}
        with pytest.raises(NotFound) as refused:
            auction_rooms.logbook(hall.row)
        assert refused.value.code == "record_not_found"
        hall.later(seconds=900)
        assert hall.settle() == "settled"
        with pytest.raises(NotFound) as refused:
            auction_rooms.logbook(hall.row)
        assert refused.value.code == "logbook_not_found"  # the last of them wait for their place
        placed(log)
        assert Logbook.from_bytes(auction_rooms.logbook(hall.row)).heads[-1].number == hall.row.number

    def test_is_what_a_citizen_verifies_offline_and_a_bidder_by_its_receipt(
        self, hall: Hall, log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ended(hall, log)
        (tmp_path / "auction.json").write_bytes(bytes(hall.row.file or b""))
        (tmp_path / "auction-log.json").write_bytes(auction_rooms.logbook(hall.row))
        assert main(command(tmp_path)) == 0
        assert f"The log has all {hall.row.number} moves" in capsys.readouterr().out
        forged = Auction.from_bytes(bytes(hall.row.file or b""))
        first = next(one.number for one in forged.moves if one.kind == "raise")
        moves = [
            one.model_copy(update={"bidder": "0358"}) if one.number == first else one for one in forged.moves
        ]
        (tmp_path / "auction.json").write_bytes(forged.model_copy(update={"moves": tuple(moves)}).to_bytes())
        assert main(command(tmp_path)) == 1
        assert "[head_differs]" in capsys.readouterr().err

    def test_leaves_nothing_of_a_knock(self, hall: Hall) -> None:
        before = LogEntry.objects.count(), AuctionHead.objects.count()
        probing.write_and_take_back()
        assert (LogEntry.objects.count(), AuctionHead.objects.count()) == before

    def test_begins_with_what_an_earlier_release_wrote(self, hall: Hall) -> None:
        past_the_triggers("bidding_auctionhead", "DELETE FROM bidding_auctionhead")
        hall.bid("cui", "1010000.00")
        assert list(audit_auctions.findings()) == []
        assert hall.row.heads.count() == 1


class TestTampering:
    """Somebody has the database's own rights, and tells the journal what it wants to hear."""

    def test_is_found_by_the_audit(self, hall: Hall) -> None:
        assert list(audit_auctions.findings()) == []
        for table, change in (
            ("bidding_auction", "head = repeat('0', 64)"),
            ("bidding_auctionhead", "entry = entry + 1000"),
            ("bidding_auctionhead", "number = number + 100"),
        ):
            with transaction.atomic():
                past_the_triggers(table, f"UPDATE {table} SET {change}")
                assert {one.code for one in audit_auctions.findings()} == {"auction_otherwise"}
                transaction.set_rollback(True)

    def test_of_a_move_and_all_that_follows_leaves_no_witness_in_time(
        self, hall: Hall, log: Log, tmp_path: Path
    ) -> None:
        """Moves, journal and chain are written anew and agree with one another; the new head is logged as well."""
        placed(log)
        raised = Move.objects.get(kind="raise", code="")
        content = bytes(raised.content).replace(b'"0117"', b'"0902"')
        change = "UPDATE bidding_move SET content = decode(%s, 'hex') WHERE id = %s"
        past_the_triggers("bidding_move", change, content.hex(), str(raised.pk))
        row = hall.row
        row.head = ""
        head = chaining.after(row, [*row.moves.order_by("number")])
        forged = recording.record(row, rounds.log_of(row), 10**13)
        (tmp_path / "auction.json").write_bytes(forged.to_bytes())
        opened = chaining.opened(row, row.number)
        (tmp_path / "auction-log.json").write_bytes(opened.to_bytes())
        assert main(command(tmp_path)) == 1
        # With a leaf of its own it is in the log, and no head that witnesses cosigned then has it.
        transparency.add(logbook.leaf(head), ref="r" * 20)
        placed(log)
        late = transparency.index_of("r" * 20)
        key = transparency.log_key()
        assert late is not None and key is not None
        new = opened.model_copy(update={"heads": (Placed(number=row.number, index=late),)})
        found = logged_moves.check(forged, new, transparency.files(), policy.Policy(key))
        assert (found.moves, found.witnessed) == (row.number, 0)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE bidding_auctionhead SET entry = 0",
            "DELETE FROM bidding_auctionhead",
            "INSERT INTO bidding_auctionhead (auction_id, number, entry) SELECT auction_id, 1, 1 FROM bidding_auctionhead LIMIT 1",
        ],
    )  # fmt: skip
    def test_is_refused_by_the_triggers(self, hall: Hall, sql: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


class TestReceipt:
    def test_has_the_digest_that_the_log_has(self, hall: Hall) -> None:
        move = hall.row.moves.get(kind="raise", code="")
        given = auction_receipts.issue(hall.row, move.key, hall.bidders["bai"])
        assert Receipt.from_bytes(given.content).digest == move.digest
