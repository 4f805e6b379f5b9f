"""The page of the API's documentation works under our content security policy and asks nobody else for anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import DESK, Site

pytestmark = pytest.mark.browser


@pytest.fixture
def size() -> tuple[int, int]:
    """At one size: whoever made the page answers for how it looks."""
    return DESK


def test_documentation_shows_and_tries_an_operation_offline(site: Site, context: BrowserContext) -> None:
    page, asked, said = context.new_page(), set[str](), list[str]()
    page.set_default_timeout(
        120_000
    )  # the page draws several hundred operations, on a machine that does much else
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(site / "/")
    page.get_by_role("link", name="接口文档").click()
    page.get_by_role("link", name="clock").click()
    clock = page.locator("#operations-tag-clock")
    expect(clock).to_be_visible()
    clock.click()
    operation = page.locator("#operations-clock-clock_read")
    operation.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tr.response .response-col_status")).to_contain_text("200")
    assert [url for url in asked if not url.startswith((site.url, "data:", "blob:"))] == []
    assert said == []
