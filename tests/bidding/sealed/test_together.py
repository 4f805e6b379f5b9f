"""Tickets of many bidders in one transaction: each gets what it would have got alone, whatever the others bring."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actor import Actor
from bidding import tasks
from bidding.actions import attempts, filings, receipts, settling, tickets
from bidding.actions.filings import Ticket
from bidding.actions.weighing import Asked, TurnedAway
from bidding.models import Filing, Receipt, Registration, Upload
from bidding.sealed import custody, stamping, store
from foundation import clock
from foundation.errors import Conflict, DomainError, Invalid, Unavailable
from foundation.gathering import ALONE
from foundation.idempotency import Key
from foundation.models import Event, LogEntry, RememberedAnswer
from foundation.text import Text
from foundation.transactions import lock_row
from tests.bidding.sealed.scene import Scene
from tests.bidding.test_races import at_once
from toolkit.filings import HEADER
from toolkit.log import leaves
from toolkit.sealing import Before
from trading.models import Lot

pytestmark = pytest.mark.django_db
CROWD = ("bai", "cui", "deng", "fang", "gao", "han")
BY = Actor.clock()


def asked(scene: Scene, who: str, names: dict[str, str] | None = None) -> Asked:
    names = names or scene.upload(scene.seal(who), who)
    return Asked(scene.made.lot, names[HEADER], names, scene.world.actor(who))


def spoilt(scene: Scene, who: str) -> Asked:
    """A bid whose header is another's word: its signature does not hold."""
    folder = scene.seal(who)
    (folder / HEADER).write_bytes((folder / HEADER).read_bytes().replace(b'"x":1', b'"x":2'))
    return asked(scene, who, scene.upload(folder, who))


def codes(outcomes: list[Any]) -> list[str]:
    """Say what became of each in a word."""

    def word(one: Any) -> str:
        if isinstance(one, Ticket | Filing):
            return "ticket"
        if isinstance(one, TurnedAway):
            return "turned away"
        return one.code if isinstance(one, DomainError) else str(one)

    return [word(one) for one in outcomes]


@pytest.fixture
def crowd(scene: Scene) -> Scene:
    scene.register(*CROWD[2:])
    return scene


