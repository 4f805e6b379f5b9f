"""A member of a committee at work: declares, votes, reviews by keyboard alone, and signs what the page reads out of the bytes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, OwnSite
from tests.browser.looks import look, look_at_once
from tests.browser.persons import at, enter, load_key, tab_to

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^已保存( \d\d:\d\d:\d\d)?$")
PATIENCE_MS = 40_000


def test_a_committees_work(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    said = tell("committee")
    room = site / f"/lots/{site.competition.lot}/evaluation/"
    phone = at(site, browser, said["who"], PHONE)
    phone.goto(room)
    declare(phone, said, axe)
    tell("preside")
    phone.goto(room)
    look(phone, axe, "evaluation-vote")
    phone.get_by_role("button", name="赞成").click()
    expect(phone.get_by_text("您是1号成员、组长")).to_be_visible(timeout=PATIENCE_MS)
    review(phone, room, axe)
    sign(phone, room + "sign/reviews/", said["file"], axe, "evaluation-sign")


def declare(page: Page, said: dict[str, str], axe: str) -> None:
    look(page, axe, "evaluation-declare")
    load_key(page, said["file"], "another")
    expect(page.locator("#key-password-error")).to_have_text("证书口令不对", timeout=PATIENCE_MS)
    load_key(page, said["another"])
    expect(page.locator("[data-errors]")).to_contain_text("签名证书不是本人的证书", timeout=PATIENCE_MS)
    look_at_once(page, axe)
    load_key(page, said["file"])
    expect(page.get_by_role("heading", name="等您办理")).to_be_visible(timeout=PATIENCE_MS)


def review(page: Page, room: str, axe: str) -> None:
    """By keyboard alone: each bid is saved while it is judged, and then by the button."""
    page.goto(room + "review/")
    look(page, axe, "evaluation-review")
    for number in range(3):
        for box in page.locator("[data-sheet] input[value=passes]").all():
            tab_to(page, box)
            page.keyboard.press("Space")
        expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=PATIENCE_MS)
        enter(page, page.get_by_role("button", name="保存，到下一份" if number < 2 else "保存", exact=True))
        expect(page.get_by_text(f"已填完{number + 1}份")).to_be_visible()


def sign(page: Page, address: str, file: str, axe: str, name: str) -> None:
    page.goto(address)
    look(page, axe, name)
    load_key(page, file)
    expect(page.get_by_role("heading", name="进程")).to_be_visible(timeout=PATIENCE_MS)
