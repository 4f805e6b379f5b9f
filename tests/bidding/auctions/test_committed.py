"""Prices that nobody reads before the end, live: committed to, shown, and counted; whoever stays silent has given none."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bidding import auction_rooms, audit_auctions
from bidding.actions.auctioning import entering, moving, proposing, rounds, scheduling, writing
from bidding.auctions import judging
from bidding.models import Move
from foundation import clock, hints
from foundation.errors import Conflict, DomainError
from foundation.models import Event
from tests.bidding.auctions.hall import FLOOR, LISTED, NUMBERS, SOON, Hall, build
from tests.toolkit.auctions.rooms import rules
from tests.toolkit.auctions.stranger import result_of
from toolkit.auctions import commitments
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference
from toolkit.command.main import main
from trading.winners import recorded, winner_of

pytestmark = pytest.mark.django_db

ONCE: dict[str, Any] = {
    "start_price": FLOOR, "increment": "10000.00", "fewest": 2, "ties": "earliest", "if_fewer": "agreement", "silence_s": 10,
    "show_s": 120, "tie_rounds": 0,
}  # fmt: skip
PRICES = {"bai": "1234567.00", "cui": "1345678.90", "deng": "1456789.01"}


def salt(who: str) -> str:
    return f"{ord(who[0]):02x}" * 32


def commit(hall: Hall, who: str, price: str, **more: Any) -> Move:
    made = commitments.price(hall.lot.id, NUMBERS[who], Decimal(price), salt(who))
    return hall.move(who, {"kind": "commit", "commitment": made}, **more)


def show(hall: Hall, who: str, price: str) -> Move:
    return hall.move(who, {"kind": "show", "price": price, "salt": salt(who)})


def code(act: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act(*given, **named)
    return refused.value.code


def told(hall: Hall) -> str:
    """Return all that is kept of the auction anywhere in the database, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for name in tables:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found += [row for (row,) in cursor.fetchall()]
    binary = b"".join(
        bytes(part)
        for move in Move.objects.filter(auction=hall.id)
        for part in (move.content, move.statement or b"")
    )
    return "\n".join(found) + binary.decode("utf-8", "replace") + bytes(hall.row.kept).decode()


def everybody(hall: Hall) -> dict[str, Any]:
    """Return what everybody sees, but the instants."""
    now = clock.now()
    room = auction_rooms.read(hall.row, now, rounds.pulse(hall.id))
    return {
        "shows": {name: value for name, value in room.shows.items() if name not in ("remaining_ms", "ends_at")},
        "awards": room.awards, "tied": room.tied, "silent": room.silent, "shown": hall.row.shown, "status": hall.row.status,
        "items": auction_rooms.items(hall.row, 0), "prices": auction_rooms.prices(hall.row), "given": auction_rooms.shown_prices(hall.row),
    }  # fmt: skip


