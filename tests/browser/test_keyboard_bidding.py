"""A bidder without a pointer: signs in, loads its certificate, seals, submits, replaces and withdraws."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts import demo
from tests.browser.bidder import COMMITTED, OFFER, PASSPHRASE
from tests.browser.competition import PASSWORD
from tests.browser.conftest import DESK, Site
from tests.browser.persons import choose, enter, press, tab_to, type_into

pytestmark = pytest.mark.browser


@pytest.fixture
def size() -> tuple[int, int]:
    """At one size: the keys are the same."""
    return DESK


def act(page: Page, words: str) -> None:
    """Press a button of the page, once what was pressed before is done: until then buttons rest, and the list of bids is made anew."""
    button = page.get_by_role("button", name=words, exact=True)
    expect(button).to_be_visible()
    expect(page.locator("button:disabled")).to_have_count(0)
    enter(page, button)


def seal_and_submit(page: Page, site: Site, price: str, *, loads: bool) -> str:
    """Go from the beginning to the receipt; return the fingerprint."""
    act(page, "开始封装投标")
    if loads:
        leads_to_its_heading(page, "certificate")
        choose(page, page.locator("#key-file"), [site.competition.file("gao")])
        type_into(page, page.locator("#key-password"), PASSWORD)
        page.keyboard.press("Enter")
    leads_to_its_heading(page, "content")
    for code, value in {
        "total_price": price,
        "tax_rate": "9",
        "validity_days": "90",
        "delivery_days": "300",
        **COMMITTED,
    }.items():
        type_into(page, page.locator(f"#field-{code}"), value)
    choose(page, page.locator("#files-form"), [OFFER])
    act(page, "下一步")
    leads_to_its_heading(page, "seal")
    for field in ("#passphrase", "#passphrase-again"):
        type_into(page, page.locator(field), PASSPHRASE)
    page.keyboard.press("Enter")
    leads_to_its_heading(page, "check")
    header = page.locator("[data-step=check] [data-fingerprint]").text_content() or ""
    act(page, "上传（上传不是递交）")
    leads_to_its_heading(page, "submit")
    act(page, "递交投标")
    leads_to_its_heading(page, "receipt")
    expect(page.locator("[data-step=receipt]")).to_contain_text(header)
    return header


def leads_to_its_heading(page: Page, step: str) -> None:
    """The keys go on from the heading of a step."""
    expect(page.locator(f"[data-step={step}]").get_by_role("heading").first).to_be_focused()


def test_bids_replaces_and_withdraws(site: Site, page: Page) -> None:
    page.goto(site / "/")
    press(page, page.get_by_role("link", name="登录"))
    type_into(page, page.locator("input[name=login]"), demo.email_of("gao"))
    type_into(page, page.locator("input[name=password]"), demo.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(site / f"/lots/{site.competition.lot}/bid/")
    first = seal_and_submit(page, site, "47000000", loads=True)
    act(page, "返回")
    second = seal_and_submit(page, site, "46000000", loads=False)
    rows = page.locator("[data-own-bids] > li")
    expect(rows.filter(has_text=first)).to_contain_text("已替换")
    expect(rows.filter(has_text=second)).to_contain_text("已递交")
    act(page, "返回")
    act(page, "撤回")
    leads_to_its_heading(page, "withdraw")
    # The way back comes after the act, and is as near.
    tab_to(page, page.get_by_role("button", name="不撤回"))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(rows.filter(has_text=second)).to_contain_text("已撤回")
    expect(page.locator("[data-now]")).to_have_text("当前状态：已撤回")
