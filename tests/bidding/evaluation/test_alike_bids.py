"""What is alike among the opened bids: told to who judges and who watches, with its article; nothing comes of it by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Ownership, Party
from accounts.models.parties import PartyContact
from bidding.evaluation import alike, bids
from bidding.models import Registration
from tests.bidding.evaluation.room import Room
from tests.portal.test_bids import reader
from trading.models import Lot

pytestmark = pytest.mark.django_db
TELEPHONE = "0532-87654321"


def told(room: Room, who: str | None) -> Any:
    return room.ask(who, "alike/")


def party(room: Room, who: str) -> Party:
    return room.scene.world.cast.members[who].party


def reached_by(room: Room, telephone: str, *who: str) -> None:
    for one in who:
        PartyContact.objects.update_or_create(party=party(room, one), defaults={"telephone": telephone})


class TestWhoReads:
    def test_the_committee_once_it_has_declared_and_the_supervisor_and_nobody_else(self, room: Room) -> None:
        reached_by(room, TELEPHONE, "bai", "cui")
        assert told(room, "su").status == 200
        for who in ("yao", "chen", "sun", "bai", None):
            assert told(room, who).status == 404, who
        assert room.convene().status == 201
        assert told(room, "yao").status == 409
        assert room.sign("yao", "declaration").status == 201
        assert told(room, "yao").status == 200
        for who in ("yu", "chen", "bai"):
            assert told(room, who).status == 404, who
            assert reader(who).get(f"/lots/{room.lot}/evaluation/alike/").status_code == 404, who

    def test_a_page_tells_that_and_not_what_is_the_same(self, seated: Room) -> None:
        reached_by(seated, TELEPHONE, "bai", "cui")
        for who in ("yao", "su"):
            page = reader(who).get(f"/lots/{seated.lot}/evaluation/alike/").text
            assert "联系电话或者电子邮箱相同" in page and party(seated, "bai").name in page
            assert "第40条第（三）项" in page
            assert "87654321" not in page
            assert (
                f"/lots/{seated.lot}/evaluation/alike/"
                in reader(who).get(f"/lots/{seated.lot}/evaluation/").text
            )
        assert (
            f"/lots/{seated.lot}/evaluation/alike/" in reader("su").get(f"/lots/{seated.lot}/opening/").text
        )
        assert "evaluation/alike" not in reader("bai").get(f"/lots/{seated.lot}/opening/").text

    def test_nothing_is_alike_where_bidders_have_nothing_in_common(self, seated: Room) -> None:
        found = [one for one in told(seated, "su").body if not one["is_weak"]]
        assert found == []


class TestWhatIsCompared:
    def codes(self, room: Room) -> set[tuple[str, tuple[str, ...]]]:
        names = {room.bid_of(who): who for who in ("bai", "cui", "deng")}
        return {
            (one["code"], tuple(sorted(names[bid] for bid in one["bids"])))
            for one in told(room, "su").body
            if not one["is_weak"]
        }

    def test_people_who_acted(self, seated: Room) -> None:
        label = Registration.objects.get(lot=seated.lot, party=party(seated, "bai")).applied_by
        Registration.objects.filter(lot=seated.lot, party=party(seated, "deng")).update(applied_by=label)
        assert Member.objects.filter(id=label).exists()
        assert self.codes(seated) == {("one_person", ("bai", "deng"))}

    def test_telephones_however_they_are_written(self, seated: Room) -> None:
        reached_by(seated, "0532 8765 4321", "bai")
        reached_by(seated, TELEPHONE, "deng")
        assert self.codes(seated) == {("one_contact", ("bai", "deng"))}

    def test_heads_and_control(self, seated: Room) -> None:
        for who in ("bai", "cui"):
            Party.objects.filter(id=party(seated, who).id).update(representative_digest="a" * 64)
        Ownership.objects.create(
            owner=party(seated, "deng"), owned=party(seated, "cui"), share=60, confirmed=True,
        )  # fmt: skip
        assert self.codes(seated) == {("one_side", ("bai", "cui")), ("one_side", ("cui", "deng"))}

    def test_costs_as_many_queries_however_many_bid(self, seated: Room) -> None:
        lot = Lot.objects.select_related("deal").get(id=seated.lot)
        filings = bids.of_lot(lot.id)
        alike.hints(lot, filings)
        asked = []
        for some in (filings[:2], filings):
            with CaptureQueriesContext(connection) as captured:
                alike.hints(lot, some)
            asked.append(len(captured))
        assert asked[0] == asked[1] <= 12


def test_nothing_comes_of_it_by_itself(scored: Room) -> None:
    reached_by(scored, TELEPHONE, "bai", "cui", "deng")
    scored.do("chen", "closing/")
    assert [one.id for one in bids.valid(scored.row)] == scored.bids
