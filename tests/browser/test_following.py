"""On a phone: a bidder follows a search and finds the notice in the inbox; a visitor follows by mail, and ends it by one click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from accounts import demo
from tests.browser.conftest import PHONE, OwnSite
from tests.browser.looks import misfits, violations
from tests.browser.persons import sign_in, tab

pytestmark = pytest.mark.browser


def path(mail: str, name: str) -> str:
    """Return the path of a link in a mail."""
    found = re.search(rf"https?://[^/\s]+(/{name}/\S+)", mail)
    assert found
    return found[1]


def test_a_search_is_followed_from_its_page(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    tell("deliver")  # what the scenery published is told to nobody who comes later
    page = sign_in(site, tab(browser, PHONE), demo.email_of("bai"))
    page.goto(site / "/search/?text=测试工程")
    page.get_by_role("link", name="订阅符合条件的新公告").click()
    assert misfits(page) == [] and violations(page, axe) == []
    page.get_by_label("方式").select_option("inbox")
    page.get_by_role("button", name="订阅", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("测试工程")
    assert misfits(page) == [] and violations(page, axe) == []

    visitor = tab(browser, PHONE)
    visitor.goto(site / "/subscribe/?text=测试工程")
    assert misfits(visitor) == [] and violations(visitor, axe) == []
    visitor.get_by_label("电子邮箱").fill("nobody")
    visitor.get_by_role("button", name="订阅", exact=True).click()
    expect(visitor.get_by_role("alert")).to_contain_text("请填写邮箱地址")
    visitor.get_by_label("电子邮箱").fill("reader@example.invalid")
    visitor.get_by_role("button", name="订阅", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("请查收确认邮件")
    [asked] = tell("deliver")
    visitor.goto(site / path(asked, "subscribe"))
    visitor.get_by_role("button", name="确认订阅").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("订阅已确认")
    assert misfits(visitor) == [] and violations(visitor, axe) == []

    [told] = tell("publish")
    page.goto(site / "/me/inbox/")
    expect(page.get_by_role("status")).to_have_text("未读：1")
    assert misfits(page) == [] and violations(page, axe) == []
    page.get_by_role("button", name="测试工程").first.click()
    page.wait_for_url("**/notices/**")
    page.goto(site / "/me/inbox/")
    expect(page.get_by_role("status")).to_have_text("未读：0")

    visitor.goto(site / path(told, "unsubscribe"))
    assert misfits(visitor) == [] and violations(visitor, axe) == []
    visitor.get_by_role("button", name="退订").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("已退订")
    assert tell("publish") == []
    page.reload()
    expect(page.get_by_role("status")).to_have_text("未读：1")
