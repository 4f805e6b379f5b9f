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
from tests.toolkit.auctions.rooms import RULES, START
from toolkit.auctions.running import FORMS
from trading.models import Lot

KINDS = {
    "land": Terms(kind="land"), "procurement": Terms(kind="procurement", call_off=True), "property": Terms(kind="property"),
}  # fmt: skip
SCHEDULE = "schedule/"


class TestRuling:
    @pytest.mark.parametrize("kind", KINDS)
    def test_asks_for_lawful_rules_of_every_form(self, kind: str) -> None:
        terms = KINDS[kind]
        for form in ruling.forms(terms, FORMS):
            asked = ruling.fields(form, terms, {})
            typed = {one.name: one.value for one in asked} | {"start_price": "1,000", "increment": "40"}
            needed = {one.name: "600" for one in asked if one.needed and not typed[one.name]}
            opened = {"opened": RULES[form].opened} if form == "reverse_rounds" else {}
            rules = ruling.read(form, asked, typed | needed, opened)
            given = keeping.read(rules | {"auction": "a", "starts_at": START})
            assert (form, refusals(given, terms)) == (form, [])

    def test_fixes_what_was_announced_and_what_the_law_leaves_no_choice_in(self) -> None:
        asked = {one.name: one for one in ruling.fields("listing", KINDS["land"], {"start_price": "1000.00"})}
        fixed = {name: one.value for name, one in asked.items() if one.is_fixed}
        assert fixed == {"start_price": "1000.00", "fewest": "1", "askers": "1"}
        assert asked["listing_s"].law is not None
        typed = {"start_price": "1.00", "increment": "50", "beyond.way": "draw"}
        rules = ruling.read(
            "listing", [*asked.values()], typed | {"listing_s": "1", "inquiry_s": "1", "countdown_s": "1"}, {}
        )
        assert (rules["start_price"], rules["beyond"]) == ("1000.00", {"way": "draw"})

    def test_asks_for_the_rank_of_each_who_claimed_a_right_and_for_nothing_else_of_it(self) -> None:
        form = "dynamic_quotation"
        announced: dict[str, object] = {}
        assert "holders" not in {one.name for one in ruling.fields(form, KINDS["property"], announced)}
        terms = Terms(kind="property", has_holders=True)
        claims = {"0117": "co_owner", "0358": "tenant"}
        asked = [one for one in ruling.fields(form, terms, announced, claims) if one.name == "holders"]
        assert ([number for number, _ in asked[0].claimed], asked[0].ranks) == ([*claims], ["1", "2"])
        typed = {"holders.0117.rank": "2", "holders.0358.rank": "1"}
        rules = ruling.read(form, asked, typed | {"holders.0358.right": "other"}, announced)
        assert rules["holders"] == [
            {"bidder": "0117", "right": "co_owner", "rank": 2}, {"bidder": "0358", "right": "tenant", "rank": 1},
        ]  # fmt: skip
        assert rules["bidders"] == ["0117", "0358"]
        for wrong in ({"holders.0358.rank": "3"}, {"holders.0358.rank": ""}):
            with pytest.raises(Invalid) as refused:
                ruling.read(form, asked, typed | wrong, announced)
            assert set(refused.value.fields) == {"holders"}
        # Nobody claimed one: nobody holds one, whatever is sent.
        (none,) = [one for one in ruling.fields(form, terms, announced) if one.name == "holders"]
        assert ruling.read(form, [none], typed, announced)["holders"] == []

    def test_asks_what_becomes_of_a_reserve_price_where_there_is_one(self) -> None:
        for has_reserve in (True, False):
            asked = ruling.fields("listing", Terms(kind="land", has_reserve=has_reserve), {})
            found = {one.name: one for one in asked if one.name in ("settle_s", "if_untold")}
            assert set(found) == ({"settle_s", "if_untold"} if has_reserve else set())
            if has_reserve:
                assert (found["settle_s"].value, found["settle_s"].hint is not None) == ("259200", True)

    def test_names_a_bound_once(self) -> None:
        asked = {one.name: one for one in ruling.fields("dynamic_quotation", KINDS["property"], {})}
        bound = asked["free_s"].hint
        assert bound is not None
        assert (bound.zh[:2], bound.en[:6]) == ("应在", "300 to")

    def test_says_beside_every_field_what_cannot_be_read(self) -> None:
        asked = ruling.fields("dynamic_quotation", KINDS["property"], {})
        with pytest.raises(Invalid) as refused:
            ruling.read("dynamic_quotation", asked, {"increment": "x", "free_s": "1.5"}, {})
        assert set(refused.value.fields) == {"start_price", "increment", "free_s", "countdown_s"}


