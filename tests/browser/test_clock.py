"""The page tells the server's time, and counts down by it, whatever the device believes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from foundation.clock import ZONE
from tests.browser.conftest import PHONE, Site

pytestmark = pytest.mark.browser

SHOWN = "document.querySelector('[data-clock]').textContent"


@pytest.fixture
def size() -> tuple[int, int]:
    """At one size: a clock knows none."""
    return PHONE


def server_now(context: BrowserContext, site: Site) -> datetime:
    return datetime.fromisoformat(context.request.get(site / "/api/v1/clock/").json()["now"])


def measured(page: Page) -> datetime:
    expect(page.locator("[data-clock-error]")).to_contain_text("ms", use_inner_text=False)
    return datetime.strptime(page.evaluate(SHOWN), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


@pytest.mark.parametrize("wrong", [timedelta(seconds=-10), timedelta(minutes=10), timedelta(days=400)])
def test_header_shows_the_servers_time_on_a_device_that_is_wrong(
    wrong: timedelta, site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.add_init_script(
        f"(() => {{ const now = Date.now; Date.now = () => now() + {wrong / timedelta(milliseconds=1)}; }})()"
    )
    page.goto(site / "/")
    shown = measured(page)
    assert abs(shown - server_now(context, site)) < timedelta(seconds=4)


def test_clock_goes_on(site: Site, page: Page) -> None:
    page.goto(site / "/")
    before = measured(page)
    page.wait_for_timeout(2_200)
    assert timedelta(seconds=1) <= measured(page) - before <= timedelta(seconds=6)


def test_countdown_tells_what_is_left_until_the_end(site: Site, page: Page) -> None:
    page.goto(site / f"/deals/{site.scenery.rich}/")
    measured(page)
    first = page.locator(".yg-next-end .yg-countdown")
    expect(first).to_have_attribute("role", "timer")
    expect(first).to_contain_text("还剩")
    ends_at = datetime.fromisoformat(first.get_attribute("data-ends-at") or "")
    left = ends_at - measured(page)
    assert f"还剩{left.days}天" in first.inner_text()


def test_countdown_without_a_server_goes_on_by_what_it_knows(site: Site, page: Page) -> None:
    page.goto(site / "/")
    before = measured(page)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function(f"before => {SHOWN} > before", arg=f"{before:%Y-%m-%d %H:%M:%S}")
