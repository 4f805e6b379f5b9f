"""A reader without scripts narrows a search by links, and goes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, PHONE, Site

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser) -> Page:
    """A tab of a phone that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def test_facets_are_chosen_one_after_the_other_and_back_restores(site: Site, plain: Page) -> None:
    plain.goto(site / "/search/?text=青岛市")
    facets, count = plain.locator(".yg-facets"), plain.get_by_role("status")
    all_of_it = count.inner_text()
    with plain.expect_navigation(url="**subject=notice**"):
        facets.get_by_role("link", name="公告公示").click()
    notices = count.inner_text()
    assert notices != all_of_it
    with plain.expect_navigation(url="**family=construction**"):
        facets.get_by_role("link", name="建设工程招标").click()
    expect(facets.locator("[aria-current]")).to_have_count(2)
    expect(plain.locator("mark").first).to_have_text("青岛市")
    plain.go_back(wait_until="load")
    expect(count).to_have_text(notices)
    expect(facets.locator("[aria-current]")).to_have_count(1)
    plain.go_back(wait_until="load")
    expect(count).to_have_text(all_of_it)