@pytest.mark.django_db
class TestSchedule:
    def test_is_typed_checked_and_then_stands(self) -> None:
        hall = halls.build()
        hall.announce("online_weighted")
        zheng = Person(hall, hall.zheng)
        link = f'href="/lots/{hall.lot.id}/auction/schedule/"'
        page = zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        assert ("平台尚不能办理该竞价方式" in page, link in page) == (True, False)
        hall.announce("online_sealed")
        given = shown(zheng.get(f"{SCHEDULE}?form=single_quote"))
        assert given["show_s"] == "300"
        status, page = zheng.post(SCHEDULE, **given | {"act": "review", "show_s": "0"})
        assert (status, 'id="show_s-error"' in page) == (409, True)
        hall.announce("online_ascending")
        for somebody in (hall.bidders["bai"], hall.stranger, None):
            assert Person(hall, somebody).get(SCHEDULE) == "404"
        assert link in zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        page = zheng.get(f"{SCHEDULE}?form=dynamic_quotation")
        given = shown(page)
        assert not {"start_price", "increment"} & set(given)  # announced, and so only shown
        assert "1,000,000.00" in page
        assert 'value="single_quote"' not in page  # another form than was announced
        assert given["signing"] == "none"
        assert "电子签名法" in page  # how prices are signed is a rule, with its article and what it means
        given["signing"] = "certificate"

        # Too short: beside its field, with what was typed. Of rights that nobody announced nobody is asked.
        wrong = {"act": "review", "free_s": "299"}
        assert "优先购买权" not in page
        status, page = zheng.post(SCHEDULE, **given | wrong)
        assert status == 409
        assert [one for one in ('id="free_s-error"', 'value="299"') if one not in page] == []
        status, page = zheng.post(SCHEDULE, **given | {"act": "review", "starts_at": "2020-01-01T11:00"})
        assert (status, 'id="starts_at-error"' in page) == (422, True)

        status, page = zheng.post(SCHEDULE, **given | {"act": "review"})
        assert (status, Auction.objects.count()) == (200, 0)
        checked = shown(page)
        assert "唯一的竞买人可以协议成交" in strip_tags(page)
        assert "由单位证书签名" in strip_tags(page)
        status, page = zheng.post(SCHEDULE, **checked | {"act": "change"})
        assert (status, 'value="600"' in page) == (200, True)
        for _ in range(2):  # the second press of the same page finds it scheduled
            assert zheng.post(SCHEDULE, **checked | {"act": "schedule"})[0] == 302
        row = Auction.objects.get()
        rules = keeping.rules_of(bytes(row.rules), tuple(row.bidders))
        assert (str(rules.start_price), str(rules.increment), rules.if_fewer, rules.signing, row.signing) == (
            "1000000.00", "10000.00", "agreement", "certificate", "certificate",
        )  # fmt: skip
        assert link not in zheng.client.get(f"/deals/{hall.lot.deal.number}/").text
        assert zheng.get("console/") != "404"

    def test_takes_prior_rights_from_the_registrations(self) -> None:
        hall = halls.build(halls.SOLD | {"particulars": halls.ASSET | {"priority": "on_site"}})
        hall.announce("online_ascending")
        hall.lot.registrations.filter(party=hall.bidders["cui"].party_id).update(claims="tenant")
        zheng, number = Person(hall, hall.zheng), halls.NUMBERS["cui"]
        page = zheng.get(f"{SCHEDULE}?form=dynamic_quotation")
        assert re.findall(r'name="(holders[^"]*)"', page) == [f"holders.{number}.rank"]
        assert f"竞买号 {number}（承租人）的顺位" in strip_tags(page)
        given = shown(page) | {"act": "review"}
        status, page = zheng.post(SCHEDULE, **given | {f"holders.{number}.rank": "7"})
        assert (status, 'id="holders-error"' in page) == (422, True)
        status, page = zheng.post(SCHEDULE, **given | {f"holders.{number}.rank": "1"})
        assert (status, f"{number}（承租人，第1顺位）" in strip_tags(page)) == (200, True)
        assert zheng.post(SCHEDULE, **shown(page) | {"act": "schedule"})[0] == 302
        row = Auction.objects.get()
        (holder,) = keeping.rules_of(bytes(row.rules), tuple(row.bidders)).holders
        assert (holder.bidder, holder.right, holder.rank) == (number, "tenant", 1)

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
        # Whatever was shown and is not there any more is not left out in silence.
        gone = checked | {"act": "schedule", "starts_at_lot_gone": "2026-03-10T12:00:00"}
        status, page = zheng.post(SCHEDULE, **gone)
        assert (status, "一起安排的标的有变化" in page, Auction.objects.exists()) == (409, True, False)
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
