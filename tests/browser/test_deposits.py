"""The pages of deposits: a bidder's own, the desk by the keyboard, one deposit refused beside its fields, a lot's ledger, the rates."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.looks import look
from tests.browser.persons import at, press

pytestmark = pytest.mark.browser


def test_deposits_from_the_bidder_to_the_desk(site: Site, browser: Browser, axe: str) -> None:
    bidder = at(site, browser, "gao", PHONE)
    bidder.goto(site / "/me/deposits/")
    expect(bidder.get_by_text("已退还", exact=True).first).to_be_visible()
    look(bidder, axe, "deposits-own")
    account = bidder.locator("section", has_text="未缴纳").locator("code").first.inner_text()
    clerk = at(site, browser, "chen", DESK)
    clerk.goto(site / "/deposits/")
    look(clerk, axe, "deposits-desk")
    field = clerk.get_by_label("银行告知的子账号")
    field.fill("12")
    field.press("Enter")
    expect(clerk.locator(".govuk-error-summary")).to_be_focused()
    field.fill(account)
    field.press("Enter")
    expect(clerk.get_by_text("开标前不显示是谁")).to_be_visible()
    clerk.get_by_label("金额（元）").fill("一万")
    clerk.get_by_label("金额（元）").press("Enter")
    expect(clerk.locator(".govuk-error-summary")).to_be_focused()
    expect(clerk.locator("#amount")).to_have_attribute("aria-invalid", "true")
    clerk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(clerk, axe, "deposit-refused")
    clerk.goto(site / f"/deals/{site.scenery.concluded}/")
    press(clerk, clerk.get_by_role("link", name="保证金台账").first)
    expect(clerk.locator("tbody tr")).to_have_count(3)
    look(clerk, axe, "deposits-lot")
    clerk.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    clerk.goto(site / "/deposits/rates/")
    look(clerk, axe, "deposits-rates")
