"""Faults around a live auction: a full disk, a process that dies as it publishes. Nothing half is left, and nothing waits for a hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import Member
from bidding.actions.auctioning import concluding, living
from bidding.models import AuctionHead, Move
from foundation.models import Event, LogEntry
from tests.bidding.auctions.hall import FLOOR, Hall, build
from tests.factories import accounts
from toolkit.auctions.publishing import Auction, first_difference
from trading.models import Outcome
from trading.winners import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    made = build()
    made.begin()
    return made


@contextmanager
def full(table: str) -> Iterator[None]:
    """Let the disk under a table be full, as the server says it: nothing more is written there."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION pg_temp.full_disk()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER full_disk ON {table}")


def raised(hall: Hall, key: str) -> Any:
    """Raise through the API, as a program does."""
    living.beat()
    token = accounts.token_of(Member.objects.get(id=hall.bidders["bai"].member_id))
    client = Client(
        raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    )
    body = {"move": {"kind": "raise", "price": FLOOR}}
    return client.post(f"/api/v1/lots/{hall.lot.id}/auction/moves/", body, content_type="application/json")


def kept() -> tuple[int, ...]:
    """Return how many rows there are of what a move or a result is kept in."""
    told = Event.objects.filter(type__startswith="bidding.auction.")
    return (
        Move.objects.count(), AuctionHead.objects.count(), LogEntry.objects.count(), told.count(), Outcome.objects.count(),
    )  # fmt: skip


class TestFullDisk:
    """A45."""

    @pytest.mark.parametrize(
        "table", ["bidding_move", "foundation_event", "foundation_logentry", "bidding_auctionhead"]
    )
    def test_takes_no_raise_and_the_same_again_once_there_is_room(self, hall: Hall, table: str) -> None:
        before = kept()
        with full(table):
            answer = raised(hall, "k1")
            assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
            assert int(answer["Retry-After"]) > 0
            assert kept() == before
        answer = raised(hall, "k1")
        assert (answer.status_code, answer.json()["code"]) == (201, "")
        moves, heads, *_ = (now - then for now, then in zip(kept(), before, strict=True))
        assert (moves, heads) == (1, 1)
        assert raised(hall, "k1").content == answer.content

    @pytest.mark.parametrize("table", ["trading_outcome", "foundation_event"])
    def test_publishes_no_result_and_the_whole_of_it_later(self, hall: Hall, table: str) -> None:
        hall.bid("bai", FLOOR)
        hall.later(seconds=900)
        living.look(auction_id=hall.id)
        before = kept()
        with full(table):
            with pytest.raises(OperationalError):
                concluding.conclude(auction_id=hall.id)
            assert (kept(), hall.row.status, hall.row.file) == (before, "ended", None)
        assert hall.settle() == "settled"
        _is_published_once(hall)


class TestKilled:
    """A43: there is no PDF of an auction; what is published of it is a file, with an outcome and a line in the journal."""

    def test_as_it_publishes_leaves_nothing_half_and_nothing_twice(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hall.bid("bai", FLOOR)
        hall.later(seconds=900)
        living.look(auction_id=hall.id)
        before = kept()

        def killed(*_: Any, **__: Any) -> None:
            raise SystemExit(9)

        for at in ("rounds.lock", "outcomes.keep", "tell_settled"):
            with monkeypatch.context() as meanwhile, pytest.raises(SystemExit):
                meanwhile.setattr(f"bidding.actions.auctioning.concluding.{at}", killed)
                concluding.conclude(auction_id=hall.id)
            assert (kept(), hall.row.status, hall.row.file) == (before, "ended", None)
        assert hall.settle() == "settled"
        assert concluding.conclude(auction_id=hall.id) is False
        _is_published_once(hall)


def _is_published_once(hall: Hall) -> None:
    record = Auction.from_bytes(bytes(hall.row.file or b""))
    assert first_difference(record) is None
    assert recorded(hall.lot)["price"] == FLOOR
    assert hall.lot.outcomes.count() == 1
    assert Event.objects.filter(subject=hall.id, type="bidding.auction.settled").count() == 1
