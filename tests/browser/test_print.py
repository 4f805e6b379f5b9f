"""Pages on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, Site
from tests.browser.looks import plain, printed

pytestmark = pytest.mark.browser


@pytest.fixture
def size() -> tuple[int, int]:
    """Paper has a size of its own."""
    return DESK


@pytest.mark.parametrize("path", ["/notices/{notice}/", "/deals/{rich}/"])
def test_paper_has_the_content_the_address_and_page_numbers_and_nothing_to_press(
    path: str, site: Site, page: Page
) -> None:
    address = site / path.format(**site.scenery.to_json())
    page.goto(address)
    buttons = [
        text
        for text in page.locator("button, .govuk-button, .yg-plain-button").all_inner_texts()
        if text.strip()
    ]
    assert buttons
    sheets = printed(page)
    whole = "".join(sheets)
    assert plain(address) in whole
    assert "测试工程" in whole
    folded = page.locator(".yg-record:not([open])").all()  # on the screen; in full on paper
    assert bool(folded) == path.startswith("/deals/")
    for record in folded:
        assert plain(record.locator("dt").first.text_content() or "") in whole
    for text in (*buttons, "跳到正文", "承诺与边界"):
        assert plain(text) not in whole
    for number, sheet in enumerate(sheets, start=1):
        assert f"{number}/{len(sheets)}" in sheet
        assert "阳光公共资源交易平台" in sheet