class TestOneTransaction:
    def test_gives_each_bidder_its_own_ticket(self, crowd: Scene) -> None:
        bids = [asked(crowd, who) for who in CROWD]
        outcomes = filings.reserve_all(asked=bids)
        made = [one.filing for one in outcomes if isinstance(one, Ticket) and one.is_new]
        assert [one.header for one in made] == [one.header for one in bids]
        assert len({one.received_at for one in made}) == 1
        kept = list(Filing.objects.order_by("id"))
        assert [(one.header, one.filed_by) for one in kept] == [(b.header, b.by.label) for b in bids]
        logged = {(bytes(one.content), one.ref) for one in LogEntry.objects.all()}
        assert {(leaves.filed(bytes(one.salt).hex(), one.header), one.ref) for one in kept} <= logged
        told = Event.objects.filter(type="bidding.filing.reserved").order_by("id")
        assert [(e.subject, e.actor, e.at) for e in told] == [
            (one.registration_id, one.filed_by, one.received_at) for one in kept
        ]

    def test_refuses_each_for_its_own_reasons(self, crowd: Scene) -> None:
        crowd.filed("cui")
        again = asked(crowd, "cui")
        stranger = replace(asked(crowd, "deng"), by=crowd.world.actor("kong"))
        Registration.objects.filter(party=crowd.world.cast.members["fang"].party).update(status="applied")
        bids = [
            asked(crowd, "bai"),
            again,
            stranger,
            spoilt(crowd, "gao"),
            asked(crowd, "fang"),
            asked(crowd, "han"),
        ]
        outcomes = filings.reserve_all(asked=bids)
        assert codes(outcomes) == [
            "ticket",
            "turned away",
            "upload_incomplete",
            "turned away",
            "not_qualified",
            "ticket",
        ]
        assert isinstance(outcomes[1], TurnedAway)
        assert [one.code for one in outcomes[1].reasons] == ["sequence_mismatch"]
        assert Filing.objects.filter(status="reserved").count() == 2

    def test_takes_one_filing_of_a_bidder_on_a_lot(self, crowd: Scene) -> None:
        first, second = asked(crowd, "bai"), asked(crowd, "bai")
        outcomes = filings.reserve_all(asked=[first, second, first, asked(crowd, "cui")])
        assert codes(outcomes) == ["ticket", "None", "None", "ticket"]
        assert codes(filings.reserve_all(asked=[second])) == ["filing_in_progress"]
        same = filings.reserve_one(asked=first)
        assert not same.is_new and same.filing.id == Filing.objects.get(header=first.header).id

    def test_judges_each_by_its_own_deadline(self, crowd: Scene) -> None:
        clock.shift_to(clock.now() + timedelta(days=2))
        other = replace(crowd, made=crowd.world.announced(), custodians=list(crowd.custodians), sealed=100)
        other.register("bai", "cui")
        other.under_custody()
        bids = [asked(crowd, "bai"), asked(other, "bai"), asked(crowd, "cui"), asked(other, "cui")]
        assert crowd.deadline < other.deadline
        crowd.walk_to_deadline()
        outcomes = filings.reserve_all(asked=bids)
        assert codes(outcomes) == ["deadline_passed", "ticket", "deadline_passed", "ticket"]

    def test_gives_one_bid_id_to_the_first_alone(self, crowd: Scene) -> None:
        folders = {who: crowd.seal(who, before=Before("ab" * 16, 0, "")) for who in ("bai", "cui")}
        bids = [asked(crowd, who, crowd.upload(folder, who)) for who, folder in folders.items()]
        outcomes = filings.reserve_all(asked=bids)
        assert codes(outcomes) == ["ticket", "turned away"]
        assert isinstance(outcomes[1], TurnedAway)
        assert [one.code for one in outcomes[1].reasons] == ["bid_id_taken"]

    def test_asks_as_much_for_many_as_for_two(
        self, crowd: Scene, django_assert_num_queries: Any, django_assert_max_num_queries: Any
    ) -> None:
        first, *bids = [asked(crowd, who) for who in CROWD]
        some, more = bids[:2], bids[2:]
        filings.reserve_one(asked=first)  # the policy is read once
        with django_assert_max_num_queries(19) as counted:
            filings.reserve_all(asked=some)
        with django_assert_num_queries(len(counted)):
            filings.reserve_all(asked=more)


class TestKeys:
    def wish(self, one: Asked, key: str, mark: str = "a") -> tickets.Wish:
        return tickets.Wish(one, Key(f"member:{one.by.label}", key, mark))

    def test_are_remembered_for_what_took_effect_alone(self, crowd: Scene) -> None:
        good, bad = asked(crowd, "bai"), spoilt(crowd, "cui")
        outcomes = tickets._together(
            [self.wish(good, "k1"), self.wish(bad, "k1"), self.wish(asked(crowd, "deng"), "k2")]
        )
        assert codes(outcomes) == ["ticket", "turned away", "ticket"]
        kept = RememberedAnswer.objects.filter(key__in=["k1", "k2"]).order_by("id")
        assert [(one.status, one.deal) for one in kept] == [(201, crowd.made.deal)] * 2
        assert bytes(kept[0].body) == b'{"header":"%s"}' % good.header.encode()

    def test_act_once(self, crowd: Scene) -> None:
        one = asked(crowd, "bai")
        assert codes(tickets._together([self.wish(one, "k"), self.wish(one, "k")])) == [
            "ticket",
            "Alone.ALONE",
        ]
        again = tickets.take(self.wish(one, "k"))
        assert not again.is_new and again.filing.header == one.header

    def test_name_one_request(self, crowd: Scene) -> None:
        one, two = asked(crowd, "bai"), asked(crowd, "bai")
        tickets.take(self.wish(one, "k"))
        with pytest.raises(Invalid, match="key_reused"):
            tickets.take(self.wish(two, "k", "b"))
        with pytest.raises(Invalid, match="key_malformed"):
            tickets.take(self.wish(two, "", "b"))

    def test_that_were_refused_may_be_tried_again(self, crowd: Scene) -> None:
        first, second = asked(crowd, "bai"), asked(crowd, "bai")
        taken = tickets.take(tickets.Wish(first))
        with pytest.raises(Conflict, match="filing_in_progress"):
            tickets.take(self.wish(second, "k"))
        settling.settle(filing_id=taken.filing.id, by=BY)
        with pytest.raises(TurnedAway):
            tickets.take(self.wish(second, "k"))
        assert not RememberedAnswer.objects.filter(key="k").exists()


