"""The sealed bids of several lots, in one folder, submitted in one go, each for itself; by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from accounts import demo
from tests.browser.conftest import PHONE, OwnSite
from tests.browser.looks import look, look_at_both
from tests.browser.persons import choose, enter, sign_in, tab

pytestmark = pytest.mark.browser


def test_each_lot_is_submitted_for_itself(own: OwnSite, browser: Browser, axe: str, tmp_path: Path) -> None:
    site, tell = own
    said = tell("several")
    page = sign_in(site, tab(browser, PHONE), demo.email_of("bai"))
    page.goto(site / "/me/bids/")
    look(page, axe, "several-new")
    submit = page.get_by_role("button", name="上传并递交")
    enter(page, submit)
    expect(page.locator("#folder-error")).to_have_text("请选择封装好的文件夹")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/offer.pdf").write_bytes(b"%PDF")
    choose(page, page.locator("#folder"), tmp_path / "empty")
    enter(page, submit)
    expect(page.locator("#folder-error")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    choose(page, page.locator("#folder"), said["folder"])
    enter(page, submit)
    expect(page.locator("[data-summary]")).to_contain_text("共 2 个标段，已递交 1 个")
    expect(page.locator(f"[data-lot={said['good']}] [data-state]")).to_contain_text("已递交")
    expect(page.locator(f"[data-lot={said['bad']}] [data-state]")).to_contain_text("未被接受")
    look_at_both(page, axe, "several-told")
    assert sum(url.endswith("/filings/") for url in sent) == 1
    page.goto(site / f"/lots/{said['good']}/bid/")
    expect(page.locator("[data-own-bids]")).to_contain_text("已递交")
    page.goto(site / "/me/bids/")
    expect(page.get_by_text("再递交即替换")).to_be_visible()
    look(page, axe, "several-done")
