"""A joint bid on its page: the lead names, members answer, by the keyboard, at both sizes, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from accounts.cast import PARTIES, PARTS
from foundation.codes import complete_uscc
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.looks import look
from tests.browser.persons import at, press

pytestmark = pytest.mark.browser


def code(who: str) -> str:
    return complete_uscc(PARTIES[PARTS[who].party].body)


def test_joint_bid_from_the_lead_to_its_members(site: Site, browser: Browser, axe: str) -> None:
    address = site / f"/lots/{site.competition.lot}/joint/"
    lead = at(site, browser, "han", PHONE)
    lead.goto(address)
    look(lead, axe, "joint-new")
    lead.get_by_label("联合体成员（选填）").fill("91370200MA0NOBODY0")
    lead.get_by_label("联合体成员（选填）").press("Tab")
    lead.keyboard.press("Enter")
    summary = lead.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    look(lead, axe, "joint-refused")
    lead.goto(address)
    lead.get_by_label("联合体成员（选填）").fill(f"{code('kong')}\n{code('fang')}")
    lead.get_by_label("联合体成员（选填）").press("Tab")
    lead.keyboard.press("Enter")
    expect(lead.get_by_text("等待成员答复").first).to_be_visible()
    look(lead, axe, "joint-waiting")
    for who, words, size in (("kong", "同意参加", DESK), ("fang", "拒绝", PHONE)):
        page = at(site, browser, who, size)
        page.goto(site / "/me/joint-bids/")
        look(page, axe, f"joint-named-{who}")
        press(page, page.get_by_role("link", name="测试工程"))
        look(page, axe, f"joint-asked-{who}")
        press(page, words)
        expect(page.get_by_role("button", name=words, exact=True)).to_have_count(0)
        look(page, axe, f"joint-answered-{who}")
    lead.reload()
    expect(lead.get_by_text("请撤回后重新报名")).to_be_visible()
    look(lead, axe, "joint-stuck")
    lead.get_by_role("button", name="撤回报名").click()
    expect(lead.get_by_label("联合体成员（选填）")).to_be_visible()
