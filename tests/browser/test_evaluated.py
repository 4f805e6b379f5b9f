"""
The pages around a committee's room, at both sizes, each acted on by keyboard alone: a draw of chance, blind documents, the result and
what a bidder is told of its own, the award by ballot, call-offs under a framework, final offers after talks; who qualifies.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from accounts import cast
from tests.browser.competition import PRICES
from tests.browser.conftest import DESK, PHONE, OwnSite
from tests.browser.looks import look_at_both, look_in_english
from tests.browser.persons import at, choose, enter, press, sign_and_leave, sign_by_keys, tab_to, type_into

pytestmark = pytest.mark.browser


def test_chance_is_drawn_in_sight(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    address = site / f"/lots/{tell('chance')['lot']}/chance/coefficient/"
    organiser = at(site, browser, "sun", PHONE)
    organiser.goto(address)
    press(organiser, "申请抽取")
    with organiser.expect_download():
        enter(organiser, organiser.get_by_role("button", name="生成随机数并保存文件"))
    expect(organiser.locator("#commitment")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    look_at_both(organiser, axe, "chance-commit")
    press(organiser, "提交承诺")
    tell("commit_beside")
    organiser.goto(address)
    expect(organiser.get_by_text("尚未提交")).to_have_count(0)
    look_at_both(organiser, axe, "chance")


def test_blind_documents_are_read_beside_the_sheet(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    said = tell("blind")
    expert = at(site, browser, said["who"], DESK)
    expert.goto(site / f"/lots/{said['lot']}/evaluation/scores/")
    parts = expert.locator("[data-documents] li")
    expect(parts).to_have_count(2)
    enter(expert, parts.last.get_by_role("button"))
    shown = expert.locator("[data-told]")
    expect(shown).to_have_text(re.compile("已取得|不予展示"))
    enter(expert, parts.first.get_by_role("button"))
    expect(expert.locator("[data-text]")).to_contain_text("方案")
    look_at_both(expert, axe, "blind-documents")
    source = expert.content()
    assert not any(one in source for one in ("bai.pdf", "cui.pdf", "deng.pdf"))


def test_who_qualifies_is_examined_bid_by_bid(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    said = tell("examine")
    organiser = at(site, browser, "sun", PHONE)
    organiser.goto(site / f"/lots/{said['lot']}/opening/")
    press(organiser, organiser.get_by_role("link", name="资格审查"))
    look_at_both(organiser, axe, "qualification")
    for number in range(3):
        tab_to(organiser, organiser.locator("#passes-licence"))
        organiser.keyboard.press("Space" if number else "ArrowDown")
        expect(organiser.locator("#passes-licence" if number else "#fails-licence")).to_be_checked()
        if not number:
            type_into(organiser, organiser.locator("#words-licence"), "执照过期")
        press(organiser, "保存，到下一份" if number < 2 else "保存")
        expect(organiser.get_by_text(f"已填完{number + 1}份")).to_be_visible()
    press(organiser, organiser.get_by_role("link", name="全部填完后，核对并签署"))
    expect(organiser.locator("td", has_text="执照过期")).to_be_visible()
    look_at_both(organiser, axe, "qualification-sign")
    look_in_english(
        organiser, (*(cast.PARTIES[one].name for one in PRICES), "测试工程", "1标段", "营业执照", "执照过期")
    )
    sign_and_leave(organiser, said["file"])
    expect(organiser.get_by_text("合格投标人")).to_contain_text("2")
    look_at_both(organiser, axe, "qualification-signed")
    tell("examined")


def test_award_is_voted_on_and_each_bidder_told_its_own(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    said = tell("award")
    address = site / f"/lots/{said['lot']}/award/"
    bidder = at(site, browser, "cui", PHONE)
    bidder.goto(site / "/me/letters/")
    look_at_both(bidder, axe, "letters")
    press(bidder, bidder.get_by_role("link", name=re.compile("全部投标的排序")))
    look_at_both(bidder, axe, "ranking-apart")
    organiser = at(site, browser, "sun", DESK)
    organiser.goto(address)
    type_into(organiser, organiser.locator("#members"), "\n".join(said["members"]))
    look_at_both(organiser, axe, "award-begin")
    press(organiser, "开始定标")
    press(organiser, organiser.get_by_role("link", name=re.compile("^投给")).first)
    look_at_both(organiser, axe, "award-ballot")
    sign_and_leave(organiser, said["file"])
    expect(organiser.get_by_text("1 / 3")).to_be_visible()
    tell("vote")
    organiser.goto(address)
    expect(organiser.get_by_text("award.json").first).to_be_visible()
    look_at_both(organiser, axe, "award-decided")


def test_call_offs_find_their_supplier(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    lots = tell("call_offs")
    turn, chosen = (site / f"/lots/{lots[one]}/call-off/" for one in ("call_off_rotation", "call_off_direct"))
    buyer, supplier = at(site, browser, "shen", DESK), at(site, browser, "bai", PHONE)
    buyer.goto(turn)
    look_at_both(buyer, axe, "call-off-turn")
    press(buyer, "由轮到的供应商供货")
    look_at_both(buyer, axe, "call-off-turn-found")
    supplier.goto(turn)
    expect(supplier.get_by_role("heading", name="由本单位供货")).to_be_visible()
    look_at_both(supplier, axe, "call-off-own")
    buyer.goto(chosen)
    tab_to(buyer, buyer.locator("#supplier"))
    buyer.keyboard.press("ArrowDown")
    look_at_both(buyer, axe, "call-off-choice")
    press(buyer, "选定")
    type_into(buyer, buyer.locator("#reason"), "响应最快")
    press(buyer, "从入围供应商中直接选定")
    supplier.goto(chosen)
    look_at_both(supplier, axe, "call-off-chosen")


def test_final_offers_are_given_under_seal_and_shown_after_the_end(
    own: OwnSite, browser: Browser, axe: str
) -> None:
    """The last of this file: its clock goes on by months."""
    site, tell = own
    said = tell("talks")
    address = site / f"/lots/{said['lot']}/evaluation/offers/"
    supplier, group = at(site, browser, said["who"], PHONE), at(site, browser, said["group"], DESK)
    supplier.goto(address)
    enter(supplier, supplier.get_by_role("button", name="密封并提交"))
    expect(supplier.locator("[data-errors]")).to_contain_text("请填写金额")
    look_at_both(supplier, axe, "offer-give")
    type_into(supplier, supplier.locator("#price"), "1650000")
    with supplier.expect_download() as download:
        sign_by_keys(supplier, said["file"])
    kept = download.value.path()
    expect(supplier.get_by_text("密封中")).to_be_visible()
    look_at_both(supplier, axe, "offer-given")
    group.goto(address)
    expect(group.get_by_text("任何人看不到报价")).to_be_visible()
    look_at_both(group, axe, "offers-sealed")
    tell("end_of_offers")
    supplier.reload()
    look_at_both(supplier, axe, "offer-show")
    choose(supplier, supplier.locator("#kept"), kept)
    press(supplier, "公开")
    expect(supplier.get_by_text("已公开")).to_be_visible()
    look_at_both(supplier, axe, "offer-shown")
    tell("evaluate_offers")
    group.goto(address)
    expect(group.get_by_text("1,650,000.00").first).to_be_visible()
    look_at_both(group, axe, "offers-shown")
