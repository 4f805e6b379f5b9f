"""The page tells the server's time, and counts down by it, whatever the device believes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from foundation.clock import ZONE
from tests.browser.conftest import PHONE, Site

pytestmark = pytest.mark.browser

SHOWN = "document.querySelector('[data-clock]').textContent"
# What the clock shows and how far it may be off, at the moment it moves: later it may stand as long as the machine has no time for it.
TICK = """() => new Promise(told => {
  const [clock, error] = ["[data-clock]", "[data-clock-error]"].map(one => document.querySelector(one));
  new MutationObserver((_, watching) => {
    const found = /^±(\\d+) ms$/.exec(error.textContent);
    if (!found) return;
    watching.disconnect();
    told([clock.textContent, Number(found[1])]);
  }).observe(clock, { childList: true, characterData: true, subtree: true });
})"""
LEFT = f"[{SHOWN}, document.querySelector('.yg-next-end .yg-countdown').textContent]"
SECOND = timedelta(seconds=1)
"""Less than that is not shown."""


@pytest.fixture
def size() -> tuple[int, int]:
    """At one size: a clock knows none."""
    return PHONE


def server_now(context: BrowserContext, site: Site) -> datetime:
    return datetime.fromisoformat(context.request.get(site / "/api/v1/clock/").json()["now"])


def instant(shown: str) -> datetime:
    return datetime.strptime(shown, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


def measured(page: Page) -> None:
    expect(page.locator("[data-clock-error]")).to_contain_text("ms", use_inner_text=False)


def ticked(page: Page) -> tuple[datetime, timedelta]:
    """Return what the clock shows when it moves next, and by how much it says it may be off."""
    shown, error_ms = page.evaluate(TICK)
    assert error_ms < 60_000  # a page that states more knows nothing
    return instant(shown), timedelta(milliseconds=error_ms)


def on_a_device(page: Page, *, wrong: timedelta) -> None:
    """Let a page be on a device whose clock is wrong, and eight hours west of Greenwich."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTimezoneOverride", {"timezoneId": "America/Los_Angeles"})
    page.add_init_script(
        f"(() => {{ const now = Date.now; Date.now = () => now() + {wrong / timedelta(milliseconds=1)}; }})()"
    )


@pytest.mark.parametrize("wrong", [timedelta(seconds=-10), timedelta(minutes=10), timedelta(days=400)])
def test_header_shows_the_servers_time_on_a_device_that_is_wrong(
    wrong: timedelta, site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    on_a_device(page, wrong=wrong)
    page.goto(site / "/")
    measured(page)
    before = server_now(context, site)
    shown, error = ticked(page)
    assert before - error - SECOND <= shown <= server_now(context, site) + error


def test_clock_goes_on(site: Site, page: Page, context: BrowserContext) -> None:
    page.goto(site / "/")
    measured(page)
    before = server_now(context, site)
    (first, _), (second, error) = ticked(page), ticked(page)
    assert SECOND <= second - first <= server_now(context, site) - before + SECOND + 2 * error


def test_countdown_tells_what_is_left_until_the_end(site: Site, page: Page) -> None:
    on_a_device(page, wrong=timedelta(days=-2))
    page.goto(site / f"/deals/{site.scenery.rich}/")
    measured(page)
    first = page.locator(".yg-next-end .yg-countdown")
    expect(first).to_have_attribute("role", "timer")
    expect(first).to_contain_text("还剩")
    ends_at = datetime.fromisoformat(first.get_attribute("data-ends-at") or "")
    shown, told = page.evaluate(LEFT)
    left = ends_at - instant(shown)
    assert any(f"还剩{days}天" in told for days in (left.days, (left - SECOND).days))


def test_countdown_without_a_server_goes_on_by_what_it_knows(site: Site, page: Page) -> None:
    page.goto(site / "/")
    measured(page)
    before = page.evaluate(SHOWN)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function(f"before => {SHOWN} > before", arg=before)
