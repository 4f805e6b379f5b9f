"""What counts as a sign of life: the door's own word, and of each auction that somebody could write to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from bidding import auctioneer
from bidding.actions.auctioning import living, moving, proposing, rounds
from bidding.auctioneer import Auctioneer
from bidding.auctions import judging, planning
from bidding.auctions.judging import Pulse
from bidding.models import Pulse as Sign
from foundation import clock
from foundation.errors import DomainError
from tests.bidding.auctions.hall import FLOOR, NUMBERS, WAIT, Hall, build
from tests.toolkit.auctions.rooms import START, rules

OPEN = b'{"is_open":true}'
FREE, COUNTDOWN = 600, 180


@contextmanager
def door(status: int, body: bytes, location: str = "") -> Iterator[str]:
    """Open a door that always answers the same; `location` is where it sends on to."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/elsewhere" else status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/door/"
        server.shutdown()
        serving.join()


class TestKnock:
    def test_believes_the_door_alone(self) -> None:
        with door(200, OPEN) as url:
            assert auctioneer.knock(url)
        assert not auctioneer.knock(url)  # nobody is there any more

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, "<h1>系统维护中</h1>".encode()),
            (200, b'{"is_open":false}'),
            (200, b'{"is_open":1}'),
            (200, b'"is_open"'),
            (200, b"\xff"),
            (203, OPEN),
            (503, OPEN),
        ],
    )
    def test_believes_no_other_page(self, status: int, body: bytes) -> None:
        with door(status, body) as url:
            assert not auctioneer.knock(url)

    def test_goes_nowhere_else(self) -> None:
        with door(302, OPEN, "/elsewhere") as url:
            assert not auctioneer.knock(url)


class TestSign:
    room = rules("dynamic_quotation", free_s=FREE, countdown_s=COUNTDOWN, silence_s=10)

    def test_comes_into_the_log_once_it_is_older_than_a_break(self) -> None:
        """Whatever is judged meanwhile: the auction stands from then on, and not from long before."""
        at = START + 300_000
        kept, made = judging.caught_up(judging.begin(self.room), at, Pulse(START - 5000, at - 3001))
        assert [(one.move.kind, one.move.at) for one in made] == [("beat", at - 3001)]
        assert judging.caught_up(kept, at, Pulse(START - 5000, at - 3001))[1] == []
        assert (
            judging.caught_up(judging.begin(self.room), START + 5000, Pulse(START - 5000, START + 2500))[1]
            == []
        )

    @pytest.mark.parametrize("silence", [0, 10])
    def test_alone_ends_what_too_few_came_to(self, silence: int) -> None:
        room = rules("called_auction", silence_s=silence, fewest=5)
        kept = judging.begin(room)
        assert judging.awaits_more(kept)
        assert not judging.is_up(kept, START - 1)
        assert judging.is_up(kept, START)
        assert judging.caught_up(kept, START + 900, None)[1] == []
        kept, made = judging.caught_up(kept, START + 900, Pulse(START - 5000, START + 800))
        assert [one.move.kind for one in made] == ["beat"]
        assert (judging.status(kept), kept.run.ended_at) == ("ended", START)


@pytest.fixture
def hall() -> Hall:
    made = build()
    made.begin()
    made.bid("bai", FLOOR)
    return made


def lost(monkeypatch: pytest.MonkeyPatch, *auctions: str) -> None:
    """Let somebody hold auctions, as far as the auctioneer can tell."""
    monkeypatch.setattr(living, "out_of_reach", lambda at: list(auctions))


