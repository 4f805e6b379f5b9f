"""Every page of the public, at both sizes, in both languages: sound, and inert to what people write."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import DESK, PATIENCE_MS, PHONE, Site
from tests.browser.looks import misfits, violations
from tests.scenery import FILE, FILE_BYTES

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "search": "/search/?text=工程",
    "notices": "/notices/",
    "deals": "/deals/?family=construction&phase=bidding",
    "a mistaken filter": "/deals/?since=yesterday",
    "nothing found": "/deals/?text=没有这样的项目",
    "an open deal": "/deals/{rich}/",
    "a concluded deal": "/deals/{concluded}/",
    "a hostile deal": "/deals/{hostile}/",
    "a notice": "/notices/{notice}/",
    "a corrected notice": "/notices/{corrected}/",
    "a document": "/deals/{rich}/documents/tender/2/",
    "procedures": "/procedures/",
    "a procedure": "/procedures/construction/open/",
    "about": "/about/",
    "openings": "/openings/",
    "results": "/results/",
    "an organisation": "/organisations/{organiser}/",
    "figures": "/statistics/",
    "help": "/help/",
    "accessibility": "/accessibility/",
    "data": "/data/",
    "record": "/record/",
    "the catalogue": "/catalogue/",
    "fields of an object": "/dictionary/contract/",
    "requests": "/requests/",
    "nothing here": "/nope/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "a lost password": "/accounts/password/reset/",
}


@pytest.fixture
def size() -> tuple[int, int]:
    """The size at which a page is opened."""
    return PHONE


class TestEveryPage:
    """On a phone in Chinese, then in English at a click, then on a desk. The checker reads each language and each size once."""

    @pytest.mark.parametrize("name", PAGES)
    def test_is_sound(self, name: str, site: Site, page: Page, axe: str) -> None:
        path = PAGES[name].format(**site.scenery.to_json())
        page.goto(site / path)
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        assert misfits(page) == []
        assert violations(page, axe) == []
        with page.expect_navigation():
            page.get_by_role("link", name="English").click()
        assert page.evaluate("decodeURI(location.pathname + location.search)") == path
        assert page.evaluate("document.documentElement.lang") == "en"
        assert misfits(page) == []
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert misfits(page) == []
        assert violations(page, axe) == []
        assert len(page.screenshot()) > 5_000


def test_hostile_title_is_shown_as_it_is_written(site: Site, page: Page) -> None:
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for path in (f"/deals/{site.scenery.hostile}/", "/deals/", "/notices/", "/", "/search/?text=alert"):
        page.goto(site / path)
        assert page.locator("img[src=x]").count() == 0
    assert asked == []
    expect(page.get_by_role("link", name="<script>alert(1)").first).to_be_visible()
    expect(page.get_by_role("link", name="{{7*7}}").first).to_be_visible()


class TestWithoutScripts:
    @pytest.fixture
    def plain(self, browser: Browser) -> Page:
        """A tab of a phone that runs no scripts."""
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]}
        )
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def test_reader_finds_a_deal_and_takes_a_file(self, site: Site, plain: Page, tmp_path: Path) -> None:
        plain.goto(site / "/")
        expect(plain.locator(".yg-clock")).to_be_hidden()
        plain.get_by_role("searchbox").fill("测试工程")
        with plain.expect_navigation(url="**text=**"):
            plain.get_by_role("button", name="查找").click()
        with plain.expect_navigation(url="**subject=deal**"):
            plain.locator(".yg-facets").get_by_role("link", name="交易项目").click()
        with plain.expect_navigation():
            plain.locator(f"main a[href='/deals/{site.scenery.rich}/']").click()
        expect(plain.locator(".yg-countdown").first).to_contain_text("还剩")
        with plain.expect_download() as taken:
            plain.get_by_role("link", name=FILE).click()
        found = Path(taken.value.path()).read_bytes()
        assert found == FILE_BYTES
        assert taken.value.suggested_filename == FILE
        assert hashlib.sha256(found).hexdigest() in plain.content()

    def test_filters_narrow_the_list_and_stay_in_the_address(self, site: Site, plain: Page) -> None:
        plain.goto(site / "/deals/")
        assert site.scenery.rich in plain.content()
        plain.get_by_label("类别").select_option("land")
        with plain.expect_navigation(url="**family=land**"):
            plain.get_by_role("button", name="筛选").click()
        assert plain.get_by_label("类别").input_value() == "land"
        assert site.scenery.concluded in plain.content()
        assert site.scenery.rich not in plain.content()
        assert site.scenery.hostile not in plain.content()

    def test_navigation_is_open(self, site: Site, plain: Page) -> None:
        plain.goto(site / "/")
        plain.get_by_role("link", name="公告公示").first.click()
        expect(plain.get_by_role("heading", level=1)).to_have_text("公告公示")
