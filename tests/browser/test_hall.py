"""The hall of an opening: everybody watches the same, live; the bids come all at once; objections are raised and answered there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, OwnSite
from tests.browser.looks import look, look_at_once, plain, printed
from tests.browser.persons import at

pytestmark = pytest.mark.browser

# How many bids the page showed at each of its changes.
WATCH = """() => {
  window.counts = [];
  const note = () => window.counts.push(document.querySelectorAll(".yg-bids tbody tr").length);
  new MutationObserver(note).observe(document.querySelector("main"), { childList: true, subtree: true });
}"""
IS_THE_SAME_DOCUMENT = "Array.isArray(window.counts)"
COUNTS = "[...new Set(window.counts)]"


def read(page: Page) -> str:
    return page.locator("main").inner_text()


def test_everybody_watches_the_same_and_objects_on_the_spot(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    tell("file")
    address = site / f"/lots/{site.competition.lot}/opening/"
    hall, bidder, supervisor, organiser = (
        at(site, browser, who, size)
        for who, size in ((None, DESK), ("cui", PHONE), ("su", DESK), ("sun", PHONE))
    )
    for page, name in ((hall, "visitor"), (bidder, "bidder"), (supervisor, "supervisor")):
        page.goto(address)
        look(page, axe, f"hall-waiting-{name}")
        expect(page.locator("[data-ends-at]").first).to_contain_text("还剩")
        expect(page.locator("#heard")).to_contain_text("自投标截止起")
    hall.goto(f"{address}?projector")
    organiser.goto(address)
    everybody = (hall, bidder, supervisor, organiser)
    for page in everybody:
        page.evaluate(WATCH)

    # Collecting: how many custodians posted, how long is left, and nothing of the bids.
    tell("begin")
    for page in everybody:
        expect(page.locator(".yg-stages")).to_contain_text("已提交0家")
        expect(page.locator("[aria-current=step] [data-ends-at]")).to_contain_text("还剩")
    tell("post 1")
    for page in everybody:
        expect(page.locator(".yg-stages")).to_contain_text("已提交1家")
        expect(page.locator("#custodians ~ table tbody tr").first).to_contain_text("已提交")
        assert "46,500,000.50" not in read(page)
    for page in (bidder, supervisor):
        look_at_once(page, axe)

    # The record: all bids at once, without loading the page anew.
    tell("post 2 3")
    assert tell("record") == {"status": "recorded"}
    for page in everybody:
        expect(page.locator(".yg-bids tbody tr")).to_have_count(3)
        expect(page.get_by_role("status").filter(has_text="开标页面已更新")).to_have_count(1)
        assert page.evaluate(IS_THE_SAME_DOCUMENT)
        assert set(page.evaluate(COUNTS)) <= {0, 3}
    for page in (hall, organiser):
        look_at_once(page, axe)
    look(hall, axe, "hall-projected")
    hall.evaluate(WATCH)

    # An objection, by the keyboard; everybody hears it, and the organiser answers, by the keyboard.
    said = "请补充宣布工期。"
    grounds = bidder.get_by_label("当场提出异议")
    expect(grounds).to_be_visible()
    grounds.focus()
    bidder.keyboard.press("Tab")
    bidder.keyboard.press("Enter")
    expect(bidder.locator(".govuk-error-summary")).to_be_focused()
    with bidder.expect_response(lambda answer: answer.request.method == "GET" and answer.url == address):
        pass  # the page renews itself, but not what is to be corrected
    bidder.keyboard.press("Tab")
    bidder.keyboard.press("Enter")
    expect(grounds).to_be_focused()
    expect(bidder.locator("#grounds-error")).to_be_visible()
    look_at_once(bidder, axe)
    bidder.keyboard.insert_text(said)
    bidder.keyboard.press("Tab")
    bidder.keyboard.press("Enter")
    expect(bidder.get_by_text("异议已提出，等待当场答复")).to_be_visible()
    look(bidder, axe, "hall-objected")
    for page in (hall, supervisor, organiser):
        expect(page.locator("#heard")).to_contain_text(said)
    reply = organiser.get_by_label("当场答复（公开）").first
    reply.focus()
    organiser.keyboard.insert_text("工期为")

    # What is being written stays while another objection comes in.
    other = at(site, browser, "bai", PHONE)
    other.goto(address)
    other.get_by_label("当场提出异议").fill("请重新宣布最高限价。")
    other.get_by_role("button", name="提出异议").press("Enter")
    expect(organiser.locator("#heard > ol > li")).to_have_count(2)
    assert reply.input_value() == "工期为"
    look_at_once(organiser, axe)
    organiser.keyboard.insert_text("三百日。")
    organiser.keyboard.press("Shift+Tab")
    organiser.keyboard.press("ArrowDown")
    organiser.keyboard.press("Tab")
    organiser.keyboard.press("Tab")
    organiser.keyboard.press("Enter")
    expect(organiser.get_by_text("已答复", exact=True)).to_be_visible()
    look(organiser, axe, "hall-answering")
    for page in (hall, bidder, supervisor):
        expect(page.locator("#heard")).to_contain_text("工期为三百日。")
        expect(page.locator("#heard")).to_contain_text("异议成立")
    look_at_once(bidder, axe)
    other.get_by_role("button", name="撤回本单位的异议").press("Enter")
    expect(other.locator("#heard")).to_contain_text("已撤回")

    # Closed, nobody objects any more, and the page rests.
    tell("close")
    for page in everybody:
        expect(page.locator("#hall[data-live=final]")).to_have_count(1)
        expect(page.get_by_label("当场提出异议")).to_have_count(0)
    look(supervisor, axe, "hall-closed")
    supervisor.goto(address)
    on_paper = "".join(printed(supervisor))
    for text in ("47,000,000.00", "46,500,000.50", "45,111,222.33", said, "工期为三百日。"):
        assert plain(text) in on_paper
    for text in ("投影大字", "English", "提出异议"):
        assert plain(text) not in on_paper
