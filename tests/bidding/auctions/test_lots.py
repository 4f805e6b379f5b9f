"""An auction and its lot: what stops the one stops the other within one transaction, and nobody leaves meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import audit_auctions
from bidding.actions import registrations
from bidding.actions.auctioning import concluding, entering, living, moving, proposing, rounds, scheduling
from bidding.auctioneer import Auctioneer
from bidding.models import Auction, AuctionProposal, Move
from foundation import clock
from foundation.errors import DomainError
from foundation.models import Event
from notices.models import Notice
from portal.auctions import page as pages
from tests.bidding.auctions.hall import FLOOR, LISTED, NUMBERS, SOON, WAIT, Hall, build
from tests.factories import accounts
from tests.toolkit.auctions.rooms import rules
from trading import auctioned
from trading.actions import holds, outcomes, steps
from trading.models import Deal, Lot, Outcome
from trading.models.deal import Origin
from trading.winners import recorded

pytestmark = pytest.mark.django_db
TIMES: dict[str, Any] = {"listing_s": 10 * 86_400, "inquiry_s": 240, "countdown_s": 300, "silence_s": 10}
"""Of a listing, as it was announced."""


@pytest.fixture
def hall() -> Hall:
    made = build()
    made.begin()
    made.bid("bai", FLOOR)
    return made


def code(act: Any, **given: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act(**given)
    return refused.value.code


def suspend(hall: Hall) -> None:
    su: Any = accounts.MemberFactory.create(role=Role.SUPERVISOR)
    holds.suspend(lot_id=hall.lot.id, reason="核查", law="l", by=accounts.actor(su))


class TestHold:
    def test_stops_the_auction_in_the_moment_in_which_it_is_laid(self, hall: Hall) -> None:
        hall.later(seconds=770)  # near the end
        suspend(hall)
        assert hall.row.status == "paused"
        hall.later(seconds=60)
        assert hall.settle() == "paused"

    def test_is_the_reason_that_the_notice_gives_though_somebody_moved_since(self, hall: Hall) -> None:
        hall.lot.holds.create(cause="supervisor", reason="r", law="l", starts_at=clock.now(), by="su")
        assert hall.refused("cui", "1010000.00") == "paused"
        event = Event.objects.filter(subject=hall.id, type="bidding.auction.paused").get()
        assert Move.objects.get(auction=hall.id, number=event.data["number"]).kind == "pause"

    def test_stops_a_listing_in_which_nobody_may_bid_yet(self) -> None:
        waiting = build(LISTED)
        waiting.bidders.clear()
        given = rules(
            "listing", **waiting.ruled(SOON, bidders=[], start_price="187843500.00", increment="100000.00"), **TIMES
        )  # fmt: skip
        waiting.auction = scheduling.schedule(
            lot_id=waiting.lot.id, rules=given.model_dump(), by=waiting.zheng
        )
        waiting.later(days=3)
        waiting.gone(seconds=1)  # a restart: the sign before it is written though nobody has come
        assert waiting.row.moves.filter(kind="beat").exists()
        suspend(waiting)
        assert waiting.row.status == "paused"
        asked = proposing.propose(auction_id=waiting.id, act="withdraw", reason="因故", by=waiting.zheng)
        proposing.approve(proposal_id=asked.id, by=waiting.chen)
        assert waiting.row.status == "withdrawn"


class TestAnnouncement:
    def test_that_was_extended_keeps_the_auction_from_beginning(self) -> None:
        hall = build(LISTED)
        hall.schedule("listing", bidders=[], start_price="187843500.00", increment="100000.00", **TIMES)
        longer = clock.now() + timedelta(days=5)
        hall.lot.periods.update(ends_at=longer)
        hall.later(seconds=WAIT + 1)
        assert hall.refused("bai", "187843500.00") == "paused"  # before anybody looked
        assert hall.settle() == "paused"
        assert "公告期未满".encode() in bytes(hall.row.moves.get(kind="pause").content)
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="继续", by=hall.zheng)
        given = {"proposal_id": asked.id, "by": hall.chen}
        assert code(proposing.approve, **given) == "announcement_runs"
        hall.later(days=5)
        again = proposing.propose(auction_id=hall.id, act="resume", reason="继续", by=hall.zheng)
        assert proposing.approve(proposal_id=again.id, by=hall.chen)
        assert hall.row.status == "open"


class TestEnd:
    def test_comes_when_the_lot_leaves_the_states_in_which_it_is_auctioned(self) -> None:
        hall = build(LISTED)
        hall.schedule("listing", bidders=[], start_price="187843500.00", increment="100000.00", **TIMES)
        assert not auctioned.is_over(_in(hall.lot, "limited"), "listed")
        assert auctioned.is_over(_in(hall.lot, "closed"), "limited")
        living.stop_of(hall.lot)
        assert hall.row.status == "withdrawn"

    def test_of_the_lot_takes_the_auction_out(self, hall: Hall) -> None:
        final = next(one.name for one in hall.lot.procedure.states if one.final)
        Lot.objects.filter(id=hall.lot.id).update(state=final)
        hall.lot.refresh_from_db()
        living.stop_of(hall.lot)
        assert hall.row.status == "withdrawn"
        assert hall.settle() == "withdrawn"
        assert recorded(hall.lot) == {}

    def test_comes_within_the_step_by_which_the_lot_leaves(self, hall: Hall) -> None:
        su: Any = accounts.MemberFactory.create(role=Role.SUPERVISOR)
        reason = {"reason": "违反规定"}
        steps.take_step(lot_id=hall.lot.id, step="invalidate", data=reason, by=accounts.actor(su))
        assert hall.row.status == "withdrawn"
        assert hall.refused("cui", "1010000.00") == "auction_over"

    def test_without_rivals_leaves_the_lot_to_an_agreement_that_is_handed_in(self) -> None:
        """Of a deal that runs here as well: with one who takes part, at no less than the floor."""
        hall = build()
        for one in ("cui", "deng"):
            hall.lot.registrations.filter(party=hall.bidders.pop(one).party_id).update(status="rejected")
        hall.schedule(bidders=[])
        Deal.objects.filter(id=hall.lot.deal_id).update(origin=Origin.HERE)
        price = {"has_winner": True, "price": FLOOR}

        def hand_in(**party: str | None) -> Outcome:
            bought = {"rank": 2, "name": "某公司", "price": "1.00", **party}
            return outcomes.record_outcome(
                lot_id=hall.lot.id, stage="agreement", by=hall.chen, values=price, candidates=[bought]
            )

        bai = hall.bidders["bai"].party_id
        assert code(hand_in, party=bai) == "outcome_not_taken"
        hall.later(seconds=WAIT + 1)
        assert hall.settle() == "withdrawn"
        steps.take_step(lot_id=hall.lot.id, step="negotiate", by=hall.chen)
        assert code(hand_in) == "invalid_outcome"
        assert code(hand_in, party=hall.stranger.party_id) == "invalid_outcome"
        own = hall.lot.registrations.filter(party=bai)
        due = own.get().deposit_due
        own.update(deposit_due="99999999.00")
        assert code(hand_in, party=bai) == "invalid_outcome"
        own.update(deposit_due=due)
        told = hand_in(party=bai)
        name = Party.objects.get(id=bai).name
        assert told.candidates == [{"rank": 1, "name": name, "party": bai, "price": FLOOR}]
        steps.take_step(lot_id=hall.lot.id, step="confirm_buyer", by=hall.chen)
        assert Lot.objects.get(id=hall.lot.id).state == "buyer_known"

    def test_without_an_agreement_leaves_it_unsold(self) -> None:
        hall = build()
        for one in ("cui", "deng"):
            hall.lot.registrations.filter(party=hall.bidders.pop(one).party_id).update(status="rejected")
        hall.schedule(bidders=[])
        Deal.objects.filter(id=hall.lot.deal_id).update(origin=Origin.HERE)
        hall.later(seconds=WAIT + 1)
        assert hall.settle() == "withdrawn"
        steps.take_step(lot_id=hall.lot.id, step="negotiate", by=hall.chen)
        nothing: dict[str, Any] = {
            "lot_id": hall.lot.id,
            "stage": "agreement",
            "values": {"has_winner": False},
        }
        assert code(outcomes.record_outcome, **nothing, by=hall.zheng) == "outcome_not_taken"
        outcomes.record_outcome(**nothing, by=hall.chen)
        steps.take_step(lot_id=hall.lot.id, step="fail", by=hall.chen)
        assert Lot.objects.get(id=hall.lot.id).state == "unsold"

    def test_is_waited_for_by_whoever_entered(self, hall: Hall) -> None:
        own = hall.lot.registrations.get(party=hall.bidders["bai"].party_id)
        Lot.objects.filter(id=hall.lot.id).update(state="disclosed")
        hall.lot.periods.update(ends_at=clock.now() + timedelta(days=1))
        given = {"registration_id": own.id, "by": hall.bidders["bai"]}
        assert code(registrations.withdraw, **given) == "in_an_auction"

    def test_is_not_told_otherwise_than_it_was_said(self, hall: Hall) -> None:
        hall.later(seconds=900)
        for one in list(living.due()):
            living.look(auction_id=one)
        Auction.objects.filter(id=hall.id, status="ended").update(bidders=[*hall.row.bidders])
        stands = Move.objects.filter(auction=hall.id).order_by("number").last()
        assert stands is not None
        concluding.check_as_said(hall.row, _record(hall))
        other = _record(hall, without="bai")
        assert code(concluding.check_as_said, row=hall.row, record=other) == "auction_otherwise"

    def test_that_nothing_decides_may_be_given_up_by_two(self) -> None:
        sealed = "0" * 64  # the price behind it is never told
        hall = build(LISTED | {"particulars": LISTED["particulars"] | {"reserve_commitment": sealed}})
        hall.schedule(
            "listing",
            bidders=[],
            start_price="187843500.00",
            increment="100000.00",
            reserve=sealed,
            settle_s=3600,
            **TIMES,
        )
        hall.later(seconds=WAIT + 1)
        hall.bid("bai", "187843500.00")
        hall.later(days=10, seconds=600)
        assert hall.settle() == "ended"
        asked = proposing.propose(auction_id=hall.id, act="withdraw", reason="底价无法揭示", by=hall.zheng)
        assert proposing.approve(proposal_id=asked.id, by=hall.chen) is None
        assert (hall.row.status, concluding.is_held_here(hall.lot)) == ("withdrawn", False)
        assert pages.collect(hall.lot.id, Actor.public(), clock.now()).is_given_up
        assert list(audit_auctions.findings()) == []

    @pytest.mark.parametrize(("if_untold", "outcome"), [("no_deal", "no_deal"), ("stands", "deal")])
    def test_whose_reserve_nobody_reveals_is_settled_as_its_rules_say(
        self, if_untold: str, outcome: str
    ) -> None:
        sealed = "0" * 64
        hall = build(LISTED | {"particulars": LISTED["particulars"] | {"reserve_commitment": sealed}})
        hall.schedule(
            "listing", bidders=[], start_price="187843500.00", increment="100000.00", reserve=sealed, settle_s=3600,
            if_untold=if_untold, **TIMES,
        )  # fmt: skip
        hall.later(seconds=WAIT + 1)
        hall.bid("bai", "187843500.00")
        hall.later(days=10, seconds=600)
        assert hall.settle() == "ended"
        hall.later(seconds=3600)
        assert hall.settle() == "settled"
        assert _record(hall).result.outcome == outcome

    def test_is_moved_by_two_persons_and_by_so_much_at_most(self, hall: Hall) -> None:
        alone = {"auction_id": hall.id, "fields": {"kind": "extend", "seconds": 60}, "by": hall.zheng}
        assert code(moving.host, **alone) == "move_malformed"

        def extend(seconds: int) -> AuctionProposal:
            return proposing.propose(
                auction_id=hall.id, act="extend", reason="竞买人较多", by=hall.zheng, seconds=seconds
            )

        assert code(extend, seconds=0) == "seconds_wrong"
        last = hall.row.moves.last()
        made = proposing.approve(proposal_id=extend(86_400).id, by=hall.chen)
        assert last is not None
        assert made is not None
        assert made.stands["ends_at"] == last.stands["ends_at"] + 86_400_000
        assert code(extend, seconds=1) == "seconds_wrong"


class TestEnter:
    def test_is_done_for_whoever_was_admitted_when_it_begins(self) -> None:
        hall = build()
        hall.announce("auction")
        given = rules(
            "called_auction", **hall.ruled(SOON, bidders=[]), start_price=FLOOR, increment="10000.00", fewest=2,
            if_fewer="agreement", increments="fixed", call_s=5,
        )  # fmt: skip
        hall.auction = scheduling.schedule(lot_id=hall.lot.id, rules=given.model_dump(), by=hall.zheng)
        hall.later(seconds=WAIT - 30)
        hall.settle()
        assert hall.row.bidders == [*NUMBERS.values()]
        hall.later(seconds=32)
        entering.enter(auction_id=hall.id, rules_sha256=hall.row.rules_sha256, by=hall.bidders["bai"])
        assert hall.bid("bai", FLOOR).code == ""

    def test_asks_what_the_registration_is_now(self, hall: Hall) -> None:
        hall.lot.registrations.filter(party=hall.bidders["cui"].party_id).update(deposit_due="1.00")
        given = {"auction_id": hall.id, "rules_sha256": hall.row.rules_sha256, "by": hall.bidders["cui"]}
        assert code(entering.enter, **given) == "not_admitted"


class TestPulse:
    @pytest.mark.parametrize("change", ["since = since - interval '1 hour'", "at = at + interval '1 hour'"])
    def test_is_not_made_up(self, hall: Hall, change: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE bidding_pulse SET {change}")


class TestAuctioneer:
    def test_is_not_held_up_by_one_bad_row(self, hall: Hall) -> None:
        other = build()
        other.begin()
        Auction.objects.filter(id=other.id).update(kept=b"{}")
        hall.later(seconds=900)
        Auctioneer().turn()
        assert hall.row.status == "settled"
        assert other.row.status == "settled"  # what is kept is worked out anew from its log
        assert Notice.objects.count() == 0

    def test_settles_by_no_record_to_which_something_was_added_since(self, hall: Hall) -> None:
        hall.later(seconds=900)
        for one in list(living.due()):
            living.look(auction_id=one)
        told = concluding._told(hall.row)
        assert told is not None
        reveal = {"kind": "reveal", "price": FLOOR, "salt": "5a" * 32}
        assert code(moving.host, auction_id=hall.id, fields=reveal, by=hall.zheng) == "no_reserve"
        assert not concluding._settled(hall.id, told)
        assert hall.settle() == "settled"

    def test_is_waited_for_by_a_clock_that_is_moved(self) -> None:
        hall = build()
        starts_at = hall.schedule().starts_at
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [living.LOCK])  # it is at work
        assert not living.is_awaited(clock.now())
        at = clock.shift_to(starts_at + timedelta(seconds=1))
        living.beat()
        assert living.is_awaited(at)  # the sign is there, and the auction still to be opened
        hall.settle()
        assert not living.is_awaited(clock.now())
        assert living.is_awaited(clock.shift_to(clock.now() + timedelta(seconds=30)))

    def test_gives_no_credit_to_a_clock_that_came_back(self, hall: Hall) -> None:
        at = clock.now()
        clock.shift_to(at + timedelta(hours=1))
        living.beat()
        assert living.has_broken_off(at)
        living.beat(at=at)
        found = rounds.pulse(hall.id)
        assert found is not None
        assert found.since == found.at == rounds.milliseconds(at)


def _in(lot: Lot, state: str) -> Lot:
    Lot.objects.filter(id=lot.id).update(state=state)
    lot.refresh_from_db()
    return lot


def _record(hall: Hall, without: str = "") -> Any:
    from toolkit.auctions.publishing import publish

    log = rounds.log_of(hall.row)
    if without:
        log = [one.model_copy(update={"price": one.price + 1}) if one.kind == "raise" else one for one in log]
    return publish(rounds.rules_of(hall.row), log, rounds.milliseconds(clock.now()))