class TestOnePrice:
    def test_is_in_no_row_before_its_time_and_wins_when_it_is_shown(
        self, tmp_path: Path, capsys: Any
    ) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        empty = everybody(hall)
        for who, price in PRICES.items():
            made = commit(hall, who, price)
            assert (made.shown, made.price, made.stands["price"]) == (None, None, None)
            assert everybody(hall) == empty  # nor how many there are
        assert code(commit, hall, "bai", "1500000.00") == "quoted_already"
        assert code(show, hall, "bai", PRICES["bai"]) == "not_showing"
        assert code(hall.move, "cui", {"kind": "quote", "price": FLOOR}) == "commitment_needed"
        hall.host(kind="pause", reason="停电")
        assert code(show, hall, "bai", PRICES["bai"]) == "paused"
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="来电", by=hall.zheng)
        proposing.approve(proposal_id=asked.id, by=hall.chen)
        assert code(show, hall, "bai", PRICES["bai"]) == "resuming"
        known = told(hall)
        assert NUMBERS["bai"] in known and not any(price in known for price in PRICES.values())
        assert [one.code for one in Move.objects.filter(auction=hall.id, kind="commit")] == [
            "",
            "",
            "",
            "quoted_already",
        ]
        hall.later(seconds=600)

        hall.later(seconds=600)
        assert everybody(hall)["shows"]["phase"] == "showing"
        assert code(commit, hall, "bai", FLOOR) == "being_shown"
        assert code(show, hall, "cui", "1345678.91") == "commitment_mismatch"
        first = show(hall, "cui", PRICES["cui"])
        show(hall, "bai", PRICES["bai"])
        assert first.shown is None
        assert everybody(hall)["shows"]["price"] is None  # nobody sees one before all are known
        assert code(show, hall, "cui", PRICES["cui"]) == "shown_already"
        hall.later(seconds=120)
        assert code(show, hall, "deng", PRICES["deng"]) == "closed"  # too late: it was the highest
        assert hall.settle() == "settled"

        assert winner_of(hall.lot)[0] == hall.bidders["cui"].party_id
        known_of = recorded(hall.lot)
        assert (known_of["price"], known_of["bids_valid"]) == (PRICES["cui"], 2)
        end = everybody(hall)
        assert (end["silent"], end["given"]) == (
            [NUMBERS["deng"]], [(NUMBERS["cui"], PRICES["cui"]), (NUMBERS["bai"], PRICES["bai"])],
        )  # fmt: skip
        content = auction_rooms.record(hall.row)
        assert first_difference(Record.from_bytes(content)) is None
        assert result_of(content) == json.loads(content)["result"]
        assert list(audit_auctions.findings()) == []
        file = tmp_path / "auction.json"
        file.write_bytes(content)
        assert main(["verify", "auction", str(file), "--lang", "zh"]) == 0
        said = capsys.readouterr().out
        assert NUMBERS["cui"] in said and "没有公开" in said and NUMBERS["deng"] in said

    def test_ends_as_soon_as_all_have_shown_and_the_earliest_commitment_goes_first(self) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        for who in ("deng", "bai"):
            commit(hall, who, FLOOR)
        hall.later(seconds=600)
        show(hall, "bai", FLOOR)
        show(hall, "deng", FLOOR)
        assert everybody(hall)["shows"]["phase"] in ("ending", "closed")
        hall.later(seconds=1)
        assert hall.settle() == "settled"
        assert winner_of(hall.lot)[0] == hall.bidders["deng"].party_id
        assert everybody(hall)["silent"] == []

    def test_below_the_start_is_none(self) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        commit(hall, "bai", "999999.99")
        hall.later(seconds=600)
        assert code(show, hall, "bai", "999999.99") == "misses_start"
        hall.later(seconds=120)
        assert hall.settle() == "settled"
        assert recorded(hall.lot)["has_winner"] is False

    def test_is_no_other_bidders(self) -> None:
        """What somebody else committed to, given once more under one's own number, can be shown by nobody."""
        hall = build()
        hall.begin("single_quote", **ONCE)
        made = commit(hall, "cui", PRICES["cui"])
        stolen = json.loads(bytes(made.content))["commitment"]
        hall.move("bai", {"kind": "commit", "commitment": stolen})
        hall.later(seconds=600)
        show(hall, "cui", PRICES["cui"])
        fields = {"kind": "show", "price": PRICES["cui"], "salt": salt("cui")}
        assert code(hall.move, "bai", fields) == "commitment_mismatch"

    def test_waits_while_the_auction_stands(self) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        commit(hall, "cui", PRICES["cui"])
        hall.later(seconds=600 + 30)
        hall.host(kind="pause", reason="停电")
        hall.later(seconds=3000)
        assert code(show, hall, "cui", PRICES["cui"]) == "paused"
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="来电", by=hall.zheng)
        proposing.approve(proposal_id=asked.id, by=hall.chen)
        hall.later(seconds=601)
        assert everybody(hall)["shows"]["phase"] == "showing"
        show(hall, "cui", PRICES["cui"])
        assert hall.settle() == "settled"

    def test_is_not_committed_to_twice_by_one_round_of_many(self) -> None:
        """Whoever sends ten at the same moment has given the first of them."""
        hall = build()
        hall.begin("single_quote", **ONCE)
        wishes = [
            writing.Wish(
                hall.id, {"kind": "commit", "commitment": f"{n:064x}"}, by, key=f"{who}-{n}", fingerprint="f"
            )
            for n in range(10)
            for who, by in hall.bidders.items()
        ]
        found = [one for one in rounds._together(wishes) if isinstance(one, Move)]
        accepted = [json.loads(bytes(one.content))["commitment"] for one in found if not one.code]
        assert accepted == [f"{0:064x}"] * 3
        assert (
            judging.fold(rounds.rules_of(hall.row), rounds.log_of(hall.row)).run
            == rounds.kept_of(hall.row).run
        )

    @pytest.mark.parametrize("wrong", ["", "z" * 64, "A" * 64, "0" * 63, 7, None])
    def test_reads_no_commitment_that_is_none(self, wrong: Any) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        assert code(hall.move, "bai", {"kind": "commit", "commitment": wrong}) == "move_malformed"

    def test_that_became_known_takes_a_new_announcement(self) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        commit(hall, "bai", PRICES["bai"])
        commit(hall, "cui", PRICES["cui"])
        hall.later(seconds=600)
        show(hall, "bai", PRICES["bai"])
        asked = proposing.propose(auction_id=hall.id, act="withdraw", reason="标的毁损", by=hall.zheng)
        proposing.approve(proposal_id=asked.id, by=hall.chen)
        again = rules("single_quote", **hall.ruled(timedelta(hours=52), **ONCE)).model_dump()
        assert code(scheduling.schedule, lot_id=hall.lot.id, rules=again, by=hall.zheng) == "prices_known"

    def test_says_nothing_in_the_journal(self) -> None:
        hall = build()
        hall.begin("single_quote", **ONCE)
        made = commit(hall, "bai", PRICES["bai"])
        (data,) = Event.objects.filter(subject=hall.id, type="bidding.auction.moved").values_list(
            "data", flat=True
        )
        assert data == {"lot": hall.lot.id, "auction": hall.id, "number": 1, "digest": made.digest}

    def test_wakes_nobody_who_watches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """When a stream says something is no sign of when, and how many times, somebody committed."""
        hall, woken = build(), list[str]()
        hall.begin("single_quote", **ONCE)
        monkeypatch.setattr(hints, "publish_on_commit", woken.append)
        commit(hall, "bai", PRICES["bai"])
        assert code(commit, hall, "bai", PRICES["bai"]) == "quoted_already"
        assert writing.channel(hall.id) not in woken
        hall.host(kind="pause", reason="停电")
        assert writing.channel(hall.id) in woken


