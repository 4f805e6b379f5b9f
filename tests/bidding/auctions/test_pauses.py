"""Who may let an auction stand, and for how long; and whether anybody could raise at all."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bidding.actions.auctioning import moving, pausing, probing, proposing, rounds
from bidding.models import Move
from foundation.errors import DomainError
from foundation.models import Event
from tests.bidding.auctions.hall import build

PAUSED, BY_TWO = ("pause", 0, True), ("pause", 0, False)
ON = ("resume", 1_000, False)


class TestAlone:
    @pytest.mark.parametrize(
        ("moves", "at", "stood"),
        [
            ([], 9_000, 0),
            ([PAUSED], 9_000, 9_000),
            ([PAUSED, ON], 9_000, 1_600),
            ([PAUSED, ON], 1_200, 1_200),  # it is still about to go on
            ([BY_TWO, ON], 9_000, 0),
            ([PAUSED, ON, ("pause", 1_200, True), ("resume", 2_000, False)], 9_000, 2_600),
            ([ON, ("pause", 7_000, True)], 9_000, 2_000),  # after a silence of the platform
        ],
    )
    def test_is_counted_until_it_goes_on(self, moves: Any, at: int, stood: int) -> None:
        assert pausing.alone_ms(moves, 600, at) == stood


@pytest.mark.django_db
class TestPause:
    def test_takes_two_persons_once_one_has_let_it_stand_for_long(self) -> None:
        hall = build()
        hall.begin()
        # Under the key of what was proposed and nobody approved: it is one person's all the same.
        other = proposing.propose(auction_id=hall.id, act="withdraw", reason="另行公告", by=hall.zheng)
        pause: dict[str, Any] = {
            "auction_id": hall.id, "fields": {"kind": "pause", "reason": "核实"}, "by": hall.zheng, "key": other.id,
        }  # fmt: skip
        made = moving.host(**pause, fingerprint="0" * 64)
        hall.later(hours=1)
        assert moving.host(**pause, fingerprint="0" * 64).number == made.number
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="继续", by=hall.chen)
        proposing.approve(proposal_id=asked.id, by=hall.zheng)
        hall.later(seconds=601)
        with pytest.raises(DomainError) as refused:
            hall.host(kind="pause", reason="再次核实")
        assert (refused.value.code, hall.row.status) == ("pause_takes_two", "open")
        # Nor under the key of what two approved, which was the other's.
        with pytest.raises(DomainError) as refused:
            moving.host(**pause | {"by": hall.chen, "key": asked.id}, fingerprint="1" * 64)
        assert refused.value.code == "pause_takes_two"
        asked = proposing.propose(auction_id=hall.id, act="pause", reason="再次核实", by=hall.zheng)
        approved = proposing.approve(proposal_id=asked.id, by=hall.chen)
        assert approved is not None
        assert (approved.kind, approved.key, hall.row.status) == ("pause", asked.id, "paused")


@pytest.mark.django_db
class TestDoor:
    def test_is_shut_while_no_move_could_be_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Full disks, broken triggers and locks look alike: what a raise writes is not taken."""
        monkeypatch.setattr(rounds, "LONGEST_WAIT_MS", 50)
        monkeypatch.setattr(probing, "_probed", probing._Answer())
        hall = build()
        hall.begin()
        probing.probe()
        said = Event.objects.count()
        assert (Move.objects.count(), said) == (0, said)
        for breaks in (
            "ALTER TABLE bidding_move ADD CONSTRAINT full CHECK (false) NOT VALID",
            "ALTER TABLE foundation_event ADD CONSTRAINT full CHECK (false) NOT VALID",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                monkeypatch.setattr(probing, "_probed", probing._Answer())
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(breaks)
                probing.probe()
        probing.probe()
        assert (Move.objects.count(), Event.objects.count()) == (0, said)

    def test_is_shut_while_somebody_else_holds_the_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rounds, "LONGEST_WAIT_MS", 50)
        entry = connection.settings_dict
        place = {"host": entry["HOST"], "user": entry["USER"], "dbname": entry["NAME"]}
        with psycopg.connect(**place, port=entry["PORT"] or None) as other:
            other.execute("LOCK TABLE bidding_move IN SHARE MODE")  # read by all, written by nobody
            with pytest.raises(OperationalError), transaction.atomic():
                probing.write_and_take_back()
        probing.write_and_take_back()

    def test_is_tried_no_oftener_than_its_answer_is_old(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(probing, "HOLDS_SECONDS", 600)
        probing.probe()
        with CaptureQueriesContext(connection) as asked:
            probing.probe()
        assert len(asked) == 0
        monkeypatch.setattr(probing, "HOLDS_SECONDS", 0)
        with CaptureQueriesContext(connection) as asked:
            probing.probe()
        assert len(asked) > 0
