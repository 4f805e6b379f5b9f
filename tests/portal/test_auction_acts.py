"""What is pressed at an auction's pages now and then: calls and the hammer, another increment, a prior right, the reserve price."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from accounts.roles import Role
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import FLOOR, LISTED, SOON, Hall
from tests.bidding.auctions.test_held import ON_SITE, SALT, START, TENANT, claim
from tests.factories.accounts import MemberFactory, actor
from tests.portal.test_auction_pages import Person, names
from toolkit.auctions import commitments
from trading.winners import recorded

pytestmark = pytest.mark.django_db
CALLED = LISTED | {
    "method": "auction", "procedure_key": "land/auction/2010-03-08", "state": "auctioning", "phase": "bidding",
}  # fmt: skip
STEP = "100000.00"
RESERVE = "reserve/"


def press(person: Person, page: str, act: str, **typed: str) -> tuple[int, str]:
    """Press what a page offers, with what its form has in it."""
    (form,) = (
        one for one in re.findall(r"<form.*?</form>", person.get(page), re.DOTALL) if f'value="{act}"' in one
    )
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    given.pop("csrfmiddlewaretoken", None)
    return person.post(page, **given | {"act": act} | typed)


class TestDesk:
    def test_calls_changes_the_increment_and_lets_the_hammer_fall(self) -> None:
        hall = halls.build(CALLED)
        hall.begin(
            "called_auction", start_price=START, increment=STEP, increments="changed_by_host", largest_increment="1000000.00", call_s=5
        )  # fmt: skip
        zheng, cui = Person(hall, hall.zheng), Person(hall, hall.bidders["cui"])
        hall.bid("bai", START)
        status, page = press(zheng, "console/", "step", increment="x")
        assert (status, 'id="increment-error"' in page) == (422, True)
        assert press(zheng, "console/", "step", increment="200,000")[0] == 302
        offered = re.findall(r'name="price" value="([\d.]+)" data-step', cui.get("room/"))
        assert offered == ["188043500.00", "188243500.00", "188443500.00"]

        # Each call leaves bidders their time, and none is pressed before its turn.
        assert press(zheng, "console/", "call")[0] == 409
        for count in (1, 2, 3):
            page = zheng.get("console/")
            assert (f'name="count" value="{count}"' in page, 'value="hammer"' in page) == (True, False)
            hall.later(seconds=6)
            assert press(zheng, "console/", "call")[0] == 302
        assert 'value="call"' not in zheng.get("console/")
        hall.later(seconds=6)
        assert press(zheng, "console/", "hammer")[0] == 302
        assert hall.row.status == "ended"
        watched = Person(hall, None).get()
        assert [
            one for one in ("增价幅度调整为200000", "第3次叫价", "落槌", "已结束：成交") if one not in watched
        ] == []


class TestRight:
    def test_is_used_and_given_up_in_the_room(self) -> None:
        hall = halls.build(ON_SITE)
        claim(hall, "cui", "tenant")
        hall.begin(holders=[TENANT])
        bai, cui = (Person(hall, hall.bidders[who]) for who in ("bai", "cui"))
        assert 'value="claim"' not in cui.get("room/")  # no price stands that could be taken
        hall.bid("bai", FLOOR)
        assert [('value="claim"' in one.get("room/"), 'value="waive"' in one.get("room/")) for one in (bai, cui)] == [
            (False, False), (True, True),
        ]  # fmt: skip
        deng = Person(hall, hall.bidders["deng"])
        assert "没有优先购买权" in binding(deng.review(kind="claim", price=FLOOR))

        _, sheet = cui.review(kind="claim", price=FLOOR)
        assert cui.confirm(sheet, agreed="yes")[0] == 302
        assert 'data-banner="leading"' in cui.get("room/")
        watched = Person(hall, None).get()
        assert "行使优先购买权" in watched
        assert [one for one in names(hall) if one in watched] == []

        hall.bid("bai", "1010000.00")
        _, sheet = cui.review(kind="waive")
        assert cui.confirm(sheet, agreed="yes")[0] == 302
        assert "放弃优先购买权" in Person(hall, None).get()
        assert "<form" not in binding(cui.review(kind="claim", price="1010000.00"))


def binding(reviewed: tuple[int, str]) -> str:
    """Return the sheet of what was reviewed."""
    return reviewed[1][reviewed[1].index("data-sheet") :].split("</section>")[0]


class TestReserve:
    def test_is_revealed_by_who_set_it_once_nothing_else_decides(self) -> None:
        hall = self._listed()
        organiser = Person(
            hall, actor(MemberFactory.create(role=Role.ORGANISER, party=hall.lot.deal.organiser))
        )
        others = [Person(hall, one) for one in (hall.bidders["bai"], hall.stranger, None)]
        assert [one.get(RESERVE) for one in others] == ["404", "404", "404"]
        door = f'href="/lots/{hall.lot.id}/auction/reserve/"'
        assert [door in one.get() for one in (organiser, Person(hall, hall.zheng))] == [True, True]
        assert not any(door in one.get() for one in others)

        # Before the end nobody is asked, and what is sent all the same stands in no log.
        hall.later(seconds=int(SOON.total_seconds()) + 1)
        hall.bid("bai", START)
        told = {"price": START, "salt": SALT, "once": "frm_1"}
        assert 'name="salt"' not in organiser.get(RESERVE)
        assert organiser.post(RESERVE, **told)[0] == 409
        assert [one.kind for one in hall.row.moves.all()] == ["raise"]

        hall.later(days=10, seconds=600)
        assert hall.settle() == "ended"
        status, page = organiser.post(RESERVE, **told | {"price": "x"})
        assert (status, 'id="price-error"' in page) == (422, True)
        status, page = organiser.post(RESERVE, **told | {"salt": "0" * 64})
        assert (status, 'id="salt-error"' in page, hall.row.moves.filter(kind="reveal").count()) == (
            422,
            True,
            0,
        )
        assert organiser.post(RESERVE, **told)[0] == 302
        page = organiser.get(RESERVE)
        assert ("187,843,500.00" in page, 'name="salt"' in page) == (True, False)
        assert hall.settle() == "settled"
        assert recorded(hall.lot)["price"] == START
        assert "揭示底价" in Person(hall, None).get()

    @staticmethod
    def _listed() -> Hall:
        hall = halls.build(LISTED)
        sealed = commitments.reserve(hall.lot.id, Decimal(START), SALT)
        hall.lot.particulars = LISTED["particulars"] | {"reserve_commitment": sealed}
        hall.lot.save(update_fields=["particulars"])
        hall.schedule(
            "listing", bidders=[], start_price=START, increment=STEP, reserve=sealed, silence_s=10, settle_s=3600,
            listing_s=10 * 86_400, inquiry_s=240, countdown_s=300,
        )  # fmt: skip
        return hall
