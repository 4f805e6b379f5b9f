"""A bidder's feed: the public events of the lots it takes part in, its own doings, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from archive.feed import PublicFeed
from bidding.actions import deposits, joint, registrations
from foundation import clock, feeds, followers, sequencer
from foundation.models import Event, FollowerCursor
from tests.bidding.test_joint import OPEN as TOGETHER
from tests.bidding.test_joint import accepting, together
from tests.bidding.toy import OPEN, REVIEWED, Fair
from tests.factories.accounts import actor, bai
from tests.world import build
from trading import registry
from trading.actions import disputes, holds
from trading.models import Hold, Lot

pytestmark = pytest.mark.django_db
HELD, RESUMED = "trading.lot.held", "trading.lot.resumed"
MADE, JOINED, WITHDRAWN = (f"bidding.registration.{what}" for what in ("made", "joined", "withdrawn"))


def told(reader: Member | str) -> list[tuple[int, str]]:
    """Return what a feed holds: a bidder's by a member, others by their name."""
    feed = reader if isinstance(reader, str) else feeds.bidder(reader.party_id)
    return [(one.sequence, one.type) for one in feeds.read(feed, 0)]


def types(reader: Member | str) -> list[str]:
    return [what for _, what in told(reader)]


def resumed(fair: Fair, lot: Lot) -> None:
    holds.resume(hold_id=Hold.objects.get(lot=lot, ended_at=None).id, reason="完毕", by=actor(fair.su))


@contextmanager
def unheard(*readers: Member | str) -> Iterator[None]:
    """Whatever happens within is told to none of these."""
    followers.catch_up()
    before = [told(one) for one in readers]
    yield
    followers.catch_up()
    assert [told(one) for one in readers] == before


class TestABiddersFeed:
    def test_holds_its_own_doings_and_the_events_of_its_lot_without_gaps(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        made = fair.reviewed(fair.registered(lot))
        paid = fair.entered(made, "paid", "100.00", "B-1")
        fair.held(lot)
        followers.catch_up()
        assert told(fair.bai) == [
            (1, MADE), (2, "bidding.registration.qualified"), (3, "bidding.deposit.paid"), (4, HELD),
        ]  # fmt: skip
        entries = feeds.read(feeds.bidder(fair.bai.party_id), 0)
        assert [one.data for one in entries] == [
            {"registration": made.id, "status": "applied"}, {"registration": made.id},
            {"registration": made.id, "entry": paid.id}, {"cause": "supervisor"},
        ]  # fmt: skip
        assert {(one.deal, one.lot) for one in entries} == {(lot.deal_id, lot.id)}

    def test_is_silent_of_every_other_bidder(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.registered(lot, fair.cui)
        with unheard(fair.cui, feeds.party(fair.bai.party_id), feeds.party(fair.sun.party_id), feeds.PUBLIC):
            made = fair.reviewed(fair.registered(lot))
            fair.entered(made, "paid", "100.00", "B-1")
            deposits.look_up(account=made.account, by=actor(fair.chen))
            registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
            fair.entered(made, "refunded", "100.00", "B-2")
        assert types(fair.bai)[-2:] == [WITHDRAWN, "bidding.deposit.refunded"]

    def test_holds_the_events_of_its_lot_while_it_takes_part_however_late_they_are_read(
        self, fair: Fair
    ) -> None:
        lot, other = fair.offered(OPEN), fair.offered(OPEN)
        fair.held(lot)
        resumed(fair, lot)
        made = fair.registered(lot)
        clock.shift_to(clock.now() + timedelta(hours=1))
        fair.held(lot)
        resumed(fair, lot)
        fair.held(other)
        registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        fair.held(lot)
        followers.catch_up()
        assert types(fair.bai) == [MADE, HELD, RESUMED, WITHDRAWN]
        assert types(feeds.PUBLIC).count(HELD) == 4

    def test_tells_each_bidder_of_a_lot_a_public_event_once_and_read_anew_no_more(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        for one in (fair.bai, fair.cui):
            fair.registered(lot, one)
        fair.held(lot)
        followers.catch_up()
        assert types(fair.bai) == types(fair.cui) == [MADE, HELD]
        with unheard(fair.bai, fair.cui, feeds.party(fair.sun.party_id), feeds.PUBLIC):
            FollowerCursor.objects.filter(name=PublicFeed.name).update(position=0)

    def test_is_asked_for_once_for_all_parties(self, fair: Fair) -> None:
        lot = fair.offered(OPEN)
        fair.registered(lot)
        counts = []
        for number in range(3):
            fair.registered(lot, bai(party__name=f"第{number}公司", user__email=f"{number}@example.invalid"))
            fair.held(lot)
            resumed(fair, lot)
            sequencer.drain()
            events = list(Event.objects.select_related("sequenced").order_by("id"))
            with transaction.atomic(), CaptureQueriesContext(transaction.get_connection()) as asked:
                PublicFeed().handle_all(events)
            counts.append(len(asked))
        assert counts == [4, 4, 4]


class TestAJointBid:
    def test_is_told_to_all_who_are_in_it(self, fair: Fair) -> None:
        with registry.offering(TOGETHER):
            lot = accepting(fair, TOGETHER)
            third = bai(party__name="第三方公司", user__email="third@example.invalid")
            made = together(lot, fair.bai, fair.cui, third)
            fair.held(lot)
            resumed(fair, lot)
            joint.agree(registration_id=made.id, by=actor(fair.cui))
            joint.decline(registration_id=made.id, by=actor(third))
            with unheard(third):
                fair.held(lot)
                resumed(fair, lot)
                registrations.withdraw(registration_id=made.id, by=actor(fair.bai))
        declined = "bidding.registration.declined"
        assert types(fair.bai) == [MADE, HELD, RESUMED, JOINED, declined, HELD, RESUMED, WITHDRAWN]
        assert types(fair.cui) == [MADE, JOINED, declined, HELD, RESUMED, WITHDRAWN]
        assert types(third) == [MADE, JOINED, declined]


class TestAnObjection:
    def test_is_told_to_the_objector_alone(self) -> None:
        world = build()
        made = world.announced()
        bai, cui = (world.cast.members[who] for who in ("bai", "cui"))
        registrations.register(lot_id=made.lot, by=world.actor("cui"))
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        disputes.reply_objection(objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("sun"))
        followers.catch_up()
        assert types(bai) == ["trading.objection.raised", "trading.objection.answered"]
        last: Any = feeds.read(feeds.bidder(bai.party_id), 1)[-1]
        assert (last.data, last.lot) == ({"objection": raised.id, "upheld": False}, made.lot)
        assert types(cui)[:2] == [MADE, HELD] and "trading.objection.raised" not in types(cui)