def before_the_end(hall: Hall, seconds: int) -> None:
    """Walk to so many seconds before the end."""
    end = rounds.rules_of(hall.row).after_start(FREE + COUNTDOWN)
    hall.later(seconds=(end - rounds.milliseconds(clock.now())) // 1000 - seconds)


@pytest.mark.django_db
class TestReach:
    def test_sells_nothing_that_somebody_held_over_its_end(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The platform lived all the while, and nobody could raise here: it stands as of the last sign before."""
        other = build()
        monkeypatch.setattr(planning, "earliest", lambda at: at)
        other.schedule(soon=timedelta(seconds=3601))
        before_the_end(hall, 8)
        lost(monkeypatch, hall.id)
        hall.later(seconds=20)
        assert rounds.pulse(hall.id) != rounds.pulse(other.id)
        lost(monkeypatch)
        hall.lives = False
        assert hall.refused("cui", "1010000.00") == "paused"  # before anybody looked
        living.beat()
        assert [*Sign.objects.values_list("name", flat=True)] == [living.NAME]
        assert hall.settle() == "paused"
        left = judging.seen(rounds.kept_of(hall.row), rounds.milliseconds(clock.now())).remaining_ms
        assert 7000 < left <= 9000
        log = rounds.log_of(hall.row)
        assert judging.fold(rounds.rules_of(hall.row), log).run == rounds.kept_of(hall.row).run

    def test_goes_on_after_a_moment(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        hall.later(seconds=300)
        known = hall.row.number
        lost(monkeypatch, hall.id)
        hall.later(seconds=2)
        lost(monkeypatch)
        living.beat()
        assert (hall.row.number, hall.settle()) == (known, "open")
        assert Sign.objects.count() == 1

    def test_goes_on_after_less_than_the_silence_and_says_so(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hall.later(seconds=300)
        lost(monkeypatch, hall.id)
        hall.later(seconds=6)
        lost(monkeypatch)
        assert hall.bid("cui", "1010000.00").code == ""
        before_the_end(hall, -1)
        hall.later(seconds=COUNTDOWN)
        assert hall.settle() == "settled"

    def test_keeps_what_it_was_of_an_auction_and_nothing_else(self, hall: Hall) -> None:
        (sign,) = Sign.objects.all()
        for made in (
            Sign(name=hall.id, since=sign.since, at=sign.at - timedelta(seconds=1)),
            Sign(name=hall.id, since=sign.at, at=sign.at),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                made.save(force_insert=True)
        Sign(name=hall.id, since=sign.since, at=sign.at).save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Sign.objects.filter(name=hall.id).update(at=sign.since)


@pytest.mark.django_db
class TestFew:
    def test_end_nothing_before_all_who_were_admitted_are_taken_in(self) -> None:
        """Nobody watches for a moment after the start: whoever moves then decides nothing."""
        hall = build()
        for one in ("cui", "deng"):
            hall.bidders.pop(one)
        hall.schedule(bidders=[])
        hall.later(hours=3)  # a proposal lapses after a day
        withdraw = proposing.propose(auction_id=hall.id, act="withdraw", reason="另行公告", by=hall.zheng)
        hall.later(seconds=WAIT - 3 * 3600 + 1)
        assert hall.refused("bai", FLOOR) == "too_few_yet"
        pause: dict[str, Any] = {"auction_id": hall.id, "fields": {"kind": "pause", "reason": "核实"}}
        for act, given in (
            (moving.host, pause | {"by": hall.zheng}),
            (proposing.approve, {"proposal_id": withdraw.id, "by": hall.chen}),
        ):
            with pytest.raises(DomainError) as refused:
                act(**given)
            assert refused.value.code == "too_few_yet"
        living.keep_signs()
        assert hall.row.bidders == [*NUMBERS.values()]
        assert (hall.row.ended_ms, hall.settle()) == (0, "open")
        assert hall.bid("bai", FLOOR).code == ""


@pytest.mark.django_db
class TestBreak:
    def test_is_one_however_long_its_signs_take_to_write(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now, wrote = [100.0], list[float]()

        def keep_signs() -> None:
            wrote.append(now[0])
            now[0] += 60

        watching = Auctioneer(watch=lambda: now[0])
        watching.live()
        monkeypatch.setattr(living, "keep_signs", keep_signs)
        for passes in (1, 10, 1, 1):
            now[0] += passes
            watching.live()
        assert wrote == [111.0]

    def test_is_written_of_those_that_can_be(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        other = build()
        monkeypatch.setattr(planning, "earliest", lambda at: at)
        other.schedule(soon=timedelta(seconds=3601))
        hall.later(seconds=3602)
        sign = living._sign

        def failing(*, auctions: list[str]) -> int:
            if other.id in auctions:
                raise DatabaseError("a bad row")
            return sign(auctions=auctions)

        monkeypatch.setattr(living, "_sign", failing)
        assert living.keep_signs() == 1
        assert hall.row.number == 2


@pytest.mark.django_db(transaction=True)
def test_an_auction_that_somebody_holds_is_out_of_reach_until_somebody_writes() -> None:
    hall = build()
    hall.begin()
    entry = connection.settings_dict
    place = {"host": entry["HOST"], "user": entry["USER"], "dbname": entry["NAME"]}
    with psycopg.connect(**place, port=entry["PORT"] or None) as other:
        other.execute("SELECT FROM bidding_auction WHERE id = %s FOR UPDATE", [hall.id])
        assert living.out_of_reach(clock.now()) == [hall.id]
        assert living.out_of_reach(hall.row.starts_at - timedelta(seconds=1)) == []
    assert living.out_of_reach(clock.now()) == []
    hall.bid("bai", FLOOR)
    with psycopg.connect(**place, port=entry["PORT"] or None) as other:
        other.execute("SELECT FROM bidding_auction WHERE id = %s FOR UPDATE", [hall.id])
        assert living.out_of_reach(clock.now()) == []  # somebody wrote since the last sign
        living.beat()
        living.beat()
        assert [*Sign.objects.order_by("name").values_list("name", flat=True)] == [hall.id, living.NAME]
    living.beat()
    assert Sign.objects.count() == 1
