"""A page by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from notices.search.asking import LONGEST_TEXT
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const is_outlined = shows || style.boxShadow !== "none";
  const name = e.getAttribute("href") || e.name || e.className || e.tagName;
  return e === document.body ? null : [name, is_outlined, box.top < window.innerHeight && box.bottom > 0];
}"""


def test_skip_link_is_first_and_leads_to_the_content(site: Site, page: Page) -> None:
    page.goto(site / "/deals/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    assert page.get_by_role("link", name="跳到正文").bounding_box()["height"] > 20  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("项目名称或编号")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/deals/", "/deals/{rich}/", "/notices/{notice}/", "/accounts/login/"])
def test_focus_goes_down_the_page_and_is_always_seen(path: str, site: Site, page: Page) -> None:
    page.goto(site / path.format(**site.scenery.to_json()))
    steps = page.evaluate(
        "document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]').length"
    )
    seen = []
    for _ in range(min(steps, 60)):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        name, is_outlined, is_in_sight = found
        seen.append(name)
        assert is_outlined, f"no focus to be seen on {name}"
        assert is_in_sight, f"{name} is out of sight"
    assert len(seen) > 5


def test_filter_form_is_sent_by_enter(site: Site, page: Page) -> None:
    page.goto(site / "/deals/")
    page.get_by_label("项目名称或编号").fill("测试工程")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=**")
    assert page.locator(".yg-list > li").count() >= 1


def test_mistake_is_told_first_and_leads_to_its_field(site: Site, page: Page) -> None:
    page.goto(site / f"/deals/?text={'字' * (LONGEST_TEXT + 1)}")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name=f"最多{LONGEST_TEXT}个字").click()
    expect(page.locator("#text")).to_be_focused()