class TestChecks:
    def test_of_many_settle_each_by_itself(self, crowd: Scene) -> None:
        made = [filings.reserve_one(asked=asked(crowd, who)).filing for who in CROWD]
        part = next(iter(made[1].files.values()))
        store.path(part).write_bytes(b"damaged")
        tasks.settle()
        became = {one.id: one.status for one in Filing.objects.all()}
        assert [became[one.id] for one in made] == ["accepted", "refused", *["accepted"] * 4]
        assert {one.filing_id for one in Receipt.objects.all()} == {one.id for one in made} - {made[1].id}
        assert not Filing.objects.filter(awaits_receipt=True).exists()

    def test_of_one_that_cannot_be_done_hold_up_no_other(
        self, crowd: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = [filings.reserve_one(asked=asked(crowd, who)).filing for who in CROWD[:3]]

        known = settling._verdict

        def verdict(filing: Filing, *more: Any) -> Any:
            if filing.id == made[1].id:
                raise OSError("the disk")
            return known(filing, *more)

        monkeypatch.setattr(settling, "_verdict", verdict)
        tasks.settle()
        assert dict(Filing.objects.values_list("id", "status")) == {
            made[0].id: "accepted", made[1].id: "reserved", made[2].id: "accepted",
        }  # fmt: skip

    def test_keep_the_stamps_that_came_before_the_authority_fell_silent(
        self, crowd: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = [filings.reserve_one(asked=asked(crowd, who)).filing for who in CROWD[:3]]
        settled = settling.settle_all(filing_ids=[one.id for one in made], by=BY)

        def stamps(contents: list[bytes]) -> Iterator[bytes]:
            yield b"a token"
            raise Unavailable("timestamp_unavailable", Text("无", "None"))

        monkeypatch.setattr(stamping, "stamps", stamps)
        with pytest.raises(Unavailable):
            receipts.issue_all(filings=settled)
        assert Receipt.objects.count() == 1
        monkeypatch.undo()
        tasks.settle()
        assert Receipt.objects.count() == 3 and not Filing.objects.filter(awaits_receipt=True).exists()


@contextmanager
def held(row: Any, strength: Any) -> Iterator[None]:
    """Let somebody else hold a row."""
    has, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock_row(type(row), row.pk, strength=strength)
                has.set()
                may_end.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert has.wait(60)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestInARush:
    def test_nobody_waits_for_anothers_lock(self, transactional_db: None, crowd: Scene) -> None:
        bids = [asked(crowd, who) for who in ("bai", "cui")]
        mine = Registration.objects.get(party=crowd.world.cast.members["bai"].party, lot=crowd.made.lot)
        with held(mine, "no key update"):
            assert codes(filings.reserve_all(asked=bids, waits=False)) == ["None", "ticket"]
        with held(Lot.objects.get(id=crowd.made.lot), "update"):
            assert codes(filings.reserve_all(asked=bids[:1], waits=False)) == ["None"]
        assert codes(filings.reserve_all(asked=bids, waits=False)) == ["ticket", "ticket"]

    def test_nobody_waits_for_what_is_told_of_another(self, transactional_db: None, crowd: Scene) -> None:
        """What bidders were refused is told in rounds: who is held is told of alone, in the thread of its own request."""
        members = crowd.world.cast.members
        notes = [
            attempts._Note("bidding.upload.refused", members[who].party_id, members[who].id, ["part_hash"])
            for who in ("bai", "cui", "bai")
        ]
        told = Event.objects.filter(type="bidding.upload.refused").order_by("id")
        with held(members["bai"].party, "no key update"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
            assert attempts._together(notes) == [ALONE, None, ALONE]
            assert attempts._together(notes[:1]) == [ALONE]
        assert [one.subject for one in told] == [members["cui"].party_id]
        attempts.note_upload(codes=["part_hash"], by=crowd.world.actor("bai"))
        assert [one.subject for one in told.all()] == [members[who].party_id for who in ("cui", "bai")]

    def test_one_that_breaks_the_round_breaks_no_other(
        self, transactional_db: None, crowd: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file that the platform lost, and a connection that breaks before the commit: rows, leaves and events are all or none."""
        bids = {who: asked(crowd, who) for who in CROWD}
        lost = asked(crowd, "bai")
        store.path(Upload.objects.get(party=lost.place[1], sha256=lost.header).id).unlink()
        broken = threading.Event()
        keep = filings._keep

        def breaks(kept: Any) -> None:
            keep(kept)
            if not broken.is_set():
                broken.set()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        monkeypatch.setattr(filings, "_keep", breaks)
        wishes = [lost, *(bids[who] for who in CROWD[1:])]

        def take(one: Asked) -> Any:
            try:
                return tickets.take(tickets.Wish(one))
            except FileNotFoundError as error:
                return error

        results = at_once(*[partial(take, one) for one in wishes])
        assert isinstance(results[0], FileNotFoundError)
        assert codes(results[1:]) == ["ticket"] * 5
        self.agree(crowd, 5)

    @pytest.mark.parametrize("seed", range(3))
    def test_everybody_gets_a_ticket_or_a_reason(
        self, transactional_db: None, crowd: Scene, seed: int
    ) -> None:
        chance = random.Random(seed)
        wishes: list[Asked] = []
        for who in CROWD:
            good = [asked(crowd, who) for _ in range(2)]
            wishes += [*good, good[0], spoilt(crowd, who)]
        chance.shuffle(wishes)
        keys = [
            Key(f"member:{one.by.label}", one.header, "a") if chance.random() < 0.7 else None
            for one in wishes
        ]
        clock.shift_to(crowd.deadline - timedelta(seconds=1.5))

        def take(one: Asked, key: Key | None) -> Any:
            try:
                return tickets.take(tickets.Wish(one, key))
            except (DomainError, TurnedAway) as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(wishes)) as pool:
            results = list(pool.map(take, wishes, keys))
        assert set(codes(results)) <= {"ticket", "turned away", "filing_in_progress", "deadline_passed"}
        made = {one.filing.header for one in results if isinstance(one, Ticket)}
        assert made == set(Filing.objects.values_list("header", flat=True))
        late = custody.milliseconds(crowd.deadline)
        assert all(custody.milliseconds(one.received_at) < late for one in Filing.objects.all())
        self.agree(crowd, len(made))

    def agree(self, scene: Scene, count: int) -> None:
        """Rows, leaves and events are the same filings, one reserved for each bidder."""
        rows = list(Filing.objects.all())
        assert len(rows) == len({one.registration_id for one in rows}) == count
        refs = set(LogEntry.objects.exclude(ref=None).values_list("ref", flat=True))
        assert {one.ref for one in rows} <= refs
        told = Event.objects.filter(type="bidding.filing.reserved")
        assert sorted(one.data["filing"] for one in told) == sorted(one.id for one in rows)
