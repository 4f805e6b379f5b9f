"""The page of rehearsals, to those whom they concern and to everybody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, PHONE, OwnSite
from tests.browser.looks import look
from tests.browser.persons import at, press

pytestmark = pytest.mark.browser


def test_shows_how_far_each_has_come(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    visitor, organiser = at(site, browser, None, PHONE), at(site, browser, "sun", DESK)
    visitor.goto(site / "/rehearsals/")
    expect(visitor.locator("main").get_by_role("link", name="登录")).to_be_visible()
    look(visitor, axe, "rehearsals-visitor")
    organiser.goto(site / "/rehearsals/")
    expect(organiser.get_by_text("还没有演练")).to_be_visible()
    look(organiser, axe, "rehearsals-none")
    made = tell("rehearse")
    custodian = at(site, browser, "kang", PHONE)
    custodian.goto(site / "/rehearsals/")
    expect(custodian.locator("pre")).to_contain_text(f"--lot {made['rehearsal']}")
    look(custodian, axe, "rehearsals-custodian")
    organiser.goto(site / f"/deals/{made['deal']}/")
    expect(organiser.get_by_text("开标尚未演练成功")).to_be_visible()
    press(organiser, organiser.get_by_role("link", name="开标演练").last)
    expect(organiser.locator("tbody tr")).to_have_count(3)
    look(organiser, axe, "rehearsals-open")
    tell("rehearsed 1 2")
    for page, name in ((custodian, "custodian"), (organiser, "organiser")):
        page.reload()
        expect(page.get_by_text("已打开，但有保管人没有完成")).to_be_visible()
        look(page, axe, f"rehearsals-ended-{name}")
