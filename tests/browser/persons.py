"""People at a browser of their own."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from accounts import demo
from tests.browser.competition import PASSWORD
from tests.browser.conftest import PATIENCE_MS, Site


def sign_in(site: Site, page: Page, email: str) -> Page:
    page.goto(site / "/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(demo.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    return page


def tab(browser: Browser, size: tuple[int, int]) -> Page:
    """Return a visitor's tab, in a browser without history."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def at(site: Site, browser: Browser, who: str | None, size: tuple[int, int]) -> Page:
    """Return the tab of somebody of the cast who is signed in, or of a visitor."""
    page = tab(browser, size)
    return sign_in(site, page, demo.email_of(who)) if who else page


def load_key(page: Page, file: str, password: str = PASSWORD) -> None:
    """Load a certificate file, which is given in base64, into a page on which one signs."""
    content = base64.b64decode(file)
    chosen: FilePayload = {"name": "me.p12", "mimeType": "application/x-pkcs12", "buffer": content}
    page.locator("#key-file").set_input_files([chosen])
    retype(page, page.locator("#key-password"), password)
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Locator) -> None:
    """Go to something by the Tab key alone, from where the focus is."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def enter(page: Page, target: Locator) -> None:
    """Go to something by Tab, and press Enter there."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def press(page: Page, by: str | Locator) -> None:
    """Press by the keyboard alone what sends a form or leads on, a button by its name, and see the page that follows."""
    with page.expect_navigation():
        enter(page, page.get_by_role("button", name=by, exact=True) if isinstance(by, str) else by)


def told_time(page: Page) -> str:
    """Return what the clock of a page shows, once the server was asked."""
    clock = page.locator("[data-clock]")
    expect(clock).not_to_be_empty()
    return clock.text_content() or ""


def type_into(page: Page, target: Locator, text: str) -> None:
    """Go to a field by Tab, and write in it."""
    tab_to(page, target)
    page.keyboard.insert_text(text)


def retype(page: Page, target: Locator, text: str) -> None:
    """Go to a field by Tab, and write over what stands in it, key by key."""
    tab_to(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def type_day(page: Page, target: Locator, value: str) -> None:
    """Go to a field for a day by Tab, and type it part by part, as the browser's own language (en-US) orders them."""
    tab_to(page, target)
    page.keyboard.type(f"{datetime.fromisoformat(value):%m%d%Y}")
    expect(target).to_have_value(value)


def type_instant(page: Page, target: Locator, value: str) -> None:
    """Go to a field for an instant by Tab, and type it part by part, as the browser's own language (en-US) orders them."""
    at = datetime.fromisoformat(value)
    tab_to(page, target)
    page.keyboard.type(f"{at:%m%d%Y}")
    page.keyboard.press("ArrowRight")  # of a year more than four digits could come
    page.keyboard.type(f"{at:%I%M%p}")
    expect(target).to_have_value(value)


def choose(page: Page, target: Locator, files: Any) -> None:
    """
    Go to a field for files by Tab, and choose with Space, as one does where there is no pointer.

    A key reaches a busy page sooner than the order to catch the dialogue; what asks the page after
    that order, as `tab_to` does, is behind it.
    """
    with page.expect_file_chooser() as chooser:
        tab_to(page, target)
        page.keyboard.press("Space")
    chooser.value.set_files(files)


def sign_and_leave(page: Page, file: str) -> None:
    """As `sign_by_keys`, and see the page to which it leads."""
    with page.expect_navigation():
        sign_by_keys(page, file)


def sign_by_keys(page: Page, file: str, password: str = PASSWORD) -> None:
    """Load a certificate file into a page on which one signs, without a pointer."""
    content = base64.b64decode(file)
    choose(
        page,
        page.locator("#key-file"),
        [{"name": "me.p12", "mimeType": "application/x-pkcs12", "buffer": content}],
    )
    retype(page, page.locator("#key-password"), password)
    page.keyboard.press("Enter")