class TestRounds:
    def test_show_the_best_after_each_and_ask_for_more_in_the_next(self) -> None:
        hall = build()
        hall.begin("multi_round", **ONCE | {"rounds": 2, "round_s": 60, "pause_s": 30})
        commit(hall, "bai", "1000000.00")
        commit(hall, "cui", "1100000.00")
        hall.later(seconds=60)
        show(hall, "bai", "1000000.00")
        show(hall, "cui", "1100000.00")
        seen = everybody(hall)["shows"]
        assert (seen["phase"], seen["price"], seen["leader"]) == (
            "between_rounds",
            "1100000.00",
            NUMBERS["cui"],
        )
        hall.later(seconds=31)
        assert everybody(hall)["shows"]["least"] == "1110000.00"
        commit(hall, "bai", "1200000.00")
        commit(hall, "deng", "1105000.00")
        hall.later(seconds=60)
        show(hall, "bai", "1200000.00")
        assert code(show, hall, "deng", "1105000.00") == "misses_step"
        hall.later(seconds=121)
        assert hall.settle() == "settled"
        assert winner_of(hall.lot)[0] == hall.bidders["bai"].party_id
        content = auction_rooms.record(hall.row)
        assert result_of(content) == json.loads(content)["result"]


class TestAtTheCap:
    def test_one_written_price_is_committed_to(self) -> None:
        parcel = LISTED["particulars"] | {"price_cap": "200000000.00", "beyond_cap": "single_offer"}
        hall = build(LISTED | {"particulars": parcel})
        start = Decimal(parcel["start_price"])
        given: Any = rules(
            "listing",
            **hall.ruled(
                SOON,
                bidders=[],
                start_price=f"{start:f}",
                increment=parcel["increment"],
                silence_s=10,
                cap="200000000.00",
            ),
        ).model_dump()
        given |= {
            "listing_s": 10 * 86_400,
            "grid": "strict" if parcel.get("strict_grid", True) else "least",
            "show_s": 120,
        }
        given["beyond"] |= {"way": "written", "window_s": 300, "written_most": "210000000.00"}
        with pytest.raises(Conflict) as refused:
            scheduling.schedule(lot_id=hall.lot.id, rules=given | {"show_s": 0}, by=hall.zheng)
        assert "prices_not_secret" in [one.code for one in refused.value.reasons]
        hall.auction = scheduling.schedule(lot_id=hall.lot.id, rules=given, by=hall.zheng)
        for by in hall.bidders.values():
            entering.enter(auction_id=hall.id, rules_sha256=hall.auction.rules_sha256, by=by)
        hall.later(seconds=int(SOON.total_seconds()) + 1)
        hall.bid("bai", "200000000.00", repeated="200000000.00")
        assert code(commit, hall, "cui", "205000000.00") == "window_not_open"
        hall.later(seconds=10 * 86_400)
        assert everybody(hall)["shows"]["phase"] == "written"
        for who, price in (("bai", "200000000.00"), ("cui", "205000000.00"), ("deng", "210000000.00")):
            commit(hall, who, price)
        hall.later(seconds=300)
        show(hall, "deng", "210000000.00")
        show(hall, "cui", "205000000.00")
        show(hall, "bai", "200000000.00")
        hall.later(seconds=2)
        row = hall.row
        seen = everybody(hall)["shows"]
        assert (seen["phase"], seen["price"], seen["leader"]) == ("closed", "205000000.00", NUMBERS["cui"])
        assert row.number > 0


