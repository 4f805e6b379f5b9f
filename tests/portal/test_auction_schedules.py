"""The form by which an auction is scheduled: mistakes are said beside their fields, and nothing stands that was not shown once more."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from bidding.auctions import keeping, slots
from bidding.auctions.lawful import Terms, refusals
from bidding.models import Auction
from foundation.errors import Invalid
from portal.auctions import ruling
from tests.bidding.auctions import hall as halls
from tests.portal.test_auction_pages import Person
from tests.toolkit.auctions.rooms import START
from toolkit.auctions.running import FORMS
from trading.models import Lot

KINDS = {"land": Terms(kind="land"), "property": Terms(kind="property")}
SCHEDULE = "schedule/"


class TestRuling:
    @pytest.mark.parametrize("kind", KINDS)
    def test_asks_for_lawful_rules_of_every_form(self, kind: str) -> None:
        terms = KINDS[kind]
        for form in ruling.forms(terms, FORMS):
            asked = ruling.fields(form, terms, {})
            typed = {one.name: one.value for one in asked} | {"start_price": "1,000", "increment": "50"}
            needed = {one.name: "600" for one in asked if one.needed and not typed[one.name]}
            rules = ruling.read(form, asked, typed | needed, {})
            given = keeping.read(rules | {"auction": "a", "starts_at": START})
            assert (form, refusals(given, terms)) == (form, [])

    def test_fixes_what_was_announced_and_what_the_law_leaves_no_choice_in(self) -> None:
        asked = {one.name: one for one in ruling.fields("listing", KINDS["land"], {"start_price": "1000.00"})}
        fixed = {name: one.value for name, one in asked.items() if one.is_fixed}
        assert fixed == {"start_price": "1000.00", "fewest": "1", "askers": "1"}
        assert asked["listing_s"].law is not None
        typed = {"start_price": "1.00", "increment": "50", "beyond.way": "draw", "holders": "0117 tenant 1"}
        rules = ruling.read(
            "listing", [*asked.values()], typed | {"listing_s": "1", "inquiry_s": "1", "countdown_s": "1"}, {}
        )
        assert (rules["start_price"], rules["beyond"], rules["holders"]) == (
            "1000.00", {"way": "draw"}, [{"bidder": "0117", "right": "tenant", "rank": 1}],
        )  # fmt: skip

    def test_says_beside_every_field_what_cannot_be_read(self) -> None:
        asked = ruling.fields("dynamic_quotation", KINDS["property"], {})
        with pytest.raises(Invalid) as refused:
            ruling.read(
                "dynamic_quotation", asked, {"increment": "x", "free_s": "1.5", "holders": "0117 tenant"}, {}
            )
        assert set(refused.value.fields) == {"start_price", "increment", "free_s", "countdown_s", "holders"}


@pytest.mark.django_db
class TestSchedule:
    def test_is_typed_checked_and_then_stands(self) -> None:
        hall = halls.build()
        hall.announce("online_sealed")
        zheng = Person(hall, hall.zheng)
        link = f'href="/lots/{hall.lot.id}/auction/schedule/"'
        page = zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        assert ("须用密封报价" in page, link in page) == (True, False)  # such prices come another way
        hall.announce("online_ascending")
        for somebody in (hall.bidders["bai"], hall.stranger, None):
            assert Person(hall, somebody).get(SCHEDULE) == "404"
        assert link in zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        page = zheng.get(f"{SCHEDULE}?form=dynamic_quotation")
        given = shown(page)
        assert not {"start_price", "increment"} & set(given)  # announced, and so only shown
        assert "1,000,000.00" in page
        assert 'value="single_quote"' not in page  # another form than was announced

        # Too short, and a right that nobody announced: each beside its field, with what was typed.
        wrong = {"act": "review", "free_s": "299", "holders": "0117 tenant 1"}
        status, page = zheng.post(SCHEDULE, **given | wrong)
        assert status == 409
        assert [
            one for one in ('id="free_s-error"', 'id="holders-error"', 'value="299"') if one not in page
        ] == []
        status, page = zheng.post(SCHEDULE, **given | {"act": "review", "starts_at": "2020-01-01T11:00"})
        assert (status, 'id="starts_at-error"' in page) == (422, True)

        status, page = zheng.post(SCHEDULE, **given | {"act": "review"})
        assert (status, Auction.objects.count()) == (200, 0)
        checked = shown(page)
        assert "唯一的竞买人可以协议成交" in strip_tags(page)
        status, page = zheng.post(SCHEDULE, **checked | {"act": "change"})
        assert (status, 'value="600"' in page) == (200, True)
        for _ in range(2):  # the second press of the same page finds it scheduled
            assert zheng.post(SCHEDULE, **checked | {"act": "schedule"})[0] == 302
        row = Auction.objects.get()
        rules = keeping.rules_of(bytes(row.rules), tuple(row.bidders))
        assert (str(rules.start_price), str(rules.increment), rules.if_fewer) == (
            "1000000.00",
            "10000.00",
            "agreement",
        )
        assert link not in zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        assert zheng.get("console/") != "404"

    def test_of_several_lots_lets_one_begin_after_the_other(self) -> None:
        hall = halls.build()
        hall.announce("online_ascending")
        first = hall.lot
        other = Lot(
            deal=first.deal, number=2, procedure_key=first.procedure_key, title="车位", state=first.state, phase=first.phase,
            entered_at=first.entered_at, particulars=halls.ASSET | {"floor_price": "2000000.00"},
        )  # fmt: skip
        other.save(force_insert=True)
        zheng = Person(hall, hall.zheng)
        given = shown(zheng.get(f"{SCHEDULE}?form=dynamic_quotation"))
        room = {"room": "1", "room_from": "2026-03-10T10:00", "room_until": "2026-03-10T12:00"}
        status, page = zheng.post(SCHEDULE, **given | {"act": "review"} | room)
        assert (status, 'id="room-error"' in page) == (422, True)
        checked = shown(zheng.post(SCHEDULE, **given | {"act": "review"})[1])
        assert zheng.post(SCHEDULE, **checked | {"act": "schedule"})[0] == 302
        one, two = Auction.objects.order_by("starts_at")
        assert (one.lot_id, two.lot_id, two.starts_at - one.starts_at) == (first.id, other.id, slots.SLOT / 2)
        assert str(keeping.rules_of(bytes(two.rules), ()).start_price) == "2000000.00"


def shown(page: str) -> dict[str, str]:
    """Return what a form would send as it is shown."""
    form = page[page.index('name="once"') :]
    found = dict(re.findall(r'<input[^>]* name="([\w.]+)"[^>]* value="([^"]*)"', form))
    found |= dict(
        re.findall(r'<select[^>]* name="([\w.]+)".*?<option value="(\w+)" selected', form, re.DOTALL)
    )
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    return found | {"once": once[1]}
