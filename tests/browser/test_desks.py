"""An organiser at a desk: a land listing from the choice of its method to the public notice, through pages alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from config.demo import documents, materials
from portal.desk import typed
from portal.desk.document_form import PREFIX
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.looks import look_at_both, look_at_paper, look_in_english
from tests.browser.persons import at, tab
from trading.law.land_particulars import ListingParticulars, Parcel
from trading.law.tender_document import TenderDocument

pytestmark = pytest.mark.browser
TITLE = "测试湾地块挂牌出让"


def fill(page: Page, tree: dict[str, Any], path: str) -> None:
    """Fill a derived form in, as people do it: rows are added by their button."""
    for name, value in tree.items():
        place = f"{path}.{name}"
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            for n, row in enumerate(value):
                add = page.locator(f'button[name=add][value="{place}"]')
                if not page.locator(f'[name^="{place}.{n}."]').count() and add.count():
                    add.click()
                inner = f"{place}.{n}" if add.count() else place
                fill(page, row, inner)
        else:
            put(page, place, value)


def put(page: Page, place: str, value: Any) -> None:
    fields = page.locator(f'[name="{place}"]')
    if not fields.count() or value in ("", []):
        return
    if fields.first.get_attribute("type") in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            page.locator(f'[name="{place}"][value="{one}"]').check()
    elif fields.first.evaluate("one => one.tagName") == "SELECT":
        fields.first.select_option(value)
    else:
        fields.first.fill("\n".join(value) if isinstance(value, list) else value)


def push(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.first.click()


def step(page: Page, data: dict[str, str]) -> None:
    for name, value in data.items():
        put(page, f"data.{name}", value)
    push(page, page.get_by_role("button", name="下一步：核对"))
    push(page, page.get_by_role("button", name="确认办理"))


def test_a_listing_from_the_draft_to_its_notice_through_pages_alone(
    site: Site, browser: Browser, axe: str
) -> None:
    page = at(site, browser, "song", DESK)
    page.goto(site / "/me/work/")
    look_at_both(page, axe, "desk-work")
    push(page, page.get_by_role("link", name="新建项目"))
    look_at_both(page, axe, "desk-methods")
    page.goto(site / "/deals/new/land/listing/")
    # Refused, it says at each field what is missing, and nothing that was typed is lost.
    page.locator('[name="own.title"]').fill(TITLE)
    page.locator('[name="own.title"]').press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator('[name="own.title"]')).to_have_value(TITLE)
    look_at_both(page, axe, "desk-draft-refused")
    for name, value in (
        ("region", "370202"),
        ("sector", "land"),
        ("classification", "B01"),
        ("estimate", "187000000.00"),
    ):
        put(page, f"own.{name}", value)
    expect(page.get_by_text("人民币壹亿捌仟柒佰万元整")).to_be_visible()
    fill(page, typed.of_stored(ListingParticulars, materials.LAND), "particulars")
    push(page, page.get_by_role("button", name="保存草稿"))
    deal = page.url
    push(page, page.get_by_role("link", name="增加标段"))
    put(page, "own.title", "甲地块")
    fill(page, typed.of_stored(Parcel, materials.PARCEL), "particulars")
    look_at_both(page, axe, "desk-lot")
    push(page, page.get_by_role("button", name="保存草稿"))
    push(page, page.get_by_role("link", name="编制招标"))
    content = documents.tender_document(TITLE, None, commits=False)
    fill(page, typed.of_stored(TenderDocument, content), PREFIX)
    look_at_both(page, axe, "desk-document")
    push(page, page.get_by_role("button", name="保存为新版本"))
    for name, data in (
        ("approve", {"approval_number": "青政地〔2026〕18号"}),
        (
            "set_prices",
            {
                "minutes": "会议纪要〔2026〕6号",
                "decided_on": "2026-03-02",
                "valuation_report": "估备〔2026〕21号",
            },
        ),
    ):
        page.goto(f"{deal}steps/{name}/")
        step(page, data)
    page.goto(f"{deal}steps/announce/")
    # What the law does not allow is said as one types, and refused in the same words.
    end = page.locator('[name^="ends."]').first
    end.fill("2026-01-02T09:00")
    told = page.locator(".yg-now-wrong").first
    expect(told).to_contain_text("不得早于")
    said = told.inner_text()
    look_at_both(page, axe, "desk-step")
    push(page, page.get_by_role("button", name="下一步：核对"))
    expect(page.locator(".govuk-error-summary")).to_contain_text(said)
    page.locator('[name^="ends."]').first.fill("")
    push(page, page.get_by_role("button", name="下一步：核对"))
    expect(page.get_by_text("预览：公众将看到的公告，尚未发布")).to_be_visible()
    look_at_both(page, axe, "desk-check")
    visitor = tab(browser, PHONE)
    found = visitor.goto(deal)
    assert found is not None and found.status == 404
    push(page, page.get_by_role("button", name="确认办理"))
    visitor.goto(deal)
    expect(visitor.get_by_role("heading", name=TITLE)).to_be_visible()
    page.goto(f"{deal}steps/announce/")
    expect(page.get_by_text("现在不能办理，原因如下")).to_be_visible()
    look_at_paper(page, "desk-step")
    look_in_english(page, (TITLE, "甲地块"))
