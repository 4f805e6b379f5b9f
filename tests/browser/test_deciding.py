"""Two persons of the organiser decide about a fault of the platform on the opening's page, each with its own certificate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.clock import ZONE
from tests.browser.conftest import DESK, PHONE, OwnSite, Site
from tests.browser.looks import look, misfits
from tests.browser.persons import load_key, press, sign_in, tab

pytestmark = pytest.mark.browser


def person(site: Site, browser: Browser, said: dict[str, str], size: tuple[int, int]) -> Page:
    """Sign a person in and go to the opening."""
    page = sign_in(site, tab(browser, size), said["email"])
    page.goto(site / f"/lots/{site.competition.lot}/opening/")
    return page


def test_remedy_takes_two_persons(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    persons = tell("starve")
    first = person(site, browser, persons["1"], PHONE)
    look(first, axe, "remedy-new")
    load_key(first, persons["1"]["file"], "another")
    expect(first.locator("#key-password-error")).to_have_text("证书口令不对")
    load_key(first, site.competition.files["bai"])
    expect(first.locator("#key-file-error")).to_have_text("证书不是本单位的")
    load_key(first, persons["1"]["file"])
    propose = first.get_by_role("button", name="签名并提请另一人复核")
    propose.click()
    expect(first.locator("#reason-error")).to_be_visible()
    first.get_by_label("理由（公开）").fill("机房断电")
    propose.click()
    expect(first.locator("#until-error")).to_be_visible()
    ends = datetime.fromisoformat(
        first.locator("[data-ends-at]").first.get_attribute("data-ends-at") or ""
    ).astimezone(ZONE)
    first.locator("#until").fill((ends - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    propose.click()
    expect(first.locator("[data-errors]")).to_contain_text("补救期限不得早于现在的期限")
    assert misfits(first) == []
    first.locator("#until").fill((ends + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    with first.expect_navigation():
        propose.click()
    expect(first.get_by_text("这是您提出的")).to_be_visible()
    look(first, axe, "remedy-own")

    second = person(site, browser, persons["2"], DESK)
    look(second, axe, "remedy-asked")
    # The same certificate again is not another person.
    load_key(second, persons["1"]["file"])
    second.get_by_role("button", name="复核无误，签名并生效").click()
    expect(second.locator("[data-errors]")).to_contain_text("补救决定须由招标人两人签名")
    load_key(second, persons["2"]["file"])
    # The decision shows where the page renews itself, too, before it is loaded anew.
    press(second, "复核无误，签名并生效")
    expect(second.get_by_text("招标人两人签署于")).to_be_visible()
    look(second, axe, "remedy-signed")

    anybody = tab(browser, PHONE)
    anybody.goto(site / f"/lots/{site.competition.lot}/opening/")
    expect(anybody.get_by_text("机房断电")).to_be_visible()
    expect(anybody.locator("[data-decide]")).to_have_count(0)
    look(anybody, axe, "remedy-public")