class TestAfterTheClock:
    def test_sealed_prices_are_committed_to_and_the_taker_answers(self) -> None:
        hall = build()
        hall.begin(
            "descending_clock", start_price="1500000.00", floor=FLOOR, drop_share="0.01", step_s=10, steps=30, first_pause_s=0,
            sealed_pause_s=0, sealed_s=60, best_pause_s=0, best_s=60, fewest=2, if_fewer="agreement", silence_s=10, show_s=120,
        )  # fmt: skip
        hall.move("bai", {"kind": "take", "price": "1500000.00"})
        assert code(commit, hall, "bai", "1600000.00") == "not_your_turn"
        commit(hall, "cui", "1550000.00")
        hall.later(seconds=60)
        show(hall, "cui", "1550000.00")
        assert everybody(hall)["shows"]["phase"] == "best"
        assert code(hall.move, "bai", {"kind": "quote", "price": "1550000.00"}) == "not_above"
        hall.move("bai", {"kind": "quote", "price": "1560000.00"})
        hall.later(seconds=61)
        assert hall.settle() == "settled"
        assert winner_of(hall.lot)[0] == hall.bidders["bai"].party_id


def test_whoever_only_hosts_commits_to_nothing() -> None:
    hall = build()
    hall.begin("single_quote", **ONCE)
    fields = {"kind": "commit", "commitment": "0" * 64}
    given: dict[str, Any] = {"auction_id": hall.id, "fields": fields, "key": "k", "fingerprint": "f"}
    assert code(moving.move, **given, by=hall.zheng) == "role_not_allowed"
    assert code(moving.host, auction_id=hall.id, fields=fields, by=hall.zheng) == "move_malformed"
